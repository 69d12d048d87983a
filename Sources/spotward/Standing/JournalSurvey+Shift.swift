import Alarms
import Journal
import Register
import Vitals

extension JournalSurvey {
    /// What happened to each child of the ward, and to those who left in the span.
    func shifts(since start: WallInstant, until now: WallInstant) throws -> [ChildShift] {
        let midnight = LondonTime.instant(CivilDateTime(date: LondonTime.date(at: now), microsecondOfDay: 0))
        var names = try journal.wardStanding(coverageSince: midnight, now: now).children.map(\.admissionID)
        try journal.commands(JournalWindow(since: start)) { row in
            guard row.kind == CommandKind.discharge.rawValue, row.isDone, let name = row.admissionID,
                !names.contains(name)
            else { return }
            names.append(name)
        }
        return try names.map { try shift($0, since: start, until: now) }
    }

    private func shift(_ name: String, since start: WallInstant, until now: WallInstant) throws -> ChildShift {
        let events = try journal.events(of: name, from: start, to: now)
        var shift = ChildShift(name)
        let commands = Dictionary(events.commands.map { ($0.number, $0) }) { first, _ in first }
        shift.episodes = ChildShift.episodes(
            try events.transitions.map { step in
                (step.row.episodeID, step.transition, try taker(of: step, commands))
            })
        let orders = events.commands.compactMap { row in remark(row).map { (at: row.at, text: $0) } }
        let notices = events.notices.compactMap { row in
            // What a command began is told by the command, with who and why.
            row.commandNumber == nil ? (at: row.at, text: row.kind.plainWords) : nil
        }
        shift.remarks = (orders + notices).sorted { $0.at < $1.at }
        if events.isCut {
            shift.remarks.append((now, "there is more than this page holds: see spotward journal alerts"))
        }
        return shift
    }

    private func taker(of step: EpisodeTransition, _ commands: [Int64: CommandRow]) throws -> String? {
        guard step.transition.event == .acknowledged, let number = step.row.commandNumber else { return nil }
        if let row = commands[number] { return "\(row.byName.printable) (\(row.byRole))" }
        // An acknowledgement names its episode; the journal need not say whose child that is.
        guard case .found(let history) = try journal.episode(step.row.episodeID) else { return nil }
        return history.commands.first { $0.number == number }.map { "\($0.byName.printable) (\($0.byRole))" }
    }

    /// One line for a command; `nil` for those that the episodes tell.
    private func remark(_ row: CommandRow) -> String? {
        guard row.origin != CommandEntry.Origin.start.rawValue, let kind = CommandKind(rawValue: row.kind) else {
            return nil
        }
        let words = (try? WardCommand(line: row.line))?.deed.plainWords.map { ": \($0.printable)" } ?? ""
        let who = "\(row.byName.printable) (\(row.byRole))"
        let undone = row.isDone ? "" : ", NOT DONE: \(row.outcome ?? "not known yet")"
        let episode = row.episodeID.map { " \($0.prefix(8))" } ?? ""
        return kind.plainName.map { "\($0)\(episode), \(who)\(words)\(undone)" }
    }
}

extension CommandRow {
    /// Whether the evaluator took it.
    var isDone: Bool {
        outcome == "\(CommandOutcome.Result.done.name)" || outcome == "\(CommandOutcome.Result.recorded.name)"
    }
}

extension CommandKind {
    /// For a handover; `nil` where an episode tells it.
    fileprivate var plainName: String? {
        switch self {
        case .admit: "admitted"
        case .discharge: "discharged"
        case .setLimit: "limit set"
        case .removeLimit: "limit taken away"
        case .bind: "device bound"
        case .review: "reviewed"
        case .pause: "planned pause"
        case .endPause: "pause ended"
        case .quiet: "equipment quieted"
        case .endQuiet: "quiet ended"
        case .observe: "observations entered"
        case .close: "alarm closed"
        case .void: "alarm marked as entered in error"
        case .carerAnswer: "the carer answered"
        case .concern: "somebody was worried"
        case .dropMessage: "message dropped from the outbox"
        case .acknowledge, .muteSound, .testAlert, .redrive: nil
        }
    }
}
