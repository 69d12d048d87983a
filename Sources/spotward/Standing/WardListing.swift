import Alarms
import Vitals

/// The triage list: concern, P1, P2, silent, the rest. Each row says how old its newest valid reading is and how much of
/// today there were readings for: an empty row is not a well child.
struct WardListing {
    let ward: WardPicture

    /// Children in the order of the list.
    var rows: [ChildOnWard] {
        ward.children.sorted { a, b in
            guard a.triage == b.triage else { return a.triage < b.triage }
            switch (a.ranked.first?.rank, b.ranked.first?.rank) {
            case (let first?, let second?): return first < second
            case (_?, nil): return true
            case (nil, _?): return false
            case (nil, nil): return a.admissionID < b.admissionID
            }
        }
    }

    func text(_ style: TextStyle) -> String {
        let count = ward.children.count
        var lines = [
            "Ward of \(ward.hubID), \(ward.at.forPeople): \(count) child\(count == 1 ? "" : "ren")"
        ]
        if let reason = ward.notWatched {
            lines.append(style.paint("NOBODY IS BEING WATCHED: \(reason).", .red))
        }
        if let calling = ward.calling, calling.isCalling {
            lines.append(
                style.paint("\(calling.sentence) It has waited since \(calling.since.forPeople(ward.at)).", .red))
        }
        if count > 0 { lines += ["", table(style)] }
        let notes = rows.flatMap(notes)
        if !notes.isEmpty { lines += [""] + notes }
        for alarm in ward.hubAlarms {
            let whose = alarm.admissionID.map { "\($0), not on the ward" } ?? alarm.sourceName?.printable ?? "HUB"
            lines.append(style.paint("\(whose): \(what(alarm)), \(since(alarm)), \(alarm.shortID)", .yellow))
        }
        if ward.undeliveredCount > 0 {
            lines.append(
                style.paint("Not accepted by its receiver yet: \(ward.undeliveredCount) messages.", .yellow))
        }
        return lines.joined(separator: "\n")
    }

    private func table(_ style: TextStyle) -> String {
        var table = TextTable([
            "", "CHILD", "WORST OPEN", "FOR", "WHO HAS IT", "NEWEST READING", "TODAY", "SCORE", "EPISODE",
        ])
        for child in rows {
            let worst = child.ranked.first
            let more = Self.others(child.ranked.dropFirst())
            table.append(
                [
                    child.triage.heading, [child.admissionID, child.label?.printable ?? ""].joined(separator: " "),
                    worst.map { what($0) + more } ?? "–", worst.map(since) ?? "", worst.map(holder) ?? "",
                    child.newestReadingAt.map { $0.ago(ward.at) } ?? "NONE YET",
                    child.coverage?.percent.map { "\($0) %" } ?? "–", score(child), worst?.shortID ?? "",
                ], Self.paint(child.triage))
        }
        return table.lines(style).joined(separator: "\n")
    }

    /// ` +1 P1 +2 P3`: what else is open, so that a concern hides no P1.
    private static func others(_ alarms: some Collection<OpenAlarm>) -> String {
        Priority.allCases.reversed().map { priority in
            let count = alarms.count { $0.transition.priority == priority }
            return count > 0 ? " +\(count) \(priority.label)" : ""
        }.joined()
    }

    private static func paint(_ triage: Triage) -> TextStyle.Paint? {
        switch triage {
        case .concern, .critical, .high: .red
        case .silent: .yellow
        case .rest: nil
        }
    }

    private func what(_ alarm: OpenAlarm) -> String {
        let transition = alarm.transition
        let test = transition.isTest ? "TEST " : ""
        // How long nothing has come is in the next column, and that goes on growing.
        let latest = transition.condition == .silence ? nil : transition.latestValue
        let value = latest.map { " \(transition.condition.spoken($0))" } ?? ""
        let blind = transition.isUnknown ? ", now blind" : ""
        let over = transition.isLatched ? ", over, not looked at" : ""
        return "\(test)\(transition.priority.label) \(transition.condition.plainName)\(value)\(blind)\(over)"
    }

    private func since(_ alarm: OpenAlarm) -> String { alarm.transition.startedAt.wall.age(ward.at) }

    private func holder(_ alarm: OpenAlarm) -> String {
        if let taken = alarm.taken {
            let until = taken.until.map { " until \($0.clock)" } ?? ""
            return "\(taken.name.printable) (\(taken.role))\(until)"
        }
        let level = alarm.transition.level
        return level > 0 ? "NOBODY, step \(level)" : "NOBODY"
    }

    private func score(_ child: ChildOnWard) -> String {
        guard let score = child.score else { return "–" }
        let words = ScoreWords(score: score.snapshot, levels: ward.levels)
        return "\(words.line), changed \(score.at.ago(ward.at))"
    }

    private func notes(_ child: ChildOnWard) -> [String] {
        var notes: [String] = []
        if let until = child.pausedUntil { notes.append("planned pause until \(until.clock) (\(until.age(ward.at)))") }
        if let until = child.quietUntil { notes.append("equipment quiet until \(until.clock) (\(until.age(ward.at)))") }
        for alarm in child.heldBack {
            notes.append("held back: \(what(alarm)), by \(alarm.transition.suppressedBy.plainNames), \(alarm.shortID)")
        }
        if let since = child.carer?.unansweredSince {
            notes.append("the daily question has no answer, asked \(since.ago(ward.at))")
        }
        return notes.map { "\(child.admissionID): \($0)" }
    }
}
