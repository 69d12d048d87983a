import Alarms
import GRDB
import Vitals

/// Appends to the audit log, in the transaction that writes what it tells of: both are on the disk, or neither.
struct AuditWriter {
    private let run: Int64
    private let boot: String
    private let hash: AuditHash
    private let statements: KeptStatements
    /// The newest entry, once it was looked for.
    private var head: (seq: Int64, hash: [UInt8])?

    init(_ run: JournalStore.CurrentRun) {
        self.init(run.number, boot: run.bootID, hash: run.hash, statements: run.statements)
    }

    init(_ run: Int64, boot: String, hash: @escaping AuditHash, statements: KeptStatements) {
        self.hash = hash
        self.statements = statements
        self.run = run
        self.boot = boot
    }

    private func newest(_ db: Database) throws -> (seq: Int64, hash: [UInt8]) {
        let row = try Row.fetchOne(
            try db.cachedStatement(sql: "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1"))
        return (row?.number("seq") ?? 0, row?.bytes("hash") ?? AuditEntry.noHash)
    }

    mutating func append(
        _ kind: AuditEntry.Kind, _ subject: Int64? = nil, _ what: String, at now: Tick, _ db: Database
    ) throws {
        var salt: [UInt8]?
        var digest: [UInt8] = []
        if let subject, let bytes = try AuditSubject.bytes(of: kind, subject, db) {
            let fresh = Self.freshSalt()
            salt = fresh
            digest = AuditSubject.digest(fresh, bytes, hash)
        }
        let before = try head ?? newest(db)
        var entry = AuditEntry(
            seq: before.seq + 1, run: run, boot: boot, atMonotonic: now.monotonic.microseconds,
            atWall: now.wall.microseconds,
            kind: kind, subject: subject, what: what.clipped(toByteCount: Limits.auditWordsByteCount),
            digest: digest.hexadecimal, hash: "")
        let hash = entry.hash(after: before.hash, hash)
        entry.hash = hash.hexadecimal
        head = (entry.seq, hash)
        var row = try statements.writer(.insertAudit, db)
        row.bind(entry.seq)
        row.bind(entry.run)
        row.bind(entry.boot)
        row.bind(entry.atMonotonic)
        row.bind(entry.atWall)
        row.bind(kind.rawValue)
        row.bind(subject)
        row.bind(entry.what)
        row.bind(digest)
        row.bind(salt)
        row.bind(hash)
        try row.write()
    }

    /// The system is asked once for eight bytes, and not for each.
    private static func freshSalt() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        var salt: [UInt8] = []
        salt.reserveCapacity(Limits.auditSaltByteCount)
        while salt.count < Limits.auditSaltByteCount {
            let word = generator.next()
            for shift in stride(from: 0, to: UInt64.bitWidth, by: 8) where salt.count < Limits.auditSaltByteCount {
                salt.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
            }
        }
        return salt
    }
}

extension Tick {
    /// Where only the wall clock was asked.
    init(wallOnly wall: WallInstant) { self.init(monotonic: MonotonicInstant(microseconds: 0), wall: wall) }
}
