import Alarms
import GRDB
import Vitals

/// One message that waits for a receiver that has come back.
public struct RecoveringItem: Sendable {
    public var hubSequence: UInt64
    /// A P1, P2 or concern is in it or behind it.
    public var isUrgent: Bool
    /// Its place among all that wait there, the most urgent first and then the oldest, and how many they are.
    public var place: Int
    public var count: Int
}

extension JournalStore {
    /// Gives everything that waits for an endpoint a new time, in one transaction: it has come back after a long outage.
    public func recover(
        _ endpoint: String, at now: WallInstant, wait: (RecoveringItem) -> Duration
    ) throws(JournalError) {
        try write("give what waited its new times") { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT hub_seq, lead_urgency FROM outbox WHERE is_lead = 1 AND endpoint = ?
                    ORDER BY lead_urgency DESC, hub_seq LIMIT \(Limits.recoveredItemCount)
                    """, arguments: [endpoint])
            let statement = try db.cachedStatement(
                sql: "UPDATE outbox SET due_wall_us = ? WHERE hub_seq = ? AND endpoint = ?")
            for (place, row) in rows.enumerated() {
                let item = RecoveringItem(
                    hubSequence: UInt64(clamping: row["hub_seq"] as Int64),
                    isUrgent: row["lead_urgency"] as Int64 >= Int64(Priority.high.rawValue), place: place,
                    count: rows.count)
                try statement.execute(arguments: [
                    now.advanced(by: wait(item)).microseconds, row["hub_seq"] as Int64, endpoint,
                ])
            }
        }
    }
}
