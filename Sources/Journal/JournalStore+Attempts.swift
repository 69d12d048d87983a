import Alarms
import GRDB
import Vitals

extension JournalStore {
    /// Writes what became of attempts in one transaction, all of it or none, and then takes what may follow them: an item is
    /// accepted, or due again at `nextDue`. What a message carries is accepted with it and waits with it.
    ///
    /// A failure holds back everything waiting in the same episode for the same endpoint, since it goes in order. Where
    /// something urgent came behind a message on its way that was not, it is due at once.
    /// An accepted item stays accepted, whatever a late second answer says.
    ///
    /// Nobody waits for the record of an attempt, so the disk has it later, as it has rows: after a power cut the message
    /// goes out once more under its id, as after an answer that was lost. What may follow is taken as always.
    public func recordAttempts(
        _ attempts: [(record: AttemptRecord, nextDue: WallInstant?)], thenTake look: OutboxLook?
    ) throws(JournalError) -> [OutboxItem] {
        try write("record delivery attempts", .later) { db in
            for attempt in attempts { try insert(attempt.record, nextDue: attempt.nextDue, into: db) }
        }
        guard let look else { return [] }
        return try takeDue(look)
    }
}

private func insert(_ record: AttemptRecord, nextDue: WallInstant?, into db: Database) throws {
    precondition(record.isAccepted == (nextDue == nil), "an item is due again exactly when it was not accepted")
    let key: StatementArguments = [Int64(clamping: record.reference.hubSequence), record.reference.endpoint]
    try db.cachedStatement(
        sql: """
            INSERT INTO deliveries (hub_seq, endpoint, attempt, started_wall_us, duration_us, stage, curl_code,
              http_status, answer, accepted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
    ).execute(
        arguments: key + [
            Int64(record.attempt), record.startedAt.microseconds, record.duration.wholeMicroseconds, record.stage,
            record.curlCode, record.httpStatus, record.answer.clipped(toByteCount: Limits.answerByteCount),
            record.isAccepted,
        ])
    try db.cachedStatement(
        sql: """
            UPDATE outbox SET attempt_count = max(attempt_count, ?),
              first_attempt_wall_us = coalesce(first_attempt_wall_us, ?)
            WHERE hub_seq = ? AND endpoint = ?
            """
    ).execute(arguments: [Int64(record.attempt), record.startedAt.microseconds] + key)
    if let nextDue {
        // What has become urgent since the message left does not wait out a back-off that is not its own: it is due as it was.
        try db.cachedStatement(
            sql: """
                UPDATE outbox SET due_wall_us = ? WHERE hub_seq = ? AND endpoint = ? AND state = 'queued'
                  AND (? OR lead_urgency < \(Priority.high.rawValue))
                """
        ).execute(arguments: [nextDue.microseconds] + key + [record.isUrgent])
        if record.isBeyondWaiting { try hurryFallback(of: record.reference, db) }
    } else {
        let instant = record.startedAt.advanced(by: record.duration)
        try accept(key, at: instant, db)
        if let receipt = record.receipt { try Journal.record(receipt: receipt, of: record.reference, at: instant, db) }
    }
}

/// - Parameter key: the lead's number and endpoint.
private func accept(_ key: StatementArguments, at instant: WallInstant, _ db: Database) throws {
    // A late answer still counts for what was given up on meanwhile.
    let group = "state IN ('queued', 'dead') AND endpoint = ?2 AND (hub_seq = ?1 OR carried_by = ?1)"
    let episodes = try String.fetchAll(
        try db.cachedStatement(sql: "SELECT DISTINCT episode_id FROM outbox WHERE \(group)"), arguments: key)
    try db.cachedStatement(
        sql:
            "UPDATE outbox SET state = 'accepted', is_lead = 0, accepted_wall_us = ?3, fallback_due_us = NULL WHERE \(group)"
    ).execute(arguments: key + [instant.microseconds])
    try stepForward(in: episodes, of: key, db)
}

/// Of each episode the next item steps forward, with the urgency of all behind it.
///
/// - Parameter key: the number and the endpoint of what left.
func stepForward(in episodes: [String], of key: StatementArguments, _ db: Database) throws {
    let next = try db.cachedStatement(
        sql: """
            UPDATE outbox SET is_lead = 1, (lead_urgency, lead_paced) = (
              SELECT max(w.priority), min(w.paced) FROM outbox w
              WHERE w.state = 'queued' AND w.endpoint = outbox.endpoint AND w.episode_id = outbox.episode_id)
            WHERE carried_by IS NULL AND endpoint = ?2 AND hub_seq = (SELECT min(f.hub_seq) FROM outbox f
              WHERE f.state = 'queued' AND f.endpoint = ?2 AND f.episode_id = ?3)
            """)
    for episode in episodes { try next.execute(arguments: key + [episode]) }
}
