import Dispatch
import Glibc
import Synchronization

/// What the process is asked by signals: SIGTERM and SIGINT to stop, SIGHUP to read its settings again. Made before any other
/// thread is started, so that none is missed.
final class SignalOrders: Sendable {
    enum Order: Sendable, Hashable {
        case stop
        case reload
    }

    /// A thousand signals of a kind are one order, as long as nobody took it.
    private struct Asked {
        var toStop = false
        var toReload = false
    }

    private let asked = Mutex(Asked())
    private let news = DispatchSemaphore(value: 0)
    private let sources: Mutex<[DispatchSource]>

    /// - Parameter reloads: otherwise SIGHUP does what it does to any program: it ends it.
    init(reloads: Bool) {
        sources = Mutex([])
        let queue = DispatchQueue(label: "spotward.signals")
        for (number, order) in [(SIGTERM, Order.stop), (SIGINT, .stop)] + (reloads ? [(SIGHUP, .reload)] : []) {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { @Sendable [weak self] in self?.ask(order) }
            source.activate()
            guard let kept = source as? DispatchSource else {
                preconditionFailure("a signal source on Linux is a DispatchSource")
            }
            sources.withLock { $0.append(kept) }
        }
    }

    func ask(_ order: Order) {
        asked.withLock { asked in
            switch order {
            case .stop: asked.toStop = true
            case .reload: asked.toReload = true
            }
        }
        news.signal()
    }

    /// Waits for the next order; to stop comes before all others, and stands for ever.
    ///
    /// - Returns: `nil` when the time is over.
    func next(within span: Duration? = nil) -> Order? {
        let end = span.map { DispatchTime.now() + .microseconds(Int($0.wholeMicroseconds)) } ?? .distantFuture
        while true {
            if let order = take() { return order }
            if news.wait(timeout: end) == .timedOut { return take() }
        }
    }

    private func take() -> Order? {
        asked.withLock { asked in
            if asked.toStop { return .stop }
            defer { asked.toReload = false }
            return asked.toReload ? .reload : nil
        }
    }
}
