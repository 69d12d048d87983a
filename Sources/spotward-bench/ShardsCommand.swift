import Alarms
import ArgumentParser
import Charts
import Configuration
import Glibc
import Vitals
import WardDaemon
import Webhooks

/// Workload W through the full rules by one evaluator, or by several that share the ward, each on a thread of its own.
struct ShardsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shards",
        abstract: "Workload W, in memory, through the full rules, by one evaluator or by several at once.",
        discussion: """
            The time is of the evaluation alone: the readings are made before it, and the alert log is written after it. \
            Processor time is given of the thread that tells what was found and of all others together: with two shards the \
            greater of both is what they need on two cores that nobody else uses.

            Example:
              spotward-bench shards --shards 2 --patients W/patients.csv --readings W/W.bin --out alerts.ndjson
            """)

    @Option(help: "Evaluators that share the ward; 1 is the path of a hub at home.")
    var shards: Int

    @Option(help: "patients.csv of workload W.")
    var patients: String

    @Option(help: "W.bin of workload W.")
    var readings: String

    @Option(help: "Judge only the first so many readings, to count what they alone cost. All are loaded.")
    var limit: Int?

    @Option(help: "Write the alert log here, as `replay` does.")
    var out: String?

    @Flag(help: "Let the shards take turns on one thread: what sharing costs without what it gains.")
    var inTurn = false

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard Alarms.Limits.shares.contains(shards) else {
            throw ValidationError("--shards is \(shards): give 1 to \(Alarms.Limits.shares.upperBound).")
        }
    }

    func run() throws {
        let ward = WorkloadWard(try Workload(patients: patients, readings: readings))
        let edition = try ChartFile.read(ChartFile.embedded, file: ChartFile.embeddedName, hash: "")
        let rules = AlarmRules()
        var evaluator = WardEvaluator(
            plan: ward.plan, chart: edition.chart, rules: rules, start: ward.start, count: shards,
            manner: inTurn ? .inTurn : .standard)
        var sink = AlertSink()
        let inputs = ward.inputs()
        let processorTime = (
            processorNanoseconds(CLOCK_PROCESS_CPUTIME_ID), processorNanoseconds(CLOCK_THREAD_CPUTIME_ID)
        )
        let elapsed = ContinuousClock().measure {
            evaluator.take(inputs.prefix(limit ?? .max), into: &sink)
            evaluator.settle(into: &sink)
        }
        let ofThread = processorNanoseconds(CLOCK_THREAD_CPUTIME_ID) - processorTime.1
        let ofProcess = processorNanoseconds(CLOCK_PROCESS_CPUTIME_ID) - processorTime.0
        if let out {
            var text: [UInt8] = []
            for line in ward.alertLog(of: sink.transitions, rules: rules, chart: edition) {
                text += line.utf8
                text.append(0x0A)
            }
            try ThresholdCommand.write(text, to: out)
        }
        var report = BenchReport()
        report.add("shards", shards)
        report.add("children", ward.plan.admissions.count)
        report.add("reading_sets", sink.readingSetCount)
        report.add("nanoseconds", Int(elapsed / .nanoseconds(1)))
        report.add("telling_thread_nanoseconds", ofThread)
        report.add("other_threads_nanoseconds", max(0, ofProcess - ofThread))
        report.add("transitions", sink.transitions.count)
        report.add("scores", sink.scoreCount)
        report.add("readings_hash", Int(truncatingIfNeeded: sink.readingsHash))
        report.add("scores_hash", Int(truncatingIfNeeded: sink.scoresHash))
        report.write(asJSON: json)
    }

    private func processorNanoseconds(_ clock: clockid_t) -> Int {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}

/// Keeps the alarms, and of the rest how much there was and in what order.
private struct AlertSink: RecordSink {
    private(set) var transitions: [AlarmTransition] = []
    private(set) var readingSetCount = 0
    private(set) var scoreCount = 0
    private(set) var readingsHash: UInt64 = 0xcbf2_9ce4_8422_2325
    private(set) var scoresHash: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func append(_ transition: AlarmTransition) { transitions.append(transition) }

    mutating func append(_ score: ScoreRecord) {
        scoreCount += 1
        scoresHash = scoresHash &* 0x100_0000_01b3 ^ UInt64(score.child.rawValue) << 8 ^ UInt64(score.score.partialSum)
        scoresHash = scoresHash &* 0x100_0000_01b3 ^ UInt64(bitPattern: score.at.monotonic.microseconds)
    }

    mutating func append(_ record: ReadingRecord) {
        readingSetCount += 1
        readingsHash = readingsHash &* 0x100_0000_01b3 ^ UInt64(record.child?.rawValue ?? .max)
        readingsHash = readingsHash &* 0x100_0000_01b3 ^ UInt64(bitPattern: record.arrival.at.microseconds)
    }

    mutating func append(_ outcome: CommandOutcome) {}
    mutating func append(_ notice: Notice) {}
}
