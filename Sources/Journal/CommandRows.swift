import Alarms
import GRDB
import Vitals

/// One command, as a reader sees it.
public struct CommandRow: Sendable, Hashable {
    /// The journal's number, and the evaluator's in its run.
    public var number: Int64
    public var run: Int64
    public var runNumber: CommandNumber
    public var at: WallInstant
    public var kind: String
    public var admissionID: String?
    public var sourceName: String?
    public var episodeID: String?
    public var byName: String
    public var byRole: String
    public var line: String
    /// A name of `CommandOutcome.Result`, or the daemon's own word; `nil` until it is known.
    public var outcome: String?
    public var outcomeAt: WallInstant?
    /// A name of `CommandEntry.Origin`.
    public var origin: String

    static let query = JournalQuery(
        table: "commands", key: "number", time: "at_wall_us", select: "SELECT number AS cursor, * FROM commands")

    init(_ row: Row) {
        number = row["number"]
        run = row["run"]
        runNumber = CommandNumber(UInt32(clamping: row["run_number"] as Int64))
        at = WallInstant(microseconds: row["at_wall_us"])
        kind = row["kind"]
        admissionID = row["admission_id"]
        sourceName = row["source_name"]
        episodeID = row["episode_id"]
        byName = row["by_name"]
        byRole = row["by_role"]
        line = row["line"]
        outcome = row["outcome"]
        outcomeAt = (row["outcome_wall_us"] as Int64?).map { WallInstant(microseconds: $0) }
        origin = row["origin"]
    }
}

/// One observation, as it was entered.
public struct ObservationRow: Sendable, Hashable {
    /// Also the number of its command.
    public var number: Int64
    public var admissionID: String
    public var measuredAt: WallInstant
    public var enteredAt: WallInstant
    public var byName: String
    public var byRole: String
    public var form: String
    public var corrects: Int64?
    public var reason: String?

    init(_ row: Row) {
        number = row["number"]
        admissionID = row["admission_id"]
        measuredAt = WallInstant(microseconds: row["measured_wall_us"])
        enteredAt = WallInstant(microseconds: row["entered_wall_us"])
        byName = row["by_name"]
        byRole = row["by_role"]
        form = row["form"]
        corrects = row["corrects"]
        reason = row["reason"]
    }
}

/// One notice.
public struct NoticeRow: Sendable, Hashable {
    public var notice: Int64
    public var admissionID: String
    public var at: WallInstant
    /// `Notice.Kind.word`
    public var word: String
    public var kind: Notice.Kind
    /// The journal's number of the command behind it.
    public var commandNumber: Int64?

    init(_ row: Row) throws {
        notice = row["notice"]
        admissionID = row["admission_id"]
        at = WallInstant(microseconds: row["at_wall_us"])
        word = row["word"]
        kind = try FoldState.value(Notice.Kind.self, from: row["kind"])
        commandNumber = row["command_number"]
    }

    /// The newest notice of a child with a word. One that cannot be read is as if it had not been told.
    static func newest(
        _ word: String, of admissionID: String, _ db: Database, unreadable: (String) -> Void = { _ in }
    ) throws -> NoticeRow? {
        let row = try Row.fetchOne(
            try db.cachedStatement(
                sql: """
                    SELECT * FROM notices WHERE admission_id = ? AND word = ? ORDER BY at_wall_us DESC, notice DESC LIMIT 1
                    """), arguments: [admissionID, word])
        guard let row else { return nil }
        let notice = try? NoticeRow(row)
        if notice == nil { unreadable("the notice \(word) of \(admissionID)") }
        return notice
    }
}
