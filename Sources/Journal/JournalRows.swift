import Alarms
import Charts
import GRDB
import Vitals

/// One line of the alert log, as a reader sees it.
public struct AlertRow: Sendable, Hashable {
    public var sequence: Int64
    public var alertID: String
    public var episodeID: String
    public var admissionID: String?
    public var sourceName: String?
    /// The rule family, for example `spot.spo2.low`.
    public var condition: String
    public var event: String
    public var state: String
    public var priority: Priority
    /// The step of the ladder, and who is told up to there.
    public var level: Int64
    public var roles: RoleSet
    public var suppressedBy: SuppressorSet
    public var isLatched: Bool
    public var acknowledgedUntil: WallInstant?
    /// The journal's number of the command that made the change.
    public var commandNumber: Int64?
    /// `hub` or `team`.
    public var audience: String
    public var at: WallInstant
    public var hubSequence: Int64?
    /// How many endpoints it is owed to, and how many of them have accepted it.
    public var endpointCount: Int
    public var acceptedCount: Int
    /// The stored message, without its `delivery` block.
    public var line: String

    static let query = JournalQuery(
        table: "transitions", key: "seq", time: "at_wall_us",
        select: """
            SELECT seq AS cursor, *, (SELECT count(*) FROM outbox o WHERE o.hub_seq = t.hub_seq) AS endpoint_count,
              (SELECT count(*) FROM outbox o WHERE o.hub_seq = t.hub_seq AND o.state = 'accepted') AS accepted_count
            FROM transitions t
            """)

    init(_ row: Row) {
        sequence = row["seq"]
        alertID = row["alert_id"]
        episodeID = row["episode_id"]
        admissionID = row["admission_id"]
        sourceName = row["source_name"]
        condition = row["condition"]
        event = row["event"]
        state = row["state"]
        priority = Priority(stored: row["priority"])
        level = row["level"]
        roles = RoleSet(rawValue: UInt8(truncatingIfNeeded: row["roles"] as Int64))
        suppressedBy = SuppressorSet(rawValue: UInt16(truncatingIfNeeded: row["suppressed_by"] as Int64))
        isLatched = row["latched"]
        acknowledgedUntil = (row["acked_until_wall_us"] as Int64?).map { WallInstant(microseconds: $0) }
        commandNumber = row["command_number"]
        audience = row["audience"]
        at = WallInstant(microseconds: row["at_wall_us"])
        hubSequence = row["hub_seq"]
        endpointCount = row["endpoint_count"]
        acceptedCount = row["accepted_count"]
        line = row["line"]
    }
}

/// One set of readings and what became of it.
public struct ReadingRow: Sendable, Hashable {
    public var reading: Int64
    public var source: String
    public var admissionID: String?
    public var arrivedAt: WallInstant
    public var readings: ReadingSet
    /// The names of `ReadingRecord.Disposition` and of `Signal`.
    public var disposition: String
    public var implausible: VitalSignSet
    /// What a row of a file says the child breathes, and whether it was refused as not plausible.
    public var oxygen: OxygenSupport?
    public var isOxygenImplausible: Bool
    public var document: Int64?
    public var documentRow: Int64?

    /// The bit of `implausible` behind those of the vital signs.
    static let implausibleOxygen: Int64 = 16

    static let query = JournalQuery(
        table: "readings", key: "reading", time: "arrived_wall_us",
        bounds: """
            SELECT min(first_reading) AS low, max(last_reading) AS high FROM reading_spans
            WHERE minute >= ?1 / 60000000 - (?1 % 60000000 < 0)
            """,
        select: """
            SELECT r.reading AS cursor, r.*, s.name AS source_name, a.admission_id
            FROM readings r JOIN sources s USING (source) LEFT JOIN admissions a ON a.admission = r.admission
            """)

    init(_ row: Row) {
        reading = row["reading"]
        source = row["source_name"]
        admissionID = row["admission_id"]
        arrivedAt = WallInstant(microseconds: row["arrived_wall_us"])
        var set = ReadingSet(
            signal: UInt8(exactly: row["signal"] as Int64).flatMap(Signal.init(rawValue:)) ?? .noValue,
            quality: Quality(rawValue: UInt16(truncatingIfNeeded: row["quality"] as Int64)),
            measuredAt: (row["measured_wall_us"] as Int64?).map { WallInstant(microseconds: $0) })
        for sign in VitalSign.allCases { set[sign] = row["\(sign.shortName)"] as Double? }
        readings = set
        let code: Int64 = row["disposition"]
        let known = UInt8(exactly: code).flatMap(ReadingRecord.Disposition.init(rawValue:))
        disposition = known.map { "\($0.name)" } ?? "code-\(code)"
        let refused: Int64 = row["implausible"]
        implausible = VitalSignSet(rawValue: UInt8(truncatingIfNeeded: refused & (Self.implausibleOxygen - 1)))
        isOxygenImplausible = refused & Self.implausibleOxygen != 0
        oxygen = (row["oxygen"] as String?).flatMap { try? FoldState.value(OxygenSupport.self, from: $0) }
        document = row["document"]
        documentRow = row["document_row"]
    }
}

/// One attempt to deliver an alert to an endpoint.
public struct DeliveryRow: Sendable, Hashable {
    public var hubSequence: Int64
    public var endpoint: String
    public var alertID: String
    public var attempt: Int64
    public var startedAt: WallInstant
    public var duration: Duration
    public var stage: String
    public var curlCode: Int32
    public var httpStatus: Int32?
    public var answer: String
    public var isAccepted: Bool

    static let query = JournalQuery(
        table: "deliveries", key: "delivery", time: "started_wall_us",
        select: """
            SELECT d.delivery AS cursor, d.*, o.alert_id FROM deliveries d
            JOIN outbox o ON o.hub_seq = d.hub_seq AND o.endpoint = d.endpoint
            """)

    init(_ row: Row) {
        hubSequence = row["hub_seq"]
        endpoint = row["endpoint"]
        alertID = row["alert_id"]
        attempt = row["attempt"]
        startedAt = WallInstant(microseconds: row["started_wall_us"])
        duration = .microseconds(row["duration_us"] as Int64)
        stage = row["stage"]
        curlCode = row["curl_code"]
        httpStatus = row["http_status"]
        answer = row["answer"]
        isAccepted = row["accepted"]
    }
}

/// How one table is read a page at a time. All texts are literals of this file.
struct JournalQuery {
    var table: String
    /// The integer key, in the order of writing.
    var key: String
    /// The column of wall time; it may step back where the hub's clock did.
    var time: String
    /// Gives the first and the last key there may be since an instant, where no index of the table says it.
    var bounds: String?
    /// Gives the key as `cursor`.
    var select: String
}
