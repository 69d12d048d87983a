import Alarms
import GRDB
import Vitals

/// One line of the alert log with the transition behind it. The indices in the transition are those of its run.
public struct EpisodeTransition: Sendable, Hashable {
    public var row: AlertRow
    public var transition: AlarmTransition

    init(_ row: Row) throws {
        self.row = AlertRow(row)
        transition = try FoldState.value(AlarmTransition.self, from: row["fold_state"])
    }
}

/// How one alert of an episode stands at one endpoint.
public struct EpisodeDelivery: Sendable, Hashable {
    public var hubSequence: Int64
    public var endpoint: String
    public var alertID: String
    public var isAccepted: Bool
    public var acceptedAt: WallInstant?
    public var state: OutboxRow.State
    /// When the receiver named its own id for it, and when it said that it was shown.
    public var receiptAt: WallInstant?
    public var displayedAt: WallInstant?
    /// The alert whose message carried it; `nil` where it went by itself.
    public var carriedBy: Int64?
    /// Of the message it went with.
    public var attemptCount: Int64
    public var firstAttemptAt: WallInstant?
    /// How far the last attempt got.
    public var stage: String?
    public var httpStatus: Int32?

    static let select = """
        SELECT o.hub_seq, o.endpoint, o.alert_id, o.state, o.state = 'accepted' AS accepted, o.accepted_wall_us,
          (SELECT p.at_wall_us FROM proofs p WHERE p.hub_seq = o.hub_seq AND p.endpoint = o.endpoint
            AND p.level = 'receipt') AS receipt_wall_us,
          (SELECT p.at_wall_us FROM proofs p WHERE p.hub_seq = o.hub_seq AND p.endpoint = o.endpoint
            AND p.level = 'displayed') AS displayed_wall_us,
          nullif(o.carried_by, o.hub_seq) AS carrier, m.attempt_count, m.first_attempt_wall_us, d.stage, d.http_status
        FROM transitions t JOIN outbox o ON o.alert_id = t.alert_id
        JOIN outbox m ON m.hub_seq = coalesce(o.carried_by, o.hub_seq) AND m.endpoint = o.endpoint
        LEFT JOIN deliveries d ON d.delivery = (SELECT max(l.delivery) FROM deliveries l
          WHERE l.hub_seq = m.hub_seq AND l.endpoint = m.endpoint)
        """

    init(_ row: Row) {
        hubSequence = row["hub_seq"]
        endpoint = row["endpoint"]
        alertID = row["alert_id"]
        isAccepted = row["accepted"]
        acceptedAt = (row["accepted_wall_us"] as Int64?).map { WallInstant(microseconds: $0) }
        state = OutboxRow.State(rawValue: row["state"]) ?? .queued
        receiptAt = (row["receipt_wall_us"] as Int64?).map { WallInstant(microseconds: $0) }
        displayedAt = (row["displayed_wall_us"] as Int64?).map { WallInstant(microseconds: $0) }
        carriedBy = row["carrier"]
        attemptCount = row["attempt_count"]
        firstAttemptAt = (row["first_attempt_wall_us"] as Int64?).map { WallInstant(microseconds: $0) }
        stage = row["stage"]
        httpStatus = row["http_status"]
    }
}

/// What is needed to recompute the decisions about one episode by hand.
public struct EpisodeHistory: Sendable, Hashable {
    public var episodeID: String
    public var admissionID: String?
    public var sourceName: String?
    /// In order; never empty.
    public var transitions: [EpisodeTransition]
    /// Those that name the episode, and those that made a transition of it.
    public var commands: [CommandRow]
    public var deliveries: [EpisodeDelivery]
    /// Of the child, or of the device where the alarm is about one: from a margin before the onset's window to a margin
    /// after the last rise, the newest `Limits.episodeReadingCount` of them.
    public var readings: [ReadingRow]
    public var notices: [NoticeRow]
    /// What of the same child was suppressed meanwhile.
    public var suppressions: [EpisodeTransition]
}

/// What an id, or the beginning of one, led to.
public enum EpisodeLookup: Sendable, Hashable {
    case found(EpisodeHistory)
    /// Two or more begin so; some of them.
    case several([String])
    case unknown
    /// Fewer than `Limits.episodePrefixLength` characters.
    case tooShort
}

