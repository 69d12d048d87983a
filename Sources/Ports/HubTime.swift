import Synchronization
import Vitals

/// The hub's time of day, which outlasts a clock that is wrong.
///
/// A child's chart, the begin of an admission and the end of a limit hang on the date, and a hub has no battery for its clock:
/// without the network it starts in 1970, before anybody on the ward was born, when no alarm would be raised. So time goes on
/// from the newest instant the hub knows of, on the boot clock, and the kernel's is taken over when it can be right: it is
/// kept right by something, or it is not before what was known and no year ahead of it, or it went back by a day at most. Otherwise
/// the hub keeps its own time and says so. Nothing waits for the clock, and no span is measured on it.
final class HubTime: Sendable {
    /// The time of day less the boot clock, in microseconds.
    private let offset: Atomic<Int64>
    /// How far the kernel's clock was ahead when that was last told, in microseconds; 0 while they agree. Of the thread that looks.
    private let told: Atomic<Int64>
    /// When a step that was taken over is no news any more, on the boot clock; 0: there was none.
    private let newsEnds = Atomic<Int64>(0)

    /// - Parameters:
    ///   - newest: known from before, such as the newest row of the journal.
    ///   - isSynchronised: something keeps the kernel's clock right.
    init(kernel: WallInstant, at boot: MonotonicInstant, newest: WallInstant, isSynchronised: Bool) {
        let start = isSynchronised || kernel >= newest ? kernel : newest
        offset = Atomic(start.microseconds &- boot.microseconds)
        told = Atomic(0)
    }

    func wall(at boot: MonotonicInstant) -> WallInstant {
        WallInstant(microseconds: boot.microseconds &+ offset.load(ordering: .relaxed))
    }

    /// Holds the kernel's clock against the hub's time. One thread looks, at each tick.
    ///
    /// - Returns: what is news of it.
    func look(
        at boot: MonotonicInstant, kernel: WallInstant, isSynchronised: () -> Bool
    ) -> ClockNews? {
        let ahead = kernel.microseconds &- wall(at: boot).microseconds
        let before = told.load(ordering: .relaxed)
        if ahead.magnitude < PortLimits.clockStep.wholeMicroseconds.magnitude {
            // Slewed, or a leap second: followed without a word.
            offset.add(ahead, ordering: .relaxed)
            told.store(0, ordering: .relaxed)
            return ended(at: boot, wasKept: before != 0)
        }
        if isSynchronised() || PortLimits.canBeRight(ahead: .microseconds(ahead)) {
            offset.add(ahead, ordering: .relaxed)
            told.store(0, ordering: .relaxed)
            newsEnds.store(boot.advanced(by: PortLimits.clockNews).microseconds, ordering: .relaxed)
            return .taken(ahead: .microseconds(ahead))
        }
        let change = ahead &- before
        guard before == 0 || change.magnitude >= PortLimits.clockStep.wholeMicroseconds.magnitude else { return nil }
        told.store(ahead, ordering: .relaxed)
        return .kept(ahead: .microseconds(ahead))
    }

    private func ended(at boot: MonotonicInstant, wasKept: Bool) -> ClockNews? {
        let end = newsEnds.load(ordering: .relaxed)
        guard wasKept || (end != 0 && boot.microseconds >= end) else { return nil }
        newsEnds.store(0, ordering: .relaxed)
        return .agreed
    }
}

extension PortLimits {
    /// Whether a time that nothing vouches for may be the true one: it is no year ahead of the hub's, and back by a day at most.
    public static func canBeRight(ahead: Duration) -> Bool { (.zero - clockBack...clockForward).contains(ahead) }
}

/// What is new about the hub's clock.
public enum ClockNews: Sendable, Hashable {
    /// It was set, so far ahead, and the hub's time with it.
    case taken(ahead: Duration)
    /// It was set to what cannot be right: the hub keeps its own time.
    case kept(ahead: Duration)
    /// Both agree, and have for a while.
    case agreed
}
