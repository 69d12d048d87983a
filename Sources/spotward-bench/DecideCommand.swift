import Alarms
import ArgumentParser
import Decoders
import Vitals

/// Readings to alarm decisions: the evaluator alone, one set of SpO2 and pulse a second for each child.
struct DecideCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decide",
        abstract: "Decoded readings to alarm decisions, and a tick a second.",
        discussion: """
            Example:
              spotward-bench decide --seconds 100000
            """)

    @Option(help: "Seconds, with a set of readings each.")
    var seconds: Int

    @OptionGroup var options: ScenarioOptions

    func run() throws {
        let oximeter = BenchStory.oximeter(.noninDF2)
        let displays = (0..<BenchStory.seconds).map { oximeter.display(second: $0) }.map { display in
            var readings = ReadingSet(signal: display.signal, quality: display.quality)
            readings[.spO2] = display.spO2.map(Double.init)
            readings[.heartRate] = display.heartRate.map(Double.init)
            return readings
        }
        let (seconds, childCount) = (seconds, options.children)
        var evaluator = try BenchWard.evaluator(childCount: childCount)
        var sink = CountingSink(allocatesPerReading: options.allocatePerReading)
        for second in 0..<seconds {
            let now = BenchWard.tick(second: second).monotonic
            for index in 0..<childCount {
                let readings = displays[(second + index * 97) % BenchStory.seconds]
                let arrival = Arrival(source: SourceIndex(UInt16(index)), at: now)
                evaluator.step(readings, arrival, into: &sink)
            }
            evaluator.step(.tick(BenchWard.tick(second: second + 1)), into: &sink)
        }
        var report = BenchReport()
        report.add(sink)
        report.write(asJSON: options.json)
    }
}

/// Ticks alone, so that what `decide` costs can be told apart.
struct TickCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tick",
        abstract: "A tick a second, and no readings.",
        discussion: """
            Example:
              spotward-bench tick --seconds 100000
            """)

    @Option(help: "Ticks.")
    var seconds: Int

    @OptionGroup var options: ScenarioOptions

    func run() throws {
        let seconds = seconds
        var evaluator = try BenchWard.evaluator(childCount: options.children)
        var sink = CountingSink(allocatesPerReading: options.allocatePerReading)
        for second in 0..<seconds {
            evaluator.step(.tick(BenchWard.tick(second: second + 1)), into: &sink)
        }
        var report = BenchReport()
        report.add(sink)
        report.write(asJSON: options.json)
    }
}
