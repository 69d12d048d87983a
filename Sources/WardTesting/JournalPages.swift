import GRDB

/// Where things lie in a journal's file, so that a test can damage one and nothing else. The journal is closed meanwhile.
package enum JournalPages {
    /// The first byte of the tree of readings.
    package static func readings(ofJournalAt path: String) throws -> Int {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        return try queue.read { db in
            let page = try Int.fetchOne(db, sql: "SELECT rootpage FROM sqlite_master WHERE name = 'readings'") ?? 1
            let pageByteCount = try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 0
            return (page - 1) * pageByteCount
        }
    }
}
