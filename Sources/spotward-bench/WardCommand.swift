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
        let workload = try Workload(patients: patients, readings: readings)
        let start = workload.readings.first?.milliseconds ?? 0
        func tick(_ milliseconds: Int64) -> Tick {
            Tick(
                monotonic: MonotonicInstant(microseconds: 1_000_000_000 + (milliseconds - start) * 1000),
                wall: WallInstant(microseconds: milliseconds * 1000))
        }
        let sources = workload.children.indices.map {
            Source(name: "device-\($0)", child: ChildIndex(UInt32($0)), mode: .continuous)
        }
        let admitted = tick(start)
        let today = LondonTime.date(at: admitted.wall)
        let admissions = workload.children.map { child in
            Admission(
                id: child.id, bornOn: CivilDate(dayNumber: today.dayNumber - Int64(child.ageMonths) * 365 / 12 - 1),
                admittedAt: admitted.wall)
        }
        let edition = try ChartFile.read(ChartFile.embedded, file: ChartFile.embeddedName, hash: "")
        var evaluator = StreamEvaluator(
            plan: WardPlan(admissions: admissions, sources: sources), chart: edition.chart, rules: AlarmRules(),
            start: admitted)
        var sink = CountingSink(allocatesPerReading: false)
        var nextTick = start + 1000
        let begin = ContinuousClock.now
        for reading in workload.readings.prefix(limit ?? .max) {
            while reading.milliseconds >= nextTick {
                evaluator.step(.tick(tick(nextTick)), into: &sink)
                nextTick += 1000
            }
            var set = ReadingSet(signal: reading.spO2 < 0 && reading.heartRate < 0 ? .probeOff : .measuring)
            if reading.spO2 >= 0 { set[.spO2] = Double(reading.spO2) }
            if reading.heartRate >= 0 { set[.heartRate] = Double(reading.heartRate) }
            if reading.temperature >= 0 { set[.temperature] = Double(reading.temperature) / 10 }
            let arrival = Arrival(source: SourceIndex(reading.child), at: tick(reading.milliseconds).monotonic)
            evaluator.step(set, arrival, into: &sink)
        }
        let spent = begin.duration(to: .now) / .nanoseconds(1)
        var report = BenchReport()
        report.add("nanoseconds", Int(spent))
        report.add(sink)
        report.write(asJSON: json)
    }
}