extension ReadOnlyJournal {
    /// An episode by its id or by a beginning of at least six characters that no other has.
    public func episode(_ prefix: String) throws(JournalError) -> EpisodeLookup {
        guard prefix.unicodeScalars.count >= Limits.episodePrefixLength else { return .tooShort }
        return try read { db in
            let ids = try String.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT episode_id FROM transitions WHERE episode_id >= ?1 AND episode_id < ?1 || char(1114111)
                    ORDER BY episode_id LIMIT 10
                    """, arguments: [prefix])
            // One whose id is the beginning of another's is named by it.
            guard ids.count <= 1 || ids.first == prefix else { return .several(ids) }
            guard let id = ids.first, let history = try history(of: id, db) else { return .unknown }
            return .found(history)
        }
    }
}

private func history(of id: String, _ db: Database) throws -> EpisodeHistory? {
    let transitions = try Row.fetchAll(
        db,
        sql: """
            \(AlertRow.query.select) WHERE t.episode_id = ? ORDER BY t.episode_seq LIMIT \(Limits.episodeRowCount)
            """, arguments: [id]
    ).map(EpisodeTransition.init)
    guard let first = transitions.first, let last = transitions.last else { return nil }
    let began = first.transition.startedAt.wall
    let rises: Set<AlarmEvent> = [.fired, .raised, .suppressed]
    let decided = transitions.last { rises.contains($0.transition.event) } ?? first
    let window = Duration.seconds(Int64(decided.transition.window.seconds))
    // An episode that is over has an end; later notices and suppressions are no part of it.
    let isOver = last.transition.state == .resolved || last.transition.state == .void
    let ended = isOver ? last.transition.at.wall : WallInstant(microseconds: .max)
    return EpisodeHistory(
        episodeID: id, admissionID: first.row.admissionID, sourceName: first.row.sourceName, transitions: transitions,
        commands: try commands(on: id, db),
        deliveries: try Row.fetchAll(
            db,
            sql: """
                \(EpisodeDelivery.select) WHERE t.episode_id = ? ORDER BY o.hub_seq, o.endpoint
                LIMIT \(Limits.episodeRowCount)
                """, arguments: [id]
        ).map(EpisodeDelivery.init),
        readings: try readings(
            of: first.row, from: began.advanced(by: .zero - window - Limits.episodeMargin),
            to: decided.transition.at.wall.advanced(by: Limits.episodeMargin), db),
        notices: try Row.fetchAll(
            db,
            sql: """
                SELECT * FROM notices WHERE admission_id = ? AND at_wall_us BETWEEN ? AND ? ORDER BY notice
                LIMIT \(Limits.episodeRowCount)
                """, arguments: [first.row.admissionID, began.microseconds, ended.microseconds]
        ).map(NoticeRow.init),
        suppressions: try Row.fetchAll(
            db,
            sql: """
                \(AlertRow.query.select) WHERE t.admission_id = ? AND t.at_wall_us BETWEEN ? AND ?
                  AND t.suppressed_by <> 0 AND t.episode_id <> ? ORDER BY t.seq LIMIT \(Limits.episodeRowCount)
                """,
            arguments: [
                first.row.admissionID, began.advanced(by: .zero - Limits.episodeMargin).microseconds,
                ended.microseconds, id,
            ]
        ).map(EpisodeTransition.init))
}

private func commands(on id: String, _ db: Database) throws -> [CommandRow] {
    try Row.fetchAll(
        db,
        sql: """
            SELECT * FROM commands WHERE number IN (
              SELECT number FROM commands WHERE episode_id = ?1
              UNION SELECT command_number FROM transitions WHERE episode_id = ?1)
            ORDER BY number LIMIT \(Limits.episodeRowCount)
            """, arguments: [id]
    ).map(CommandRow.init)
}

private func readings(
    of alert: AlertRow, from start: WallInstant, to end: WallInstant, _ db: Database
) throws -> [ReadingRow] {
    guard let subject = alert.sourceName ?? alert.admissionID else { return [] }
    let column = alert.sourceName == nil ? "a.admission_id" : "s.name"
    return try Row.fetchAll(
        db,
        sql: """
            \(ReadingRow.query.select)
            WHERE r.reading BETWEEN (SELECT min(first_reading) FROM reading_spans WHERE minute BETWEEN ?4 AND ?5)
                AND (SELECT max(last_reading) FROM reading_spans WHERE minute BETWEEN ?4 AND ?5)
              AND r.arrived_wall_us BETWEEN ?1 AND ?2 AND \(column) = ?3
            ORDER BY r.arrived_wall_us DESC, r.reading DESC LIMIT \(Limits.episodeReadingCount)
            """,
        arguments: [
            start.microseconds, end.microseconds, subject, ReadingSpans.minute(of: start), ReadingSpans.minute(of: end),
        ]
    ).map(ReadingRow.init).reversed()
}
