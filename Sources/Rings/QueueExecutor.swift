import Dispatch

/// A serial Dispatch queue as the executor of an actor, so that an actor lives on one queue that others can see.
///
/// ```swift
/// actor Evaluator {
///     nonisolated let executor = QueueExecutor(label: "spotward.evaluate")
///     nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
/// }
/// ```
///
/// A handler that Dispatch calls on the queue enters the actor once a batch with `assumeIsolated`, without a hop. There
/// is no `DispatchSerialQueue` on Linux, which would be this class.
public final class QueueExecutor: SerialExecutor {
    /// The queue, for doorbells, timers and signals whose handlers enter the actor.
    public let queue: DispatchQueue

    /// The queue's mark: its value is this executor's identity. It is written once, here.
    private static let owner = DispatchSpecificKey<ObjectIdentifier>()

    /// An executor over a new serial queue.
    public init(label: String, qualityOfService: DispatchQoS = .userInitiated) {
        queue = DispatchQueue(label: label, qos: qualityOfService)
        queue.setSpecific(key: Self.owner, value: ObjectIdentifier(self))
    }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { @Sendable in unsafe job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    /// Stops the process when the caller is not on the queue: what `assumeIsolated` asks.
    public func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }

    public func isIsolatingCurrentContext() -> Bool? {
        DispatchQueue.getSpecific(key: Self.owner) == ObjectIdentifier(self)
    }
}
