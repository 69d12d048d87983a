import GRDB
import Vitals

/// How a receiver of alerts stood when the hub last heard of it.
public struct StandingRow: Sendable, Hashable {
    public var endpoint: String
    /// A word of `ReceiverStanding`.
    public var standing: String
    public var since: WallInstant
}

extension JournalStore {
    /// Of those that were in trouble, in the order of their names.
    public func standings() throws(JournalError) -> [StandingRow] {
        try read("read how receivers stood") { db in
            try Row.fetchAll(db, sql: "SELECT * FROM standings ORDER BY endpoint").map {
                StandingRow(
                    endpoint: $0["endpoint"], standing: $0["standing"],
                    since: WallInstant(microseconds: $0["since_wall_us"]))
            }
        }
    }

    /// - Parameter standing: `nil` for one that is sound.
    public func keep(standing: String?, of endpoint: String, since: WallInstant) throws(JournalError) {
        try write("keep how a receiver stands") { db in
            guard let standing else {
                return try db.execute(sql: "DELETE FROM standings WHERE endpoint = ?", arguments: [endpoint])
            }
            try db.execute(
                sql: "INSERT OR REPLACE INTO standings (endpoint, standing, since_wall_us) VALUES (?, ?, ?)",
                arguments: [endpoint, standing, since.microseconds])
        }
    }
}
