import Vitals

/// Readings and when they arrived.
public struct ArrivedReadings: Sendable, BitwiseCopyable, Hashable {
    public var readings: ReadingSet
    public var arrivedAt: MonotonicInstant

    public init(_ readings: ReadingSet, arrivedAt: MonotonicInstant) {
        self.readings = readings
        self.arrivedAt = arrivedAt
    }
}

/// Sixty frames of the same numbers are one reading: of each second, the last with a value, else the last without.
///
/// A second's reading is told when the next second begins, by a later frame or by a tick.
public struct SecondReducer: Sendable, BitwiseCopyable {
    private var held: ArrivedReadings?

    public init() {}

    /// Whether a reading waits for its second to end.
    public var isHolding: Bool { held != nil }

    /// Takes in a reading; returns that of an earlier second, if one was held.
    public mutating func offer(_ readings: ReadingSet, at now: MonotonicInstant) -> ArrivedReadings? {
        let offered = ArrivedReadings(readings, arrivedAt: now)
        guard let earlier = held else {
            held = offered
            return nil
        }
        guard earlier.arrivedAt.second == now.second else {
            held = offered
            return earlier
        }
        if !readings.given.isEmpty || earlier.readings.given.isEmpty { held = offered }
        return nil
    }

    /// The reading held, if its second has ended by `now`.
    public mutating func flush(before now: MonotonicInstant) -> ArrivedReadings? {
        guard let earlier = held, earlier.arrivedAt.second < now.second else { return nil }
        held = nil
        return earlier
    }

    /// The reading held, whether or not its second has ended: the device is gone.
    public mutating func finish() -> ArrivedReadings? {
        defer { held = nil }
        return held
    }
}
