import Foundation
import GRDB

/// Opens SQLite so that a commit it acknowledges is on the disk.
///
/// Measured in `docs/journal.md`: with the defaults of the library a power cut loses the newest acknowledged commits,
/// which are the alerts. So write-ahead logging and full synchronisation are set after the library has done its own
/// setting up, and then read back: a promise that was not taken is a refusal to start.
enum JournalConnection {
    /// Set in this order once the connection is open.
    package static let durabilityStatements = ["PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL"]

    /// - Parameter isThorough: look through the history too before the journal is used.
    static func openForWriting(
        _ path: String, durability: [String], isThorough: Bool
    ) throws(JournalError) -> DatabaseQueue {
        var configuration = common()
        configuration.label = "spotward.journal.sqlite"
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { db in
            try db.execute(sql: hardening)
            try db.execute(sql: "PRAGMA journal_size_limit = \(Limits.logByteCount)")
        }
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.writeWithoutTransaction { db in
                try requireHealth(db, path, isThorough: isThorough)
                try requireKnownSchema(db, path)
                for statement in durability { _ = try Row.fetchAll(db, sql: statement) }
                try requireDurability(db, path)
                try emptyLog(db)
            }
            try JournalSchema.prepare(queue)
            return queue
        } catch {
            throw JournalError(error, call: "open the journal", subject: path)
        }
    }

    /// A reader beside a running daemon. It never checkpoints: SQLite before 3.51.3 can corrupt a database when two
    /// connections write to its log at once, so only the daemon's one connection does.
    static func openForReading(_ path: String) throws(JournalError) -> DatabaseQueue {
        var configuration = common()
        configuration.label = "spotward.journal.reader"
        configuration.readonly = true
        configuration.prepareDatabase { db in
            try db.execute(sql: hardening)
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 0; PRAGMA query_only = 1")
        }
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.read { db in
                try requireKnownSchema(db, path)
                guard try JournalSchema.migrator.hasCompletedMigrations(db) else {
                    throw JournalError(
                        .olderSchema, call: "read the journal", subject: path,
                        reason: "its tables are older than this program",
                        nextStep: JournalError.Kind.olderSchema.nextStep)
                }
            }
            return queue
        } catch {
            throw JournalError(error, call: "open the journal for reading", subject: path)
        }
    }

    private static func common() -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(Limits.busyWaitSeconds)
        return configuration
    }

    /// A file put in the journal's place must not run anything through views or triggers it brings, and a damaged page
    /// must be found when it is read. Without a memory map a failing disk is an error and not a signal.
    private static let hardening = """
        PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;
        """

    /// Looks for damage in every table but those of `Limits.historyTables`, which take 3 s a million rows: a hub that starts
    /// is blind until this is done. `JournalCheck` looks through those beside the running ward, and a damaged page that is
    /// read or written before shows as an error of kind `corrupt`.
    private static func requireHealth(_ db: Database, _ path: String, isThorough: Bool) throws {
        let tables = try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
        let checks =
            isThorough
            ? ["1"]
            : (["sqlite_master"] + tables).filter { !Limits.historyTables.contains($0) }.map(\.quotedDatabaseIdentifier)
        for check in checks {
            let findings = try String.fetchAll(db, sql: "PRAGMA quick_check(\(check))")
            guard findings != ["ok"] else { continue }
            if let unread = findings.lazy.compactMap(unreadCode).first { throw DatabaseError(resultCode: unread) }
            throw damaged(path, findings.first ?? "the check gave no answer")
        }
        // Cut off while it was first made, it holds the migrator's own table at most.
        let isEmpty =
            try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master WHERE tbl_name <> 'grdb_migrations'") == 0
        guard try isEmpty || Int64.fetchOne(db, sql: "PRAGMA application_id") == JournalSchema.applicationID else {
            throw damaged(path, "it is an SQLite file of some other program")
        }
    }

    /// Moves what a log holds into the file, so that nothing is written behind it. After a sync that failed, the kernel may
    /// still show what the disk never got, and a log read back after a power cut ends at the first hole. The last connection
    /// to close does the same, but where a reader is open it is not the last. One that stands in the way keeps the log, and
    /// the daemon goes on.
    private static func emptyLog(_ db: Database) throws {
        do {
            _ = try db.checkpoint(.truncate)
        } catch let error as DatabaseError where [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode) {}
    }

    /// A page that the check could not read is a line of its findings like any damage. It may be read the next time: the
    /// journal is not set aside for it.
    static func unreadCode(in finding: String) -> ResultCode? {
        guard let words = finding.range(of: "error code=") else { return nil }
        let code = Int32(finding[words.upperBound...].prefix { $0.isNumber }).map { ResultCode(rawValue: $0) }
        guard let code, ![.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(code.primaryResultCode) else { return nil }
        return code
    }

    private static func damaged(_ path: String, _ reason: String) -> JournalError {
        JournalError(
            .corrupt, call: "check the journal", subject: path, reason: reason,
            nextStep: JournalError.Kind.corrupt.nextStep)
    }

    private static func requireKnownSchema(_ db: Database, _ path: String) throws {
        guard try !JournalSchema.isEnough(for: db) else { return }
        throw JournalError(
            .newerSchema, call: "open the journal", subject: path,
            reason: "a newer spotward has written it, and this one does not know its tables",
            nextStep: JournalError.Kind.newerSchema.nextStep)
    }

    private static func requireDurability(_ db: Database, _ path: String) throws {
        let mode = try String.fetchOne(db, sql: "PRAGMA journal_mode") ?? "none"
        let synchronous = try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? -1
        guard mode == "wal", synchronous == 2 else {
            throw JournalError(
                .notDurable, call: "make the journal durable", subject: path,
                reason: "journal_mode reads back as \(mode) (wanted wal) and synchronous as \(synchronous) (wanted 2)",
                nextStep: JournalError.Kind.notDurable.nextStep)
        }
    }
}
