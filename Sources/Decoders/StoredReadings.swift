import Vitals

/// Readings from a device's memory, oldest first, a second apart: what one frame of a download carries.
public struct StoredReadings: Sendable, BitwiseCopyable, Hashable {
    /// No larger than a `ReadingSet`, for the one or the other is copied with every frame.
    private enum Samples: BitwiseCopyable, Hashable {
        /// SpO2 and pulse, a byte each, the first in the lowest bits.
        case pairs(UInt64)
        /// One vital sign.
        case series(StoredBytes)
        /// A set of its own: values, flags and instant.
        case one(spO2: Double?, heartRate: Double?, Quality, WallInstant?)
    }

    /// SpO2 and pulse of three seconds: a Contec V7 packet.
    static let pairCapacity = 3
    /// One vital sign of 42 seconds: a Contec EB message of automatic recordings.
    static let seriesCapacity = 42
    /// Contec's code for a missing pulse in stored data.
    private static let missingPulse = 255

    private var samples: Samples
    private var storedCount: UInt8 = 0
    private var sign = VitalSign.spO2
    public private(set) var stamp: StoredStamp

    public var count: Int { Int(storedCount) }

    /// For SpO2 and pulse together.
    init(stamp: StoredStamp = StoredStamp()) {
        self.stamp = stamp
        samples = .pairs(0)
    }

    /// For one vital sign.
    init(of sign: VitalSign, stamp: StoredStamp) {
        self.stamp = stamp
        self.sign = sign
        samples = .series(StoredBytes())
    }

    /// SpO2 and pulse of one measurement as the device stored it, with its own instant.
    init(_ readings: ReadingSet) {
        stamp = StoredStamp()
        samples = .one(
            spO2: readings[.spO2], heartRate: readings[.heartRate], readings.quality, readings.measuredAt)
        storedCount = 1
    }

    /// Adds one second as the device wrote it; false when no device could have.
    mutating func append(spO2: UInt8, pulse: UInt8) -> Bool {
        precondition(count < Self.pairCapacity, "a stored packet holds at most three readings")
        guard case .pairs(let earlier) = samples, Self.oximetry(spO2: spO2, pulse: pulse).isPossible else {
            return false
        }
        samples = .pairs(earlier | (UInt64(spO2) | UInt64(pulse) << 8) << UInt64(count * 16))
        storedCount += 1
        return true
    }

    /// Adds one second of the one vital sign; false when no device could have written it.
    mutating func append(_ value: UInt8) -> Bool {
        precondition(count < Self.seriesCapacity, "a stored message holds at most 42 readings")
        guard case .series(var bytes) = samples else { return false }
        let isPossible = sign != .spO2 || Self.oximetry(spO2: value, pulse: 0).isPossible
        guard isPossible else { return false }
        bytes[count] = value
        samples = .series(bytes)
        storedCount += 1
        return true
    }

    /// The reading at `index`, marked as stored, with its instant where the device knows the date.
    public subscript(index: Int) -> ReadingSet {
        precondition((0..<count).contains(index), "index within the stored readings")
        var readings: ReadingSet
        switch samples {
        case .pairs(let pairs):
            let pair = pairs >> UInt64(index * 16)
            readings =
                Self.oximetry(spO2: UInt8(truncatingIfNeeded: pair), pulse: UInt8(truncatingIfNeeded: pair >> 8))
                .readings
        case .series(let bytes):
            readings =
                (sign == .spO2
                ? Self.oximetry(spO2: bytes[index], pulse: 0) : Self.oximetry(spO2: 0, pulse: bytes[index])).readings
        case .one(let spO2, let heartRate, let quality, let instant):
            readings = ReadingSet(quality: quality, measuredAt: instant)
            readings[.spO2] = spO2
            readings[.heartRate] = heartRate
            if readings.given.isEmpty { readings.signal = .noValue }
            return readings
        }
        readings.measuredAt = stamp.instant(index: index)
        return readings
    }

    private static func oximetry(spO2: UInt8, pulse: UInt8) -> PulseOximetry {
        PulseOximetry(spO2: Int(spO2), pulse: Int(pulse), missingPulse: missingPulse, quality: .stored)
    }
}

/// 48 bytes as six words: an array in place would be taken apart byte by byte wherever a frame's content is copied.
struct StoredBytes: BitwiseCopyable, Hashable {
    private var words: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0)

    subscript(index: Int) -> UInt8 {
        get { UInt8(truncatingIfNeeded: word(index / 8) >> UInt64(index % 8 * 8)) }
        set {
            let shift = UInt64(index % 8 * 8)
            setWord(index / 8, word(index / 8) & ~(0xFF << shift) | UInt64(newValue) << shift)
        }
    }

    private func word(_ index: Int) -> UInt64 {
        switch index {
        case 0: words.0
        case 1: words.1
        case 2: words.2
        case 3: words.3
        case 4: words.4
        default: words.5
        }
    }

    private mutating func setWord(_ index: Int, _ word: UInt64) {
        switch index {
        case 0: words.0 = word
        case 1: words.1 = word
        case 2: words.2 = word
        case 3: words.3 = word
        case 4: words.4 = word
        default: words.5 = word
        }
    }

    static func == (a: Self, b: Self) -> Bool { (0..<6).allSatisfy { a.word($0) == b.word($0) } }

    func hash(into hasher: inout Hasher) {
        for index in 0..<6 { hasher.combine(word(index)) }
    }
}
