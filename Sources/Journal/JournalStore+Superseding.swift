import Alarms
import GRDB
import Vitals

// What was sent and not accepted, while its episode went on, is superseded: the newest state goes in its place and carries it.
// Nothing is dropped: each id travels in the newest one's message, is accepted with it, and its row says by which.

/// The message that goes instead of a lead; `nil` where the lead itself is to be tried again.
///
/// Only of what was tried: before the first attempt everything keeps its turn. A state that is on its way, or that others are
/// on record with, supersedes nothing, since a message once attempted never gains what it carries.
func superseding(_ lead: OutboxItem, _ look: OutboxLook, _ db: Database) throws -> OutboxItem? {
    guard lead.attemptCount > 0 else { return nil }
    let endpoint = lead.reference.endpoint
    let rows = try Row.fetchAll(
        try db.cachedStatement(
            sql: """
                SELECT o.hub_seq, o.carried_by, o.attempt_count, length(t.line) AS byte_count
                FROM outbox o JOIN transitions t ON t.alert_id = o.alert_id
                WHERE o.endpoint = ? AND o.episode_id = ? AND o.state = 'queued' AND o.hub_seq > ?
                ORDER BY o.hub_seq LIMIT \(Limits.carriedItemCount + 1)
                """), arguments: [endpoint, lead.episodeID, Int64(clamping: lead.reference.hubSequence)])
    let isFree = rows.allSatisfy { row in
        let reference = OutboxReference(hubSequence: UInt64(clamping: row["hub_seq"] as Int64), endpoint: endpoint)
        return row["carried_by"] as Int64? == nil && row["attempt_count"] as Int64 == 0
            && !look.inFlight.contains(reference)
    }
    let older = rows.dropLast()
    let byteCount =
        lead.line.utf8.count + lead.members.reduce(0) { $0 + $1.line.utf8.count }
        + older.reduce(0) { $0 + ($1["byte_count"] as Int) }
    guard isFree, let last = rows.last,
        1 + lead.members.count + older.count <= Limits.carriedItemCount, byteCount <= Limits.carriedByteCount
    else { return nil }
    let newest: Int64 = last["hub_seq"]
    let own = [Int64(clamping: lead.reference.hubSequence)] + older.map { $0["hub_seq"] as Int64 }
    let carry = try db.cachedStatement(
        sql: """
            UPDATE outbox SET carried_by = ?1, is_lead = 0,
              superseded_by = CASE WHEN episode_id = ?2 THEN ?1 ELSE superseded_by END
            WHERE hub_seq = ?3 AND endpoint = ?4 AND state = 'queued'
            """)
    for sequence in own + lead.members.map({ Int64(clamping: $0.hubSequence) }) {
        try carry.execute(arguments: [newest, lead.episodeID, sequence, endpoint])
    }
    // It stands in for one that waits no pace.
    try db.cachedStatement(
        sql: """
            UPDATE outbox SET carried_by = hub_seq, is_lead = 1, lead_paced = 0, lead_urgency = max(priority, ?),
              due_wall_us = ? WHERE hub_seq = ? AND endpoint = ?
            """
    ).execute(arguments: [Int64(lead.urgency.rawValue), look.now.microseconds, newest, endpoint])
    let reference = OutboxReference(hubSequence: UInt64(clamping: newest), endpoint: endpoint)
    return try item(reference, now: look.now, excluding: look.inFlight, db)
}
