import Alarms
import GRDB
import Vitals

// What an endpoint does not accept in time goes to its fallback too: a row of its own, with its own attempts and its own
// acceptance. A pair of alert and endpoint is there once, so that no chain of fallbacks ever comes back.

extension JournalStore {
    /// At a start: what waits from the run before has the fallbacks of today's configuration. What was due to be handed
    /// over stays so.
    public func adopt(fallbacks: [String: Fallback], now: WallInstant) throws(JournalError) {
        try write("give what waits its fallbacks") { db in
            try db.execute(
                sql: """
                    UPDATE outbox SET fallback_due_us = NULL
                    WHERE fallback_due_us IS NOT NULL AND endpoint NOT IN (SELECT value FROM json_each(?))
                    """, arguments: [try FoldState.text(fallbacks.keys.sorted())])
            for (endpoint, fallback) in fallbacks {
                try db.execute(
                    sql: """
                        UPDATE outbox SET fallback_due_us = ?1 + CASE WHEN priority >= \(Priority.high.rawValue)
                          OR alert_id IN (SELECT alert_id FROM transitions WHERE condition = ?2) THEN ?3 ELSE ?4 END
                        WHERE endpoint = ?5 AND state = 'queued' AND fallback_due_us IS NULL AND NOT EXISTS (
                          SELECT 1 FROM outbox f WHERE f.hub_seq = outbox.hub_seq AND f.endpoint = ?6)
                        """,
                    arguments: [
                        now.microseconds, "\(ConditionKind.concern.family)",
                        fallback.urgentAfter.wholeMicroseconds, fallback.ordinaryAfter.wholeMicroseconds, endpoint,
                        fallback.endpoint,
                    ])
            }
        }
    }
}

/// Hands over what has waited long enough. A time too far ahead means that the clock was set back: then it is due.
func handOver(_ look: OutboxLook, _ db: Database) throws {
    guard !look.fallbacks.isEmpty else { return }
    let now = look.now
    let rows = try Row.fetchAll(
        try db.cachedStatement(
            sql: """
                SELECT o.hub_seq, o.endpoint, o.alert_id, o.episode_id, o.priority, o.admission_id, o.paced,
                  coalesce(o.fallback_of, o.endpoint) AS owed_by, t.condition
                FROM outbox o JOIN transitions t ON t.alert_id = o.alert_id
                WHERE o.fallback_due_us IS NOT NULL AND o.state = 'queued' AND (o.fallback_due_us <= ?1 OR o.fallback_due_us > ?2)
                ORDER BY o.hub_seq LIMIT \(Limits.handedOverCount)
                """),
        arguments: [now.microseconds, now.advanced(by: Limits.longestFallbackWait).microseconds])
    let isThere = try db.cachedStatement(sql: "SELECT 1 FROM outbox WHERE hub_seq = ? AND endpoint = ?")
    let handedOver = try db.cachedStatement(
        sql: "UPDATE outbox SET fallback_due_us = NULL WHERE hub_seq = ? AND endpoint = ?")
    for row in rows {
        let sequence: Int64 = row["hub_seq"]
        let source: String = row["endpoint"]
        try handedOver.execute(arguments: [sequence, source])
        guard let target = look.fallbacks[source]?.endpoint,
            try Int.fetchOne(isThere, arguments: [sequence, target]) == nil
        else { continue }
        let isUrgent =
            row["priority"] as Int64 >= Int64(Priority.high.rawValue)
            || row["condition"] as String == "\(ConditionKind.concern.family)"
        try OwedAlert(
            hubSequence: sequence, endpoint: target, alertID: row["alert_id"], episodeID: row["episode_id"],
            priority: row["priority"], admissionID: row["admission_id"], isPaced: row["paced"], due: now,
            fallbackDue: look.fallbacks[target]?.due(from: now, isUrgent: isUrgent), fallbackOf: row["owed_by"]
        ).queue(in: db)
    }
}

/// Waiting does not mend it: what the message holds, and what waits behind it in the same episodes, is due at the fallback.
func hurryFallback(of reference: OutboxReference, _ db: Database) throws {
    try db.cachedStatement(
        sql: """
            UPDATE outbox SET fallback_due_us = 0 WHERE fallback_due_us IS NOT NULL AND state = 'queued' AND endpoint = ?2
              AND episode_id IN (SELECT episode_id FROM outbox WHERE endpoint = ?2 AND (hub_seq = ?1 OR carried_by = ?1))
            """
    ).execute(arguments: [Int64(clamping: reference.hubSequence), reference.endpoint])
}
