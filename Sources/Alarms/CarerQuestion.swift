import Vitals

/// The daily question to the carer: when it is due, whether it is asked, and when it has gone unanswered. A value: time
/// and answers go in, what there is to tell comes out.
///
///     resting ─every─▶ asked ─within─▶ unanswered
///        ▲               │  ▲              │
///        └────answer─────┘  └─every after──┘     (an answer ends any of the three)
struct CarerQuestion: BitwiseCopyable {
    private enum Phase: BitwiseCopyable { case resting, asked, unanswered }

    enum Event: BitwiseCopyable { case asked, unanswered }

    /// When the phase ends if nobody answers. One comparison a tick.
    private(set) var nextAt: MonotonicInstant
    private var askedAt: MonotonicInstant
    private var phase = Phase.resting

    /// - Parameter start: the admission; the first question is due a day after.
    init(from start: MonotonicInstant, rules: RuleTable) {
        askedAt = start
        nextAt = start.advanced(by: rules.carerQuestionEvery)
    }

    /// What time alone brings; at most one thing a tick.
    mutating func pass(to now: MonotonicInstant, rules: RuleTable) -> Event? {
        guard now >= nextAt else { return nil }
        switch phase {
        case .resting, .unanswered:
            ask(at: now, rules: rules)
            return .asked
        case .asked:
            leaveUnanswered(rules: rules)
            return .unanswered
        }
    }

    /// Any answer counts, asked for or not: the next question is due a day later.
    mutating func answer(at now: MonotonicInstant, rules: RuleTable) {
        self = CarerQuestion(from: now, rules: rules)
    }

    /// Takes up where the hub last stood, from what was noted.
    mutating func restore(
        answeredAt: MonotonicInstant?, askedAt: MonotonicInstant?, unansweredAt: MonotonicInstant?, rules: RuleTable
    ) {
        if let answeredAt { answer(at: answeredAt, rules: rules) }
        guard let askedAt, askedAt >= answeredAt ?? askedAt else { return }
        ask(at: askedAt, rules: rules)
        if let unansweredAt, unansweredAt >= askedAt { leaveUnanswered(rules: rules) }
    }

    private mutating func ask(at now: MonotonicInstant, rules: RuleTable) {
        phase = .asked
        askedAt = now
        nextAt = now.advanced(by: min(rules.carerAnswerWithin, rules.carerQuestionEvery))
    }

    private mutating func leaveUnanswered(rules: RuleTable) {
        phase = .unanswered
        nextAt = askedAt.advanced(by: rules.carerQuestionEvery)
    }
}
