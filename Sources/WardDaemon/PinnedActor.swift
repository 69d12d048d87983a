import Rings

/// An actor pinned to a queue of its own, which other queues may wait for. Only the document intake does: it alone may
/// stand still.
package protocol PinnedActor: Actor {
    nonisolated var executor: QueueExecutor { get }
}

extension PinnedActor {
    /// Runs `body` on the actor's queue and waits for it.
    package nonisolated func onQueue<Value: Sendable>(_ body: @Sendable (isolated Self) -> Value) -> Value {
        executor.queue.sync { assumeIsolated { body($0) } }
    }

    /// A doorbell that calls `body` on the actor's queue.
    package nonisolated func doorbell(_ body: @escaping @Sendable (isolated Self) -> Void) -> Doorbell {
        Doorbell(on: executor.queue) { @Sendable in self.assumeIsolated { body($0) } }
    }
}

extension JournalStage: PinnedActor {}
extension RecorderStage: PinnedActor {}
extension EvaluationStage: PinnedActor {}
extension DocumentIntake: PinnedActor {}
extension CommandDesk: PinnedActor {}
