import Dispatch

/// Wakes a queue because there is something to do. Many rings before the queue wakes are one call of the handler, and a
/// ring during the handler is one more call: the last ring is never lost.
///
/// It carries nothing. What there is to do lies in a ring (`Ring`), and the handler drains it.
public final class Doorbell: Sendable {
    // `DispatchSource` is Sendable; the protocol `DispatchSourceUserDataAdd` is not, so it is kept as the class.
    private let source: DispatchSource

    /// A doorbell that is silent until `activate()`; rings before that are kept and count as one.
    ///
    /// - Parameter handler: called on `queue`. It is released after `cancel()`, so it may hold what it serves.
    public init(on queue: DispatchQueue, handler: @escaping @Sendable () -> Void) {
        guard let source = DispatchSource.makeUserDataAddSource(queue: queue) as? DispatchSource else {
            preconditionFailure("a user-data source on Linux is a DispatchSource")
        }
        source.setEventHandler(handler: handler)
        self.source = source
    }

    /// Starts calls of the handler. Calling it again does nothing.
    public func activate() { source.activate() }

    /// Rings, from any thread. Never blocks; after `cancel()` it does nothing.
    public func ring() { source.add(data: 1) }

    /// Ends calls of the handler: none begins after a `cancel()` made on the queue; made elsewhere, one may be running.
    /// Calling it again does nothing.
    public func cancel() { source.cancel() }

    deinit {
        // Dispatch traps when a source is released that was never activated, and releases a handler only on cancellation.
        source.cancel()
        source.activate()
    }
}
