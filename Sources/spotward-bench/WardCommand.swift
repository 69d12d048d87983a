import Alarms
import ArgumentParser
import Configuration
import Vitals

/// Workload W through the project's full rules: chart, validity window, onset, hold, silence, inhibition, ladders.
struct WardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ward",
        abstract: "Workload W, in memory, through the full rules, with a tick a second.",
        discussion: """
            Example:
              spotward-bench ward --patients W/patients.csv --readings W/W.bin
            """)

    @Option(help: "patients.csv of workload W.")
    var patients: String

    @Option(help: "W.bin of workload W.")
    var readings: String

    @Option(help: "Judge only the first so many readings, to count what they alone cost. All are loaded.")
    var limit: Int?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let ward = WorkloadWard(try Workload(patients: patients, readings: readings))
        let edition = try ChartFile.read(ChartFile.embedded, file: ChartFile.embeddedName, hash: "")
        var evaluator = StreamEvaluator(plan: ward.plan, chart: edition.chart, rules: AlarmRules(), start: ward.start)
        var sink = CountingSink(allocatesPerReading: false)
        var nextTick = ward.startMilliseconds + 1000
        let begin = ContinuousClock.now
        for reading in ward.workload.readings.prefix(limit ?? .max) {
            while reading.milliseconds >= nextTick {
                evaluator.step(.tick(ward.tick(nextTick)), into: &sink)
                nextTick += 1000
            }
            let at = ward.tick(reading.milliseconds).monotonic
            evaluator.step(ReadingSet(reading), Arrival(source: SourceIndex(reading.child), at: at), into: &sink)
        }
        let spent = begin.duration(to: .now) / .nanoseconds(1)
        var report = BenchReport()
        report.add("nanoseconds", Int(spent))
        report.add(sink)
        report.write(asJSON: json)
    }
}
