import Alarms
import GRDB
import Vitals

/// The daemon's record: what came in, what was decided, what was told to whom. One writing connection, one owner.
///
/// Synchronous and not `Sendable` on purpose: it belongs to the actor on the journal's queue. Each method that writes is
/// one transaction and returns when the disk has it, but for rows and attempts, which the disk has with the next of the
/// others or after `sync()`. After an error of kind `inputOutput` the last commit must be taken as lost: close, open again
/// and write it again (alert ids make that safe). A failed sync is never tried again.
public final class JournalStore {
    /// Where the damaged journal went that was found at opening; `nil` when there was none.
    public let openedAfterQuarantine: String?
    public var path: String { directory.journalPath }

    let queue: DatabaseQueue
    let hash: AuditHash
    let directory: StateDirectory
    /// The files as they were opened.
    let identities: [NamedFile?]
    let log = LogGauge()
    let statements = KeptStatements()
    /// The disk failed in a way that leaves open what of the file it has: nothing more goes through this connection, whatever
    /// the next call would answer.
    private var doubt: JournalError?
    /// Nobody may ask a connection that is closed: the library would follow a null pointer.
    private var isClosed = false
    /// What the connection promises at present.
    private var standing = Durability.onReturn
    /// Rows that a start met, could not read and goes on without, in words.
    public internal(set) var unreadable: [String] = []
    /// Set by `beginRun`: this run's number and the keys behind its indices.
    var run: CurrentRun?

    struct CurrentRun {
        var number: Int64
        var bootID: String
        var hash: AuditHash
        var statements: KeptStatements
        var names: WardNames
        /// Keys of the tables `admissions` and `sources`, by index.
        var admissionKeys: [Int64]
        var sourceKeys: [Int64]
    }

    /// Opens the journal in `directory`, making both where they are missing. `now` names a quarantined file.
    ///
    /// - Parameters:
    ///   - isThorough: look through the whole file for damage, and not only through what a start needs.
    ///   - isSuspect: the file is not opened: it is set aside, as a damaged one is.
    ///   - held: called when the directory is this process's alone, and nothing in it was opened yet.
    public convenience init(
        directory: String, now: WallInstant, isThorough: Bool = false, isSuspect: Bool = false,
        hash: @escaping AuditHash = SHA256.hash, held: @Sendable () -> Void = {}
    ) throws(JournalError) {
        try self.init(
            directory: directory, now: now, durability: JournalConnection.durabilityStatements, isThorough: isThorough,
            isSuspect: isSuspect, hash: hash, held: held)
    }

    /// For the test of the refusal: other statements than those that make the journal durable.
    package init(
        directory path: String, now: WallInstant, durability: [String], isThorough: Bool = false,
        isSuspect: Bool = false, hash: @escaping AuditHash = SHA256.hash, held: @Sendable () -> Void = {}
    ) throws(JournalError) {
        self.hash = hash
        directory = try StateDirectory(path)
        held()
        let suspect = isSuspect ? try directory.quarantineJournal(at: now) : nil
        try directory.prepareJournalFile()
        do {
            queue = try JournalConnection.openForWriting(
                directory.journalPath, durability: durability, isThorough: isThorough)
            openedAfterQuarantine = suspect
        } catch {
            guard error.kind == .corrupt else { throw error }
            openedAfterQuarantine = try directory.quarantineJournal(at: now)
            try directory.prepareJournalFile()
            queue = try JournalConnection.openForWriting(
                directory.journalPath, durability: durability, isThorough: isThorough)
        }
        identities = Self.identities(directory.journalPath)
        let log = log
        queue.inDatabase { db in log.watch(db) }
    }

    /// Closes the file and lets the state directory go. The last connection to close moves the log into the file; where
    /// a reader is still there, the log stays for the next opening.
    public func close() throws(JournalError) {
        defer { directory.release() }
        do {
            try closeQueue()
        } catch {
            throw JournalError(error, call: "close the journal", subject: path)
        }
    }

    func closeQueue() throws {
        guard !isClosed else { return }
        statements.letGo()
        let log = log
        queue.inDatabase { db in log.holdIndex(db) }
        try queue.close()
        isClosed = true
    }

    /// How often the index of the log claimed that more of it is in the file than is, and was put right.
    public var mendedIndexCount: Int { log.index.mendedCount }
    /// What it said when it was last put right.
    public var lastFalseClaim: FalseClaim? { log.index.lastClaim }

    /// Reads outside of a transaction of our own.
    func read<Value>(_ call: String, _ body: (Database) throws -> Value) throws(JournalError) -> Value {
        try requireOpen()
        do {
            return try queue.read(body)
        } catch {
            throw JournalError(error, call: call, subject: path)
        }
    }

