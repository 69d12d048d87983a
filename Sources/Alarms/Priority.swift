/// How urgent an alarm is. P1 is the most urgent and compares greatest.
public enum Priority: UInt8, Sendable, BitwiseCopyable, Comparable, CaseIterable, Codable {
    case technical = 1
    case medium = 2
    case high = 3
    case critical = 4

    /// `P1` to `P4`, as people say it and as files write it.
    public var label: StaticString {
        switch self {
        case .critical: "P1"
        case .high: "P2"
        case .medium: "P3"
        case .technical: "P4"
        }
    }

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// What an alarm is about: the child, the equipment, somebody's worry, or the hub itself.
public enum AlarmClass: UInt8, Sendable, BitwiseCopyable, Codable, CaseIterable {
    case physiological
    case technical
    case concern
    case system

    public var name: StaticString {
        switch self {
        case .physiological: "phys"
        case .technical: "tech"
        case .concern: "concern"
        case .system: "system"
        }
    }
}

/// Who is told when a stage of an alarm is reached.
public enum Audience: UInt8, Sendable, BitwiseCopyable, Codable, CaseIterable {
    /// Kept in the journal and shown on the hub; nothing is sent.
    case hub
    /// Sent to the clinical team.
    case team

    public var name: StaticString {
        switch self {
        case .hub: "hub"
        case .team: "team"
        }
    }
}
