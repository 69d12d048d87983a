import Alarms
import Vitals

/// The `conditions:` part of the rules file: one entry for each alarm condition, by its rule family.
///
/// A file can change when a condition alarms and how urgent it is. It cannot take a condition away, give it a stage it does
/// not have, or make one of the child wait on the hub like a loose plug.
enum ConditionReader {
    static func readAll(_ conditions: inout StrictMapping, into rules: inout AlarmRules) {
        for kind in ConditionKind.allCases {
            conditions.optional("\(kind.family)")?.mapping { read(&$0, kind, into: &rules) }
        }
    }

    private static func read(_ condition: inout StrictMapping, _ kind: ConditionKind, into rules: inout AlarmRules) {
        var rule = rules[kind]
        readStage("mild", &rule.mild, of: kind, &condition)
        readStage("severe", &rule.severe, of: kind, &condition)
        if kind.vitalSign != nil || kind == .chartPartialSum,
            let margin = condition.optional("margin")?.number(in: Limits.margin)
        {
            rule.margin = margin
        }
        if let mild = rule.mild, let severe = rule.severe {
            func refuse(_ reason: String, _ suggestion: String) {
                condition.defects.add(at: condition.node, key: "\(condition.path).severe", reason, suggestion)
            }
            if severe.priority < mild.priority {
                refuse(
                    "is less urgent (\(severe.priority.label)) than mild (\(mild.priority.label))",
                    "P1 is the most urgent")
            }
            if kind == .silence, severe.onset < mild.onset {
                refuse("comes before mild", "Tell the hub first, then the team")
            }
        }
        rules[kind] = rule
    }

    private static func readStage(
        _ key: String, _ stage: inout StageRule?, of kind: ConditionKind, _ condition: inout StrictMapping
    ) {
        guard let field = condition.optional(key) else { return }
        guard var changed = stage else {
            let other = key == "mild" ? "severe" : "mild"
            field.refuse("is not a stage of this condition", "\(kind.family) has only '\(other)'")
            return
        }
        field.mapping { mapping in
            let priority = mapping.optional("priority")
            if let priority, let value = priority.choice(Priority.allCases.reversed().map { ("\($0.label)", $0) }) {
                let least = leastPriority(of: kind, isSevere: key == "severe")
                if value < least {
                    priority.refuse(
                        "is less urgent (\(value.label)) than \(kind.family) may be",
                        "Write \(least.label) or more urgent")
                } else {
                    changed.priority = value
                }
            }
            let isWindowed = kind.alarmClass == .physiological
            let onset = isWindowed ? Limits.windowedOnset : Limits.onset
            if let value = mapping.optional("onset")?.duration(in: onset) { changed.onset = value }
            if let value = mapping.optional("hold")?.duration(in: Limits.hold) { changed.hold = value }
        }
        stage = changed
    }

    /// P4 climbs the ladder of the equipment, which begins on the hub.
    private static func leastPriority(of kind: ConditionKind, isSevere: Bool) -> Priority {
        switch kind.alarmClass {
        case .physiological: .medium
        case .concern: .high
        case .technical: kind == .silence && isSevere ? .medium : .technical
        case .system: .technical
        }
    }
}
