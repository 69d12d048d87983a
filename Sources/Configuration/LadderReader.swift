import Alarms

/// The `ladders:` part of the rules file: who is told when, for each priority and for the classes with a ladder of their own.
///
/// A file can change who joins when. It cannot keep an urgent alarm from people, leave the independent reviewer out of a
/// concern, or end later than the charts ask for a review.
enum LadderReader {
    static func readAll(_ ladders: inout StrictMapping, into rules: inout AlarmRules) {
        for kind in LadderKind.allCases {
            ladders.optional("\(kind.name)")?.mapping { read(&$0, kind, into: &rules) }
        }
    }

    private static func read(_ ladder: inout StrictMapping, _ kind: LadderKind, into rules: inout AlarmRules) {
        var changed = rules[kind]
        let stepsField = ladder.optional("steps")
        let steps = readSteps(stepsField)
        let thenEvery = ladder.optional("then_every")?.duration(in: Limits.ladderRepeat)
        let remindField = ladder.optional("remind_every")
        let lasts = ladder.optional("acknowledgement_lasts")?.duration(in: Limits.acknowledgement)
        if let stepsField, let steps {
            holdFloors(steps, of: kind, stepsField)
            // Order and count were checked: the ladder is there.
            changed =
                Ladder(
                    steps: steps, thenEvery: changed.thenEvery, remindEvery: changed.remindEvery,
                    acknowledgementLasts: changed.acknowledgementLasts) ?? changed
        }
        if let thenEvery { changed.thenEvery = thenEvery }
        if let remindField {
            if remindField.isWord("never") {
                changed.remindEvery = nil
            } else if let every = remindField.duration(in: Limits.ladderRepeat) {
                changed.remindEvery = every
            }
        }
        if let lasts { changed.acknowledgementLasts = lasts }
        rules[kind] = changed
    }

    // MARK: Steps

    /// All steps, or `nil` with each defect told where it stands.
    private static func readSteps(_ field: Field?) -> [Ladder.Step]? {
        guard let members = field?.list(Limits.ladderStepCount, of: "steps") else { return nil }
        var steps: [Ladder.Step] = []
        var isSound = true
        for member in members {
            guard let step = member.mapping({ readStep(&$0, after: steps.last, isSound: &isSound) }) else {
                isSound = false
                continue
            }
            steps.append(step)
        }
        return isSound ? steps : nil
    }

    private static func readStep(
        _ entry: inout StrictMapping, after previous: Ladder.Step?, isSound: inout Bool
    ) -> Ladder.Step? {
        let afterField = entry.required("after")
        let after = afterField?.duration(in: Limits.ladderStepAfter)
        let roles = entry.required("roles")?.roles(Limits.stepRoleCount)
        if let afterField, let after {
            if let previous, after <= previous.after {
                afterField.refuse("does not come after the step before", "List the steps from early to late")
                isSound = false
            } else if previous == nil, isSound, after != .zero {
                afterField.refuse("is not 0s: the first step is taken when the alarm fires", "Write 'after: 0s'")
                isSound = false
            }
        }
        guard let after, let roles else { return nil }
        return Ladder.Step(after: after, roles: roles)
    }

    // MARK: Floors

    /// What no file may undo. The reviews are those of the charts: within 15 minutes at High, 30 at Medium.
    private static func holdFloors(_ steps: [Ladder.Step], of kind: LadderKind, _ field: Field) {
        let first = steps.first?.roles ?? []
        func tellTeamAtOnce() {
            guard first.isDisjoint(with: .treatingTeam) else { return }
            field.refuse(
                "tell nobody of the treating team at 0s",
                "Name one of \(RoleSet.treatingTeam.words.joined(separator: ", ")) on the first step")
        }
        func reachEscalation(within minutes: Int) {
            let isReached = steps.contains { $0.roles.contains(.escalation) && $0.after <= .seconds(minutes * 60) }
            guard !isReached else { return }
            field.refuse(
                "do not reach 'escalation' within \(minutes)m", "The charts ask for a review within \(minutes) minutes")
        }
        func reach(_ roles: RoleSet, _ noun: String) {
            guard !steps.contains(where: { !$0.roles.isDisjoint(with: roles) }) else { return }
            field.refuse("reach \(noun)", "Name one of \(roles.words.joined(separator: ", ")) on some step")
        }
        switch kind {
        case .critical:
            tellTeamAtOnce()
            reachEscalation(within: 15)
        case .high:
            tellTeamAtOnce()
            reachEscalation(within: 30)
        case .medium:
            tellTeamAtOnce()
        case .technical:
            reach(.treatingTeam, "nobody of the treating team")
        case .concern:
            let missing = RoleSet([.primaryNurse, .reviewer]).subtracting(first)
            if !missing.isEmpty {
                field.refuse(
                    "do not tell \(missing.words.map { "'\($0)'" }.joined(separator: " and ")) at 0s",
                    "A concern goes to the treating team and to the independent reviewer at once")
            }
            reachEscalation(within: 30)
        case .system:
            reach(.all, "nobody")
        }
    }
}

extension Field {
    /// Whether the value is this bare word.
    fileprivate func isWord(_ word: String) -> Bool {
        guard case .scalar(word, isQuoted: false) = node.content else { return false }
        return true
    }
}
