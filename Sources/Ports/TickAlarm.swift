import Synchronization
import Vitals

/// The instant at which a tick is wanted before the next one of the period: a deadline is known, and whoever it concerns
/// should not wait for the grid. Set from any thread, kept by the poll loop.
///
/// Setting it does not wake the loop; `PortLoop.wake()` does.
public final class TickAlarm: Sendable {
    private let due = Atomic<Int64>(.max)

    public init() {}

    /// Asks for a tick at `instant` on the loop's clock, in place of what was asked before; `nil` for none.
    public func set(_ instant: MonotonicInstant?) {
        due.store(instant?.microseconds ?? .max, ordering: .releasing)
    }

    /// What is asked for at present.
    var instant: MonotonicInstant { MonotonicInstant(microseconds: due.load(ordering: .acquiring)) }

    /// Whether it is due at `now`. It then is no more, unless it was set anew meanwhile.
    func isDue(at now: MonotonicInstant) -> Bool {
        let asked = due.load(ordering: .acquiring)
        guard asked <= now.microseconds else { return false }
        _ = due.compareExchange(expected: asked, desired: .max, ordering: .acquiringAndReleasing)
        return true
    }
}
