import GRDB
import Vitals

/// The newest daily test of the way an alert goes, and how far it came at each endpoint.
public struct Canary: Sendable, Hashable {
    public var date: CivilDate
    public var alertID: String
    /// When it was decided.
    public var at: WallInstant
    /// By name.
    public var routes: [Route]

    public struct Route: Sendable, Hashable {
        public var endpoint: String
        /// It was accepted; and, where this endpoint named its receipt the day before, it has done so again.
        public var isAnswered: Bool

        public init(endpoint: String, isAnswered: Bool) {
            self.endpoint = endpoint
            self.isAnswered = isAnswered
        }
    }

    public init(date: CivilDate, alertID: String, at instant: WallInstant, routes: [Route]) {
        self.date = date
        self.alertID = alertID
        at = instant
        self.routes = routes
    }

    /// Of the endpoints that are still configured.
    public func unanswered(of names: [String]) -> [String] {
        names.filter { name in routes.contains { $0.endpoint == name && !$0.isAnswered } }
    }
}

extension JournalStore {
    /// `nil` before the first.
    public func canary() throws(JournalError) -> Canary? {
        try read("look up the daily test") { db in try newestCanary(db) }
    }

    /// Days of which receivers hold other alerts than they accepted: by endpoint and day, the difference.
    public func differingDays() throws(JournalError) -> [DifferingDay] {
        try read("read which days differ") { db in
            try Row.fetchAll(db, sql: "SELECT * FROM differing_days ORDER BY endpoint, day").map {
                DifferingDay(
                    endpoint: $0["endpoint"], date: CivilDate(dayNumber: $0["day"] as Int64),
                    difference: UInt32(truncatingIfNeeded: $0["difference"] as Int64))
            }
        }
    }

    /// Replaces what is known of one endpoint.
    public func keep(differingDays days: [DifferingDay], of endpoint: String) throws(JournalError) {
        try write("keep which days differ") { db in
            try db.execute(sql: "DELETE FROM differing_days WHERE endpoint = ?", arguments: [endpoint])
            for day in days {
                try db.execute(
                    sql: "INSERT INTO differing_days (endpoint, day, difference) VALUES (?, ?, ?)",
                    arguments: [endpoint, day.date.dayNumber, Int64(day.difference)])
            }
        }
    }
}

extension ReadOnlyJournal {
    /// `nil` before the first.
    public func canary() throws(JournalError) -> Canary? { try read { db in try newestCanary(db) } }
}

/// A day of which an endpoint holds other alerts than it has accepted.
public struct DifferingDay: Sendable, Hashable {
    public var endpoint: String
    public var date: CivilDate
    /// As the evaluator is told of it.
    public var difference: UInt32

    public init(endpoint: String, date: CivilDate, difference: UInt32) {
        self.endpoint = endpoint
        self.date = date
        self.difference = difference
    }
}

private func newestCanary(_ db: Database) throws -> Canary? {
    // The newest and the one before it: a test that a person asked for has no day.
    let rows = try Row.fetchAll(
        try db.cachedStatement(
            sql: """
                SELECT hub_seq, alert_id, at_wall_us, json_extract(line, '$.data.canary.date') AS day FROM transitions
                WHERE condition = 'system.test' AND event = 'fired' AND hub_seq IS NOT NULL
                  AND json_extract(line, '$.data.canary.date') IS NOT NULL ORDER BY seq DESC LIMIT 2
                """))
    guard let newest = rows.first, let date = CivilDate(newest["day"] as String) else { return nil }
    let routes = try Row.fetchAll(
        try db.cachedStatement(
            sql: """
                SELECT o.endpoint, o.state = 'accepted' AND (
                  EXISTS (SELECT 1 FROM proofs p
                    WHERE p.hub_seq = o.hub_seq AND p.endpoint = o.endpoint AND p.level = 'receipt')
                  OR NOT EXISTS (SELECT 1 FROM proofs p
                    WHERE p.hub_seq = ?2 AND p.endpoint = o.endpoint AND p.level = 'receipt')) AS is_answered
                FROM outbox o WHERE o.hub_seq = ?1 ORDER BY o.endpoint
                """), arguments: [newest["hub_seq"] as Int64, rows.dropFirst().first.map { $0["hub_seq"] as Int64 }])
    return Canary(
        date: date, alertID: newest["alert_id"], at: WallInstant(microseconds: newest["at_wall_us"]),
        routes: routes.map { Canary.Route(endpoint: $0["endpoint"], isAnswered: $0["is_answered"]) })
}
