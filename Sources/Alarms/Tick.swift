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
}
