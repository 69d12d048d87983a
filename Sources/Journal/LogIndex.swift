import Glibc

/// What the index beside the log (`-shm`) says of the log: two words of SQLite's WAL-index header
/// (https://sqlite.org/walformat.html, 2.2 and 2.3), looked at from outside.
///
/// Only the daemon's one connection moves the log into the file, so it knows how much of it is there. An index that claims more
/// makes SQLite skip what was committed since, and delete it with the log when the journal is closed: seen once, at the end of
/// thirty days of a ward ([docs/faults.md](docs/faults.md#soakpy-days-of-a-ward-in-minutes)), cause unknown. The word is put
/// back to 0, which is always safe: pages are moved once more.
final class LogIndex {
    /// Open as long as the journal: to close any descriptor of the file lets go SQLite's own locks on it.
    private var descriptor: Int32 = -1
    /// How often it claimed more than there is, and what it said the last time.
    private(set) var mendedCount = 0
    private(set) var lastClaim: FalseClaim?

    private static let committedOffset: off_t = 16
    private static let movedOffset: off_t = 96

    func open(_ journalPath: String) {
        guard descriptor < 0 else { return }
        descriptor = Glibc.open(journalPath + "-shm", O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    }

    deinit { close() }

    /// When SQLite has closed the journal.
    func close() {
        guard descriptor >= 0 else { return }
        Glibc.close(descriptor)
        descriptor = -1
    }

    /// Pages of the log that the index says are in the file; `nil` where it cannot be read.
    var movedPageCount: UInt32? { word(at: Self.movedOffset) }

    /// - Parameter known: the most pages of this log that can be in the file.
    func hold(to known: Int) {
        guard let claimed = movedPageCount, claimed > known else { return }
        var none: UInt32 = 0
        guard pwrite(descriptor, &none, MemoryLayout<UInt32>.size, Self.movedOffset) > 0 else { return }
        mendedCount += 1
        lastClaim = FalseClaim(claimed: Int(claimed), known: known, inLog: Int(lastPageNumber))
    }

    /// Pages of the log that are committed, as the index tells it.
    private var lastPageNumber: UInt32 { word(at: Self.committedOffset) ?? 0 }

    private func word(at offset: off_t) -> UInt32? {
        var word: UInt32 = 0
        let size = MemoryLayout<UInt32>.size
        guard descriptor >= 0, pread(descriptor, &word, size, offset) == size else { return nil }
        return word
    }
}

/// What an index said of a log, all in pages: it is what tells one cause from another.
public struct FalseClaim: Sendable, Hashable, CustomStringConvertible {
    /// So many are in the file, by the index; by the store's own count; and so many there are.
    public let claimed, known, inLog: Int

    public var description: String { "it said \(claimed) of \(inLog) pages, and \(known) are" }
}
