import Alarms
import Charts
import GRDB
import Vitals

/// An observation that something of still stands.
public struct StandingObservation: Sendable, Hashable {
    public var child: ChildIndex
    public var row: ObservationRow
    /// The keys of its form that no later observation and no correction has taken over.
    public var fields: Set<String>
}

/// Where the daily question stands for one child.
public struct CarerStanding: Sendable, Hashable {
    public var askedAt: WallInstant?
    public var answer: CarerAnswer?
    public var answeredAt: WallInstant?
    /// When the time to answer last ran out.
    public var unansweredAt: WallInstant?

    static func of(
        _ admissionID: String, _ db: Database, unreadable: (String) -> Void = { _ in }
    ) throws -> CarerStanding {
        var standing = CarerStanding()
        standing.askedAt = try NoticeRow.newest("carer-asked", of: admissionID, db, unreadable: unreadable)?.at
        standing.unansweredAt = try NoticeRow.newest("carer-unanswered", of: admissionID, db, unreadable: unreadable)?
            .at
        if let answered = try NoticeRow.newest("carer-answered", of: admissionID, db, unreadable: unreadable) {
            standing.answeredAt = answered.at
            if case .carerAnswered(let answer) = answered.kind { standing.answer = answer }
        }
        return standing
    }
}

/// What was told of one child's birthdays.
public struct BirthdayStanding: Sendable, Hashable {
    /// The day in London a change of the chart was last told.
    public var changedOn: CivilDate?
    /// The birthday that was last announced ahead.
    public var announcedFor: CivilDate?

    static func of(
        _ admissionID: String, _ db: Database, unreadable: (String) -> Void = { _ in }
    ) throws -> BirthdayStanding {
        var standing = BirthdayStanding()
        if let changed = try NoticeRow.newest("chart-changed", of: admissionID, db, unreadable: unreadable) {
            standing.changedOn = LondonTime.date(at: changed.at)
        }
        if case .chartChanges(let date, _)? = try NoticeRow.newest(
            "chart-changes", of: admissionID, db, unreadable: unreadable)?.kind
        {
            standing.announcedFor = date
        }
        return standing
    }
}

extension JournalStore {
    /// What was entered and stands: for each field of each child the newest observation by when it was made, not older
    /// than 48 hours and not corrected. In the order they were made, so that what is given last wins.
    ///
    /// A correction takes over the fields it gives; the others of the corrected observation stand. What the evaluator
    /// refused does not stand.
    public func standingObservations(in names: WardNames, now: WallInstant) throws(JournalError)
        -> [StandingObservation]
    {
        try read("restore the observations") { db in
            let since = now.advanced(by: .zero - Limits.observationLifetime).microseconds
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT o.*, CASE WHEN json_valid(o.form) THEN (SELECT json_group_array(key) FROM json_each(o.form))
                      ELSE '[]' END AS fields
                    FROM observations o JOIN commands c USING (number)
                    WHERE (c.outcome IS NULL OR c.outcome IN ('done', 'recorded')) AND (o.measured_wall_us >= ?1
                      OR o.corrects IN (SELECT number FROM observations WHERE measured_wall_us >= ?1))
                    ORDER BY o.measured_wall_us DESC, o.number DESC LIMIT \(Limits.standingObservationCount)
                    """, arguments: [since])
            let entries = try rows.map { row in
                (row: ObservationRow(row), fields: Set(try FoldState.value([String].self, from: row["fields"])))
            }
            var corrected: [Int64: Set<String>] = [:]
            for entry in entries {
                if let target = entry.row.corrects { corrected[target, default: []].formUnion(entry.fields) }
            }
            var taken: [String: Set<String>] = [:]
            var standing: [StandingObservation] = []
            for (row, fields) in entries where row.measuredAt.microseconds >= since {
                let live = fields.subtracting(corrected[row.number] ?? [])
                let fresh = live.subtracting(taken[row.admissionID] ?? [])
                taken[row.admissionID, default: []].formUnion(live)
                guard !fresh.isEmpty, let child = names.child(named: row.admissionID) else { continue }
                standing.append(StandingObservation(child: child, row: row, fields: fresh))
            }
            return standing.reversed()
        }
    }

    /// What the newest row of a file in time says each child of the ward breathes, where that is not older than 48 hours, and
    /// as of when.
    public func standingOxygen(
        in names: WardNames, now: WallInstant
    ) throws(JournalError) -> [ChildIndex: (oxygen: OxygenSupport, at: WallInstant)] {
        try read("restore the oxygen of rows") { db in
            let since = now.advanced(by: .zero - Limits.observationLifetime).microseconds
            let statement = try db.cachedStatement(
                sql: """
                    SELECT oxygen, max(min(coalesce(measured_wall_us, arrived_wall_us), arrived_wall_us)) AS at FROM readings
                    WHERE oxygen IS NOT NULL AND admission = (SELECT admission FROM admissions WHERE admission_id = ?1)
                      AND arrived_wall_us >= ?2 AND disposition = ?3 AND implausible & ?4 = 0
                    """)
            var standing: [ChildIndex: (oxygen: OxygenSupport, at: WallInstant)] = [:]
            for (index, admission) in names.admissions.enumerated() {
                let row = try Row.fetchOne(
                    statement,
                    arguments: [
                        admission, since, Int64(ReadingRecord.Disposition.accepted.rawValue),
                        ReadingRow.implausibleOxygen,
                    ])
                // What cannot be read is not known: never air.
                guard let row, let at = row.number("at"), at >= since,
                    let oxygen = try? FoldState.value(OxygenSupport.self, from: row.words("oxygen"))
                else { continue }
                standing[ChildIndex(UInt32(index))] = (oxygen, WallInstant(microseconds: at))
            }
            return standing
        }
    }

    /// What was told of each child's birthdays.
    public func birthdayStandings(in names: WardNames) throws(JournalError) -> [ChildIndex: BirthdayStanding] {
        try read("restore what was told of birthdays") { db in
            var standings: [ChildIndex: BirthdayStanding] = [:]
            for (index, admission) in names.admissions.enumerated() {
                let standing = try BirthdayStanding.of(admission, db) { unreadable.append($0) }
                if standing != BirthdayStanding() { standings[ChildIndex(UInt32(index))] = standing }
            }
            return standings
        }
    }

    /// Where the daily question stands for each child of the ward.
    public func carerStandings(in names: WardNames) throws(JournalError) -> [ChildIndex: CarerStanding] {
        try read("restore the carers' answers") { db in
            var standings: [ChildIndex: CarerStanding] = [:]
            for (index, admission) in names.admissions.enumerated() {
                let standing = try CarerStanding.of(admission, db) { unreadable.append($0) }
                if standing != CarerStanding() { standings[ChildIndex(UInt32(index))] = standing }
            }
            return standings
        }
    }
}
