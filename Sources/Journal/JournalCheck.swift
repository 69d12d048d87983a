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
