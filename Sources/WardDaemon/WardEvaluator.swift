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
    /// What is gathered.
    private var batch = ShardBatch()
    /// What threads took or are taking, not told yet; without inputs: nothing.
    private var underWay = ShardBatch()
    /// What was found in what is under way, of the others once they are done. Empty while nothing is.
    private var logs: [ShardLog] = []
    /// The next tick looks at every child: the first, and the one after a command.
    var looksAtAll = true
    var childCount: Int
    /// Which shard has each source, and whose it is.
    private var owners: ContiguousArray<UInt8>
    private var children: ContiguousArray<ChildIndex?>
    /// The newest tick that is told.
    var toldTick: Tick
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
        toldTick = start
        children = ContiguousArray(plan.sources.map(\.child))
        owners = ContiguousArray(children.map { UInt8(WardShare.number(of: $0 ?? ChildIndex(0), among: count)) })
        if count > 1 {
            batch.reserveCapacity(batchLimit)
            underWay.reserveCapacity(batchLimit)
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

    /// Takes live inputs in their order, as `take` of each does.
    package mutating func take(
        _ inputs: ContiguousArray<LiveInput>.SubSequence, into sink: inout some RecordSink & ~Copyable
    ) {
        if isOne {
            for input in inputs { first.evaluator.take(input, into: &sink) }
            return
        }
        var next = inputs.startIndex
        while next < inputs.endIndex {
            // Readings one after the other are copied at once.
            let end = min(inputs.endIndex, next + batchLimit - batch.count)
            var place = next
            while place < end, inputs[place].isReadings { place += 1 }
            if place == next {
                gather(inputs[place], into: &sink)
                place += 1
            } else {
                batch.append(readings: inputs[next..<place])
                if batch.count >= batchLimit { runBatch(into: &sink) }
            }
            next = place
        }
    }

    private mutating func gather(_ input: LiveInput, into sink: inout some RecordSink & ~Copyable) {
        if case .tick(let tick, _, _) = input, waitsForOthers { return passInHalves(to: tick, into: &sink) }
        batch.append(input)
        if batch.count >= batchLimit { runBatch(into: &sink) }
    }

    /// Tells all that is not told yet. Whoever has no more inputs for now calls it.
    ///
    /// - Returns: whether there was anything.
    @discardableResult
    @inline(__always)
    package mutating func settle(into sink: inout some RecordSink & ~Copyable) -> Bool {
        if batch.isEmpty, underWay.isEmpty { return false }
        if !batch.isEmpty { runBatch(into: &sink) }
        finish(into: &sink)
        return true
    }

    /// Has all take what is gathered. Where threads do it, what they took before is told meanwhile: they have the next batch
    /// before they are done with the last, and need not sleep.
    private mutating func runBatch(into sink: inout some RecordSink & ~Copyable) {
        batch.owners = owners
        let isWorthThreads = isWorthThreads
        if batch.hasTick { looksAtAll = false }
        if isWorthThreads {
            for other in others { other.start(batch) }
            first.take(batch)
            finish(into: &sink)
            swap(&first.log, &logs[0])
            swap(&batch, &underWay)
        } else {
            finish(into: &sink)
            first.take(batch)
            for other in others { other.atRest { [batch] in $0.take(batch) } }
            takeLogs()
            tell(batch, into: &sink)
            batch.removeAll()
        }
    }

    /// Waits for what is under way, and tells it.
    private mutating func finish(into sink: inout some RecordSink & ~Copyable) {
        guard !underWay.isEmpty else { return }
        for place in others.indices { logs[place + 1] = others[place].wait(giving: logs[place + 1]) }
        tell(underWay, into: &sink)
        underWay.removeAll()
    }

    /// Whether what is gathered is worth waking the others' threads.
    var isWorthThreads: Bool {
        guard case .atOnce(let leastInputs) = manner else { return false }
        return batch.count >= leastInputs || batch.hasTick && looksAtAll && childCount >= DaemonLimits.childrenOfShard
    }

    // MARK: Telling

    /// Hands over what all shards found in a batch, in the order of one evaluator.
    private mutating func tell(_ batch: ShardBatch, into sink: inout some RecordSink & ~Copyable) {
        var teller = ShardTeller(logs)
        var next = 0
        for place in batch.others {
            tellReadings(next..<place, of: batch, &teller, into: &sink)
            next = place + 1
            if place == teller.next { teller.tell(logs, into: &sink) }
            if case .tick(let tick, _, _) = batch.inputs[place] { toldTick = tick }
        }
        tellReadings(next..<batch.count, of: batch, &teller, into: &sink)
        for shard in logs.indices { logs[shard].removeAll() }
    }

    @inline(__always)
    private func tellReadings(
        _ range: Range<Int>, of batch: ShardBatch, _ teller: inout ShardTeller,
        into sink: inout some RecordSink & ~Copyable
    ) {
        for index in range {
            if index == teller.next, teller.tell(logs, into: &sink) { continue }
            guard case .readings(let readings, let source, let instant) = batch.inputs[index],
                let child = children[Int(source.rawValue)]
            else { continue }
            sink.append(
                accepted: readings, Arrival(source: source, at: instant), arrivedWall: toldTick.wall(at: instant),
                child: child)
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

    // MARK: While all rest

    /// Which shard has a source.
    func owner(of source: SourceIndex) -> Int { Int(owners[Int(source.rawValue)]) }

    func isThere(_ source: SourceIndex) -> Bool { owners.indices.contains(Int(source.rawValue)) }

    mutating func setOwner(of source: SourceIndex, to shard: Int) { owners[Int(source.rawValue)] = UInt8(shard) }

    /// Notes whose a source is now.
    mutating func noteChild(of source: SourceIndex) {
        children[Int(source.rawValue)] = atRest(owner(of: source)) { shard in
            shard.evaluator.child(of: source).map(shard.share.global)
        }
    }

    var sourceCount: Int { owners.count }

    func shard(of child: ChildIndex) -> Int { WardShare.number(of: child, among: shardCount) }

    /// Reaches into a shard while all rest.
    mutating func atRest<Result: Sendable>(
        _ shard: Int, _ body: (inout EvaluatorShard) -> Result
    ) -> Result {
        shard == 0 ? body(&first) : others[shard - 1].atRest(body)
    }

    /// Tells what was found while all rest: one input.
    mutating func tellAlone(into sink: inout some RecordSink & ~Copyable) {
        takeLogs()
        var teller = ShardTeller(logs)
        if teller.next == 0 { teller.tell(logs, into: &sink) }
        for shard in logs.indices { logs[shard].removeAll() }
    }
}
