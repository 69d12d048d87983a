import Alarms
import Configuration
import Journal
import Vitals
import Webhooks

/// What the evaluator finds in a short night of made readings, kept: real records for the journal and for messages.
struct KeptRecords: RecordSink {
    private(set) var transitions: [AlarmTransition] = []
    private(set) var scores: [ScoreRecord] = []
    private(set) var readings: [ReadingRecord] = []

    mutating func append(_ transition: AlarmTransition) { transitions.append(transition) }
    mutating func append(_ score: ScoreRecord) { scores.append(score) }
    mutating func append(_ record: ReadingRecord) { readings.append(record) }
    mutating func append(_ outcome: CommandOutcome) {}
    mutating func append(_ notice: Notice) {}

    /// A reading a second of each child, low from the tenth second on: soon each has an alarm of P1.
    ///
    /// - Parameter areRows: the readings are rows of a file and not of devices.
    static func night(childCount: Int, seconds: Int, areRows: Bool = false) throws -> KeptRecords {
        var evaluator = try BenchWard.evaluator(childCount: childCount, namesChildren: areRows)
        var kept = KeptRecords()
        for second in 0..<seconds {
            let tick = BenchWard.tick(second: second)
            for index in 0..<childCount {
                var readings = ReadingSet(signal: .measuring)
                readings[.spO2] = second < 10 ? 97 : 84 + Double(index % 4)
                readings[.heartRate] = 110 + Double((second * 7 + index) % 20)
                let row = areRows ? DocumentRowNumber(document: 1, row: UInt64(kept.readings.count + 1)) : nil
                let arrival = Arrival(
                    source: SourceIndex(areRows ? 0 : UInt16(index)), at: tick.monotonic,
                    child: areRows ? ChildIndex(UInt32(index)) : nil, row: row)
                evaluator.step(readings, arrival, into: &kept)
            }
            evaluator.step(.tick(BenchWard.tick(second: second + 1)), into: &kept)
        }
        return kept
    }

    /// The first alarm of P1 of each child.
    var firstCritical: [AlarmTransition] {
        var seen: Set<AlarmSubject> = []
        return transitions.filter { $0.priority == .critical && $0.event == .fired && seen.insert($0.subject).inserted }
    }
}

extension BenchWard {
    /// The journal's names behind the indices of `evaluator(childCount:namesChildren:)`.
    static func names(childCount: Int, namesChildren: Bool = false) -> WardNames {
        WardNames(
            admissions: (0..<childCount).map(childName),
            sources: namesChildren ? ["folder"] : (0..<childCount).map { "serial-\($0)" })
    }

    static func runRecord() -> RunRecord {
        RunRecord(
            bootID: "bench", startedAt: tick(second: 0), build: "bench", configurationHash: "", rulesHash: "",
            chartHash: "")
    }

    static func composer(childCount: Int, namesChildren: Bool = false) throws -> AlertComposer {
        let edition = try ChartFile.read(ChartFile.embedded, file: ChartFile.embeddedName, hash: "")
        return AlertComposer(
            hub: HubIdentity(id: "bench", build: "bench"),
            plan: plan(childCount: childCount, namesChildren: namesChildren),
            rules: AlarmRules(), rulesIdentity: RulesIdentity(), chart: edition.identity, levels: edition.chart.levels,
            clockSpeed: 1, configHash: "")
    }
}

/// Middle, 99th percentile and greatest of a list of times, nanoseconds.
struct Spread {
    let p50: Int
    let p99: Int
    let greatest: Int
    let count: Int

    init(_ times: [Int]) {
        let sorted = times.sorted()
        count = sorted.count
        p50 = sorted.isEmpty ? 0 : sorted[sorted.count / 2]
        p99 = sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, sorted.count * 99 / 100)]
        greatest = sorted.last ?? 0
    }
}

extension Duration {
    var wholeNanoseconds: Int {
        let (seconds, attoseconds) = components
        return Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
    }
}
