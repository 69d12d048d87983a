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
    /// The hub's own time of day, where the kernel's is not taken as it comes.
    private let time: HubTime?
    /// Where somebody else makes the time.
    private let played: PlayedTime?

    /// The clock as it is.
    public static let life = PortClock(checkedSpeed: 1, time: nil)

    /// A clock that shows what it is told: for a ward that is simulated.
    package init(showing played: PlayedTime) { self.init(checkedSpeed: 1, time: nil, played: played) }

    /// The clock at life's own speed; where time is played there is no other.
    package var atLifesSpeed: PortClock { played == nil ? .life : self }

    /// - Parameters:
    ///   - speed: seconds of this clock in one second of life; `nil` outside `PortLimits.speed`.
    ///   - newest: the newest instant known of, where a wrong time of day is to be outlasted.
    public init?(speed: Double, knowing newest: WallInstant? = nil) {
        guard PortLimits.speed.contains(speed) else { return nil }
        let time = newest.map {
            HubTime(
                kernel: Self.realNow(), at: Self.bootNow(), newest: $0,
                isSynchronised: ClockDiscipline.isSynchronised == true)
        }
        self.init(checkedSpeed: speed, time: speed == 1 ? time : nil)
    }

    private init(checkedSpeed: Double, time: HubTime?, played: PlayedTime? = nil) {
        speed = checkedSpeed
        self.time = time
        self.played = played
        origin = Self.bootNow()
        wallOrigin = Self.realNow()
    }

    /// Both instants, whole microseconds, read one after the other.
    public func now() -> (monotonic: MonotonicInstant, wall: WallInstant) {
        if let played { return played.now }
        let monotonic = monotonicNow()
        guard speed != 1 else { return (monotonic, time?.wall(at: monotonic) ?? Self.realNow()) }
        return (monotonic, wallOrigin.advanced(by: monotonic.since(origin)))
    }

    /// The hub's time of day at life's own speed: what the clocks of receivers are held against.
    public func timeOfDay() -> WallInstant {
        played?.now.wall ?? time?.wall(at: Self.bootNow()) ?? Self.realNow()
    }

    /// The instant on the boot clock alone.
    public func monotonicNow() -> MonotonicInstant {
        if let played { return played.now.monotonic }
        let real = Self.bootNow()
        guard speed != 1 else { return real }
        return origin.advanced(by: .microseconds(Int64(Double(real.since(origin).wholeMicroseconds) * speed)))
    }

    /// Looks whether the kernel's time of day was set, at each tick and from one thread; says it when that is news.
    func look() -> ClockNews? {
        time?.look(at: Self.bootNow(), kernel: Self.realNow()) { ClockDiscipline.isSynchronised == true }
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

    private static func microseconds(of clock: clockid_t) -> Int64 {
        var time = timespec()
        let outcome = unsafe clock_gettime(clock, &time)
        precondition(outcome == 0, "Linux has had both clocks since 2.6.39")
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }
}
