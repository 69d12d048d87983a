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
/// A device that sends each vital sign in a packet of its own (`DeviceProtocol.sendsSignsApart`) has the values of one
/// second joined: of each vital sign the last.
///
/// A second's reading is told when the next second begins, by a later frame or by a tick. What comes after a tick for a
/// second already told is merged into it.
public struct SecondReducer: Sendable, BitwiseCopyable {
    private let joinsSigns: Bool
    private var held: ArrivedReadings?
    private var toldSecond: Int64?

    public init(joinsSigns: Bool = false) { self.joinsSigns = joinsSigns }

    /// Whether a reading waits for its second to end.
    public var isHolding: Bool { held != nil }

    /// What became of a reading that was offered.
    public enum Outcome: Sendable, BitwiseCopyable, Hashable {
        /// It is held as its second's first.
        case held
        /// It or the one held before stands for both.
        case merged
        /// It is held, and the reading of an earlier second is to be told.
        case ended(ArrivedReadings)
    }

    public mutating func offer(_ readings: ReadingSet, at now: MonotonicInstant) -> Outcome {
        let offered = ArrivedReadings(readings, arrivedAt: now)
        guard let earlier = held else {
            if toldSecond == now.second { return .merged }
            held = offered
            return .held
        }
        guard earlier.arrivedAt.second == now.second else {
            held = offered
            toldSecond = earlier.arrivedAt.second
            return .ended(earlier)
        }
        if joinsSigns {
            held = ArrivedReadings(Self.joined(earlier.readings, readings), arrivedAt: now)
        } else if !readings.given.isEmpty || earlier.readings.given.isEmpty {
            held = offered
        }
        return .merged
    }

    /// The later set, with what only the earlier one gives. A sensor that is off does not take away another's value.
    private static func joined(_ earlier: ReadingSet, _ later: ReadingSet) -> ReadingSet {
        var joined = later
        for sign in VitalSign.allCases where later[sign] == nil { joined[sign] = earlier[sign] }
        if !joined.given.isEmpty { joined.signal = .measuring }
        joined.quality.formUnion(earlier.quality)
        return joined
    }

    /// The reading held, if its second has ended by `now`.
    public mutating func flush(before now: MonotonicInstant) -> ArrivedReadings? {
        guard let earlier = held, earlier.arrivedAt.second < now.second else { return nil }
        held = nil
        toldSecond = earlier.arrivedAt.second
        return earlier
    }

    /// The reading held, whether or not its second has ended: the device is gone.
    public mutating func finish() -> ArrivedReadings? {
        defer { held = nil }
        return held
    }
}
