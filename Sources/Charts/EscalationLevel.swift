/// How soon who must come. What each level asks for is printed on the charts (S1).
public enum EscalationLevel: UInt8, CaseIterable, Sendable, BitwiseCopyable, Comparable, Codable {
    case none
    /// Nurse in charge; reassess within 60 minutes.
    case low
    /// Review within 30 minutes.
    case medium
    /// Rapid review within 15 minutes.
    case high
    /// Immediate call.
    case emergency

    /// `E0` … `E4`
    public var code: StaticString {
        switch self {
        case .none: "E0"
        case .low: "E1"
        case .medium: "E2"
        case .high: "E3"
        case .emergency: "E4"
        }
    }

    /// The word used in files.
    public var name: StaticString {
        switch self {
        case .none: "None"
        case .low: "Low"
        case .medium: "Medium"
        case .high: "High"
        case .emergency: "Emergency"
        }
    }

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// The totals at which the levels begin: 1, 5, 9 and 13 on the published charts.
public struct LevelThresholds: Sendable, BitwiseCopyable, Hashable {
    public let low: Int
    public let medium: Int
    public let high: Int
    public let emergency: Int

    /// `nil` unless the four rise from above 0 to at most `Limits.levelTotal`.
    public init?(low: Int, medium: Int, high: Int, emergency: Int) {
        guard 0 < low, low < medium, medium < high, high < emergency, emergency <= Limits.levelTotal else { return nil }
        self.low = low
        self.medium = medium
        self.high = high
        self.emergency = emergency
    }

    public func level(ofTotal total: Int) -> EscalationLevel {
        if total >= emergency { return .emergency }
        if total >= high { return .high }
        if total >= medium { return .medium }
        return total >= low ? .low : .none
    }
}
