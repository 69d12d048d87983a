import Vitals

/// The last two minutes of one vital sign as people look at them: the newest value of each five seconds. It goes with a
/// transition, so that whoever is called sees what was decided on. It decides nothing itself.
public struct SampleStrip: Sendable, BitwiseCopyable {
    /// Seconds a sample stands for.
    public static let spacing: Int64 = 5
    /// Samples a strip holds: two minutes.
    public static let capacity = 24

    private static let none = UInt16.max
    /// A sample is kept in hundredths of the sign's unit.
    private static let scale = 100.0

    private var samples = InlineArray<24, UInt16>(repeating: SampleStrip.none)
    /// The newest five seconds with a sample, counted from the clock's zero. Half a word holds 340 years of them.
    private var newestPlace: Int32 = .min
    /// Where its sample lies.
    private var newestSlot: UInt8 = 0

    public init() {}

    public var isEmpty: Bool { newestPlace == .min }

    /// `Int64.min` where there is none, as it is written down.
    private var newest: Int64 {
        @inline(__always) get { isEmpty ? .min : Int64(newestPlace) }
        set { newestPlace = Int32(clamping: newValue) }
    }

    /// Takes a value; one older than the strip is passed over.
    public mutating func note(_ value: Double, at instant: MonotonicInstant) {
        note(value, place: Self.place(of: instant))
    }

    /// The five seconds an instant lies in, counted from the clock's zero.
    @inline(__always)
    static func place(of instant: MonotonicInstant) -> Int64 { instant.microseconds / (spacing * 1_000_000) }

    @inline(__always)
    mutating func note(_ value: Double, place: Int64) { note(hundredths: Self.hundredths(value), place: place) }

    /// - Parameter hundredths: as a sample is kept; `nil` for a value that no vital sign has.
    @inline(__always)
    mutating func note(hundredths: UInt16?, place: Int64) {
        if place == Int64(newestPlace) &+ 1, newestPlace < .max {
            // The next five seconds: one place further, without a division.
            newestPlace &+= 1
            newestSlot = newestSlot == UInt8(Self.capacity) &- 1 ? 0 : newestSlot &+ 1
            samples[Int(newestSlot)] = hundredths ?? Self.none
        } else if place == Int64(newestPlace) {
            if let hundredths { samples[Int(newestSlot)] = hundredths }
        } else {
            begin(hundredths, place: place)
        }
    }

    private mutating func begin(_ hundredths: UInt16?, place: Int64) {
        if place > newest {
            let fresh = min(place &- max(newest, place &- Int64(Self.capacity)), Int64(Self.capacity))
            var cleared: Int64 = 0
            while cleared < fresh {
                samples[slot(place &- cleared)] = Self.none
                cleared += 1
            }
            newest = place
            newestSlot = UInt8(slot(place))
        }
        guard place > newest - Int64(Self.capacity) else { return }
        if let hundredths { samples[slot(place)] = hundredths }
    }

    /// As a sample is kept; `nil` for a value that no vital sign has.
    @inline(__always)
    static func hundredths(_ value: Double) -> UInt16? {
        // To the nearest: rounding down after adding a half needs no call.
        let hundredths = value * scale + 0.5
        guard hundredths >= 0, hundredths < Double(none) else { return nil }
        return UInt16(hundredths)
    }

    /// The samples, oldest first: how many seconds before `now` the five seconds of each ended (0 for those not over),
    /// and its value.
    public func samples(before now: MonotonicInstant) -> [(age: Int64, value: Double)] {
        guard !isEmpty else { return [] }
        let present = now.second / Self.spacing
        var found: [(age: Int64, value: Double)] = []
        for back in stride(from: Int64(Self.capacity) - 1, through: 0, by: -1) {
            let place = present - back
            guard place <= newest, place > newest - Int64(Self.capacity), samples[slot(place)] != Self.none else {
                continue
            }
            found.append((back * Self.spacing, Double(samples[slot(place)]) / Self.scale))
        }
        return found
    }

    private func slot(_ place: Int64) -> Int {
        let remainder = Int(place % Int64(Self.capacity))
        return remainder < 0 ? remainder + Self.capacity : remainder
    }
}

extension SampleStrip: Hashable {
    public static func == (a: Self, b: Self) -> Bool {
        guard a.newest == b.newest else { return false }
        for index in a.samples.indices where a.samples[index] != b.samples[index] { return false }
        return true
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(newest)
        for index in samples.indices { hasher.combine(samples[index]) }
    }
}

extension SampleStrip: Codable {
    private enum Key: CodingKey { case newest, samples }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        newest = try container.decode(Int64.self, forKey: .newest)
        newestSlot = UInt8(slot(newest))
        let values = try container.decode([UInt16].self, forKey: .samples)
        guard values.count == Self.capacity else {
            throw DecodingError.dataCorruptedError(
                forKey: .samples, in: container, debugDescription: "a strip holds \(Self.capacity) samples")
        }
        for index in values.indices { samples[index] = values[index] }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(newest, forKey: .newest)
        var values: [UInt16] = []
        for index in samples.indices { values.append(samples[index]) }
        try container.encode(values, forKey: .samples)
    }
}
