import Alarms
import Dispatch
import Rings
import Synchronization
import Vitals

/// One of the evaluators that share a ward, with what it found.
struct EvaluatorShard: ~Copyable, Sendable {
    let share: WardShare
    var evaluator: StreamEvaluator
    var log: ShardLog

    init(_ evaluator: consuming StreamEvaluator, _ share: WardShare) {
        self.share = share
        self.evaluator = evaluator
        log = ShardLog(share)
    }

    /// Takes what of a batch is its own, and what is everybody's.
    mutating func take(_ batch: ShardBatch) {
        let number = UInt8(share.number)
        for index in batch.inputs.indices {
            switch batch.inputs[index] {
            case .readings(let readings, let source, let instant):
                guard batch.owners[Int(source.rawValue)] == number else { continue }
                log.begin(input: index)
                evaluator.step(readings, Arrival(source: source, at: instant), into: &log)
            case .deviceClock(let source, _, _):
                guard batch.owners[Int(source.rawValue)] == number else { continue }
                log.begin(input: index)
                evaluator.take(batch.inputs[index], into: &log)
            case .source, .lost, .hub, .tick:
                log.begin(input: index)
                evaluator.take(batch.inputs[index], into: &log)
            }
        }
    }
}

/// What the shards take together: all of it is everybody's to read, and each takes its own.
struct ShardBatch: Sendable {
    var inputs: ContiguousArray<LiveInput> = []
    /// Which shard has each source: that of its child, or the one it was with before it was nobody's.
    var owners: ContiguousArray<UInt8> = []
}

extension StreamEvaluator {
    /// Takes a live input; a tick without what it lets in.
    @inline(__always)
    mutating func take(_ input: LiveInput, into sink: inout some RecordSink & ~Copyable) {
        switch input {
        case .readings(let readings, let source, let instant):
            step(readings, Arrival(source: source, at: instant), into: &sink)
        case .source(let source, let event, let instant): step(.source(source, event, at: instant), into: &sink)
        case .deviceClock(let source, let ahead, let instant):
            step(.deviceClock(source, ahead: ahead, at: instant), into: &sink)
        case .lost(let count, let instant): step(.lost(count: count, at: instant), into: &sink)
        case .hub(let sign, let instant): step(.hub(sign, at: instant), into: &sink)
        case .tick(let tick, _, _): step(.tick(tick), into: &sink)
        }
    }
}

/// A shard on a thread of its own.
///
/// It is either at work, from `start` to `wait`, or at rest, and then the evaluation's thread may reach into it. The lock makes
/// that certain; nobody ever waits for it.
final class ShardThread: Sendable {
    let executor: ThreadExecutor
    private let label: String
    private let work: Mutex<Work>
    private let isDone = DispatchSemaphore(value: 0)

    private struct Work: ~Copyable, Sendable {
        var shard: EvaluatorShard
        /// Only while it is at work: who gathers the next batch has this one to itself again.
        var batch = ShardBatch()
    }

    init(_ shard: consuming EvaluatorShard) {
        label = "spotward.shard\(shard.share.number)"
        executor = ThreadExecutor(label: label)
        work = Mutex(Work(shard: shard))
    }

    /// Takes its part of a batch on its thread. `wait` must follow.
    func start(_ batch: ShardBatch) {
        work.withLock { $0.batch = batch }
        executor.async { [self] in
            work.withLock { work in
                work.shard.take(work.batch)
                work.batch = ShardBatch()
            }
            isDone.signal()
        }
    }

    /// Waits for the end of what was started. A shard that never ends stops the evaluation, so that the watchdog is not fed and
    /// the daemon is started again: no part of a ward is unwatched in silence.
    func wait() { isDone.wait() }

    /// To be asked whether the thread goes on.
    var stage: StageWatch.Stage { StageWatch.Stage(label) { [executor] in executor.async($0) } }

    /// Reaches into the shard while it rests.
    func atRest<Result: Sendable>(_ body: (inout EvaluatorShard) -> Result) -> Result {
        work.withLock { body(&$0.shard) }
    }
}
