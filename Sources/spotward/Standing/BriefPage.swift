import Alarms
import Charts
import Vitals

/// A child on one screen in the order a telephone call has: situation, background, assessment, recommendation.
///
/// The recommendation is what the chart's level asks for, and what is still to be asked or measured. It is never
/// treatment, and it never makes more of a partial score than it is.
struct BriefPage {
    let child: ChildOnWard
    let at: WallInstant
    let levels: LevelThresholds
    /// Why nobody is being watched now.
    var notWatched: String?

    func text(_ style: TextStyle) -> String {
        let label = child.label.map { " \($0.printable)" } ?? ""
        let head = style.paint("\(child.admissionID)\(label), \(at.forPeople)", .bold)
        let warning = notWatched.map { [style.paint("NOBODY IS BEING WATCHED: \($0).", .red)] } ?? []
        let parts = [
            ("SITUATION", situation), ("BACKGROUND", background), ("ASSESSMENT", assessment),
            ("RECOMMENDATION", recommendation),
        ]
        return ([head] + warning + parts.flatMap { ["", style.paint($0.0, .bold)] + $0.1.map { "  " + $0 } })
            .joined(separator: "\n")
    }

    var situation: [String] {
        var lines = child.ranked.map { alarm in
            let transition = alarm.transition
            let latest = transition.condition == .silence ? nil : transition.latestValue
            let value = latest.map { " \(transition.condition.spoken($0))" } ?? ""
            let holder = alarm.taken.map { "\($0.name.printable) (\($0.role)) has it" } ?? "NOBODY has it"
            let blind = transition.isUnknown ? ", last known, now blind" : ""
            let over = transition.isLatched ? ", over by the numbers, not looked at" : ""
            let said = alarm.said.map { ": \($0.printable)" } ?? ""
            return
                "\(transition.isTest ? "TEST " : "")\(transition.priority.label) \(transition.condition.plainName)\(value)\(said)"
                + "\(blind)\(over), for \(transition.startedAt.wall.age(at)); \(holder); \(alarm.shortID)"
        }
        if lines.isEmpty { lines = ["no open alarm"] }
        lines += child.heldBack.map {
            "held back: \($0.transition.condition.plainName), by \($0.transition.suppressedBy.plainNames); \($0.shortID)"
        }
        lines.append("newest valid reading: " + (child.newestReadingAt.map { $0.forPeople(at) } ?? "NONE YET"))
        lines.append(Coverage.words(child.coverage))
        if let until = child.pausedUntil { lines.append("planned pause until \(until.forPeople(at))") }
        if let until = child.quietUntil { lines.append("equipment quiet until \(until.forPeople(at))") }
        return lines
    }

    var background: [String] {
        var lines: [String] = []
        let age = child.ageBand.map { "chart for \($0.name)" } ?? "no chart for the age"
        let place = child.setting.map { "at \($0 == .ward ? "a ward" : $0.rawValue)" } ?? "setting not known"
        lines.append(
            [age, place, child.template.map { "on the ward for \($0.rawValue)" }].compactMap(\.self).joined(
                separator: ", "))
        if let chosen = child.chartChosen { lines.append("not the chart of the age; chosen by \(chosen.printable)") }
        if let admitted = child.admittedAt { lines.append("admitted \(admitted.forPeople(at))") }
        lines.append(child.cadence.map { "a reading is due every \($0.forPeople)" } ?? "devices stream")
        for limit in child.limits {
            let until = limit.until.map { ", until \($0.forPeople)" } ?? ""
            lines.append(
                "limit: \(limit.sign.spokenName) \(limit.side == .low ? "at or below" : "at or above") "
                    + "\(limit.sign.spoken(limit.value)), \(limit.author.printable): \(limit.reason.printable)\(until)")
        }
        if let declined = child.floorsDeclined { lines.append("floors declined: \(declined.printable)") }
        if child.limits.isEmpty, child.floorsDeclined == nil {
            // Whoever admits by command sets floors or declines them; the configuration keeps to itself who declined there.
            lines.append("no limit of its own in force; whether floors were declined stands in the configuration")
        }
        for usual in child.usual {
            lines.append(
                "usually \(usual.sign.spokenName) \(usual.sign.spoken(usual.value)) (\(usual.author.printable))")
        }
        return lines
    }

