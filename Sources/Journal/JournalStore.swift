import Alarms
import GRDB
import Vitals

/// The daemon's record: what came in, what was decided, what was told to whom. One writing connection, one owner.
///
/// Synchronous and not `Sendable` on purpose: it belongs to the actor on the journal's queue. Each method that writes is
/// one transaction and returns when the disk has it. After an error of kind `inputOutput` the last commit must be taken
/// as lost: close, open again and write it again (alert ids make that safe). A failed sync is never tried again.
public final class JournalStore {
    /// Where the damaged journal went that was found at opening; `nil` when there was none.
    public let openedAfterQuarantine: String?
    public var path: String { directory.journalPath }

    let queue: DatabaseQueue
    private let directory: StateDirectory
    /// Set by `beginRun`: this run's number and the keys behind its indices.
    var run: CurrentRun?

    struct CurrentRun {
        var number: Int64
        var names: WardNames
        /// Keys of the tables `admissions` and `sources`, by index.
        var admissionKeys: [Int64]
        var sourceKeys: [Int64]
    }

    /// Opens the journal in `directory`, making both where they are missing. `now` names a quarantined file.
    ///
    /// - Parameter isThorough: look through the whole file for damage, and not only through what a start needs.
    public convenience init(directory: String, now: WallInstant, isThorough: Bool = false) throws(JournalError) {
        try self.init(
            directory: directory, now: now, durability: JournalConnection.durabilityStatements, isThorough: isThorough)
    }

    /// For the test of the refusal: other statements than those that make the journal durable.
    package init(
        directory path: String, now: WallInstant, durability: [String], isThorough: Bool = false
    ) throws(JournalError) {
        directory = try StateDirectory(path)
        try directory.prepareJournalFile()
        do {
            queue = try JournalConnection.openForWriting(
                directory.journalPath, durability: durability, isThorough: isThorough)
            openedAfterQuarantine = nil
        } catch {
            guard error.kind == .corrupt else { throw error }
            openedAfterQuarantine = try directory.quarantineJournal(at: now)
            try directory.prepareJournalFile()
            queue = try JournalConnection.openForWriting(
                directory.journalPath, durability: durability, isThorough: isThorough)
        }
    }

    /// Closes the file and lets the state directory go. The last connection to close moves the log into the file; where
    /// a reader is still there, the log stays for the next opening.
    public func close() throws(JournalError) {
        defer { directory.release() }
        do {
            try queue.close()
        } catch {
            throw JournalError(error, call: "close the journal", subject: path)
        }
    }

    /// Reads outside of a transaction of our own.
    func read<Value>(_ call: String, _ body: (Database) throws -> Value) throws(JournalError) -> Value {
        do {
            return try queue.read(body)
        } catch {
            throw JournalError(error, call: call, subject: path)
        }
    }

    /// Runs `body` as one transaction that takes the write lock at its start.
    func write<Value>(_ call: String, _ body: (Database) throws -> Value) throws(JournalError) -> Value {
        do {
            var value: Value?
            try queue.writeWithoutTransaction { db in
                try db.inTransaction(.immediate) {
                    value = try body(db)
                    return .commit
                }
            }
            guard let value else { preconditionFailure("a committed transaction has run its body") }
            return value
        } catch {
            throw JournalError(error, call: call, subject: path)
        }
    }
}
