import GRDB
import Vitals

/// How the hub stands with its receivers, for a heartbeat and for people.
public struct OutboxAccount: Sendable, Hashable {
    public var lastHubSequence: UInt64
    /// When the oldest message not accepted yet was decided.
    public var oldestAt: WallInstant?
    public var deadLetterCount: Int
    /// Those that wait or have accepted something, by name.
    public var endpoints: [String: EndpointAccount]
    /// Runs before the newest that did not end in order.
    public var cutOffRunCount: Int
    public var sqliteVersion: String

    public var undeliveredCount: Int { endpoints.values.reduce(0) { $0 + $1.undeliveredCount } }

    public struct EndpointAccount: Sendable, Hashable {
        public var undeliveredCount = 0
        /// The numbers it has accepted as rising ranges, the newest `Limits.accountedItemCount` of them.
        public var accepted: [ClosedRange<UInt64>] = []
    }
}

extension ReadOnlyJournal {
    /// How the hub stands with these endpoints, and with any other that is still owed something.
    public func outboxAccount(of names: [String]) throws(JournalError) -> OutboxAccount {
        try read { db in
            var endpoints = Dictionary(names.map { ($0, OutboxAccount.EndpointAccount()) }) { first, _ in first }
            var oldest: Int64?
            let waiting = try Row.fetchCursor(
                db,
                sql: """
                    SELECT endpoint, count(*) AS waiting, min(hub_seq) AS oldest FROM outbox WHERE state = 'queued'
                    GROUP BY endpoint
                    """)
            while let row = try waiting.next() {
                endpoints[row["endpoint"], default: OutboxAccount.EndpointAccount()].undeliveredCount = row["waiting"]
                let first: Int64 = row["oldest"]
                oldest = min(oldest ?? first, first)
            }
            for name in names {
                let numbers = try Int64.fetchAll(
                    db,
                    sql: """
                        SELECT hub_seq FROM outbox WHERE endpoint = ? AND state = 'accepted' ORDER BY hub_seq DESC
                        LIMIT \(Limits.accountedItemCount)
                        """, arguments: [name])
                endpoints[name]?.accepted = ranges(of: numbers.reversed())
            }
            return OutboxAccount(
                lastHubSequence: UInt64(clamping: try Int64.fetchOne(db, sql: "SELECT last_hub_seq FROM hub") ?? 0),
                oldestAt: try oldest.flatMap {
                    try Int64.fetchOne(db, sql: "SELECT at_wall_us FROM transitions WHERE hub_seq = ?", arguments: [$0])
                }.map { WallInstant(microseconds: $0) },
                deadLetterCount: try Int.fetchOne(db, sql: "SELECT count(*) FROM outbox WHERE state = 'dead'") ?? 0,
                endpoints: endpoints,
                cutOffRunCount: try Int.fetchOne(
                    db,
                    sql: """
                        SELECT count(*) FROM runs WHERE stopped_wall_us IS NULL AND run < (SELECT max(run) FROM runs)
                        """) ?? 0,
                sqliteVersion: try String.fetchOne(db, sql: "SELECT sqlite_version()") ?? "")
        }
    }
}

/// Rising numbers as ranges without gaps.
private func ranges(of numbers: some Sequence<Int64>) -> [ClosedRange<UInt64>] {
    var ranges: [ClosedRange<UInt64>] = []
    for number in numbers.lazy.map({ UInt64(clamping: $0) }) {
        if let last = ranges.last, number == last.upperBound + 1 {
            ranges[ranges.count - 1] = last.lowerBound...number
        } else {
            ranges.append(number...number)
        }
    }
    return ranges
}
