import Alarms
import Vitals

extension AlertContext {
    /// One sentence for people, with the least data: the pseudonym, what happened, the rule.
    ///
    ///     P2 adm-7f3a: SpO2 89 %. Rule: SpO2 at or below 91 % (sub-score 4 on the 1–4 years chart) for 30 s of valid data.
    var summary: String {
        let test = composer.isTest ? "TEST " : ""
        let who = admission?.id ?? "hub \(composer.hub.id)"
        let source = sourceName.map { " (\($0.bounded))" } ?? ""
        return "\(test)\(transition.priority.label) \(who)\(source): \(event). Rule: \(text.sentence).\(late)"
    }

    private var event: String {
        let before = transition.previousPriority.map { " (was \($0.label))" } ?? ""
        return switch transition.event {
        case .fired: transition.isUnknown ? "\(lastKnown), now blind" : now
        case .raised: "more urgent\(before), \(transition.isUnknown ? "\(lastKnown), now blind" : now)"
        case .lowered: "less urgent\(before), \(transition.isUnknown ? "\(lastKnown), now blind" : now)"
        case .unknown: "data lost, \(lastKnown), now blind"
        case .suppressed, .escalated, .reminded, .acknowledged, .acknowledgementExpired, .clearedUnacknowledged,
            .voided,
            .renewed:
            "\(transition.event.name), \(now)"
        case .resolved: "resolved, \(kind.alarmClass == .physiological ? now : "over")"
        }
    }

    private var now: String { latest ?? text.predicateName }

    private var lastKnown: String { "last known \(latest ?? text.predicateName)" }

    private var latest: String? {
        guard let value = transition.latestValue ?? transition.triggerValue else { return nil }
        if let sign = kind.vitalSign { return "\(sign.spokenName) \(sign.spoken(value))" }
        return switch kind {
        case .chartPartialSum: "partial sum \(value.shortestDecimal)"
        case .silence: "no timely reading for \(Duration.seconds(value.rounded(.down)).words)"
        default: nil
        }
    }

    private var late: String {
        guard let lateness = transition.lateness, lateness > .zero else { return "" }
        let minutes = (lateness.inSeconds / 60).rounded(.up)
        return " The reading came up to \(minutes.shortestDecimal) min late."
    }
}

extension ConditionText {
    /// The condition without figures, where there is no value to name.
    var predicateName: String {
        switch kind.alarmClass {
        case .technical, .system: predicate
        case .physiological, .concern: kind.vitalSign.map { "\($0.spokenName) alarm" } ?? "partial sum alarm"
        }
    }
}
