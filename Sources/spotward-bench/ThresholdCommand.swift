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
        help: "Go through the decoded readings of W.bin so often, to time them; the transitions are the first pass's.")
    var passes = 1

    @Flag(help: "Hand each batch over through a ring, as the daemon's threads do.")
    var ring = false

    @Flag(help: "Print one line of JSON.")
    var json = false

    func validate() throws {
        guard (1...1000).contains(passes) else { throw ValidationError("--passes is \(passes): give 1 to 1000.") }
    }

    func run() throws {
        let rules = try ThresholdRules(path: bands)
        let children = try Workload.children(patients)
        var ward = ThresholdWard(rules, children: children)
        var nanoseconds = 0
        if readings.hasSuffix(".bin") {
            let workload = try Workload(patients: patients, readings: readings)
            for pass in 0..<passes {
                var again = ThresholdWard(rules, children: children)
                let start = ContinuousClock.now
                take(workload.readings.span, &again)
                let spent = start.duration(to: .now) / .nanoseconds(1)
                nanoseconds = pass == 0 ? Int(spent) : min(nanoseconds, Int(spent))
                if pass == 0 { ward = again }
            }
        } else {
            let form: NumberRows.Form = readings.hasSuffix(".csv") ? .csv : .ndjson
            let start = ContinuousClock.now
            try WorkloadText(form, children: children).read(readings) { take($0, &ward) }
            nanoseconds = Int(start.duration(to: .now) / .nanoseconds(1))
        }
        if let out { try Self.write(ThresholdTransition.text(ward.transitions, children: children), to: out) }
        var report = BenchReport()
        report.add("readings", ward.totals.readingCount)
        report.add("transitions", ward.transitions.count)
        report.add("sum_score", ward.totals.points)
        report.add("sum_temp10", ward.totals.temperatureTenths)
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

    private static func write(_ text: [UInt8], to path: String) throws {
        guard let file = unsafe fopen(path, "wb") else { throw Workload.Defect.unreadable(path) }
        let count = unsafe text.withUnsafeBytes { unsafe fwrite($0.baseAddress, 1, $0.count, file) }
        guard unsafe fclose(file) == 0, count == text.count else { throw Workload.Defect.unreadable(path) }
    }
}
