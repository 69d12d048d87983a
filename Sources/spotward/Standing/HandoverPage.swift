import Alarms
import Vitals

/// What one shift tells the next: for each child what fired and who took it, what is open, what was quieted or paused,
/// the daily question, and how much was seen.
struct HandoverPage {
    let ward: WardPicture
    let since: WallInstant
    let shifts: [ChildShift]

    func text(_ style: TextStyle) -> String {
        var lines = [
            style.paint("Handover of \(ward.hubID), \(since.forPeople) to \(ward.at.forPeople), London time", .bold)
        ]
        if let reason = ward.notWatched {
            lines.append(style.paint("NOBODY IS BEING WATCHED: \(reason).", .red))
        }
        let order = WardListing(ward: ward).rows
        for child in order {
            let shift = shifts.first { $0.admissionID == child.admissionID } ?? ChildShift(child.admissionID)
            lines += [""] + section(child, shift, style)
        }
        // Who left during the shift is no longer on the list.
        for shift in shifts where !order.contains(where: { $0.admissionID == shift.admissionID }) {
            lines += ["", style.paint("\(shift.admissionID), no longer on the ward", .bold)] + events(shift)
        }
        if order.isEmpty, shifts.isEmpty { lines.append("No child is on the ward.") }
        if ward.undeliveredCount > 0 {
            lines += ["", style.paint("Not accepted by its receiver yet: \(ward.undeliveredCount) messages.", .yellow)]
        }
        return lines.joined(separator: "\n")
    }

    private func section(_ child: ChildOnWard, _ shift: ChildShift, _ style: TextStyle) -> [String] {
        let label = child.label.map { " \($0.printable)" } ?? ""
        let group = child.triage == .rest ? "" : ", \(child.triage.heading)"
        var lines = [style.paint("\(child.admissionID)\(label)\(group)", .bold)]
        lines += events(shift)
        if child.ranked.isEmpty { lines.append("  open: nothing") }
        for alarm in child.ranked {
            let transition = alarm.transition
            let holder = alarm.taken.map { "\($0.name.printable) (\($0.role)) has it" } ?? "NOBODY has it"
            let over = transition.isLatched ? ", over, not looked at" : ""
            lines.append(
                "  OPEN: \(transition.priority.label) \(transition.condition.plainName)\(over), for "
                    + "\(transition.startedAt.wall.age(ward.at)), \(holder), \(alarm.shortID)")
        }
        if let until = child.pausedUntil { lines.append("  paused until \(until.forPeople(ward.at))") }
        if let until = child.quietUntil { lines.append("  equipment quiet until \(until.forPeople(ward.at))") }
        if let since = child.carer?.unansweredSince {
            lines.append("  the daily question has NO ANSWER, asked \(since.forPeople(ward.at))")
        }
        let newest = child.newestReadingAt.map { $0.ago(ward.at) } ?? "none yet"
        lines.append("  \(Coverage.words(child.coverage)), the newest \(newest)")
        return lines
    }

    private func events(_ shift: ChildShift) -> [String] {
        let episodes = shift.episodes.map { episode in
            let taken =
                episode.takenBy.isEmpty ? "taken by nobody" : "taken by " + episode.takenBy.joined(separator: ", ")
            let end = episode.endedAt.map { "over \(moment($0))" } ?? "not over"
            let what = "\(episode.priority.label) \(episode.condition.plainName)"
            return (at: episode.firedAt, text: "\(what), \(end), \(taken), \(episode.shortID)")
        }
        let happened = (episodes + shift.remarks).sorted { $0.at < $1.at }
        return happened.isEmpty ? ["  nothing happened"] : happened.map { "  \(moment($0.at)) \($0.text)" }
    }

    /// The time of day; with its date where the page reaches back further than a day.
    private func moment(_ instant: WallInstant) -> String {
        ward.at.since(since) < .seconds(86_400) ? instant.clock : String(instant.forPeople.prefix(19))
    }
}

/// What happened to one child between two instants.
struct ChildShift {
    var admissionID: String
    var episodes: [Episode] = []
    /// Admissions, reviews, limits, pauses, quiets, answers, observations: who did what.
    var remarks: [(at: WallInstant, text: String)] = []

    init(_ admissionID: String) { self.admissionID = admissionID }

    struct Episode: Equatable {
        var shortID: String
        var condition: ConditionKind
        /// The most urgent it was.
        var priority: Priority
        var firedAt: WallInstant
        var endedAt: WallInstant?
        /// `A.Mensah (nurse)`, in the order they took it.
        var takenBy: [String] = []
    }

    /// One episode a line, from its transitions in the order they were decided; those held back throughout are left out.
    static func episodes(_ steps: [(episodeID: String, transition: AlarmTransition, taker: String?)]) -> [Episode] {
        var order: [String] = []
        var found: [String: Episode] = [:]
        for step in steps where step.transition.event != .suppressed {
            let transition = step.transition
            if found[step.episodeID] == nil {
                order.append(step.episodeID)
                found[step.episodeID] = Episode(
                    shortID: String(step.episodeID.prefix(8)), condition: transition.condition,
                    priority: transition.priority, firedAt: transition.firedAt.wall)
            }
            guard var episode = found[step.episodeID] else { continue }
            episode.priority = max(episode.priority, transition.priority)
            let isOver = transition.state == .resolved || transition.state == .void
            episode.endedAt = isOver ? episode.endedAt ?? transition.at.wall : nil
            if transition.event == .acknowledged, let taker = step.taker, !episode.takenBy.contains(taker) {
                episode.takenBy.append(taker)
            }
            found[step.episodeID] = episode
        }
        return order.compactMap { found[$0] }
    }
}
