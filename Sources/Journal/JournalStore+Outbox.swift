import Alarms
import GRDB
import Vitals

extension JournalStore {
    /// What may be sent now, most urgent first and then oldest.
    ///
    /// Of each episode and endpoint only the oldest waiting item is given, so that no receiver sees an episode out of
    /// order. It is due when any item behind it is: a new alert does not wait out the back-off of the one before it.
    /// Items in flight are the caller's to name in `excluding`; what waits behind them waits too.
    public func dueOutbox(
        now: WallInstant, limit: Int = Limits.dueItemCount, excluding inFlight: Set<OutboxReference> = []
    ) throws(JournalError) -> [OutboxItem] {
        try read("look through the outbox") { db in
            let rows = try Row.fetchCursor(
                try db.cachedStatement(
                    sql: """
                        WITH waiting AS (\(Self.waiting))
                        SELECT o.hub_seq, o.endpoint, o.alert_id, o.episode_id, o.priority, w.urgency, o.attempt_count,
                          o.first_attempt_wall_us, t.line
                        FROM waiting w
                        JOIN outbox o ON o.hub_seq = w.hub_seq AND o.endpoint = w.endpoint
                        JOIN transitions t ON t.alert_id = o.alert_id
                        WHERE w.due_wall_us <= :now OR w.due_wall_us > :now + w.longest_wait_us
                        ORDER BY w.urgency DESC, o.hub_seq, o.endpoint
                        """),
                arguments: ["now": now.microseconds])
            var items: [OutboxItem] = []
            while items.count < min(limit, Limits.dueItemCount), let row = try rows.next() {
                let item = OutboxItem(row)
                if !inFlight.contains(item.reference) { items.append(item) }
            }
            return items
        }
    }

    /// Writes an attempt and what follows from it: accepted, or due again at `nextDue`.
    ///
    /// A failure holds back everything waiting in the same episode for the same endpoint, since it goes in order.
    /// An accepted item stays accepted, whatever a late second answer says.
    public func recordAttempt(_ record: AttemptRecord, nextDue: WallInstant?) throws(JournalError) {
        precondition(record.isAccepted == (nextDue == nil), "an item is due again exactly when it was not accepted")
        let key: StatementArguments = [Int64(clamping: record.reference.hubSequence), record.reference.endpoint]
        try write("record a delivery attempt") { db in
            try db.cachedStatement(
                sql: """
                    INSERT INTO deliveries (hub_seq, endpoint, attempt, started_wall_us, duration_us, stage, curl_code,
                      http_status, answer, accepted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(
                arguments: key + [
                    Int64(record.attempt), record.startedAt.microseconds, record.duration.wholeMicroseconds,
                    record.stage,
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
                try db.cachedStatement(
                    sql: """
                        UPDATE outbox SET due_wall_us = ?1 WHERE state = 'queued' AND endpoint = ?3 AND episode_id =
                          (SELECT episode_id FROM outbox WHERE hub_seq = ?2 AND endpoint = ?3)
                          AND (hub_seq = ?2 OR due_wall_us < ?1)
                        """
                ).execute(arguments: [nextDue.microseconds] + key)
            } else {
                let acceptedAt = record.startedAt.advanced(by: record.duration)
                try db.cachedStatement(
                    sql: """
                        UPDATE outbox SET state = 'accepted', accepted_wall_us = ?
                        WHERE hub_seq = ? AND endpoint = ? AND state = 'queued'
                        """
                ).execute(arguments: [acceptedAt.microseconds] + key)
            }
        }
    }

    /// Items not yet accepted, all endpoints together.
    public func undeliveredCount() throws(JournalError) -> Int {
        try read("count the outbox") { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM outbox WHERE state = 'queued'") ?? 0
        }
    }

    /// When to look again: `now` when something is due, `nil` when nothing waits.
    public func nextDue(now: WallInstant, excluding inFlight: Set<OutboxReference> = []) throws(JournalError)
        -> WallInstant?
    {
        try read("look for the next delivery") { db in
            let rows = try Row.fetchCursor(try db.cachedStatement(sql: Self.waiting))
            var earliest: Int64?
            while let row = try rows.next() {
                let reference = OutboxReference(row)
                guard !inFlight.contains(reference) else { continue }
                let due: Int64 = row["due_wall_us"]
                let longestWait: Int64 = row["longest_wait_us"]
                let isDue = due <= now.microseconds || due > now.microseconds + longestWait
                earliest = min(earliest ?? .max, isDue ? now.microseconds : due)
            }
            return earliest.map { WallInstant(microseconds: $0) }
        }
    }

    /// One row for each endpoint and episode with something waiting: its oldest item, and how soon all of it is wanted.
    private static let waiting = """
        SELECT endpoint, episode_id, min(hub_seq) AS hub_seq, min(due_wall_us) AS due_wall_us, max(priority) AS urgency,
          CASE WHEN max(priority) >= \(Priority.high.rawValue) THEN \(Limits.longestUrgentWait.wholeMicroseconds)
            ELSE \(Limits.longestWait.wholeMicroseconds) END AS longest_wait_us
        FROM outbox WHERE state = 'queued' GROUP BY endpoint, episode_id
        """
}

extension OutboxReference {
    fileprivate init(_ row: Row) {
        self.init(hubSequence: UInt64(clamping: row["hub_seq"] as Int64), endpoint: row["endpoint"])
    }
}

extension OutboxItem {
    fileprivate init(_ row: Row) {
        self.init(
            reference: OutboxReference(row), alertID: row["alert_id"], episodeID: row["episode_id"],
            priority: Priority(stored: row["priority"]), urgency: Priority(stored: row["urgency"]),
            attemptCount: UInt32(clamping: row["attempt_count"] as Int64),
            firstAttemptAt: (row["first_attempt_wall_us"] as Int64?).map { WallInstant(microseconds: $0) },
            line: row["line"])
    }
}

extension Priority {
    /// A number that no priority has counts as the most urgent: it must not make an alert wait.
    init(stored number: Int64) {
        self = UInt8(exactly: number).flatMap(Priority.init(rawValue:)) ?? .critical
    }
}
