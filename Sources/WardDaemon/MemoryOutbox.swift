import Alarms
import Journal
import Vitals
import Webhooks

/// What was told from memory while the disk took no writing, and how each attempt ended: it goes on record when the disk is
/// back, so that nothing that was accepted is sent once more.
struct MemoryOutbox {
    private struct Item {
        var alertID: String
        var attempts: [AttemptRecord] = []
        var firstAttemptAt: WallInstant
        var isAccepted = false
        /// When the next attempt is due; `nil` while one is on its way.
        var dueAt: WallInstant?
    }

    private var items: [OutboxReference: Item] = [:]

    var isEmpty: Bool { items.isEmpty }

    /// What goes out now, in the order of the numbers: of each episode and endpoint nothing before what came earlier is
    /// accepted.
    ///
    /// - Parameter last: the newest number on record. The alerts that follow get the next ones when they are written.
    func due(
        _ alerts: [Alert], owedTo endpoints: [OwedEndpoint], after last: UInt64, at now: WallInstant
    ) -> [(alert: Alert, reference: OutboxReference, attempt: UInt32, firstAttemptAt: WallInstant?)] {
        var due: [(alert: Alert, reference: OutboxReference, attempt: UInt32, firstAttemptAt: WallInstant?)] = []
        var waiting: Set<String> = []
        var number = last
        for alert in alerts {
            let owed = endpoints.filter { !$0.roles.isDisjoint(with: alert.transition.roles) }
            if !owed.isEmpty { number += 1 }
            for endpoint in owed {
                let line = "\(endpoint.name) \(alert.episodeID)"
                let reference = OutboxReference(hubSequence: number, endpoint: endpoint.name)
                let item = items[reference]
                if item?.isAccepted == true { continue }
                guard waiting.insert(line).inserted else { continue }
                guard let item else {
                    due.append((alert, reference, 1, nil))
                    continue
                }
                guard let dueAt = item.dueAt, dueAt <= now else { continue }
                due.append((alert, reference, UInt32(item.attempts.count) + 1, item.firstAttemptAt))
            }
        }
        return due
    }

    mutating func sent(_ reference: OutboxReference, of alert: Alert, at now: WallInstant) {
        items[reference, default: Item(alertID: alert.id, firstAttemptAt: now)].dueAt = nil
    }

    /// How an attempt ended; `false` for one that was not made from memory.
    mutating func ended(_ attempt: AttemptRecord, nextAt: WallInstant) -> Bool {
        guard items[attempt.reference] != nil else { return false }
        items[attempt.reference]?.attempts.append(attempt)
        items[attempt.reference]?.isAccepted = attempt.isAccepted
        items[attempt.reference]?.dueAt = attempt.isAccepted ? nil : nextAt
        return true
    }

    /// Everything known, to be put on record now that the alerts are. What is on its way ends there by itself.
    mutating func takeAll() -> (
        attempts: [(record: AttemptRecord, nextDue: WallInstant?)], references: [OutboxReference], acceptedIDs: [String]
    ) {
        defer { items = [:] }
        var attempts: [(record: AttemptRecord, nextDue: WallInstant?)] = []
        for (_, item) in items.sorted(by: { $0.key.hubSequence < $1.key.hubSequence }) {
            for attempt in item.attempts {
                attempts.append((attempt, attempt.isAccepted ? nil : item.dueAt ?? attempt.startedAt))
            }
        }
        return (attempts, Array(items.keys), items.values.filter(\.isAccepted).map(\.alertID))
    }
}
