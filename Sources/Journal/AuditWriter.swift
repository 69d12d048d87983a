import Alarms
import Foundation
import GRDB
import Vitals

/// Appends to the audit log, in the transaction that writes what it tells of: both are on the disk, or neither.
struct AuditWriter {
    private let run: Int64
    private let boot: String
    private let hash: AuditHash
    /// The newest entry, once it was looked for.
    private var head: (seq: Int64, hash: [UInt8])?

    init(_ run: JournalStore.CurrentRun) { self.init(run.number, boot: run.bootID, hash: run.hash) }

    init(_ run: Int64, boot: String, hash: @escaping AuditHash) {
        self.hash = hash
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
            var generator = SystemRandomNumberGenerator()
            let fresh = (0..<Limits.auditSaltByteCount).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            salt = fresh
            digest = AuditSubject.digest(fresh, bytes, hash)
        }
        let before = try head ?? newest(db)
        var entry = AuditEntry(
            seq: before.seq + 1, run: run, boot: boot, atMonotonic: now.monotonic.microseconds,
            atWall: now.wall.microseconds,
            kind: kind, subject: subject, what: what.clipped(toByteCount: Limits.auditWordsByteCount),
            digest: digest.hexText, hash: "")
        let hash = entry.hash(after: before.hash, hash)
        entry.hash = hash.hexText
        head = (entry.seq, hash)
        try db.cachedStatement(
            sql: """
                INSERT INTO audit (seq, run, boot_id, at_mono_us, at_wall_us, kind, subject, what, digest, salt, hash)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            entry.seq, entry.run, entry.boot, entry.atMonotonic, entry.atWall, kind.rawValue, subject, entry.what,
            Data(digest), salt.map { Data($0) }, Data(hash),
        ])
    }
}

extension [UInt8] {
    /// Two lower-case digits a byte.
    var hexText: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

extension Tick {
    /// Where only the wall clock was asked.
    init(wallOnly wall: WallInstant) { self.init(monotonic: MonotonicInstant(microseconds: 0), wall: wall) }
}
