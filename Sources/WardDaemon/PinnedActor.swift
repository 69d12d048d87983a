import Rings

/// What an actor of the pipeline is pinned to: a queue, or a thread of its own.
package protocol PinningExecutor: SerialExecutor {
    func sync<Value: Sendable>(_ body: @escaping @Sendable () -> Value) -> Value
    func doorbell(_ handler: @escaping @Sendable () -> Void) -> Doorbell
}

extension QueueExecutor: PinningExecutor {
    package func sync<Value: Sendable>(_ body: @escaping @Sendable () -> Value) -> Value { queue.sync { body() } }

    package func doorbell(_ handler: @escaping @Sendable () -> Void) -> Doorbell {
        Doorbell(on: queue, handler: handler)
    }
}

extension ThreadExecutor: PinningExecutor {
    package func doorbell(_ handler: @escaping @Sendable () -> Void) -> Doorbell {
        Doorbell(on: self, handler: handler)
    }
}

/// An actor pinned to a queue or a thread of its own, which other queues may wait for. Only the document intake does: it
/// alone may stand still.
package protocol PinnedActor: Actor {
    associatedtype Executor: PinningExecutor
    nonisolated var executor: Executor { get }
}

extension PinnedActor {
    /// Runs `body` on the actor's queue and waits for it.
    package nonisolated func onQueue<Value: Sendable>(_ body: @escaping @Sendable (isolated Self) -> Value) -> Value {
        executor.sync { self.assumeIsolated { body($0) } }
    }

    /// A doorbell that calls `body` on the actor's queue.
    package nonisolated func doorbell(_ body: @escaping @Sendable (isolated Self) -> Void) -> Doorbell {
        executor.doorbell { @Sendable in self.assumeIsolated { body($0) } }
    }
}

extension JournalStage: PinnedActor {}
extension RecorderStage: PinnedActor {}
extension EvaluationStage: PinnedActor {}
extension DocumentIntake: PinnedActor {}
extension CommandDesk: PinnedActor {}