    /// Runs `body` as one transaction that takes the write lock at its start.
    func write<Value>(
        _ call: String, _ durability: Durability = .onReturn, _ body: (Database) throws -> Value
    ) throws(JournalError) -> Value {
        try requireCertainty()
        do {
            var value: Value?
            try queue.writeWithoutTransaction { db in
                try promise(durability, db)
                let unsynced = log.unsyncedPageCount
                value = try transaction(db, body)
                log.holdIndex(db)
                // A commit that wrote has waited for everything before it; one that wrote nothing has not waited at all.
                if durability == .onReturn, log.unsyncedPageCount > unsynced { log.noteSynced() }
                // Now and not before the next alert, which waits for it. Where it fails, the next one asks again.
                if durability == .later { try? promise(.onReturn, db) }
                // The bound holds whoever writes, also one who never asks for it. As with SQLite's own rule, the commit
                // stands where this fails; whatever is wrong with the file stops the next one.
                if log.unmovedPageCount >= Limits.logPageCount {
                    do { try log.move(db) } catch { _ = failure(error, "move the log into the journal") }
                }
            }
            guard let value else { preconditionFailure("a committed transaction has run its body") }
            return value
        } catch {
            throw failure(error, call)
        }
    }

    /// As GRDB's own, with statements that are kept: making these two was a third of a small commit.
    private func transaction<Value>(_ db: Database, _ body: (Database) throws -> Value) throws -> Value {
        try step(.begin, db)
        do {
            let value = try body(db)
            // After some errors SQLite has rolled back by itself, and `body` may have let such an error be.
            guard db.isInsideTransaction else {
                throw DatabaseError(resultCode: .SQLITE_ABORT, message: "the transaction was aborted")
            }
            try step(.commit, db)
            return value
        } catch {
            // The first error is the one to tell.
            if db.isInsideTransaction { try? db.rollback() }
            throw error
        }
    }

    /// What `body` writes is kept whole or not at all, and the transaction around it goes on either way.
    func marked<Value>(_ db: Database, _ body: () throws -> Value) throws -> Value {
        try step(.mark, db)
        do {
            let value = try body()
            try step(.keepMarked, db)
            return value
        } catch {
            // After some errors SQLite has rolled all of it back by itself: `transaction` finds that.
            if db.isInsideTransaction {
                try step(.undoMarked, db)
                try step(.keepMarked, db)
            }
            throw error
        }
    }

    private func step(_ name: KeptStatements.Name, _ db: Database) throws {
        var statement = try statements.writer(name, db)
        try statement.write()
    }

    /// A sync that failed is told of once, and the next one answers that all is well: what it failed on may be missing in
    /// the middle of the log for good, and everything behind it with it.
    private func requireCertainty() throws(JournalError) {
        if let doubt { throw doubt }
        try requireOpen()
    }

    func requireOpen() throws(JournalError) {
        guard isClosed else { return }
        throw JournalError(
            .inputOutput, call: "use the journal", subject: path, reason: "it is closed, and was not opened again yet",
            nextStep: JournalError.Kind.inputOutput.nextStep)
    }

    private func failure(_ error: any Error, _ call: String) -> JournalError {
        let error = JournalError(error, call: call, subject: path)
        if error.kind == .inputOutput { doubt = error }
        return error
    }

    private func promise(_ durability: Durability, _ db: Database) throws {
        guard durability != standing else { return }
        try db.execute(sql: "PRAGMA synchronous = \(durability.setting)")
        let found = try Int.fetchOne(db, sql: "PRAGMA synchronous")
        guard found == durability.setting else {
            throw JournalError(
                .notDurable, call: "make a commit durable", subject: path,
                reason: "synchronous reads back as \(found ?? -1) (wanted \(durability.setting))",
                nextStep: JournalError.Kind.notDurable.nextStep)
        }
        standing = durability
    }

    /// Pages of the log that the disk may not have yet.
    public var unsyncedPageCount: Int { log.unsyncedPageCount }

    /// The log is as long as it may become: somebody holds a read transaction open, and it cannot be cut.
    public var isLogPinned: Bool { log.pageCount >= Limits.pinnedLogPageCount }

    /// Waits until the disk has everything written so far.
    public func sync() throws(JournalError) {
        guard log.unsyncedPageCount > 0 else { return }
        try requireCertainty()
        do {
            try queue.writeWithoutTransaction { db in try log.sync(db) }
        } catch {
            throw failure(error, "synchronise the journal")
        }
    }

    /// Moves the log into the file where it has become long: two synchronisations, in which nothing else is written.
    ///
    /// - Parameter isIdle: nothing waits, so that it is worth it sooner.
    public func moveLog(isIdle: Bool) throws(JournalError) {
        let enough = isIdle ? Limits.idleCheckpointPageCount : Limits.checkpointPageCount
        guard log.unmovedPageCount >= enough else { return }
        try requireCertainty()
        do {
            try queue.writeWithoutTransaction { db in try log.move(db) }
        } catch {
            throw failure(error, "move the log into the journal")
        }
    }
}
