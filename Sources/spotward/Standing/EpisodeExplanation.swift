import Alarms
import Charts
import Vitals

/// Why an alarm is there, told so that a nurse can take the decision once more by hand: the rule with its figures, what
/// the window held and what it needed, the samples, what was held back and by what, what is missing, each step.
struct EpisodeExplanation {
    let story: EpisodeStory
    let now: WallInstant
    /// Print every row of samples.
    var all = false
    /// Why nobody is being watched now.
    var notWatched: String?

    func text(_ style: TextStyle) -> String {
        guard let first = story.first, let newest = story.newest else {
            return "Nothing is on record of episode \(story.episodeID)."
        }
        let parts = [
            head(newest.transition, style), rule(first), decision(first.transition), samples(first.transition, style),
            score(first), heldBack(), steps(style),
        ]
        return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
    }

    private func head(_ newest: AlarmTransition, _ style: TextStyle) -> [String] {
        let about = [story.admissionID, story.sourceName].compactMap { $0?.printable }.joined(separator: ", ")
        let test = newest.isTest ? "TEST " : ""
        var lines = [
            style.paint(
                "\(test)\(newest.priority.label) \(newest.condition.plainName): \(about.isEmpty ? "the hub" : about)",
                .bold),
            "episode \(story.episodeID)",
        ]
        lines.append("now: \(standing(newest))")
        if let notWatched { lines.append(style.paint("NOBODY IS BEING WATCHED: \(notWatched).", .red)) }
        return lines
    }

    private func standing(_ newest: AlarmTransition) -> String {
        var words = [newest.isUnknown ? "last known, now blind" : newest.state.plainName]
        if newest.state == .resolved {
            words = ["over since \(newest.at.wall.forPeople(now))"]
            if let resolution = newest.resolution { words.append("ended by \(resolution.plainName)") }
        }
        if newest.isLatched { words.append("nobody has looked at it") }
        if let until = newest.acknowledgedUntil?.wall { words.append("taken until \(until.forPeople(now))") }
        if !newest.suppressedBy.isEmpty { words.append("held back by \(newest.suppressedBy.plainNames)") }
        if newest.level > 0 { words.append("step \(newest.level) of its ladder") }
        if let next = newest.nextStepAt?.wall, newest.state != .resolved {
            words.append("next step \(next.forPeople(now))")
        }
        return words.joined(separator: ", ")
    }

    private func rule(_ step: EpisodeStory.Step) -> [String] {
        let condition = step.message.data.condition
        let kind = step.transition.condition
        var lines = ["RULE \(kind.family)"]
        lines.append("  " + (condition?.ruleText?.printable ?? kind.plainName))
        if let personal = condition?.personalRule {
            lines.append(
                "  Set for this child by \((personal.by ?? "–").printable): \((personal.reason ?? "no reason").printable)"
            )
        }
        if let dwell = condition?.dwellS, kind.alarmClass == .physiological {
            let share = Self.percent(condition?.validityMin ?? Self.usualShare)
            lines.append(
                dwell > 0
                    ? "  It fires when, over \(dwell.shortestDecimal) s, at least \(share) of the seconds are valid and at least "
                        + "\(share) of those are in breach, the newest among them."
                    : "  One reading is enough.")
        }
        if let hold = condition?.holdS, let margin = condition?.margin, kind.alarmClass == .physiological {
            let unit = kind.vitalSign.map { " \($0.unit)" } ?? ""
            lines.append(
                "  It is over when the value is \(margin.shortestDecimal)\(unit) inside for \(hold.shortestDecimal) s without a gap."
            )
        }
        if let provenance = step.message.data.provenance {
            let approval = provenance.rulesRatified == true ? "approved" : "NOT approved by anybody"
            lines.append(
                "  Rules \((provenance.rulesHash ?? "–").prefix(12)), \(approval); chart \(story.chart.identity.name) "
                    + "\(story.chart.identity.version), \((step.message.data.score?.tableHash ?? story.chart.identity.hash).prefix(12))."
            )
        }
        return lines
    }

    /// Of a message that does not say: the rules' own.
    static let usualShare = AlarmRules().validityShare

    private static func percent(_ share: Double) -> String { "\((share * 100).rounded().shortestDecimal) %" }

