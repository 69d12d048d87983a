import Glibc
import Vitals

/// The clock of the ports: the one place where readings get their arrival.
///
/// `CLOCK_BOOTTIME`, because `CLOCK_MONOTONIC` stands still in suspend and a silence alarm must not. For demonstrations
/// it runs faster than life; then both clocks run from the moment of creation and the wall clock follows the boot clock,
/// so that a step of the hub's time is not multiplied.
public struct PortClock: Sendable {
    private let speed: Double
    private let origin: MonotonicInstant
    private let wallOrigin: WallInstant

    /// The clock as it is.
    public static let life = PortClock(checkedSpeed: 1)

    /// - Parameter speed: seconds of this clock in one second of life; `nil` outside `PortLimits.speed`.
    public init?(speed: Double) {
        guard PortLimits.speed.contains(speed) else { return nil }
        self.init(checkedSpeed: speed)
    }

    private init(checkedSpeed: Double) {
        speed = checkedSpeed
        origin = Self.bootNow()
        wallOrigin = Self.realNow()
    }

    /// Both instants, whole microseconds, read one after the other.
    public func now() -> (monotonic: MonotonicInstant, wall: WallInstant) {
        let monotonic = monotonicNow()
        guard speed != 1 else { return (monotonic, Self.realNow()) }
        return (monotonic, wallOrigin.advanced(by: monotonic.since(origin)))
    }

    /// The instant on the boot clock alone.
    public func monotonicNow() -> MonotonicInstant {
        let real = Self.bootNow()
        guard speed != 1 else { return real }
        return origin.advanced(by: .microseconds(Int64(Double(real.since(origin).wholeMicroseconds) * speed)))
    }

    /// When `instant` of this clock is in life, rounded up to a whole microsecond.
    func realInstant(of instant: MonotonicInstant) -> MonotonicInstant {
        guard speed != 1, instant < Self.never else { return instant }
        let span = Double(instant.since(origin).wholeMicroseconds) / speed
        return origin.advanced(by: .microseconds(Int64(span.rounded(.up))))
    }

    private static let never = MonotonicInstant(microseconds: .max)

    /// The hub's boot clock at life's own speed.
    static func bootNow() -> MonotonicInstant { MonotonicInstant(microseconds: microseconds(of: CLOCK_BOOTTIME)) }

    /// The hub's wall clock at life's own speed.
    static func realNow() -> WallInstant { WallInstant(microseconds: microseconds(of: CLOCK_REALTIME)) }

    /// Microseconds of the clock that stands still in suspend: the service manager's, and nobody else's here.
    static func suspendingNow() -> Int64 { microseconds(of: CLOCK_MONOTONIC) }

    private static func microseconds(of clock: clockid_t) -> Int64 {
        var time = timespec()
        let outcome = unsafe clock_gettime(clock, &time)
        precondition(outcome == 0, "Linux has had both clocks since 2.6.39")
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }
}
