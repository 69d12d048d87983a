import Alarms
import Journal
import Register
import Vitals

extension JournalSurvey {
    /// Concerns that are open, and those said since an instant, of one child or of all: the newest first.
    func concerns(of child: String?, since start: WallInstant, until now: WallInstant) throws
        -> [ConcernStatus]
    {
        let standing = try journal.wardStanding(coverageSince: start, now: now)
        var ids: [String] = []
        for found in standing.children where child == nil || found.admissionID == child {
            ids += found.episodes.filter { $0.transition.condition == .concern }.map(\.row.episodeID)
            let events = try journal.events(of: found.admissionID, from: start, to: now)
            ids += events.transitions.filter { $0.transition.condition == .concern }.map(\.row.episodeID)
        }
        var seen: Set<String> = []
        var concerns: [ConcernStatus] = []
        for id in ids where seen.insert(id).inserted {
            if case .found(let history) = try journal.episode(id) { concerns.append(status(history)) }
        }
        return concerns.sorted { $0.raisedAt > $1.raisedAt }
    }

    private func status(_ history: EpisodeHistory) -> ConcernStatus {
        let first = history.transitions.first
        let last = history.transitions.last?.transition
        let isOpen = last.map { $0.state != .resolved && $0.state != .void } ?? false
        return ConcernStatus(
            episodeID: history.episodeID, admissionID: history.admissionID ?? "",
            raisedAt: first?.transition.startedAt.wall ?? WallInstant(microseconds: 0),
            from: first.flatMap { StoredMessage(line: $0.row.line).data.concern?.who }, isOpen: isOpen,
            saidAgainAt: history.transitions.last { $0.transition.event == .renewed }?.transition.at.wall,
            received: receipts(history), taken: history.takers,
            isTakenNow: isOpen && last?.acknowledgedUntil != nil, nextStepAt: isOpen ? last?.nextStepAt?.wall : nil,
            endedAt: isOpen ? nil : last?.at.wall)
    }

    /// Each receiver once: when it first had anything of this concern since it was last said. That they had what was said
    /// before is no comfort to who says it again.
    private func receipts(_ history: EpisodeHistory) -> [ConcernStatus.Receipt] {
        let said = history.transitions.lastIndex { [.fired, .renewed].contains($0.transition.event) } ?? 0
        let since = Set(history.transitions.dropFirst(said).map(\.row.alertID))
        var order: [String] = []
        var first: [String: WallInstant] = [:]
        for delivery in history.deliveries {
            if !order.contains(delivery.endpoint) { order.append(delivery.endpoint) }
            guard since.contains(delivery.alertID), delivery.isAccepted, let at = delivery.acceptedAt else { continue }
            first[delivery.endpoint] = min(first[delivery.endpoint] ?? at, at)
        }
        return order.map { name in
            let roles = ward.configuration.endpoints.first { $0.name == name }?.roles
            return ConcernStatus.Receipt(endpoint: name, roles: roles?.plainNames ?? "", acceptedAt: first[name])
        }
    }
}
