import Dispatch

/// Wakes a queue or a thread because there is something to do. Many rings before it wakes are one call of the handler, and
/// a ring during the handler is one more call: the last ring is never lost.
///
/// It carries nothing. What there is to do lies in a ring (`Ring`), and the handler drains it.
public final class Doorbell: Sendable {
    private enum Wire: Sendable {
        // `DispatchSource` is Sendable; the protocol `DispatchSourceUserDataAdd` is not, so it is kept as the class.
        case source(DispatchSource)
        case thread(ThreadBell)
    }

    private let wire: Wire

    /// A doorbell that is silent until `activate()`; rings before that are kept and count as one.
    ///
    /// - Parameter handler: called on `queue`. It is released after `cancel()`, so it may hold what it serves.
    public init(on queue: DispatchQueue, handler: @escaping @Sendable () -> Void) {
        guard let source = DispatchSource.makeUserDataAddSource(queue: queue) as? DispatchSource else {
            preconditionFailure("a user-data source on Linux is a DispatchSource")
        }
        source.setEventHandler(handler: handler)
        wire = .source(source)
    }

    /// The same on the thread of an executor.
    public init(on executor: ThreadExecutor, handler: @escaping @Sendable () -> Void) {
        wire = .thread(ThreadBell(on: executor.thread, handler: handler))
    }

    /// Starts calls of the handler. Calling it again does nothing.
    public func activate() {
        switch wire {
        case .source(let source): source.activate()
        case .thread(let bell): bell.activate()
        }
    }

    /// Rings, from any thread. Never blocks; after `cancel()` it does nothing.
    public func ring() {
        switch wire {
        case .source(let source): source.add(data: 1)
        case .thread(let bell): bell.ring()
        }
    }

    /// Ends calls of the handler: none begins after a `cancel()` made on the queue or thread; made elsewhere, one may be
    /// running. Calling it again does nothing.
    public func cancel() {
        switch wire {
        case .source(let source): source.cancel()
        case .thread(let bell): bell.cancel()
        }
    }

    deinit {
        switch wire {
        case .source(let source):
            // Dispatch traps when a source is released that was never activated, and releases a handler only on
            // cancellation.
            source.cancel()
            source.activate()
        case .thread(let bell):
            bell.cancel()
        }
    }
}
