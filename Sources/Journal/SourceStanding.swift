import GRDB
import GRDBSQLite
import Vitals

/// What the journal knows of one source: when it was last heard, and its account in the newest run.
public struct SourceStanding: Sendable, Hashable {
    public var name: String
    /// When the source last gave readings with a value.
    public var lastReadingAt: WallInstant?
    /// By name, in the order of the names.
    public var counters: [Counter]

    public struct Counter: Sendable, Hashable {
        public var name: String
        public var value: UInt64
    }
}

extension ReadOnlyJournal {
    /// Every source that was ever configured here.
    public func sourceStandings() throws(JournalError) -> [SourceStanding] {
        try read { db in
            let sources = try Row.fetchAll(
                db,
                sql: """
                    SELECT name, (SELECT arrived_wall_us FROM readings r WHERE r.source = s.source
                      AND coalesce(spo2, hr, rr, temp) IS NOT NULL ORDER BY r.reading DESC LIMIT 1) AS last
                    FROM sources s ORDER BY name
                    """)
            let counters = try Row.fetchAll(
                db,
                sql: """
                    SELECT source_name, name, value FROM counters
                    WHERE run = (SELECT max(run) FROM runs) ORDER BY source_name, name
                    """)
            return sources.map { row in
                let name: String = row["name"]
                return SourceStanding(
                    name: name, lastReadingAt: (row["last"] as Int64?).map { WallInstant(microseconds: $0) },
                    counters: counters.filter { $0["source_name"] as String == name }.map {
                        SourceStanding.Counter(name: $0["name"], value: UInt64(clamping: $0["value"] as Int64))
                    })
            }
        }
    }
}

/// The SQLite this process uses.
public enum JournalLibrary {
    public static var version: String { String(cString: sqlite3_libversion()) }
}
