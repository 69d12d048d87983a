import Alarms
import GRDB
import Vitals

/// How one child stands, by the record.
public struct ChildStanding: Sendable, Hashable {
    public var admissionID: String
    /// The last transition of each open or latched episode, most urgent first.
    public var episodes: [EpisodeTransition]
    /// The newest timely reading with a value: when it was measured, else when it came.
    public var newestReadingAt: WallInstant?
    /// Seconds with a valid reading in the span asked for.
    public var validSeconds: Int64
    public var score: ScoreSnapshot?
    public var scoredAt: WallInstant?
    /// The newest observation that no other corrects.
    public var observation: ObservationRow?
    public var carer: CarerStanding
    /// Until when a pause or a quiet is in force.
    public var pausedUntil: WallInstant?
    public var quietUntil: WallInstant?

    /// The share of a span's seconds with a valid reading, 0…1.
    public func coverage(of span: Duration) -> Double {
        let seconds = span / .seconds(1)
        return seconds > 0 ? min(1, Double(validSeconds) / seconds) : 0
    }
}

/// How everybody stands, by the record.
public struct WardStanding: Sendable, Hashable {
    /// The children of the newest run who were not discharged, in the ward's order.
    public var children: [ChildStanding]
    /// Open and latched episodes of the hub, of unbound devices, and of children who are not on the ward.
    public var others: [EpisodeTransition]
}

extension ReadOnlyJournal {
    /// - Parameters:
    ///   - dayBegan: from when coverage counts; on a whole hour, and it counts from the hour it is in.
    public func wardStanding(coverageSince dayBegan: WallInstant, now: WallInstant) throws(JournalError)
        -> WardStanding
    {
        try read { db in
            var episodes = try Row.fetchAll(
                db,
                sql: """
                    SELECT t.*, 0 AS endpoint_count, 0 AS accepted_count FROM (\(AlertRow.open)) t
                    ORDER BY t.priority DESC, t.seq
                    """
            ).map(EpisodeTransition.init)
            let admissions = try Row.fetchAll(
                db,
                sql: """
                    SELECT admission, admission_id, last_timely_wall_us, coalesce((
                      SELECT sum(valid_seconds) FROM coverage c WHERE c.admission = a.admission AND c.hour BETWEEN ? AND ?), 0)
                      AS valid_seconds
                    FROM admissions a WHERE last_run = (SELECT max(run) FROM runs) AND NOT EXISTS (
                      SELECT 1 FROM commands d
                      WHERE d.admission_id = a.admission_id AND d.kind = 'discharge' AND d.outcome = 'done')
                    ORDER BY admission
                    """,
                arguments: [
                    CoverageTally.hour(of: dayBegan.wholeSeconds), CoverageTally.hour(of: now.wholeSeconds),
                ])
            let children = try admissions.map { row in
                let id: String = row["admission_id"]
                let own = episodes.filter { $0.row.admissionID == id }
                episodes.removeAll { $0.row.admissionID == id }
                return try standing(of: id, row, own, now: now, db)
            }
            return WardStanding(children: children, others: episodes)
        }
    }
}

private func standing(
    of id: String, _ row: Row, _ episodes: [EpisodeTransition], now: WallInstant, _ db: Database
) throws -> ChildStanding {
    let score = try Row.fetchOne(
        db, sql: "SELECT at_wall_us, snapshot FROM scores WHERE admission = ? ORDER BY score DESC LIMIT 1",
        arguments: [row["admission"] as Int64])
    let observation = try Row.fetchOne(
        db,
        sql: """
            SELECT * FROM observations o WHERE admission_id = ?
              AND NOT EXISTS (SELECT 1 FROM observations c WHERE c.corrects = o.number)
            ORDER BY measured_wall_us DESC, number DESC LIMIT 1
            """, arguments: [id])
    return ChildStanding(
        admissionID: id, episodes: episodes,
        newestReadingAt: (row["last_timely_wall_us"] as Int64?).map { WallInstant(microseconds: $0) },
        validSeconds: row["valid_seconds"],
        score: try score.map { try FoldState.value(ScoreSnapshot.self, from: $0["snapshot"]) },
        scoredAt: score.map { WallInstant(microseconds: $0["at_wall_us"]) },
        observation: observation.map(ObservationRow.init), carer: try CarerStanding.of(id, db),
        pausedUntil: try until("pause", of: id, now: now, db), quietUntil: try until("quiet", of: id, now: now, db))
}

/// Until when the child's pause or quiet lasts, where one is in force.
private func until(_ what: String, of id: String, now: WallInstant, _ db: Database) throws -> WallInstant? {
    guard let began = try NoticeRow.newest(what + "-began", of: id, db) else { return nil }
    if let ended = try NoticeRow.newest(what + "-ended", of: id, db), ended.notice > began.notice { return nil }
    switch began.kind {
    case .pauseBegan(let until), .quietBegan(let until): return until > now ? until : nil
    case .carerAsked, .carerAnswered, .carerUnanswered, .chartChanged, .chartChanges, .pauseEnded, .quietEnded:
        return nil
    }
}
