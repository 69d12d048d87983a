import GRDB

/// Looks through a whole journal for damage, beside the daemon that writes it: seconds a million rows.
public enum JournalCheck {
    /// What is damaged in the journal at `path`; `nil` when nothing is, or when it cannot be looked at now.
    ///
    /// It reads by a connection of its own, as any reader beside the daemon does, and never writes.
    public static func damage(at path: String) -> String? {
        do {
            let queue = try JournalConnection.openForReading(path)
            let findings = try queue.read { try String.fetchAll($0, sql: "PRAGMA quick_check(1)") }
            let isUnread = findings.contains { JournalConnection.unreadCode(in: $0) != nil }
            return findings == ["ok"] || isUnread ? nil : findings.first ?? "the check gave no answer"
        } catch let error as JournalError {
            return error.kind == .corrupt ? "\(error)" : nil
        } catch {
            let error = JournalError(error, call: "check the journal", subject: path)
            return error.kind == .corrupt ? "\(error)" : nil
        }
    }
}

extension JournalStore {
    /// Where the tree of readings begins in the file, so that a test can damage it and nothing else.
    package func byteOffsetOfReadings() throws(JournalError) -> Int {
        try read("find the readings") { db in
            let page = try Int.fetchOne(db, sql: "SELECT rootpage FROM sqlite_master WHERE name = 'readings'") ?? 1
            let pageByteCount = try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 0
            return (page - 1) * pageByteCount
        }
    }
}
