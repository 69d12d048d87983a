import GRDB
import GRDBSQLite

/// How long the write-ahead log of the one writing connection is, and how much of it the disk may not have yet.
///
/// SQLite's own rule moves the log into the file within the commit that made it long: two synchronisations more, and that
/// commit may be an alert's. So SQLite tells the length here after each commit, and the owner says when it is moved.
final class LogGauge {
    /// Pages in the log.
    private(set) var pageCount = 0
    /// Pages written since the disk was last waited for.
    private(set) var unsyncedPageCount = 0
    /// Pages that were in the log when it was last moved: so many more make the next one worth it. A reader that stands in
    /// the way is not run into at each commit.
    private var movedPageCount = 0
    /// Pages of this log that are in the file, as far as this connection has put them there: nobody else does.
    private var inFilePageCount = 0
    let index = LogIndex()

    /// Pages that have come since the log was last moved.
    var unmovedPageCount: Int { pageCount - movedPageCount }

    /// Begins to watch a connection, in place of SQLite's own rule. This object outlives it.
    func watch(_ db: Database) {
        // A reader may have kept the log of before from being emptied.
        inFilePageCount = Int(index.movedPageCount(db) ?? 0)
        // Unretained: the store holds both, and SQLite calls this within a commit and at no other time.
        let context = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_wal_hook(
            db.sqliteConnection,
            { context, _, _, pageCount in
                if let context {
                    Unmanaged<LogGauge>.fromOpaque(context).takeUnretainedValue().grow(to: Int(pageCount))
                }
                return SQLITE_OK
            }, context)
    }

    private func grow(to newCount: Int) {
        // Fewer than before: all of it was in the file, and the log begins anew.
        if newCount < pageCount { (pageCount, movedPageCount, inFilePageCount) = (0, 0, 0) }
        unsyncedPageCount += newCount - pageCount
        pageCount = newCount
    }

    /// Behind a commit and before the log is left: the index may not say that more of it is in the file.
    func holdIndex(_ db: Database) { index.hold(to: inFilePageCount, db) }

    /// The disk has all of it.
    func noteSynced() { unsyncedPageCount = 0 }

    /// Moves the log into the file, as far as readers let it.
    func move(_ db: Database) throws {
        movedPageCount = pageCount
        holdIndex(db)
        let (inLog, inFile) = try db.checkpoint(.passive)
        inFilePageCount = inFile
        if inFile >= inLog { noteSynced() }
    }

    /// Waits until the disk has the log: what the commit itself does where it promises that.
    func sync(_ db: Database) throws {
        var file: UnsafeMutablePointer<sqlite3_file>?
        sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file)
        // No methods: the log is not open, and nothing was written to it.
        guard let file, let sync = file.pointee.pMethods?.pointee.xSync else { return }
        let code = sync(file, SQLITE_SYNC_NORMAL)
        guard code == SQLITE_OK else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: "the log was not synchronised")
        }
        noteSynced()
    }
}

/// When a transaction is on the disk.
enum Durability {
    /// When its call returns: whatever is told to somebody, or that somebody waits for.
    case onReturn
    /// With the next transaction that is, or at the next `JournalStore.sync()`. A power cut before loses it, and nothing
    /// that came before it; the end of the process loses nothing.
    case later

    /// The value of SQLite's `synchronous`.
    var setting: Int { self == .onReturn ? 2 : 1 }
}
