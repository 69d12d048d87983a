/// The times of the attempts, held against the figures of the contract, typed here once more.
struct DeliveryCheck {
    private(set) var findings: [String] = []
    private let night: SimulatedNight
    private let transitions: [String: NightRecord.Transition]

    /// Waits before the second attempt, the third and so on, in seconds; the last is repeated.
    private static let urgent = [2, 5, 10, 20, 30, 30]
    private static let ordinary = [5, 30, 120, 300, 900, 1_800, 3_600]
    /// How often the simulation has the outbox looked through, and the network's own second.
    private static let slack = 7
    private static let longestUrgentAsked = 30
    private static let longestAsked = 3_600
    private static let fallbackAfter = 30
    /// A message of a child holds the next one of the same child, at the same endpoint, for so long.
    private static let pace = 20

    init(_ night: SimulatedNight, _ record: NightRecord) {
        self.night = night
        transitions = Dictionary(uniqueKeysWithValues: record.transitions.map { ($0.alertID, $0) })
        let attempts = Dictionary(grouping: night.network.attempts) { "\($0.endpoint) \($0.hubSequence)" }
        for (_, item) in attempts.sorted(by: { $0.key < $1.key }) { check(item) }
        checkOrder()
        checkFallback(record)
    }

    private mutating func check(_ attempts: [PlayedNetwork.Attempt]) {
        for (place, attempt) in attempts.enumerated() {
            guard let endedAt = attempt.endedAt, !attempt.isAccepted, let transition = transitions[attempt.alertID]
            else {
                if attempt.isAccepted, let next = attempts.dropFirst(place + 1).first, next.life == attempt.life {
                    findings.append(
                        "\(next.sentAt) \(attempt.endpoint): number \(attempt.hubSequence) was accepted, and comes again"
                    )
                }
                continue
            }
            let next = attempts.dropFirst(place + 1).first { $0.life == attempt.life }
            let isUrgent = transition.isUrgent
            let steps = isUrgent || attempt.isUrgentTrack ? Self.urgent : Self.ordinary
            let planned = steps[min(Int(attempt.attempt) - 1, steps.count - 1)]
            let asked = attempt.retryAfter.flatMap { Int($0) } ?? 0
            let bound = isUrgent || attempt.isUrgentTrack ? Self.longestUrgentAsked : Self.longestAsked
            let wait = max(planned, min(asked, bound))
            if let next {
                if next.sentAt - endedAt < Int(Double(wait) * 0.8) - 1,
                    !mayHurry(attempt, from: endedAt, to: next.sentAt)
                {
                    findings.append(
                        "\(next.sentAt) \(attempt.endpoint): number \(attempt.hubSequence) again after \(next.sentAt - endedAt) s, "
                            + "attempt \(attempt.attempt) wanted \(wait) s")
                }
            }
            let latest = endedAt + Int((Double(wait) * 1.2).rounded(.up)) + Self.slack
            // What a fallback is handed may step in front of what it has.
            guard isUrgent, attempt.endpoint == SimulatedWard.team, isUp(endedAt...latest), latest < night.now else {
                continue
            }
            if (next?.sentAt ?? .max) > latest {
                findings.append(
                    "\(latest) \(attempt.endpoint): number \(attempt.hubSequence), urgent, is not tried again \(latest - endedAt) s "
                        + "after attempt \(attempt.attempt)")
            }
        }
    }

    /// A new alert of an episode in a message does not wait out the back-off of the one before, also where it came while that was
    /// on its way, and a receiver that comes back gets all that waits.
    private func mayHurry(_ attempt: PlayedNetwork.Attempt, from: Int, to: Int) -> Bool {
        // What a fallback is handed hurries what it has of the episode.
        guard attempt.endpoint == SimulatedWard.team else { return true }
        let episodes = Set(([attempt.alertID] + attempt.members).compactMap { transitions[$0]?.episodeID })
        let isNewer = transitions.values.contains {
            episodes.contains($0.episodeID) && (attempt.sentAt - 1...to).contains(night.second(of: $0))
        }
        return isNewer
            || night.network.attempts.contains {
                $0.endpoint == attempt.endpoint && $0.isAccepted && (from - 1...to).contains($0.endedAt ?? -1)
            }
    }

    /// Of what is given out at once to one endpoint, P1, P2 and concerns stand in front, unless they are news. One second may have
    /// two looks at the outbox, and a look gives one paced message of a child: the next of that child is of the look behind.
    private mutating func checkOrder() {
        let batches = Dictionary(grouping: night.network.attempts.filter { !$0.isFallback }) {
            "\($0.sentAt) \($0.endpoint) \($0.batch)"
        }
        for (moment, batch) in batches.sorted(by: { $0.key < $1.key }) {
            var hasOrdinary = false
            var told: Set<String> = []
            for attempt in batch {
                guard let transition = transitions[attempt.alertID] else { continue }
                // What was decided in this very second is looked for behind an earlier look.
                let isNews = night.second(of: transition) >= attempt.sentAt - 1 || attempt.attempt > 1
                if !attempt.isUrgentTrack { hasOrdinary = true }
                let isOfTheNextLook = transition.isPaced && told.contains(transition.admission ?? "")
                if attempt.attempt == 1, transition.isPaced { told.insert(transition.admission ?? "") }
                if hasOrdinary, attempt.isUrgentTrack, !isNews, !isOfTheNextLook {
                    findings.append("\(moment): number \(attempt.hubSequence), urgent, goes behind what is not")
                }
                if transition.isUrgent, !attempt.isUrgentTrack {
                    findings.append("\(moment): number \(attempt.hubSequence), urgent, goes as if it were not")
                }
            }
        }
    }

    /// What the team has not taken in half a minute is with whoever stands in for it.
    private mutating func checkFallback(_ record: NightRecord) {
        for transition in record.transitions where transition.isUrgent && !transition.roles.isEmpty {
            let second = night.second(of: transition)
            let due = second + Self.fallbackAfter
            let latest = due + Self.slack + (isPaced(transition, at: due) ? Self.pace : 0)
            guard isUp(second...latest + 2), latest + 2 < night.now else { continue }
            let stored = night.network.stored.filter { $0.alertID == transition.alertID }
            let heard = night.network.attempts.contains {
                $0.alertID == transition.alertID && $0.isAccepted && ($0.endedAt ?? .max) <= second + Self.fallbackAfter
            }
            let isThereInTime = stored.contains { $0.at <= latest + 2 }
            let isReserveWell = (second...latest + 2).allSatisfy {
                night.network.mood(of: SimulatedWard.reserve, at: $0) == .well
            }
            // Behind an earlier one of its episode it waits its turn.
            let isFirst = transition.sequence == 1
            if isFirst, isReserveWell, !heard, !isThereInTime {
                findings.append(
                    "\(latest) number \(transition.hubSequence ?? 0), urgent: nobody has it, and the fallback was not asked"
                )
            }
        }
    }

    /// Whether the fallback was told of the same child so shortly before that this waits its turn.
    private func isPaced(_ transition: NightRecord.Transition, at due: Int) -> Bool {
        guard transition.isPaced else { return false }
        return night.network.attempts.contains {
            $0.endpoint == SimulatedWard.reserve && (due - Self.pace...due + Self.slack).contains($0.sentAt)
                && $0.alertID != transition.alertID && transitions[$0.alertID]?.admission == transition.admission
        }
    }

    private func isUp(_ seconds: ClosedRange<Int>) -> Bool { seconds.allSatisfy(night.lived.contains) }
}
