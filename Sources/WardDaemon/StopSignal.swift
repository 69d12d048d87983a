import Dispatch
import Glibc

/// Waits for SIGTERM or SIGINT. Made before any other thread is started, so that none is missed.
final class StopSignal: Sendable {
    private let asked = DispatchSemaphore(value: 0)
    private let sources: [DispatchSource]

    init() {
        let queue = DispatchQueue(label: "spotward.signals")
        let asked = asked
        sources = [SIGTERM, SIGINT].compactMap { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { @Sendable in asked.signal() }
            source.activate()
            return source as? DispatchSource
        }
    }

    /// Returns when the process is asked to stop, or when the time is over.
    func wait(seconds: Int? = nil) {
        guard let seconds else { return asked.wait() }
        _ = asked.wait(timeout: .now() + .seconds(seconds))
    }
}
