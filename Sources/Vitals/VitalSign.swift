/// A vital sign a home device can measure by itself.
///
/// Entered observations (capillary refill, blood pressure, distress, consciousness) are not readings: they live in
/// `Charts.ObservationSet`.
public enum VitalSign: UInt8, CaseIterable, Sendable, BitwiseCopyable, Codable {
    /// Peripheral oxygen saturation, per cent.
    case spO2
    /// Heart (pulse) rate, beats a minute.
    case heartRate
    /// Respiratory rate, breaths a minute.
    case respiratoryRate
    /// Body temperature, degrees Celsius.
    case temperature

    /// The short name used in files, on the command line and in messages.
    public var shortName: StaticString {
        switch self {
        case .spO2: "spo2"
        case .heartRate: "hr"
        case .respiratoryRate: "rr"
        case .temperature: "temp"
        }
    }

    /// The unit as it is printed, UCUM spelling.
    public var unit: StaticString {
        switch self {
        case .spO2: "%"
        case .heartRate, .respiratoryRate: "/min"
        case .temperature: "Cel"
        }
    }

    /// Values outside are refused when a machine sends them.
    ///
    /// Source: SPOT NPEWS UI specification (S4): SpO2 20–100 %, HR 0–300, RR 0–150, temperature 0–45 °C.
    public var plausibleRange: ClosedRange<Double> {
        switch self {
        case .spO2: 20...100
        case .heartRate: 0...300
        case .respiratoryRate: 0...150
        case .temperature: 0...45
        }
    }
}

/// A set of vital signs.
public struct VitalSignSet: OptionSet, Sendable, BitwiseCopyable, Hashable, Codable {
    public let rawValue: UInt8

    // Inlinable: asked for every sign of every reading.
    @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }
    @inlinable public init(_ sign: VitalSign) { self.init(rawValue: 1 << sign.rawValue) }

    @inlinable @inline(__always) public func contains(_ sign: VitalSign) -> Bool { rawValue & 1 << sign.rawValue != 0 }
    @inlinable public var count: Int { rawValue.nonzeroBitCount }
}
