import Alarms
import GRDB
import Vitals

/// What is on record at the end of a night, read by plain SQL.
struct NightRecord: Sendable {
    struct Transition: Sendable, CustomStringConvertible {
        var run: Int64
        var alertID: String
        var episodeID: String
        var sequence: Int64
        var dedupKey: String
        var admission: String?
        var condition: String
        var event: String
        var state: String
        var priority: Int64
        var bootMicroseconds: Int64
        var wallMicroseconds: Int64
        var hubSequence: Int64?
        var line: String
        var level: Int
        var roles: RoleSet
        var suppressedBy: Int64
        var isLatched: Bool
        var acknowledgedUntil: Int64?
        var command: Int64?

        init(_ row: Row) {
            run = row["run"]
            alertID = row["alert_id"]
            episodeID = row["episode_id"]
            sequence = row["episode_seq"]
            dedupKey = row["dedup_key"]
            admission = row["admission_id"]
            condition = row["condition"]
            event = row["event"]
            state = row["state"]
            priority = row["priority"]
            bootMicroseconds = row["at_mono_us"]
            wallMicroseconds = row["at_wall_us"]
            hubSequence = row["hub_seq"]
            line = row["line"]
            level = row["level"]
            roles = RoleSet(rawValue: UInt8(truncatingIfNeeded: row["roles"] as Int64))
            suppressedBy = row["suppressed_by"]
            isLatched = row["latched"]
            acknowledgedUntil = row["acked_until_wall_us"]
            command = row["command_number"]
        }

        var isUrgent: Bool { priority >= Int64(Priority.high.rawValue) || condition.hasPrefix("concern") }
        /// It may wait for others of its child: never a P1, a concern, or the hub's own.
        var isPaced: Bool {
            priority < Int64(Priority.critical.rawValue) && !condition.hasPrefix("concern") && admission != nil
        }

        var description: String {
            "run \(run) \(bootMicroseconds) \(condition) \(admission ?? "hub") \(event) \(state) P\(5 - priority) level \(level) "
                + "\(hubSequence ?? 0) \(alertID) \(episodeID) \(sequence)"
        }
    }

    /// What somebody measured by hand of a child, which is a sign of life.
    struct Entry: Sendable {
        var run: Int64
        var admission: String
        var bootMicroseconds: Int64
    }

    var transitions: [Transition]
    var entries: [Entry]
    /// How each reading was judged and what was scored, by its run and its place on the boot clock.
    var judged: [String: Set<String>]
    /// What people asked, and what became of it, without a time of day.
    var commands: [String]
    /// The episode each command named.
    var commandEpisodes: [Int64: String]
    var lastHubSequence: Int64
    /// Scores that claim to know more than two of seven.
    var overconfidentScoreCount: Int
    /// What the five that nobody measures can add together, at every age.
    private static let unknownPoints = 18
    /// Endpoints and alerts that are still owed to them.
    var owed: Set<String>
    /// Of them, those that should be on their way by now.
    var overdue: Set<String>

    /// - Parameter now: on the clock of the waits.
    init(_ db: Database, now: WallInstant) throws {
        transitions = try Row.fetchAll(db, sql: "SELECT * FROM transitions ORDER BY seq").map(Transition.init)
        let observed = try Row.fetchAll(
            db, sql: "SELECT run, admission_id, at_mono_us FROM commands WHERE kind = 'observe'")
        entries = observed.map { Entry(run: $0[0], admission: $0[1], bootMicroseconds: $0[2]) }
        let rows = try Row.fetchAll(db, sql: "SELECT number, episode_id FROM commands WHERE episode_id IS NOT NULL")
        commandEpisodes = Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
        lastHubSequence = try Int64.fetchOne(db, sql: "SELECT last_hub_seq FROM hub") ?? 0
        overconfidentScoreCount =
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM scores WHERE maximum_total - minimum_total < ?",
                arguments: [Self.unknownPoints]) ?? 0
        let judgements = try Row.fetchAll(
            db,
            sql: """
                SELECT json_array('reading', run, arrived_mono_us, source),
                  json_array(spo2, hr, quality, signal, disposition, implausible) FROM readings
                UNION ALL SELECT json_array('score', run, at_mono_us, admission),
                  json_array(partial_sum, minimum_total, maximum_total) FROM scores
                """)
        judged = Dictionary(judgements.map { ($0[0], [$0[1]]) }, uniquingKeysWith: { $0.union($1) })
        commands = try String.fetchAll(
            db, sql: "SELECT json_array(number, run, at_mono_us, kind, outcome) FROM commands ORDER BY number")
        let waiting = try Row.fetchAll(db, sql: "SELECT endpoint, alert_id FROM outbox WHERE state = 'queued'")
        owed = Set(waiting.map(Self.name))
        let late = try Row.fetchAll(
            db,
            sql: "SELECT endpoint, alert_id FROM outbox WHERE state = 'queued' AND is_lead = 1 AND due_wall_us <= ?",
            arguments: [now.microseconds])
        overdue = Set(late.map(Self.name))
    }

    private static func name(_ row: Row) -> String { "\(row[0] as String) \(row[1] as String)" }
}
