import Dispatch
import Rings
import Synchronization

/// A shard on a thread of its own.
///
/// It is at work from `start` to `wait`, and may be given the next batch before the one in hand is done, so that it need not
/// sleep between them. Else it is at rest, and the evaluation's thread may reach into it. The lock makes that certain; nobody
/// ever waits for it.
final class ShardThread: Sendable {
    let executor: ThreadExecutor
    private let label: String
    private let shard: Mutex<EvaluatorShard>
    private let queue = Mutex(Queue())
    private let isDone = DispatchSemaphore(value: 0)

    private struct Queue: Sendable {
        var batches: [ShardBatch] = []
        var found: [ShardLog] = []
        /// Empty ones, with room.
        var spare: [ShardLog] = []
    }

    init(_ shard: consuming EvaluatorShard) {
        label = "spotward.shard\(shard.share.number)"
        executor = ThreadExecutor(label: label)
        self.shard = Mutex(shard)
    }

    /// Takes its part of a batch on its thread, after those started before. `wait` must follow for each.
    func start(_ batch: ShardBatch) {
        queue.withLock { $0.batches.append(batch) }
        executor.async { [self] in work() }
    }

    private func work() {
        var batch = queue.withLock { $0.batches.removeFirst() }
        let spare = queue.withLock { $0.spare.popLast() }
        shard.withLock { shard in
            if let spare { shard.log = spare }
            shard.take(batch)
            let empty = ShardLog(shard.share)
            let found = shard.log
            shard.log = empty
            queue.withLock { $0.found.append(found) }
        }
        // Whoever gathers has the batch to itself again.
        batch = ShardBatch()
        isDone.signal()
    }

    /// Waits for the end of the oldest batch that was started, and gives what was found in it. A shard that never ends stops
    /// the evaluation, so that the watchdog is not fed and the daemon is started again: no part of a ward is unwatched in silence.
    ///
    /// - Parameter spare: an empty log, to be filled later.
    func wait(giving spare: ShardLog) -> ShardLog {
        isDone.wait()
        return queue.withLock { queue in
            queue.spare.append(spare)
            return queue.found.removeFirst()
        }
    }

    /// To be asked whether the thread goes on.
    var stage: StageWatch.Stage { StageWatch.Stage(label) { [executor] in executor.async($0) } }

    /// Reaches into the shard while it rests.
    func atRest<Result: Sendable>(_ body: (inout EvaluatorShard) -> Result) -> Result {
        shard.withLock { body(&$0) }
    }
}
