import Alarms
import Configuration
import Testing
import Vitals

@testable import WardDaemon

/// Several evaluators that share a ward against one of the whole ward, record by record, over random stays.
@Suite("Shards tell what one evaluator tells")
struct WardEvaluatorTests {
    private static let inTurn = [
        SharedStay.Shards(count: 1, batch: 50), SharedStay.Shards(count: 2, batch: 7),
        SharedStay.Shards(count: 2, batch: 4096), SharedStay.Shards(count: 3, batch: 200),
        SharedStay.Shards(count: 8, batch: 333),
    ]

    @Test("of any stay, one after the other", arguments: 0..<2)
    func inTurn(seed: Int) throws {
        var stay = try SharedStay(seed: UInt64(seed), Self.inTurn)
        for _ in 0..<240 { stay.happen() }
        expectTheSame(stay, seed)
        try stay.restart()
        for _ in 0..<60 { stay.happen() }
        expectTheSame(stay, seed)
    }

    @Test("of any stay, as threads of their own", arguments: 100..<102)
    func atOnce(seed: Int) throws {
        var stay = try SharedStay(
            seed: UInt64(seed),
            [
                SharedStay.Shards(count: 2, batch: 64, isThreaded: true),
                SharedStay.Shards(count: 2, batch: 2048, isThreaded: true),
                SharedStay.Shards(count: 3, batch: 500, isThreaded: true),
            ])
        for _ in 0..<240 { stay.happen() }
        expectTheSame(stay, seed)
        try stay.restart()
        for _ in 0..<60 { stay.happen() }
        expectTheSame(stay, seed)
    }

    @Test("of stays in which everything happens") func staysAreWorthTheirName() throws {
        var stay = try SharedStay(seed: 1, [SharedStay.Shards(count: 2, batch: 4096)])
        for _ in 0..<1000 { stay.happen() }
        let transitions = stay.one.log.transitions
        #expect(Set(transitions.map(\.condition)).count >= 18)
        #expect(transitions.contains { $0.condition == .devicesGone && $0.event == .fired })
        #expect(transitions.contains { $0.suppressedBy.contains(.probeOff) })
        #expect(transitions.contains { $0.suppressedBy.contains(.manyDevicesGone) })
        var results: Set<CommandOutcome.Result> = []
        var dispositions: Set<ReadingRecord.Disposition> = []
        var scoreCount = 0
        for record in stay.one.log.records {
            switch record {
            case .outcome(let outcome): results.insert(outcome.result)
            case .reading(let reading): dispositions.insert(reading.disposition)
            case .score: scoreCount += 1
            case .transition, .notice: break
            }
        }
        #expect(results.isSuperset(of: [.done, .recorded, .noSuchChild, .noSuchSource, .wardFull, .notAllowed]))
        #expect(dispositions.count == ReadingRecord.Disposition.allCases.count)
        #expect(scoreCount > 300)
        // The rare way of a tick is gone, and left again.
        let halved = stay.several[0].halvedCount
        #expect(halved > 10 && halved < 900, "\(halved) ticks in halves")
    }

    private func expectTheSame(_ stay: SharedStay, _ seed: Int) {
        stay.settle()
        let one = stay.one
        for side in stay.several {
            let name = "\(side.name), seed \(seed)"
            #expect(difference(one.log.records, side.log.records) == nil, "\(name)")
            for source in 0..<SharedStay.sourceCount {
                let source = SourceIndex(UInt16(source))
                #expect(one.fold.ledger(of: source) == side.fold.ledger(of: source), "\(name), source \(source)")
            }
            let silences = (one.fold.nextSilence(within: .seconds(60)), side.fold.nextSilence(within: .seconds(60)))
            #expect(silences.0 == silences.1, "\(name)")
        }
    }

    /// The first record that one has and the shards have not.
    private func difference(_ one: [SharedStay.Log.Told], _ several: [SharedStay.Log.Told]) -> String? {
        for index in 0..<max(one.count, several.count) {
            let left = one.indices.contains(index) ? one[index] : nil
            let right = several.indices.contains(index) ? several[index] : nil
            if left != right { return "\(index): one \(left as Any)\n   several \(right as Any)" }
        }
        return nil
    }
}

/// When shards take what they were given, and on which threads.
@Suite struct ShardBatchTests {
    private struct Log: RecordSink {
        var readingCount: Int { instants.count }
        var instants: [Int64] = []
        mutating func append(_ outcome: CommandOutcome) {}
        mutating func append(_ notice: Notice) {}
        mutating func append(_ transition: AlarmTransition) {}
        mutating func append(_ score: ScoreRecord) {}
        mutating func append(_ readings: ReadingRecord) { instants.append(readings.arrival.at.microseconds) }
    }

    private let start = Tick(
        monotonic: MonotonicInstant(microseconds: 1_000_000), wall: WallInstant(microseconds: 1_790_000_000_000_000))

