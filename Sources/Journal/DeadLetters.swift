import Alarms
import GRDB
import Vitals

// An item leaves the outbox by being accepted, or because a named person drops it. What nobody accepts for too long is put
// aside as a dead letter, whole and with every attempt, and somebody is told: it is not gone, and may go out again.
//
// A message is put aside, sent again and dropped as a whole: a lead with what it is on record as carrying.

/// A message that nobody accepted for too long.
public struct ExpiredItem: Sendable, Hashable {
    public var reference: OutboxReference
    public var reason: Reason

    public enum Reason: String, Sendable, Hashable, CaseIterable {
        /// Neither P1 nor P2, and tried for `Limits.deadLetterAge`.
        case tooOld = "too old"
        /// Its child has left.
        case discharged
    }
}

/// A message that waits or was given up on, as a command names it.
public struct OutboxLetter: Sendable, Hashable {
    /// The lead's, where another alert's message carries it.
    public var reference: OutboxReference
    public var episodeID: String
    public var admissionID: String?
    /// Of the message and of those it carries.
    public var alertIDs: [String]
}

/// What a person does to messages of the outbox.
public enum OutboxChange: Sendable, Hashable {
    /// They wait again and are due now, under the same ids.
    case redrive([OutboxReference])
    case drop([OutboxReference], reason: String)
}

extension ReadOnlyJournal {
    /// What is to be given up on now.
    public func expiredItems(now: WallInstant) throws(JournalError) -> [ExpiredItem] {
        try read { db in
            let oldest = now.advanced(by: .zero - Limits.deadLetterAge).microseconds
            let old = try Row.fetchAll(
                db,
                sql: """
                    SELECT o.hub_seq, o.endpoint FROM outbox o JOIN transitions t ON t.alert_id = o.alert_id
                    WHERE o.is_lead = 1 AND o.lead_urgency < \(Priority.high.rawValue)
                      AND o.attempt_count >= \(Limits.deadLetterAttemptCount) AND t.condition <> 'concern'
                      AND coalesce(o.since_wall_us, t.at_wall_us) <= ? LIMIT \(Limits.expiredItemCount)
                    """, arguments: [oldest])
            // What somebody sent again after the discharge is tried for as long as anything else.
            let left = try Row.fetchAll(
                db,
                sql: """
                    SELECT o.hub_seq, o.endpoint FROM outbox o
                    WHERE o.state = 'queued' AND o.admission_id IN (
                        SELECT admission_id FROM commands WHERE kind = 'discharge' AND outcome = 'done'
                          AND outcome_wall_us <= ?)
                      AND coalesce(o.since_wall_us, ?2) <= ?2 AND coalesce(o.carried_by, o.hub_seq) = o.hub_seq
                    ORDER BY o.hub_seq LIMIT \(Limits.expiredItemCount)
                    """, arguments: [now.advanced(by: .zero - Limits.dischargeGrace).microseconds, oldest])
            return old.map { ExpiredItem(reference: OutboxReference($0), reason: .tooOld) }
                + left.map { ExpiredItem(reference: OutboxReference($0), reason: .discharged) }
        }
    }
}

extension JournalStore {
    /// Puts messages aside as dead letters; what was accepted meanwhile is passed over.
    ///
    /// - Returns: what was put aside, those that travel along among it.
    public func bury(
        _ items: [ExpiredItem], at now: WallInstant
    ) throws(JournalError) -> [(reference: OutboxReference, alertID: String)] {
        try write("put dead letters aside") { db in
            try items.flatMap { item in
                try leave(item.reference, from: "'queued'", as: "dead", item.reason.rawValue, by: nil, at: now, db)
            }
        }
    }

