import Vitals

/// What a frame of an oximeter says, in six bytes: sixty of them a second are compared before one becomes a `ReadingSet`.
struct OximeterNumbers: BitwiseCopyable, Hashable {
    /// Per cent, 1…100; 0 is missing.
    var spO2: UInt8
    var signal: Signal
    var quality: Quality
    /// Beats a minute; 0 is missing.
    var pulse: UInt16

    @inline(__always)
    var hasValue: Bool { UInt16(spO2) | pulse != 0 }

    var readings: ReadingSet {
        var readings = ReadingSet(signal: signal, quality: quality)
        if spO2 != 0 { readings[.spO2] = Double(spO2) }
        if pulse != 0 { readings[.heartRate] = Double(pulse) }
        return readings
    }
}

extension OximeterNumbers {
    /// `nil` for a reading that is more than this: another vital sign, a broken number, a time of its own.
    init?(_ readings: ReadingSet) {
        let others: VitalSignSet = [VitalSignSet(.respiratoryRate), VitalSignSet(.temperature)]
        guard readings.given.isDisjoint(with: others), readings.measuredAt == nil,
            let spO2 = UInt8(exactly: readings[.spO2] ?? 0), let pulse = UInt16(exactly: readings[.heartRate] ?? 0)
        else { return nil }
        self.init(spO2: spO2, signal: readings.signal, quality: readings.quality, pulse: pulse)
    }
}

/// Numbers and when they arrived.
struct ArrivedNumbers: BitwiseCopyable, Hashable {
    var arrivedAt: MonotonicInstant
    var numbers: OximeterNumbers

    var arrivedReadings: ArrivedReadings { ArrivedReadings(numbers.readings, arrivedAt: arrivedAt) }
}
