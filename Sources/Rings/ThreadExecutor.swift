/// A thread of its own as the executor of an actor: for one that must be awake soon after it is rung, or that waits and computes
/// at length, which a pool's thread must not.
///
/// ```swift
/// actor Evaluator {
///     nonisolated let executor = ThreadExecutor(label: "spotward.evaluate")
///     nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
/// }
/// ```
///
/// The hand-over to a Dispatch queue goes through its pool of threads and costs two to three times what it costs to wake a
/// thread that waits (`docs/performance/latency.md`). The thread ends when the executor is gone.
public final class ThreadExecutor: SerialExecutor {
    let thread: RungThread

    /// - Parameter label: of the thread; the system shows 15 bytes of it.
    public init(label: String) {
        thread = RungThread()
        thread.start(label: label)
    }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        thread.post { unsafe job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    /// Has `body` run on the thread, after what was given to it before.
    public func async(_ body: @escaping @Sendable () -> Void) { thread.post(body) }

    /// Runs `body` on the thread and waits for it. Not to be called on the thread itself.
    public func sync<Value: Sendable>(_ body: @escaping @Sendable () -> Value) -> Value {
        precondition(!thread.isCurrent, "a thread cannot wait for itself")
        let answer = Answer<Value>()
        thread.post { answer.give(body()) }
        return answer.take()
    }

    /// Stops the process when the caller is not on the thread: what `assumeIsolated` asks.
    public func checkIsolated() { precondition(thread.isCurrent, "this is called on the thread of its actor") }

    public func isIsolatingCurrentContext() -> Bool? { thread.isCurrent }

    deinit { thread.end() }
}
