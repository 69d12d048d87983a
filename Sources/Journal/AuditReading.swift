import Foundation
import GRDB
import Vitals

/// Reads the audit log out of a journal, a page at a time.
enum AuditReading {
    /// Goes through the entries after `start`, and through the rows they tell of.
    ///
    /// - Parameter previous: the hash of the entry `start`, where it is not the beginning.
    /// - Returns: the last entry of the page; `nil` behind the end.
    static func check(
        after start: Int64, checksRows: Bool, into check: inout AuditCheck, _ db: Database
    ) throws -> Int64? {
        try forEach(after: start, db) { entry, salt in
            check.take(entry, row: checksRows ? try rowState(of: entry, salt, check.hash, db) : .none)
        }
    }

    /// A page of entries.
    static func forEach(
        after start: Int64, _ db: Database, _ body: (AuditEntry, [UInt8]?) throws -> Void
    ) throws -> Int64? {
        let rows = try Row.fetchCursor(
            try db.cachedStatement(
                // By name: a column whose name is damaged is an error of the statement, and not of the reading.
                sql: """
                    SELECT seq, run, boot_id, at_mono_us, at_wall_us, kind, subject, what, digest, salt, hash FROM audit
                    WHERE seq > ? ORDER BY seq LIMIT \(Limits.readerPageRowCount)
                    """),
            arguments: [start])
        var last: Int64?
        while let row = try rows.next() {
            let (entry, salt) = entry(row)
            try body(entry, salt)
            last = entry.seq
        }
        return last
    }

    /// A damaged page may hold anything in any column: what is not of its kind is taken as another value, and no hash fits.
    private static func entry(_ row: Row) -> (AuditEntry, [UInt8]?) {
        let kind = AuditEntry.Kind(rawValue: row.words("kind"))
        let entry = AuditEntry(
            seq: row.number("seq") ?? 0, run: row.number("run") ?? -1, boot: row.words("boot_id"),
            atMonotonic: row.number("at_mono_us") ?? -1, atWall: row.number("at_wall_us") ?? -1, kind: kind ?? .event,
            subject: row.number("subject"), what: kind == nil ? "no kind of entry" : row.words("what"),
            digest: (row.bytes("digest") ?? []).hexadecimal, hash: (row.bytes("hash") ?? []).hexadecimal)
        return (entry, row.bytes("salt"))
    }

    private static func rowState(
        of entry: AuditEntry, _ salt: [UInt8]?, _ hash: AuditHash, _ db: Database
    ) throws -> AuditCheck.RowState {
        guard let subject = entry.subject, !entry.digest.isEmpty else { return salt == nil ? .none : .differs }
        let bytes = try AuditSubject.bytes(of: entry.kind, subject, db)
        // What was erased may be there still with its personal fields gone; without the salt nothing can be compared.
        guard let salt else { return .gone }
        guard let bytes, AuditSubject.digest(salt, bytes, hash).hexadecimal == entry.digest else { return .differs }
        return .asWritten
    }
}

extension JournalStore {
    /// The newest entry; `nil` before the first run.
    public func auditHead() throws(JournalError) -> AuditHead? {
        try read("look at the end of the audit log") { db in try AuditHead.newest(db) }
    }

    /// Looks through the last entries and their rows: what a start has time for.
    public func checkAuditTail() throws(JournalError) -> AuditCheck {
        try read("look through the end of the audit log") { db in
            let newest = try AuditHead.newest(db)?.seq ?? 0
            let start = max(0, newest - Limits.auditTailCount)
            var check = AuditCheck(isWhole: false, hash: hash)
            var next: Int64? = max(0, start - 1)
            while let place = next {
                next = try AuditReading.check(after: place, checksRows: true, into: &check, db)
            }
            check.finish()
            return check
        }
    }
}

extension ReadOnlyJournal {
    /// Looks through the whole audit log and every row it tells of.
    ///
    /// - Parameter checksRows: else the chain alone.
    public func checkAudit(
        head: AuditHead? = nil, checksRows: Bool = true, hash: @escaping AuditHash = SHA256.hash
    ) throws(JournalError) -> AuditCheck {
        var check = AuditCheck(head: head, checksRows: checksRows, hash: hash)
        var next: Int64? = .min
        while let place = next {
            next = try read { db in try AuditReading.check(after: place, checksRows: checksRows, into: &check, db) }
        }
        check.finish()
        return check
    }

    /// Every entry, in order.
    public func auditEntries(_ body: (AuditEntry) -> Void) throws(JournalError) {
        var next: Int64? = .min
        while let place = next {
            next = try read { db in try AuditReading.forEach(after: place, db) { entry, _ in body(entry) } }
        }
    }

    public func auditHead() throws(JournalError) -> AuditHead? { try read { db in try AuditHead.newest(db) } }
}

extension AuditHead {
    static func newest(_ db: Database) throws -> AuditHead? {
        try Row.fetchOne(try db.cachedStatement(sql: "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")).map {
            AuditHead(seq: $0.number("seq") ?? 0, hash: ($0.bytes("hash") ?? []).hexadecimal)
        }
    }
}

extension Row {
    func number(_ column: String) -> Int64? { Int64.fromDatabaseValue(self[column] as DatabaseValue) }

    func words(_ column: String) -> String { String.fromDatabaseValue(self[column] as DatabaseValue) ?? "" }

    func bytes(_ column: String) -> [UInt8]? {
        Data.fromDatabaseValue(self[column] as DatabaseValue).map { [UInt8]($0) }
    }
}