    private func decision(_ fired: AlarmTransition) -> [String] {
        var lines = [fired.event == .suppressed ? "WHY IT WOULD HAVE FIRED" : "WHY IT FIRED"]
        lines.append("  began  \(fired.startedAt.wall.forPeople(now))")
        lines.append("  fired  \(fired.firedAt.wall.forPeople(now))")
        if let value = fired.triggerValue {
            let line = story.line(fired).map { ", compared with \($0.words)" } ?? ""
            lines.append("  by     \(fired.condition.spoken(value))\(line)")
        }
        let window = fired.window
        if fired.isOfWindow {
            let share = story.first?.message.data.condition?.validityMin ?? Self.usualShare
            let needValid = Self.needed(share, of: window.seconds)
            let needBreach = Self.needed(share, of: window.valid)
            lines.append("  the window of \(window.seconds) s before it:")
            lines.append(
                "    valid      \(window.valid) s, needed \(needValid) (\(Self.percent(share)) of \(window.seconds))")
            lines.append(
                "    in breach  \(window.breaching) s, needed \(needBreach) (\(Self.percent(share)) of \(window.valid))"
            )
            // The sum of what was measured once or entered waits for nothing.
            if Int(window.valid) < needValid || Int(window.breaching) < needBreach {
                lines.append(
                    "    fewer than needed: what was measured once or entered decided, and waits for no window")
            }
        }
        if let lateness = fired.lateness, lateness > .zero {
            lines.append("  the reading came \(lateness.forPeople) late")
        }
        if fired.nearMissCount > 0 {
            lines.append("  \(fired.nearMissCount) times since the hub started it began and went away before its time")
        }
        return lines
    }

    /// Whole seconds that make up a share.
    static func needed(_ share: Double, of seconds: UInt16) -> Int {
        Int((share * Double(seconds) - 1e-9).rounded(.up))
    }

    private func samples(_ fired: AlarmTransition, _ style: TextStyle) -> [String] {
        let strip = SamplePlot(samples: story.readings, sign: fired.condition.vitalSign, line: story.line(fired))
        guard !story.readings.isEmpty else {
            return fired.condition.alarmClass == .physiological || fired.condition == .silence
                ? [
                    "SAMPLES",
                    "  none are on record around it; old ones are removed (`retention` in the configuration)",
                ] : []
        }
        let cut = story.isCut ? ["  (only the first \(story.readings.count) are kept here)"] : []
        return ["SAMPLES"] + strip.sparkline() + strip.table(all: all, style) + cut
    }

    private func score(_ step: EpisodeStory.Step) -> [String] {
        guard let score = step.transition.score else { return [] }
        let words = ScoreWords(score: score, levels: story.chart.chart.levels)
        return ["SCORE as of \(step.transition.at.wall.forPeople(now))"]
            + words.lines(usual: []).map { "  " + $0 }
    }

    private func heldBack() -> [String] {
        var lines = story.heldBack.map {
            "  \($0.at.forPeople(now)): held back: \($0.condition.plainName), by \($0.by.plainNames), \($0.shortID)"
        }
        lines += story.notices.map { "  \($0.at.forPeople(now)): \($0.text)" }
        if story.heldBack.isEmpty { lines.insert("  nothing was held back", at: 0) }
        return ["MEANWHILE, OF THE SAME CHILD"] + lines
    }

    private func steps(_ style: TextStyle) -> [String] {
        var lines = ["STEPS"]
        for step in story.steps {
            let transition = step.transition
            let paint: TextStyle.Paint? = transition.event.pages ? .bold : nil
            lines.append(
                style.paint(
                    "  \(transition.at.wall.forPeople(now))  \(transition.priority.label) \(transition.event.plainName)"
                        + (transition.level > 0 ? " (step \(transition.level))" : ""), paint))
            if let said = step.command {
                lines.append(
                    "    by \(said.by.printable) (\(said.role))" + (said.words.map { ": \($0.printable)" } ?? ""))
            }
            if let until = transition.acknowledgedUntil?.wall, transition.event == .acknowledged {
                lines.append("    until \(until.forPeople)")
            }
            lines.append("    told: \(transition.roles.plainNames)")
            for delivery in step.deliveries {
                var end = delivery.acceptedAt.map { "accepted \($0.forPeople)" } ?? "NOT ACCEPTED YET"
                if delivery.acceptedAt == nil, let left = delivery.leftAs { end = left }
                if let shown = delivery.displayedAt {
                    end += ", displayed \(shown.forPeople)"
                } else if delivery.receiptAt != nil {
                    end += " with a receipt"
                }
                let count = delivery.attemptCount
                let tries = count == 0 ? "not tried yet" : count == 1 ? "1 try" : "\(count) tries"
                lines.append("      \(delivery.endpoint.printable): \(end), \(tries)")
            }
        }
        return lines
    }
}

extension AlarmState {
    fileprivate var plainName: String {
        switch self {
        case .inactive: "not there"
        case .pending: "waiting for its time"
        case .firing: "still so"
        case .acknowledged: "still so, and somebody has it"
        case .resolving: "in range again, waiting to be sure"
        case .resolved: "over"
        case .void: "entered in error"
        }
    }
}

extension Resolution {
    fileprivate var plainName: String {
        switch self {
        case .data: "the numbers"
        case .closed: "a person"
        case .discharged: "the discharge"
        case .void: "a person: entered in error"
        }
    }
}
