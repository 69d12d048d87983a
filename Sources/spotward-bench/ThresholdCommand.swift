import ArgumentParser
import Documents
import Glibc
import Rings

/// Task T on workload W: what any engine can be asked to do, built of this project's parts.
struct ThresholdCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "threshold",
        abstract: "Task T on workload W: readings to transitions, comparable with any other program.",
        discussion: """
            Example:
              spotward-bench threshold --bands W/bands.json --patients W/patients.csv --readings W/W.csv --out t.csv

            The rules and both programs' figures: docs/performance/threshold.md.
            """)

    @Option(help: "bands.json of workload W.")
    var bands: String

    @Option(help: "patients.csv of workload W.")
    var patients: String

    @Option(help: "W.csv, W.ndjson or W.bin: the name's ending says which.")
    var readings: String

    @Option(help: "Where the sorted transitions are written.")
    var out: String?

    @Option(
        help: """
            Hold the whole file in memory and go through it so often; the fastest pass is timed, the transitions are the
            first's. Without it a text is read once, piece by piece.
            """)
    var passes: Int?

    @Flag(help: "Hand each batch over through a ring, as the daemon's threads do.")
    var ring = false

    @Flag(help: "Print one line of JSON.")
    var json = false

    func validate() throws {
        guard (1...1000).contains(passes ?? 1) else {
            throw ValidationError("--passes is \(passes ?? 1): give 1 to 1000.")
        }
    }

    func run() throws {
        let rules = try ThresholdRules(path: bands)
        let children = try Workload.children(patients)
        var transitions: [ThresholdTransition] = []
        var (totals, nanoseconds) = (ThresholdWard.Totals(), 0)
        /// Times one pass, and keeps the first one's answer and the least time.
        func pass(_ number: Int, _ body: (inout ThresholdWard) throws -> Void) rethrows {
            var again = ThresholdWard(rules, children: children)
            let start = ContinuousClock.now
            try body(&again)
            let spent = Int(start.duration(to: .now) / .nanoseconds(1))
            nanoseconds = number == 0 ? spent : min(nanoseconds, spent)
            if number == 0 { (transitions, totals) = (again.transitions, again.totals) }
        }
        if readings.hasSuffix(".bin") {
            let workload = try Workload(patients: patients, readings: readings)
            for number in 0..<(passes ?? 1) { pass(number) { take(workload.readings.span, &$0) } }
        } else {
            let form: NumberRows.Form = readings.hasSuffix(".csv") ? .csv : .ndjson
            let table = ChildTable(children)
            if let passes {
                let bytes = try Workload.bytes(readings)
                for number in 0..<passes {
                    try pass(number) { ward in
                        var text = WorkloadText(form, table)
                        _ = try text.read(bytes.span, isLast: true) { take($0, &ward) }
                    }
                }
            } else {
                try pass(0) { ward in
                    var text = WorkloadText(form, table)
                    try text.read(path: readings) { take($0, &ward) }
                }
            }
        }
        if let out { try Self.write(ThresholdTransition.text(transitions, children: children), to: out) }
        var report = BenchReport()
        report.add("readings", totals.readingCount)
        report.add("transitions", transitions.count)
        report.add("sum_score", totals.points)
        report.add("sum_temp10", totals.temperatureTenths)
        report.add("nanoseconds", nanoseconds)
        report.write(asJSON: json)
    }

    private func take(_ readings: Span<Workload.Reading>, _ ward: inout ThresholdWard) {
        guard ring else { return ward.take(readings) }
        var ends = Ring<Workload.Reading>.make(capacity: WorkloadText.batchCount)
        var batch = [Workload.Reading](repeating: WorkloadText.nothing, count: WorkloadText.batchCount)
        var start = 0
        while start < readings.count {
            let end = min(start + WorkloadText.batchCount, readings.count)
            for index in start..<end { _ = ends.producer.push(readings[index]) }
            var count = 0
            _ = ends.consumer.drain(upTo: WorkloadText.batchCount) { reading in
                batch[count] = reading
                count += 1
            }
            ward.take(batch.span.extracting(0..<count))
            start = end
        }
    }

    static func write(_ text: [UInt8], to path: String) throws {
        guard let file = unsafe fopen(path, "wb") else { throw Workload.Defect.unreadable(path) }
        let count = unsafe text.withUnsafeBytes { unsafe fwrite($0.baseAddress, 1, $0.count, file) }
        guard unsafe fclose(file) == 0, count == text.count else { throw Workload.Defect.unreadable(path) }
    }
}
