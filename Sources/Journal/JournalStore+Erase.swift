import Alarms
import GRDB
import Vitals

/// Who had what erased, and why.
public struct ErasureOrder: Sendable, Hashable {
    public var admissionID: String
    public var byName: String
    public var reason: String
    public var at: WallInstant

    public init(admissionID: String, byName: String, reason: String, at: WallInstant) {
        self.admissionID = admissionID
        self.byName = byName
        self.reason = reason
        self.at = at
    }

    /// What of the child is left: whoever knows the pseudonym can find that it was erased, and nobody can read it there.
    public var admissionHash: String { SHA256.hash(Array(admissionID.utf8)).hexadecimal }
}

/// What the journal still has of a child.
public struct ChildTrace: Sendable, Hashable {
    /// Alarms that are open or wait for somebody to look, and messages no receiver has taken.
    public var openEpisodeCount: Int
    public var owedCount: Int
    /// The first and the last thing on record; `nil` where there is nothing.
    public var span: ClosedRange<WallInstant>?
    /// The SHA-256, hex, of the dropped files that readings of it came from, as far as those are on record.
    public var documentHashes: Set<String> = []
    /// When it was erased before.
    public var erasedAt: WallInstant?
}

extension JournalStore {
    /// What is on record of a child.
    public func trace(of admissionID: String) throws(JournalError) -> ChildTrace {
        let hash = ErasureOrder(admissionID: admissionID, byName: "", reason: "", at: WallInstant(microseconds: 0))
            .admissionHash
        return try read("look for a child") { db in
            let open = try Int.fetchOne(
                db, sql: "SELECT count(*) FROM (\(AlertRow.open)) WHERE admission_id = ?", arguments: [admissionID])
            let owed = try Int.fetchOne(
                db,
                sql: """
                    SELECT count(*) FROM outbox o JOIN transitions t USING (alert_id)
                    WHERE t.admission_id = ? AND o.state IN ('queued', 'dead')
                    """, arguments: [admissionID])
            let span = try Row.fetchOne(
                db,
                sql: """
                    SELECT min(at) AS first, max(at) AS last FROM (
                      SELECT at_wall_us AS at FROM transitions WHERE admission_id = ?1
                      UNION ALL SELECT at_wall_us FROM commands WHERE admission_id = ?1
                      UNION ALL SELECT at_wall_us FROM notices WHERE admission_id = ?1
                      UNION ALL SELECT arrived_wall_us FROM readings
                        WHERE admission = (SELECT admission FROM admissions WHERE admission_id = ?1))
                    """, arguments: [admissionID])
            var trace = ChildTrace(openEpisodeCount: open ?? 0, owedCount: owed ?? 0)
            if let first = span?["first"] as Int64?, let last = span?["last"] as Int64? {
                trace.span = WallInstant(microseconds: first)...WallInstant(microseconds: last)
            }
            trace.documentHashes = Set(
                try String.fetchAll(
                    db,
                    sql: """
                        SELECT sha256 FROM documents WHERE number IN (SELECT DISTINCT document FROM readings
                          WHERE admission = (SELECT admission FROM admissions WHERE admission_id = ?))
                        """, arguments: [admissionID]))
            trace.erasedAt = try Int64.fetchOne(
                db, sql: "SELECT max(at_wall_us) FROM erasures WHERE admission_sha256 = ?", arguments: [hash]
            ).map { WallInstant(microseconds: $0) }
            return trace
        }
    }

    /// Removes every row about a child, leaves a tombstone, and writes the whole file anew so that no free page and no log
    /// holds what was there. The audit log keeps its entries: their salts go, so that they can be compared with nothing.
    ///
    /// It needs as much room again as the file has, and takes seconds a gigabyte: no daemon may run meanwhile.
    public func erase(_ order: ErasureOrder) throws(JournalError) {
        try write("erase a child") { db in
            try db.execute(sql: "PRAGMA defer_foreign_keys = ON")
            let run = try Int64.fetchOne(db, sql: "SELECT max(run) FROM runs") ?? 0
            let current = CurrentRun(
                number: run, bootID: "", hash: hash, statements: statements,
                names: WardNames(admissions: [], sources: []), admissionKeys: [], sourceKeys: [])
            try removeRows(of: order.admissionID, current, at: Tick(wallOnly: order.at), db)
            try db.execute(
                sql: "INSERT INTO erasures (admission_sha256, at_wall_us, by_name, reason) VALUES (?, ?, ?, ?)",
                arguments: [
                    order.admissionHash, order.at.microseconds, order.byName.clipped(toByteCount: Limits.nameByteCount),
                    order.reason.clipped(toByteCount: Limits.auditWordsByteCount),
                ])
            var audit = AuditWriter(current)
            try audit.append(
                .erased, nil, "0 rows more: child \(order.admissionHash), by \(order.byName)",
                at: Tick(wallOnly: order.at), db)
        }
        do {
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "VACUUM")
                _ = try Row.fetchAll(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            }
        } catch {
            throw JournalError(error, call: "write the journal anew", subject: path)
        }
    }
}