    private func ward(
        childCount: Int = 2, shardCount: Int, manner: WardEvaluator.Manner = .standard
    ) throws -> WardEvaluator {
        let born = try #require(CivilDate("2024-01-01"))
        let plan = WardPlan(
            admissions: (0..<childCount).map { Admission(id: "adm-\($0)", bornOn: born, admittedAt: start.wall) },
            sources: [Source(name: "a", child: ChildIndex(0), mode: .continuous)])
        let chart = try ChartFile.read(ChartFile.embedded, file: "", hash: "").chart
        return WardEvaluator(
            plan: plan, chart: chart, rules: AlarmRules(), start: start, count: shardCount, manner: manner)
    }

    private func reading(_ number: Int = 0) -> LiveInput {
        var readings = ReadingSet()
        readings[.spO2] = 98
        return .readings(readings, SourceIndex(0), at: start.monotonic.advanced(by: .microseconds(number)))
    }

    @Test func aBatchIsTakenWhenItIsFullAndNotBefore() throws {
        var ward = try ward(shardCount: 2, manner: .inTurn)
        var log = Log()
        for _ in 1..<DaemonLimits.shardBatch { ward.take(reading(), into: &log) }
        #expect(log.readingCount == 0)
        ward.take(reading(), into: &log)
        #expect(log.readingCount == DaemonLimits.shardBatch)
        ward.take(reading(), into: &log)
        #expect(log.readingCount == DaemonLimits.shardBatch)
        let hadMore = ward.settle(into: &log)
        #expect(hadMore)
        #expect(log.readingCount == DaemonLimits.shardBatch + 1)
        let isMore = ward.settle(into: &log)
        #expect(!isMore)
    }

    @Test func whatThreadsTookIsToldWhenTheyHaveTheNextBatchOrThereIsNone() throws {
        var ward = try ward(shardCount: 2)
        var log = Log()
        for _ in 0..<DaemonLimits.shardBatch { ward.take(reading(), into: &log) }
        #expect(log.readingCount == 0)
        for _ in 0..<DaemonLimits.shardBatch { ward.take(reading(), into: &log) }
        #expect(log.readingCount == DaemonLimits.shardBatch)
        let hadMore = ward.settle(into: &log)
        #expect(hadMore)
        #expect(log.readingCount == 2 * DaemonLimits.shardBatch)
        let isMore = ward.settle(into: &log)
        #expect(!isMore)
    }

    /// What is still at work on a thread comes first, however little comes after it.
    @Test func aSmallBatchIsToldAfterTheLargeOneBeforeIt() throws {
        var ward = try ward(shardCount: 2)
        var log = Log()
        for number in 0...DaemonLimits.shardBatch { ward.take(reading(number), into: &log) }
        ward.settle(into: &log)
        #expect(log.readingCount == DaemonLimits.shardBatch + 1)
        #expect(log.instants == log.instants.sorted())
        #expect(Set(log.instants).count == log.readingCount)
    }

    @Test func oneEvaluatorTellsAtOnceAndGathersNothing() throws {
        var ward = try ward(shardCount: 1)
        var log = Log()
        ward.take(reading(), into: &log)
        #expect(log.readingCount == 1)
        let isMore = ward.settle(into: &log)
        #expect(!isMore)
    }

    @Test(arguments: [(DaemonLimits.leastShardBatch - 1, false), (DaemonLimits.leastShardBatch, true)])
    func aSmallBatchWakesNobody(count: Int, isWorthThreads: Bool) throws {
        var ward = try ward(shardCount: 2)
        var log = Log()
        for _ in 0..<count { ward.take(reading(), into: &log) }
        let found = ward.isWorthThreads
        #expect(found == isWorthThreads)
    }

    @Test(arguments: [(DaemonLimits.childrenOfShard - 1, false), (DaemonLimits.childrenOfShard, true)])
    func aTickOfALargeWardIsTakenByAll(childCount: Int, isWorthThreads: Bool) throws {
        var ward = try ward(childCount: childCount, shardCount: 2)
        var log = Log()
        ward.take(.tick(start, documentRows: 0, commands: 0), into: &log)
        let first = ward.isWorthThreads
        #expect(first == isWorthThreads)
        // The next one finds nobody it is due for, until somebody asks for something.
        ward.settle(into: &log)
        ward.take(.tick(start.advanced(by: .seconds(1)), documentRows: 0, commands: 0), into: &log)
        let isWorthOne = ward.isWorthThreads
        #expect(!isWorthOne)
        ward.step(.command(Command(CommandNumber(1), .endQuiet(ChildIndex(0))), at: start), into: &log)
        ward.take(.tick(start.advanced(by: .seconds(2)), documentRows: 0, commands: 0), into: &log)
        let afterCommand = ward.isWorthThreads
        #expect(afterCommand == isWorthThreads)
    }
}

/// How many evaluators a ward has by itself.
@Suite struct ShardCountTests {
    @Test(arguments: [
        (0, 8, 1), (1, 8, 1), (1000, 8, 1), (5000, 8, 1), (5001, 8, 2), (10_000, 8, 2), (10_001, 8, 3),
        (100_000, 64, 8), (100_000, 2, 2), (100_000, 1, 1), (100_000, 0, 1), (100_000, -1, 1),
    ]) func aWardHasOneForEveryFiveThousandChildrenAndNoMoreThanCores(children: Int, cores: Int, count: Int) {
        #expect(Ward.shardCount(children: children, cores: cores) == count)
    }
}
