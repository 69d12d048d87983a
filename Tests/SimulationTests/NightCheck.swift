@testable import WardTesting

/// What must be so of every night, looked for in the record, in what the receivers have, and in what the children were like.
struct NightCheck {
    private(set) var findings: [String] = []

    init(_ night: SimulatedNight, _ record: NightRecord) {
        checkEpisodes(record, night)
        checkReceivers(night, record)
        if record.overconfidentScoreCount > 0 {
            findings.append(
                "\(record.overconfidentScoreCount) scores say more than they know, of children whose breathing nobody counted"
            )
        }
        for number in night.promises.concerns where !record.transitions.contains(where: { $0.command == number }) {
            findings.append("worry \(number) was answered for and has no alert")
        }
        findings += DeliveryCheck(night, record).findings
        findings += FiringCheck(night, record).findings
        if !night.plan.hasClockSteps { findings += ConcernCheck(night, record).findings }
    }

    /// The numbers of the hub and of each episode go on without a gap, nobody's episode is begun while its own goes on, and none
    /// does what an episode cannot do.
    private mutating func checkEpisodes(_ record: NightRecord, _ night: SimulatedNight) {
        let numbers = record.transitions.compactMap(\.hubSequence)
        if numbers.sorted() != Array(1...max(1, record.lastHubSequence)).filter({ $0 <= record.lastHubSequence }) {
            findings.append("the hub's numbers have a gap: \(numbers.count) up to \(record.lastHubSequence)")
        }
        var last: [String: NightRecord.Transition] = [:]
        var open: [String: String] = [:]
        for transition in record.transitions {
            let before = last.updateValue(transition, forKey: transition.episodeID)
            let place = "\(night.second(of: transition)) \(transition.condition) \(transition.event)"
            if transition.sequence != (before?.sequence ?? 0) + 1 {
                findings.append(
                    "\(place): number \(transition.sequence) behind \(before?.sequence ?? 0) of its episode")
            }
            if let other = open[transition.dedupKey], other != transition.episodeID {
                findings.append("\(place): another episode of the same is open")
            }
            let isOver = ["resolved", "void"].contains(transition.state)
            open[transition.dedupKey] = isOver ? nil : transition.episodeID
            if let defect = Self.defect(of: transition, after: before) { findings.append("\(place): \(defect)") }
            if transition.event == "acknowledged",
                record.commandEpisodes[transition.command ?? -1] != transition.episodeID
            {
                findings.append("\(place): nobody took this one")
            }
        }
    }

    /// What the document's table of transitions does not hold.
    private static func defect(of next: NightRecord.Transition, after before: NightRecord.Transition?) -> String? {
        guard let before else {
            return ["fired", "suppressed"].contains(next.event) && next.state == "firing" ? nil : "no beginning"
        }
        if before.state == "void" { return "it was entered in error already" }
        if before.state == "resolved", !["acknowledged", "reminded", "resolved", "voided"].contains(next.event) {
            return "it was over already"
        }
        if next.event == "resolved" || next.event == "cleared_unacked", next.state != "resolved" {
            return "over, and \(next.state)"
        }
        let calls = ["fired", "raised", "escalated", "ack_expired", "renewed"].contains(next.event)
        if calls, next.state != "firing" { return "it calls somebody, and is \(next.state)" }
        if ["raised", "renewed"].contains(next.event), next.acknowledgedUntil != nil {
            return "somebody has it all the same"
        }
        if next.event == "escalated", next.level != before.level + 1 {
            return "level \(next.level) after \(before.level)"
        }
        if next.event == "ack_expired", before.acknowledgedUntil == nil { return "nobody had it" }
        return nil
    }

    /// What is told is on record, under one number and in one version; what is on record is told or still owed.
    private mutating func checkReceivers(_ night: SimulatedNight, _ record: NightRecord) {
        let byID = Dictionary(uniqueKeysWithValues: record.transitions.map { ($0.alertID, $0) })
        var accepted: Set<String> = []
        var newest: [String: (sequence: Int64, message: Int)] = [:]
        for stored in night.network.stored {
            let isNew = accepted.insert("\(stored.endpoint) \(stored.alertID)").inserted
            guard let transition = byID[stored.alertID] else {
                findings.append("\(stored.at) \(stored.endpoint) has alert \(stored.alertID), and it is not on record")
                continue
            }
            if transition.hubSequence != Int64(stored.hubSequence)
                || stored.line.map({ $0 != transition.line }) ?? false
            {
                findings.append("\(stored.at) \(stored.endpoint) has alert \(stored.alertID) in another version")
            }
            // What an endpoint gets in place of another may be older than what it has.
            guard isNew, !stored.isFallback else { continue }
            let episode = "\(stored.endpoint) \(transition.episodeID)"
            if let before = newest[episode], before.sequence > transition.sequence, before.message != stored.message {
                findings.append("\(stored.at) \(episode): number \(transition.sequence) came after \(before.sequence)")
            }
            newest[episode] = (max(transition.sequence, newest[episode]?.sequence ?? 0), stored.message)
        }
        for transition in record.transitions where !transition.roles.isEmpty {
            // The escalation's endpoint alone serves the escalation; the team serves everybody else.
            guard !transition.roles.isDisjoint(with: .all.subtracting(.escalation)) else { continue }
            guard night.second(of: transition) < night.now - SimulatedNight.urgentPatience else { continue }
            let isTold = accepted.contains("\(SimulatedWard.team) \(transition.alertID)")
            if !isTold, !record.owed.contains("\(SimulatedWard.team) \(transition.alertID)") {
                findings.append(
                    "lost: \(transition.condition) \(transition.event), number \(transition.hubSequence ?? 0)")
            }
        }
    }
}

extension SimulatedNight {
    /// The second of the night in which something was decided.
    func second(of transition: NightRecord.Transition) -> Int {
        second(of: transition.bootMicroseconds, inRun: transition.run)
    }

    func second(of bootMicroseconds: Int64, inRun run: Int64) -> Int {
        Int((bootMicroseconds - (bootShifts[run] ?? 0)) / 1_000_000)
    }
}
