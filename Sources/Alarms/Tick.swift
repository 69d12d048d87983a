import Vitals

/// Both clocks read at one moment. Ticks carry time into the fold; nothing in it asks a clock.
public struct Tick: Sendable, BitwiseCopyable, Hashable, Codable {
    public var monotonic: MonotonicInstant
    public var wall: WallInstant

    public init(monotonic: MonotonicInstant, wall: WallInstant) {
        self.monotonic = monotonic
        self.wall = wall
    }

    // Both in whole microseconds and not through `Duration`, whose 128 bits cost 180 instructions a reading.

    /// The wall time at another monotonic instant, as this tick saw the two clocks stand.
    public func wall(at instant: MonotonicInstant) -> WallInstant {
        WallInstant(microseconds: wall.microseconds &+ (instant.microseconds &- monotonic.microseconds))
    }

    /// The monotonic instant of a wall time, as this tick saw the two clocks stand.
    public func monotonic(at instant: WallInstant) -> MonotonicInstant {
        MonotonicInstant(microseconds: monotonic.microseconds &+ (instant.microseconds &- wall.microseconds))
    }

    /// Both clocks at another monotonic instant, as this tick saw them stand.
    public func moved(to instant: MonotonicInstant) -> Tick { Tick(monotonic: instant, wall: wall(at: instant)) }

    /// Both clocks moved on by the same span.
    public func advanced(by span: Duration) -> Tick {
        Tick(monotonic: monotonic.advanced(by: span), wall: wall.advanced(by: span))
    }

    /// A tick of another boot, placed on this one's monotonic clock by its wall time.
    func rebased(_ other: Tick) -> Tick { Tick(monotonic: monotonic(at: other.wall), wall: other.wall) }
}
