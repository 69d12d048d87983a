/// The readings one source gave at one instant: at most one value of each vital sign, what the device says of them, and
/// when they came.
///
/// One frame of an oximeter carries SpO2 and pulse together and one row of a file up to four vital signs. They travel
/// as one value with no references, so that a ring can copy it. An absent vital sign is absent, never 0.
///
/// Inlinable, because decoders in another module build one of each frame: outside this module each use was a call and a
/// `switch` (`docs/performance/decode.md`).
public struct ReadingSet: Sendable, BitwiseCopyable, Hashable {
    /// Which vital signs are given.
    @inlinable public var given: VitalSignSet { givenSigns }

    @usableFromInline var givenSigns: VitalSignSet
    @usableFromInline var spO2Value: Double
    @usableFromInline var heartRateValue: Double
    @usableFromInline var respiratoryRateValue: Double
    @usableFromInline var temperatureValue: Double

    /// The number of each vital sign, in the order of `VitalSign`; 0 for one that is not given.
    @inlinable public var values: SIMD4<Double> {
        SIMD4(spO2Value, heartRateValue, respiratoryRateValue, temperatureValue)
    }

    public var quality: Quality
    public var signal: Signal

    /// The device's or the file's own stamp, where it has one.
    public var measuredAt: WallInstant?

    @inlinable
    public init(signal: Signal = .measuring, quality: Quality = [], measuredAt: WallInstant? = nil) {
        givenSigns = []
        spO2Value = 0
        heartRateValue = 0
        respiratoryRateValue = 0
        temperatureValue = 0
        self.signal = signal
        self.quality = quality
        self.measuredAt = measuredAt
    }

    /// - Parameter values: as `values` has them; those that are not given are passed over.
    @inlinable
    public init(_ given: VitalSignSet, _ values: SIMD4<Double>, quality: Quality) {
        self.init(quality: quality)
        if given.contains(.spO2) { spO2Value = values.x }
        if given.contains(.heartRate) { heartRateValue = values.y }
        if given.contains(.respiratoryRate) { respiratoryRateValue = values.z }
        if given.contains(.temperature) { temperatureValue = values.w }
        givenSigns = given
    }

    @inlinable
    public subscript(_ sign: VitalSign) -> Double? {
        get {
            guard given.contains(sign) else { return nil }
            return switch sign {
            case .spO2: spO2Value
            case .heartRate: heartRateValue
            case .respiratoryRate: respiratoryRateValue
            case .temperature: temperatureValue
            }
        }
        set {
            if newValue == nil { givenSigns.remove(VitalSignSet(sign)) } else { givenSigns.insert(VitalSignSet(sign)) }
            let value = newValue ?? 0
            switch sign {
            case .spO2: spO2Value = value
            case .heartRate: heartRateValue = value
            case .respiratoryRate: respiratoryRateValue = value
            case .temperature: temperatureValue = value
            }
        }
    }
}
