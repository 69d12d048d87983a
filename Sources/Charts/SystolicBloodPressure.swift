/// A systolic pressure, or why there is none. The charts score both.
public enum SystolicBloodPressure: Sendable, BitwiseCopyable, Hashable, Codable {
    /// mmHg
    case measured(Double)
    case notDone(SystolicNotDone)

    /// Values outside are unscorable. Source: S4, 0–400 mmHg.
    public static let plausibleRange = 0.0...400.0
}

/// Why a systolic pressure was not measured. Without one of these an absent pressure is missing and there is no total.
public enum SystolicNotDone: UInt8, CaseIterable, Sendable, BitwiseCopyable, Codable {
    /// Not attempted, no clinical concern.
    case notAttempted
    /// Unsuccessful, no clinical concern.
    case unsuccessfulWithoutConcern
    /// Unsuccessful, clinical concern.
    case unsuccessfulWithConcern
    /// Another reason, for which the person chose 0.
    case otherWithoutConcern
    /// Another reason, for which the person chose 4.
    case otherWithConcern

    public var code: StaticString {
        switch self {
        case .notAttempted: "NCO"
        case .unsuccessfulWithoutConcern: "U0"
        case .unsuccessfulWithConcern: "U4"
        case .otherWithoutConcern: "OTHER0"
        case .otherWithConcern: "OTHER4"
        }
    }
}
