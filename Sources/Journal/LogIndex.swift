import GRDB
import GRDBSQLite

/// What the index beside the log (`-shm`) says of the log: two words of SQLite's WAL-index header
/// (https://sqlite.org/walformat.html, 2.2 and 2.3), in the memory that SQLite itself has mapped.
///
/// Only the daemon's one connection moves the log into the file, so it knows how much of it is there. An index that claims more
/// makes SQLite skip what was committed since, and delete it with the log when the journal is closed: seen once, at the end of
/// thirty days of a ward ([docs/faults.md](docs/faults.md#soakpy-days-of-a-ward-in-minutes)), cause unknown. The word is put
/// back to 0, which is always safe: pages are moved once more.
///
/// The file is not opened here: to close any descriptor of it lets go all locks this process has on it, SQLite's too, and the
/// next reader from outside would empty it under the daemon (https://sqlite.org/howtocorrupt.html, 2.2).
final class LogIndex {
    /// How often it claimed more than there is, and what it said the last time.
    private(set) var mendedCount = 0
    private(set) var lastClaim: FalseClaim?

    private static let committedOffset = 16
    private static let movedOffset = 96

    /// Pages of the log that the index says are in the file; `nil` where there is none.
    func movedPageCount(_ db: Database) -> UInt32? {
        Self.words(db)?.load(fromByteOffset: Self.movedOffset, as: UInt32.self)
    }

    /// - Parameter known: the most pages of this log that can be in the file.
    func hold(to known: Int, _ db: Database) {
        guard let words = Self.words(db) else { return }
        let claimed = words.load(fromByteOffset: Self.movedOffset, as: UInt32.self)
        guard claimed > known else { return }
        let inLog = words.load(fromByteOffset: Self.committedOffset, as: UInt32.self)
        words.storeBytes(of: 0, toByteOffset: Self.movedOffset, as: UInt32.self)
        mendedCount += 1
        lastClaim = FalseClaim(claimed: Int(claimed), known: known, inLog: Int(inLog))
    }

    /// The first page of the index, while the connection has it mapped.
    private static func words(_ db: Database) -> UnsafeMutableRawPointer? {
        var file: UnsafeMutablePointer<sqlite3_file>?
        sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_FILE_POINTER, &file)
        guard let file, let methods = file.pointee.pMethods, methods.pointee.iVersion >= 2,
            let map = methods.pointee.xShmMap
        else { return nil }
        var page: UnsafeMutableRawPointer?
        guard map(file, 0, indexPageByteCount, 0, &page) == SQLITE_OK else { return nil }
        return page
    }

    /// SQLite's own size of a page of the index (`WALINDEX_PGSZ`).
    private static let indexPageByteCount: Int32 = 32_768
}

/// What an index said of a log, all in pages: it is what tells one cause from another.
public struct FalseClaim: Sendable, Hashable, CustomStringConvertible {
    /// So many are in the file, by the index; by the store's own count; and so many there are.
    public let claimed, known, inLog: Int

    public var description: String { "it said \(claimed) of \(inLog) pages, and \(known) are" }
}