private func removeRows(
    of child: String, _ run: JournalStore.CurrentRun, at now: Tick, _ db: Database
) throws {
    // Whole names: one may be the beginning of another.
    let named = "\"\(child)\""
    let seqs = try Int64.fetchAll(
        db, sql: "SELECT seq FROM transitions WHERE admission_id = ?1 OR instr(line, ?2) > 0",
        arguments: [child, named])
    let episodes = try String.fetchAll(
        db, sql: "SELECT DISTINCT episode_id FROM transitions WHERE admission_id = ?1 OR instr(line, ?2) > 0",
        arguments: [child, named])
    let all = try episodes.flatMap {
        try Int64.fetchAll(db, sql: "SELECT seq FROM transitions WHERE episode_id = ?", arguments: [$0])
    }
    for episode in episodes { try removeEpisode(episode, db) }
    try forget(.transition, Array(Set(all).union(seqs)), what: "transitions", as: .erased, of: run, at: now, db)

    let commands = try Int64.fetchAll(
        db, sql: "SELECT number FROM commands WHERE admission_id = ?1 OR instr(line, ?2) > 0",
        arguments: [child, named])
    // A number is never given twice: whoever asks next gets one above.
    let last = try Int64.fetchOne(db, sql: "SELECT max(number) FROM commands") ?? 0
    for number in commands {
        try db.execute(sql: "DELETE FROM observations WHERE number = ?", arguments: [number])
        try db.execute(sql: "DELETE FROM commands WHERE number = ?", arguments: [number])
    }
    try db.execute(sql: "DELETE FROM observations WHERE admission_id = ?", arguments: [child])
    if commands.contains(last) {
        try db.execute(
            sql: """
                INSERT INTO commands (number, run, run_number, at_wall_us, at_mono_us, kind, by_name, by_role, line, outcome,
                  outcome_wall_us, origin) VALUES (?, ?, 0, ?, 0, 'erased', '', '', '{}', 'done', ?, 'start')
                """, arguments: [last, run.number, now.wall.microseconds, now.wall.microseconds])
    }
    try forget(.command, commands, what: "commands", as: .erased, of: run, at: now, db)
    try forget(.outcome, commands, what: "outcomes", as: .erased, of: run, at: now, db)

    let events = try Row.fetchAll(
        db, sql: "SELECT event, text FROM events WHERE instr(text, ?) > 0", arguments: [child]
    )
    .filter { Array(($0["text"] as String).utf8).names(child) }.map { $0["event"] as Int64 }
    for event in events { try db.execute(sql: "DELETE FROM events WHERE event = ?", arguments: [event]) }
    try forget(.event, events, what: "events", as: .erased, of: run, at: now, db)

    try db.execute(sql: "DELETE FROM notices WHERE admission_id = ?", arguments: [child])
    guard
        let key = try Int64.fetchOne(
            db, sql: "SELECT admission FROM admissions WHERE admission_id = ?", arguments: [child])
    else { return }
    for table in ["readings", "scores", "coverage", "admissions"] {
        try db.execute(sql: "DELETE FROM \(table) WHERE admission = ?", arguments: [key])
    }
    try db.execute(
        sql: """
            DELETE FROM reading_spans WHERE NOT EXISTS (
              SELECT 1 FROM readings WHERE reading BETWEEN first_reading AND last_reading)
            """)
}

extension [UInt8] {
    /// Whether a pseudonym stands in these bytes as a whole name, and not as a part of another.
    func names(_ pseudonym: String) -> Bool {
        holds(Array(pseudonym.utf8)) { start, end in
            let isBegun = start > 0 && self[start - 1].isOfPseudonyms
            let goesOn = end < count && self[end].isOfPseudonyms
            return !isBegun && !goesOn
        }
    }

    /// Whether a pseudonym stands anywhere in these bytes, whatever is beside it, but as a part of one of the others.
    public func holds(_ pseudonym: String, besides others: [String]) -> Bool {
        let name = Array(pseudonym.utf8)
        let longer = others.filter { $0 != pseudonym }.map { Array($0.utf8) }.filter { $0.count > name.count }
        return holds(name) { start, _ in
            !longer.contains { other in
                (0...(other.count - name.count)).contains { offset in
                    let from = start - offset
                    return from >= 0 && from + other.count <= count
                        && self[from..<(from + other.count)].elementsEqual(other)
                        && other[offset..<(offset + name.count)].elementsEqual(name)
                }
            }
        }
    }

    private func holds(_ name: [UInt8], where counts: (_ start: Int, _ end: Int) -> Bool) -> Bool {
        guard let first = name.first, count >= name.count else { return false }
        var start = startIndex
        while let next = self[start...].firstIndex(of: first), next + name.count <= count {
            if self[next..<(next + name.count)].elementsEqual(name), counts(next, next + name.count) { return true }
            start = next + 1
        }
        return false
    }
}

extension UInt8 {
    fileprivate var isOfPseudonyms: Bool {
        (0x30...0x39).contains(self) || (0x61...0x7A).contains(self) || self == 0x2D
    }
}