    var assessment: [String] {
        var lines: [String] = []
        if let score = child.score {
            lines.append("score, as its sub-scores last changed \(score.at.forPeople(at))")
            lines += ScoreWords(score: score.snapshot, levels: levels).lines(usual: child.usual)
        } else {
            lines.append("no score on record. \(ScoreWords.blunt).")
        }
        lines.append("observations last entered: " + (child.observedAt.map { $0.forPeople(at) } ?? "never"))
        if let carer = child.carer {
            if let answer = carer.answer, let when = carer.at {
                lines.append("carer: \(answer.plainName), \(when.forPeople(at))")
            }
            if let since = carer.unansweredSince { lines.append("carer: NO ANSWER, asked \(since.forPeople(at))") }
        } else {
            lines.append("carer: not asked yet")
        }
        return lines
    }

    var recommendation: [String] {
        var lines: [String] = []
        let words = child.score.map { ScoreWords(score: $0.snapshot, levels: levels) }
        let isScored = words.map { $0.missing.count < ScoredParameter.allCases.count } ?? false
        let escalation = Escalation(score: isScored ? words?.level : nil, triggers: child.triggers)
        switch escalation {
        case .standing(let level, let reason):
            let isCertain = words?.missing.isEmpty ?? false
            let why = reason.map { " by \($0.plainName)" } ?? ""
            lines.append(
                "the chart's level is \(isCertain ? "" : "at least ")\(level.name)\(why), and asks for \(level.asksFor)"
            )
        case .pending: break
        case .unknown: lines.append("nothing is scored: observe the child, or find out why nothing comes")
        }
        if child.triggers.awaitsCarerLevel {
            lines.append(
                "the carer said worse, and the level is PENDING until a clinician chooses it: "
                    + "spotward review \(child.admissionID) --carer-level …")
        }
        if let missing = words?.missing, !missing.isEmpty {
            lines.append("for a complete score enter: " + missing.map(\.plainName).joined(separator: ", "))
        }
        if child.ranked.contains(where: { $0.transition.condition == .concern }) {
            lines.append("somebody is worried: it stays until a clinician has talked with them and closes it")
        }
        let open = child.ranked.filter { $0.taken == nil && $0.transition.priority >= .high }
        if !open.isEmpty {
            lines.append("take what nobody has: " + open.map { "spotward ack \($0.shortID)" }.joined(separator: ", "))
        }
        if child.carer?.unansweredSince != nil { lines.append("ask the carer: how is the child compared with before?") }
        return lines
    }
}

extension ChildOnWard {
    /// What escalates without points and stands now, as the open alarms and the carer's answer have it.
    var triggers: Triggers {
        var triggers = Triggers()
        for alarm in alarms where alarm.transition.state != .resolved {
            let grade = alarm.transition.latestValue.flatMap { UInt8(exactly: $0) }
            switch alarm.transition.condition {
            case .consciousness: triggers.consciousness = grade.flatMap(Consciousness.init(rawValue:))
            case .pupils: triggers.hasAbnormalPupils = true
            case .sepsis: triggers.sepsis = grade.flatMap(SepsisSuspicion.init(rawValue:))
            case .intuition:
                triggers.hasClinicalIntuition = true
                triggers.intuitionLevel = grade.flatMap(EscalationLevel.init(rawValue:))
            default: break
            }
        }
        triggers.carer = carer?.answer
        triggers.carerLevel = carer?.level
        return triggers
    }
}

extension EscalationReason {
    fileprivate var plainName: String {
        switch self {
        case .score: "the score"
        case .specificConcern: "a specific concern"
        case .carerQuestion: "the carer's answer"
        case .clinicalIntuition: "clinical intuition"
        }
    }
}
