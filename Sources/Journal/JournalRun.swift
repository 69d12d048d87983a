import Alarms
import GRDB
import Vitals

/// One life of the daemon, from start to stop: which boot, which build, which rules.
public struct RunRecord: Sendable, Hashable {
    /// The kernel's boot id: monotonic instants of two runs compare only when theirs is the same.
    public var bootID: String
    public var startedAt: Tick
    public var build: String
    /// SHA-256, hex.
    public var configurationHash: String
    public var rulesHash: String
    public var chartHash: String

    public init(
        bootID: String, startedAt: Tick, build: String, configurationHash: String, rulesHash: String, chartHash: String
    ) {
        self.bootID = bootID
        self.startedAt = startedAt
        self.build = build
        self.configurationHash = configurationHash
        self.rulesHash = rulesHash
        self.chartHash = chartHash
    }
}

extension JournalStore {
    /// Begins a run and learns the names behind its indices. Everything committed belongs to the run begun last.
    @discardableResult
    public func beginRun(_ record: RunRecord, names: WardNames) throws(JournalError) -> Int64 {
        let begun = try write("begin a run") { db in
            try db.execute(
                sql: """
                    INSERT INTO runs (boot_id, started_wall_us, started_mono_us, build, config_hash, rules_hash, chart_hash)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    record.bootID, record.startedAt.wall.microseconds, record.startedAt.monotonic.microseconds,
                    record.build,
                    record.configurationHash, record.rulesHash, record.chartHash,
                ])
            let number = db.lastInsertedRowID
            let how = try endOfRunBefore(number, at: record.startedAt.wall, db)
            try moveLastReadings(to: record, run: number, db)
            var audit = AuditWriter(number, boot: record.bootID, hash: hash, statements: statements)
            try audit.append(
                .start, nil,
                "build \(record.build), configuration \(record.configurationHash), rules \(record.rulesHash), "
                    + "chart \(record.chartHash); \(how)", at: record.startedAt, db)
            let admissionKeys = try names.admissions.map { try admissionKey($0, inRun: number, db) }
            let sourceKeys = try names.sources.map { try key(db, of: $0, in: "sources", column: "name") }
            return CurrentRun(
                number: number, bootID: record.bootID, hash: hash, statements: statements, names: names,
                admissionKeys: admissionKeys, sourceKeys: sourceKeys)
        }
        run = begun
        return begun.number
    }

    /// A child comes to the ward during the run, and is the next index. A name the run knows keeps its index.
    @discardableResult
    public func admit(_ name: String) throws(JournalError) -> ChildIndex {
        var current = currentRun
        if let known = current.names.child(named: name) { return known }
        let number = current.number
        let key = try write("admit a child") { db in try admissionKey(name, inRun: number, db) }
        current.names.admissions.append(name)
        current.admissionKeys.append(key)
        run = current
        return ChildIndex(UInt32(current.names.admissions.count - 1))
    }

    /// The names behind the indices now, with those admitted since the run began.
    public var names: WardNames { currentRun.names }

    /// Notes that the run ended as it should. A run without this was cut off.
    public func endRun(at now: WallInstant) throws(JournalError) {
        let run = currentRun
        let number = run.number
        try write("end the run") { db in
            var audit = AuditWriter(run)
            try audit.append(.stop, nil, "in order", at: Tick(wallOnly: now), db)
            try db.execute(
                sql: "UPDATE runs SET stopped_wall_us = ? WHERE run = ?", arguments: [now.microseconds, number])
        }
    }

    var currentRun: CurrentRun {
        guard let run else { preconditionFailure("beginRun comes before the first commit") }
        return run
    }
}

/// A boot clock that has ended is gone on from by this one's. Since a child was last heard, at least as long has passed as the time of day
/// says, and as had passed on the clock that ended when something was last put on record: so a silence goes on over a new
/// boot, also where the time of day has gone back behind it.
private func moveLastReadings(to record: RunRecord, run number: Int64, _ db: Database) throws {
    let before = try String.fetchOne(
        db, sql: "SELECT boot_id FROM runs WHERE run < ? ORDER BY run DESC LIMIT 1", arguments: [number])
    guard let before, before != record.bootID else { return }
    let newest = try Int64.fetchOne(
        db,
        sql: """
            SELECT max(at) FROM (SELECT max(last_timely_mono_us) AS at FROM admissions
              UNION ALL SELECT max(at_mono_us) FROM audit WHERE seq > (SELECT max(seq) FROM audit) - 100 AND boot_id = ?)
            """, arguments: [before])
    try db.execute(
        sql: """
            UPDATE admissions SET last_timely_mono_us
              = ?1 - max(?2 - last_timely_wall_us, coalesce(?3 - last_timely_mono_us, 0), 0)
            WHERE last_timely_wall_us IS NOT NULL
            """,
        arguments: [record.startedAt.monotonic.microseconds, record.startedAt.wall.microseconds, newest])
}

/// How the run before ended, and how long nobody was watched: from the newest thing on record, by the wall clock.
private func endOfRunBefore(_ number: Int64, at now: WallInstant, _ db: Database) throws -> String {
    let before = try Row.fetchOne(
        db, sql: "SELECT stopped_wall_us, started_wall_us FROM runs WHERE run < ? ORDER BY run DESC LIMIT 1",
        arguments: [number])
    guard let before else { return "the first run of this journal" }
    let stopped: Int64? = before["stopped_wall_us"]
    let last = try Int64.fetchOne(
        db,
        sql: """
            SELECT max(at) FROM (SELECT max(at_wall_us) AS at FROM audit WHERE seq > (SELECT max(seq) FROM audit) - 100
              UNION ALL SELECT max(last_timely_wall_us) FROM admissions UNION ALL SELECT ?)
            """, arguments: [before["started_wall_us"] as Int64])
    let gap =
        (now.microseconds.subtractingReportingOverflow(stopped ?? last ?? now.microseconds).partialValue) / 1_000_000
    return "\(stopped == nil ? "the run before was cut off" : "the run before was stopped in order"), gap \(gap) s"
}

/// The key of an admission, which this run has on its ward.
private func admissionKey(_ name: String, inRun number: Int64, _ db: Database) throws -> Int64 {
    let key = try key(db, of: name, in: "admissions", column: "admission_id")
    try db.execute(sql: "UPDATE admissions SET last_run = ? WHERE admission = ?", arguments: [number, key])
    return key
}

/// The key of a name in a table of names, made where it is new. Table and column are literals of this file.
private func key(_ db: Database, of name: String, in table: String, column: String) throws -> Int64 {
    try db.execute(sql: "INSERT INTO \(table) (\(column)) VALUES (?) ON CONFLICT DO NOTHING", arguments: [name])
    guard let key = try Int64.fetchOne(db, sql: "SELECT rowid FROM \(table) WHERE \(column) = ?", arguments: [name])
    else {
        preconditionFailure("a name just inserted is there")
    }
    return key
}
