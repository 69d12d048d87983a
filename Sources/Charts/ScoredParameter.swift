/// The seven parameters that make a total, in the order they are printed.
///
/// Not among them, so never scored: temperature, consciousness, pain, glucose, diastolic and mean pressure (S1, S3).
public enum ScoredParameter: UInt8, CaseIterable, Sendable, BitwiseCopyable {
    case respiratoryRate
    case respiratoryDistress
    case spO2
    case oxygen
    case heartRate
    case systolicBloodPressure
    case capillaryRefill

    /// The column name in files and on the command line.
    public var name: StaticString {
        switch self {
        case .respiratoryRate: "rr"
        case .respiratoryDistress: "resp_distress"
        case .spO2: "spo2"
        case .oxygen: "oxygen"
        case .heartRate: "hr"
        case .systolicBloodPressure: "sbp"
        case .capillaryRefill: "crt"
        }
    }
}

/// A set of scored parameters.
public struct ScoredParameterSet: OptionSet, Sendable, BitwiseCopyable, Hashable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public init(_ parameter: ScoredParameter) { self.init(rawValue: 1 << parameter.rawValue) }

    public func contains(_ parameter: ScoredParameter) -> Bool { contains(Self(parameter)) }
    public var count: Int { rawValue.nonzeroBitCount }
}
