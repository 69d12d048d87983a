/// What escalates without points: specific concern, the carer question, clinical intuition.
///
/// Source: the escalation table of the charts (S1, S3). The charts say a *change* to V, P or U; here the value that
/// stands decides, so an unchanged V stays at high (decision, the safer reading).
public struct Triggers: Sendable, BitwiseCopyable, Hashable {
    public var consciousness: Consciousness?
    public var sepsis: SepsisSuspicion?
    public var hasAbnormalPupils = false
    public var carer: CarerAnswer?
    /// The level the clinician chose behind the carer's answer.
    public var carerLevel: EscalationLevel?
    public var hasClinicalIntuition = false
    /// The level the clinician chose for the intuition.
    public var intuitionLevel: EscalationLevel?

    public init() {}

    /// The level of the specific concerns together.
    public var specificConcern: EscalationLevel {
        max(
            consciousness?.level ?? .none, sepsis?.level ?? .none,
            hasAbnormalPupils ? EscalationLevel.emergency : .none)
    }

    /// The carer said "worse" and no clinician has yet said how much that asks for.
    public var awaitsCarerLevel: Bool { carer == .worse && carerLevel == nil }

    /// Someone has a feeling about this child and has not yet said how much that asks for.
    public var awaitsIntuitionLevel: Bool { hasClinicalIntuition && intuitionLevel == nil }
}

/// AVPU. It never scores.
public enum Consciousness: UInt8, CaseIterable, Sendable, BitwiseCopyable, Codable {
    case alert
    case voice
    case pain
    case unresponsive
    case asleep

    public var code: StaticString {
        switch self {
        case .alert: "A"
        case .voice: "V"
        case .pain: "P"
        case .unresponsive: "U"
        case .asleep: "asleep"
        }
    }

    var level: EscalationLevel {
        switch self {
        case .alert, .asleep: .none
        case .voice: .high
        case .pain, .unresponsive: .emergency
        }
    }
}

public enum SepsisSuspicion: UInt8, CaseIterable, Sendable, BitwiseCopyable, Codable {
    case none
    case sepsis
    case shock

    public var name: StaticString {
        switch self {
        case .none: "none"
        case .sepsis: "sepsis"
        case .shock: "shock"
        }
    }

    var level: EscalationLevel {
        switch self {
        case .none: .none
        case .sepsis: .medium
        case .shock: .high
        }
    }
}

/// The answer to "how is your child compared with before?".
public enum CarerAnswer: UInt8, CaseIterable, Sendable, BitwiseCopyable, Codable {
    case worse
    case same
    case better
    case asleep
    case unavailable

    public var code: StaticString {
        switch self {
        case .worse: "W"
        case .same: "S"
        case .better: "B"
        case .asleep: "A"
        case .unavailable: "U"
        }
    }
}
