import Alarms
import GRDB
import Vitals

/// One alert owed to one endpoint, as a person sees it.
public struct OutboxRow: Sendable, Hashable {
    public var hubSequence: Int64
    public var endpoint: String
    public var alertID: String
    public var episodeID: String
    public var admissionID: String?
    public var condition: String
    public var event: String
    public var priority: Priority
    public var state: State
    public var decidedAt: WallInstant
    /// Of the message it goes with.
    public var attemptCount: Int64
    public var dueAt: WallInstant
    /// The alert whose message carries it; `nil` where it goes by itself.
    public var carriedBy: Int64?
    /// When and why it was given up on or dropped, and by whom.
    public var leftAt: WallInstant?
    public var leftReason: String?
    public var leftBy: String?
    /// How far the last attempt got.
    public var stage: String?
    public var httpStatus: Int32?
    /// The message, without its `delivery` block.
    public var line: String

    public enum State: String, Sendable, Hashable, CaseIterable {
        case queued
        case accepted
        case dead
        case dropped
    }

    static let select = """
        SELECT o.*, t.condition, t.event, t.at_wall_us, t.line, m.attempt_count AS tries, m.due_wall_us AS due,
          c.by_name, c.by_role, d.stage, d.http_status
        FROM outbox o JOIN transitions t ON t.alert_id = o.alert_id
        JOIN outbox m ON m.hub_seq = coalesce(o.carried_by, o.hub_seq) AND m.endpoint = o.endpoint
        LEFT JOIN commands c ON c.number = o.left_command
        LEFT JOIN deliveries d ON d.delivery = (SELECT max(l.delivery) FROM deliveries l
          WHERE l.hub_seq = m.hub_seq AND l.endpoint = m.endpoint)
        """

    init(_ row: Row) {
        let number: Int64 = row["hub_seq"]
        hubSequence = number
        endpoint = row["endpoint"]
        alertID = row["alert_id"]
        episodeID = row["episode_id"]
        admissionID = row["admission_id"]
        condition = row["condition"]
        event = row["event"]
        priority = Priority(stored: row["priority"])
        state = State(rawValue: row["state"]) ?? .queued
        decidedAt = WallInstant(microseconds: row["at_wall_us"])
        attemptCount = row["tries"]
        dueAt = WallInstant(microseconds: row["due"])
        carriedBy = (row["carried_by"] as Int64?).flatMap { $0 == number ? nil : $0 }
        leftAt = (row["left_wall_us"] as Int64?).map { WallInstant(microseconds: $0) }
        leftReason = row["left_reason"]
        leftBy = (row["by_name"] as String?).map { name in "\(name) (\(row["by_role"] as String? ?? ""))" }
        stage = row["stage"]
        httpStatus = row["http_status"]
        line = row["line"]
    }
}

/// What a name led to.
public enum OutboxLookup: Sendable, Hashable {
    /// One alert at each of its endpoints.
    case found([OutboxRow])
    /// Two or more begin so.
    case several([String])
    case unknown
    case tooShort
}

extension ReadOnlyJournal {
    /// What stands in these states, in the hub's order, the newest `Limits.listedLetterCount` of it.
    public func outbox(_ states: Set<OutboxRow.State>) throws(JournalError) -> [OutboxRow] {
        let words = states.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")
        return try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    \(OutboxRow.select) WHERE o.state IN (\(words)) ORDER BY o.hub_seq DESC, o.endpoint DESC
                    LIMIT \(Limits.listedLetterCount)
                    """
            ).map(OutboxRow.init).reversed()
        }
    }

    /// An alert by its id, at least six characters of its beginning, or its number, in whatever state.
    public func message(_ name: String) throws(JournalError) -> OutboxLookup {
        try read { db in
            if let number = Int64(name), name.utf8.count < Limits.episodePrefixLength {
                let rows = try Row.fetchAll(
                    db, sql: "\(OutboxRow.select) WHERE o.hub_seq = ? ORDER BY o.endpoint", arguments: [number])
                return rows.isEmpty ? .unknown : .found(rows.map(OutboxRow.init))
            }
            guard name.unicodeScalars.count >= Limits.episodePrefixLength else { return .tooShort }
            let ids = try String.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT alert_id FROM outbox
                    WHERE hub_seq = ?2 OR alert_id >= ?1 AND alert_id < ?1 || char(1114111) ORDER BY alert_id LIMIT 10
                    """, arguments: [name, Int64(name)])
            guard ids.count <= 1 || ids.first == name else { return .several(ids) }
            guard let id = ids.first else { return .unknown }
            let rows = try Row.fetchAll(
                db, sql: "\(OutboxRow.select) WHERE o.alert_id = ? ORDER BY o.endpoint", arguments: [id])
            return .found(rows.map(OutboxRow.init))
        }
    }

    /// Every attempt at one message, in order: of an alert that another one's message carries, those of that one.
    public func attempts(atMessage number: Int64, of endpoint: String) throws(JournalError) -> [DeliveryRow] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    \(DeliveryRow.query.select) WHERE d.endpoint = ?2 AND d.hub_seq = (
                      SELECT coalesce(carried_by, hub_seq) FROM outbox WHERE hub_seq = ?1 AND endpoint = ?2)
                    ORDER BY d.delivery LIMIT \(Limits.episodeRowCount)
                    """, arguments: [number, endpoint]
            ).map(DeliveryRow.init)
        }
    }
}
