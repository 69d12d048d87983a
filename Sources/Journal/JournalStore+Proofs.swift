import Alarms
import GRDB
import Vitals

/// How far a message is known to have come at an endpoint. Each level is reached after the one before, if at all.
public enum ProofLevel: String, Sendable, Hashable, CaseIterable {
    /// On record and owed to the endpoint.
    case queued
    /// An attempt was begun.
    case sent
    /// The answer was 2xx, and whole.
    case accepted
    /// The answer named the receiver's own id for it.
    case receipt
    /// The receiver said, signed, that it stood on a screen.
    case displayed
    /// Somebody took the alarm.
    case acknowledged
}

extension JournalStore {
    /// Puts on record that alerts stood on a screen at an endpoint that has accepted them. What it was never sent is passed
    /// over.
    ///
    /// - Returns: how many that is news of.
    @discardableResult
    public func recordDisplayed(
        _ alertIDs: [String], at endpoint: String, now: WallInstant
    ) throws(JournalError) -> Int {
        try write("record what was displayed") { db in
            let statement = try db.cachedStatement(
                sql: """
                    INSERT INTO proofs (hub_seq, endpoint, level, at_wall_us, detail)
                      SELECT hub_seq, endpoint, 'displayed', ?, '' FROM outbox
                      WHERE alert_id = ? AND endpoint = ? AND state = 'accepted'
                    ON CONFLICT DO NOTHING
                    """)
            var count = 0
            for id in alertIDs {
                try statement.execute(arguments: [now.microseconds, id, endpoint])
                count += db.changesCount
            }
            return count
        }
    }

    /// Alerts an endpoint has accepted and says it does not have, oldest first and each by itself, to be sent once more.
    /// Their rows stay as they are: a receiver that lost one more asks again.
    public func acceptedItems(
        _ numbers: ClosedRange<UInt64>, of endpoint: String, limit: Int = Limits.resentItemCount
    ) throws(JournalError) -> [OutboxItem] {
        try read("look up what a receiver asks for again") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT o.*, t.line, t.roles FROM outbox o JOIN transitions t ON t.alert_id = o.alert_id
                    WHERE o.hub_seq BETWEEN ? AND ? AND o.endpoint = ? AND o.state = 'accepted' ORDER BY o.hub_seq LIMIT ?
                    """,
                arguments: [
                    Int64(clamping: numbers.lowerBound), Int64(clamping: numbers.upperBound), endpoint,
                    min(limit, Limits.resentItemCount),
                ]
            ).map { row in
                let priority = Priority(stored: row["priority"])
                return OutboxItem(
                    reference: OutboxReference(
                        hubSequence: UInt64(clamping: row["hub_seq"] as Int64), endpoint: endpoint),
                    alertID: row["alert_id"], episodeID: row["episode_id"], admissionID: row["admission_id"],
                    priority: priority, urgency: priority, isPaced: false,
                    attemptCount: UInt32(clamping: row["attempt_count"] as Int64),
                    firstAttemptAt: (row["first_attempt_wall_us"] as Int64?).map { WallInstant(microseconds: $0) },
                    roles: RoleSet(rawValue: UInt8(truncatingIfNeeded: row["roles"] as Int64)), line: row["line"],
                    members: [], isCombined: true)
            }
        }
    }
}

/// The receiver's own name for what one message brought: of the alert, and of those that travelled with it.
func record(receipt: String, of reference: OutboxReference, at instant: WallInstant, _ db: Database) throws {
    try db.cachedStatement(
        sql: """
            INSERT INTO proofs (hub_seq, endpoint, level, at_wall_us, detail)
              SELECT hub_seq, endpoint, 'receipt', ?3, ?4 FROM outbox
              WHERE endpoint = ?2 AND (hub_seq = ?1 OR carried_by = ?1) AND state = 'accepted'
            ON CONFLICT DO NOTHING
            """
    ).execute(arguments: [
        Int64(clamping: reference.hubSequence), reference.endpoint, instant.microseconds,
        receipt.clipped(toByteCount: Limits.receiptByteCount),
    ])
}
