import Alarms
import Charts
import Vitals

/// The evaluator of a ward: one, or several that share the children and tell exactly what one would.
///
/// On all but the largest wards it is one, and nothing stands between it and its caller. Where it is several, live inputs are
/// gathered to batches, and each evaluator takes its own of them on a thread of its own; then their records are told in the
/// order of one. Everything that may concern two children (commands, rows of files, what a restart restores) is done here,
/// while all of them rest: `WardEvaluator+Rest`. Why it is so: `docs/decisions/0030`.
package struct WardEvaluator: ~Copyable {
    /// When threads of their own are worth waking.
    package enum Manner: Sendable {
        /// Never: one shard after the other, on the caller's thread.
        case inTurn
        case atOnce(leastInputs: Int)

        package static let standard = Manner.atOnce(leastInputs: DaemonLimits.leastShardBatch)
    }

    /// The only one, or the one whose part is taken on the caller's thread.
    var first: EvaluatorShard
    let others: [ShardThread]
    private let manner: Manner
    /// How many inputs are taken together at most.
    private let batchLimit: Int
    private var batch = ShardBatch()
    private var hasTick = false
    /// The next tick looks at every child: the first, and the one after a command.
    var looksAtAll = true
    /// Empty but while something is told.
    private var logs: [ShardLog] = []
    var childCount: Int
    /// An alarm of a child may wait for a device that another shard has: ticks are then taken in halves.
    var waitsForOthers = false

    /// - Parameter count: of evaluators, within `Limits.shares`.
    package init(
        plan: WardPlan, chart: Chart, rules: AlarmRules, start: Tick, count: Int = 1, manner: Manner = .standard,
        batchLimit: Int = DaemonLimits.shardBatch
    ) {
        precondition(Limits.shares.contains(count), "a ward has as many shares as Limits.shares allows")
        func shard(_ number: Int) -> EvaluatorShard {
            let share = WardShare(number: number, count: count)
            var evaluator = StreamEvaluator(plan: share.plan(of: plan), chart: chart, rules: rules, start: start)
            for (index, source) in plan.sources.enumerated() where !share.has(source.child ?? ChildIndex(0)) {
                _ = evaluator.handOver(SourceIndex(UInt16(index)))
            }
            return EvaluatorShard(evaluator, share)
        }
        first = shard(0)
        others = (1..<max(count, 1)).map { ShardThread(shard($0)) }
        self.manner = manner
        self.batchLimit = batchLimit
        childCount = plan.admissions.count
        batch.owners = ContiguousArray(plan.sources.map { UInt8(Int($0.child?.rawValue ?? 0) % count) })
        if count > 1 {
            batch.inputs.reserveCapacity(batchLimit)
            logs = (0..<count).map { ShardLog(WardShare(number: $0, count: count)) }
        }
    }

    @inline(__always)
    var isOne: Bool { others.isEmpty }
    var shardCount: Int { others.count + 1 }

    // MARK: Live inputs

    /// Takes a live input; a tick without what it lets in. Where there are several evaluators it is told at the latest by
    /// `settle`.
    @inline(__always)
    package mutating func take(_ input: LiveInput, into sink: inout some RecordSink & ~Copyable) {
        if isOne { return first.evaluator.take(input, into: &sink) }
        gather(input, into: &sink)
    }

    private mutating func gather(_ input: LiveInput, into sink: inout some RecordSink & ~Copyable) {
        if case .tick(let tick, _, _) = input {
            if waitsForOthers { return passInHalves(to: tick, into: &sink) }
            hasTick = true
        }
        batch.inputs.append(input)
        if batch.inputs.count >= batchLimit { settle(into: &sink) }
    }

    /// Tells all that is not told yet. Whoever has no more inputs for now calls it.
    ///
    /// - Returns: whether there was anything.
    @discardableResult
    @inline(__always)
    package mutating func settle(into sink: inout some RecordSink & ~Copyable) -> Bool {
        if batch.inputs.isEmpty { return false }
        runBatch(into: &sink)
        return true
    }

    private mutating func runBatch(into sink: inout some RecordSink & ~Copyable) {
        if isWorthThreads {
            for other in others { other.start(batch) }
            first.take(batch)
            for other in others { other.wait() }
        } else {
            first.take(batch)
            for other in others { other.atRest { [batch] in $0.take(batch) } }
        }
        tell(into: &sink)
        batch.inputs.removeAll(keepingCapacity: true)
        if hasTick { looksAtAll = false }
        hasTick = false
    }

    /// Whether what is gathered is worth waking the others' threads.
    var isWorthThreads: Bool {
        guard case .atOnce(let leastInputs) = manner else { return false }
        return batch.inputs.count >= leastInputs || hasTick && looksAtAll && childCount >= DaemonLimits.childrenOfShard
    }

    // MARK: Telling

    /// Hands over what all shards found in the batch, in the order of one evaluator.
    private mutating func tell(into sink: inout some RecordSink & ~Copyable) {
        takeLogs()
        var cursors = InlineArray<8, Cursor>(repeating: Cursor())
        for shard in logs.indices { cursors[shard].look(at: logs[shard]) }
        for index in batch.inputs.indices {
            switch batch.inputs[index] {
            case .readings(_, let source, _):
                let owner = Int(batch.owners[Int(source.rawValue)])
                while cursors[owner].input == index { cursors[owner].tell(logs[owner], into: &sink) }
                sink.append(logs[owner].readings[cursors[owner].reading])
                cursors[owner].reading += 1
            case .deviceClock, .source, .lost, .hub, .tick:
                tellShared(index, &cursors, into: &sink)
            }
        }
        giveLogsBack()
    }

    /// The records of an input that all shards took: always the one of the least place.
    private func tellShared(
        _ input: Int, _ cursors: inout InlineArray<8, Cursor>, into sink: inout some RecordSink & ~Copyable
    ) {
        while true {
            var next: Int?
            for shard in logs.indices where cursors[shard].input == input {
                if next.map({ cursors[shard].place < cursors[$0].place }) ?? true { next = shard }
            }
            guard let next else { return }
            cursors[next].tell(logs[next], into: &sink)
        }
    }

    /// How far a shard's log is told.
    private struct Cursor: BitwiseCopyable {
        var reading = 0
        private var record = 0
        /// Of the next record.
        private(set) var place = UInt64.max
        private(set) var input = Int.max

        mutating func look(at log: ShardLog) {
            guard record < log.records.count else {
                (place, input) = (.max, .max)
                return
            }
            place = log.records[record].place
            input = Int(place >> ShardLog.inputShift)
        }

        mutating func tell(_ log: ShardLog, into sink: inout some RecordSink & ~Copyable) {
            log.records[record].record.tell(&sink)
            record += 1
            look(at: log)
        }
    }

    private mutating func takeLogs() {
        swap(&first.log, &logs[0])
        for place in others.indices {
            logs[place + 1] = others[place].atRest { [log = logs[place + 1]] shard in
                let found = shard.log
                shard.log = log
                return found
            }
        }
    }

    private mutating func giveLogsBack() { for shard in logs.indices { logs[shard].removeAll() } }

    // MARK: While all rest

    /// Which shard has a source.
    func owner(of source: SourceIndex) -> Int { Int(batch.owners[Int(source.rawValue)]) }

    func isThere(_ source: SourceIndex) -> Bool { batch.owners.indices.contains(Int(source.rawValue)) }

    mutating func setOwner(of source: SourceIndex, to shard: Int) { batch.owners[Int(source.rawValue)] = UInt8(shard) }

    var sourceCount: Int { batch.owners.count }

    func shard(of child: ChildIndex) -> Int { Int(child.rawValue) % shardCount }

    /// Reaches into a shard while all rest.
    mutating func atRest<Result: Sendable>(
        _ shard: Int, _ body: (inout EvaluatorShard) -> Result
    ) -> Result {
        shard == 0 ? body(&first) : others[shard - 1].atRest(body)
    }

    /// Tells what was found while all rest: one input.
    mutating func tellAlone(into sink: inout some RecordSink & ~Copyable) {
        takeLogs()
        var cursors = InlineArray<8, Cursor>(repeating: Cursor())
        for shard in logs.indices { cursors[shard].look(at: logs[shard]) }
        tellShared(0, &cursors, into: &sink)
        giveLogsBack()
    }
}
