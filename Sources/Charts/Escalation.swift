/// The level that stands for a child, and what set it: the highest of score, specific concern, carer and intuition.
public enum Escalation: Sendable, BitwiseCopyable, Hashable {
    /// The reason is `nil` exactly at `.none`.
    case standing(EscalationLevel, EscalationReason?)
    /// A carer or a clinician is worried, no level has been chosen, and nothing else asks for anything. Never shown as none.
    case pending(EscalationReason)
    /// Nothing was scored and nothing triggered. That is not "none".
    case unknown

    /// - Parameter score: the level of the score, a lower bound when the score is partial; `nil` when nothing was scored.
    public init(score: EscalationLevel?, triggers: Triggers) {
        var highest = EscalationLevel.none
        var reason: EscalationReason?
        // In the order in which a tie is settled.
        raise(score, .score)
        raise(triggers.specificConcern, .specificConcern)
        raise(triggers.carerLevel, .carerQuestion)
        raise(triggers.intuitionLevel, .clinicalIntuition)
        func raise(_ level: EscalationLevel?, _ why: EscalationReason) {
            guard let level, level > highest else { return }
            highest = level
            reason = why
        }
        if highest > .none {
            self = .standing(highest, reason)
        } else if triggers.awaitsCarerLevel {
            self = .pending(.carerQuestion)
        } else if triggers.awaitsIntuitionLevel {
            self = .pending(.clinicalIntuition)
        } else {
            self = score == nil ? .unknown : .standing(.none, nil)
        }
    }

    public var reason: EscalationReason? {
        switch self {
        case .standing(_, let reason): reason
        case .pending(let reason): reason
        case .unknown: nil
        }
    }
}

/// What set the level. On a tie the first in this order is named.
public enum EscalationReason: UInt8, CaseIterable, Sendable, BitwiseCopyable {
    case score
    case specificConcern
    case carerQuestion
    case clinicalIntuition

    public var code: StaticString {
        switch self {
        case .score: "P"
        case .specificConcern: "SC"
        case .carerQuestion: "CQ"
        case .clinicalIntuition: "CI"
        }
    }
}