    /// The messages that wait or were given up on, by an alert's id, at least six characters of its beginning, or its number,
    /// each as the whole message that brings it.
    ///
    /// - Parameters:
    ///   - name: `nil` for every dead letter.
    ///   - endpoint: `nil` for each it is owed to.
    public func letters(named name: String?, endpoint: String?) throws(JournalError) -> [OutboxLetter] {
        try read("look up messages of the outbox") { db in
            let (condition, arguments) = LetterName.condition(name)
            let place: StatementArguments = [endpoint]
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT coalesce(o.carried_by, o.hub_seq) AS hub_seq, o.endpoint FROM outbox o
                    WHERE \(condition) AND (?1 IS NULL OR o.endpoint = ?1) ORDER BY 1, 2 LIMIT \(Limits.letterCount)
                    """, arguments: place + arguments)
            return try rows.map { row in
                let reference = OutboxReference(row)
                let members = try Row.fetchAll(
                    db,
                    sql: """
                        SELECT alert_id, episode_id, admission_id FROM outbox
                        WHERE endpoint = ? AND (hub_seq = ?2 OR carried_by = ?2) ORDER BY hub_seq <> ?2, hub_seq
                        """, arguments: [reference.endpoint, Int64(clamping: reference.hubSequence)])
                return OutboxLetter(
                    reference: reference, episodeID: members.first?["episode_id"] ?? "",
                    admissionID: members.first?["admission_id"], alertIDs: members.map { $0["alert_id"] })
            }
        }
    }
}

extension OutboxChange {
    /// - Parameter command: the journal's number of the command that asks for it.
    func make(by command: Int64, at now: WallInstant, _ db: Database) throws {
        switch self {
        case .drop(let references, let reason):
            for reference in references {
                _ = try leave(reference, from: "'queued', 'dead'", as: "dropped", reason, by: command, at: now, db)
            }
        case .redrive(let references):
            for reference in references { try comeBack(reference, by: command, at: now, db) }
        }
    }
}

/// What a message is named by.
enum LetterName {
    /// The second and later arguments of a query whose rows are `o`.
    static func condition(_ name: String?) -> (sql: String, arguments: StatementArguments) {
        guard let name else { return ("o.state = 'dead'", []) }
        let waits = "o.state IN ('queued', 'dead')"
        if let number = Int64(name), name.utf8.count < Limits.episodePrefixLength {
            return ("\(waits) AND o.hub_seq = ?2", [number])
        }
        guard name.unicodeScalars.count >= Limits.episodePrefixLength else { return ("0", []) }
        return (
            """
            \(waits) AND (o.hub_seq = ?3 OR o.alert_id >= ?2 AND o.alert_id < ?2 || char(1114111)
              AND NOT EXISTS (SELECT 1 FROM transitions t WHERE t.alert_id >= ?2 AND t.alert_id < ?2 || char(1114111)
                AND t.alert_id <> o.alert_id))
            """, [name, Int64(name)]
        )
    }
}

/// Takes a message out of what waits.
private func leave(
    _ reference: OutboxReference, from states: String, as state: String, _ reason: String, by command: Int64?,
    at now: WallInstant, _ db: Database
) throws -> [(reference: OutboxReference, alertID: String)] {
    let key: StatementArguments = [Int64(clamping: reference.hubSequence), reference.endpoint]
    let group = "state IN (\(states)) AND endpoint = ?2 AND (hub_seq = ?1 OR carried_by = ?1)"
    let rows = try Row.fetchAll(
        try db.cachedStatement(sql: "SELECT hub_seq, endpoint, alert_id, episode_id FROM outbox WHERE \(group)"),
        arguments: key)
    guard !rows.isEmpty else { return [] }
    try db.cachedStatement(
        sql: """
            UPDATE outbox SET state = ?3, is_lead = 0, left_wall_us = ?4, left_reason = ?5, left_command = ?6 WHERE \(group)
            """
    ).execute(arguments: key + [state, now.microseconds, reason, command])
    try stepForward(in: Array(Set(rows.map { $0["episode_id"] as String })).sorted(), of: key, db)
    return rows.map { (reference: OutboxReference($0), alertID: $0["alert_id"] as String) }
}

/// Puts a message back, due now, or makes one that waits due now. It goes by itself and at once: what of its episode was
/// decided later may have gone out meanwhile, and receivers put in order by number.
private func comeBack(_ reference: OutboxReference, by command: Int64, at now: WallInstant, _ db: Database) throws {
    let key: StatementArguments = [Int64(clamping: reference.hubSequence), reference.endpoint]
    try db.cachedStatement(
        sql: """
            UPDATE outbox SET due_wall_us = ?3 WHERE state = 'queued' AND is_lead = 1 AND endpoint = ?2 AND hub_seq = ?1
            """
    ).execute(arguments: key + [now.microseconds])
    let dead = "state = 'dead' AND endpoint = ?2 AND (hub_seq = ?1 OR carried_by = ?1)"
    let urgency = try Int64.fetchOne(
        try db.cachedStatement(sql: "SELECT max(priority) FROM outbox WHERE \(dead)"), arguments: key)
    guard let urgency else { return }
    try db.cachedStatement(
        sql: """
            UPDATE outbox SET state = 'queued', carried_by = ?1, is_lead = (hub_seq = ?1), lead_urgency = ?4, lead_paced = 0,
              due_wall_us = ?3, since_wall_us = ?3, left_wall_us = NULL, left_reason = NULL, left_command = ?5
            WHERE \(dead)
            """
    ).execute(arguments: key + [now.microseconds, urgency, command])
}

extension OutboxReference {
    init(_ row: Row) {
        self.init(hubSequence: UInt64(clamping: row["hub_seq"] as Int64), endpoint: row["endpoint"])
    }
}
