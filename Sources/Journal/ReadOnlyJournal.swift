import GRDB
import Vitals

/// Reads the journal beside a running daemon, or after it has stopped.
///
/// It cannot write, and never checkpoints. It takes a page at a time, each in a short transaction of its own, so that it
/// neither holds much memory nor keeps the daemon from cutting its log. It gives what was there when it began.
public final class ReadOnlyJournal {
    private let queue: DatabaseQueue
    private let path: String

    /// `path` is the journal's file; for a state directory it is `Limits.fileName` in it.
    public init(path: String) throws(JournalError) {
        self.path = path
        queue = try JournalConnection.openForReading(path)
    }

    public convenience init(directory: String) throws(JournalError) {
        try self.init(path: directory + "/" + Limits.fileName)
    }

    /// The alert log, in the order it was written.
    public func alerts(_ window: JournalWindow = JournalWindow(), _ body: (AlertRow) -> Void) throws(JournalError) {
        try forEachRow(of: AlertRow.query, in: window) { body(AlertRow($0)) }
    }

    /// Readings in the order they were written.
    public func readings(_ window: JournalWindow = JournalWindow(), _ body: (ReadingRow) -> Void) throws(JournalError) {
        try forEachRow(of: ReadingRow.query, in: window) { body(ReadingRow($0)) }
    }

    /// Commands in the order they were taken.
    public func commands(_ window: JournalWindow = JournalWindow(), _ body: (CommandRow) -> Void) throws(JournalError) {
        try forEachRow(of: CommandRow.query, in: window) { body(CommandRow($0)) }
    }

    /// Delivery attempts in the order they ended.
    public func deliveries(_ window: JournalWindow = JournalWindow(), _ body: (DeliveryRow) -> Void)
        throws(JournalError)
    {
        try forEachRow(of: DeliveryRow.query, in: window) { body(DeliveryRow($0)) }
    }

    /// Alerts that some endpoint has not accepted yet, all endpoints together.
    public func undeliveredCount() throws(JournalError) -> Int {
        try read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM outbox WHERE state = 'queued'") ?? 0 }
    }

    /// A counter of the hub's own, over all runs.
    public func counter(_ name: String) throws(JournalError) -> Int64 {
        try read { db in
            try Int64.fetchOne(
                db, sql: "SELECT sum(value) FROM counters WHERE source_name = '' AND name = ?", arguments: [name]) ?? 0
        }
    }

    /// When the newest run began, and when it was stopped in order, by its own wall clock; `nil` before the first.
    public func newestRun() throws(JournalError) -> (started: WallInstant, stopped: WallInstant?)? {
        try read { db in
            try Row.fetchOne(db, sql: "SELECT started_wall_us, stopped_wall_us FROM runs ORDER BY run DESC LIMIT 1")
                .map { row in
                    (
                        WallInstant(microseconds: row["started_wall_us"]),
                        (row["stopped_wall_us"] as Int64?).map { WallInstant(microseconds: $0) }
                    )
                }
        }
    }

    private func forEachRow(
        of query: JournalQuery, in window: JournalWindow, _ body: (Row) -> Void
    ) throws(JournalError) {
        guard var next = try read({ db in try keys(of: query, in: window, db) }) else { return }
        while next.lowerBound <= next.upperBound {
            let page = next
            let lastKey: Int64? = try read { db in
                let rows = try Row.fetchCursor(
                    db,
                    sql: """
                        \(query.select) WHERE cursor BETWEEN ? AND ? AND \(query.time) >= ?
                        ORDER BY cursor LIMIT \(Limits.readerPageRowCount)
                        """,
                    arguments: [page.lowerBound, page.upperBound, window.since?.microseconds ?? .min])
                var last: Int64?
                while let row = try rows.next() {
                    body(row)
                    last = row["cursor"]
                }
                return last
            }
            guard let lastKey, lastKey < page.upperBound else { return }
            next = (lastKey + 1)...page.upperBound
        }
    }

    /// The first and the last key of what is asked for; `nil` when there is none.
    private func keys(of query: JournalQuery, in window: JournalWindow, _ db: Database) throws -> ClosedRange<Int64>? {
        var bounds = try Row.fetchOne(
            db,
            sql: query.bounds
                ?? "SELECT min(\(query.key)) AS low, max(\(query.key)) AS high FROM \(query.table) WHERE \(query.time) >= ?1",
            arguments: [window.since?.microseconds ?? .min])
        if let last = window.last, let low = bounds?["low"] as Int64? {
            bounds = try Row.fetchOne(
                db,
                sql: """
                    SELECT min(key) AS low, max(key) AS high FROM (
                      SELECT \(query.key) AS key FROM \(query.table) WHERE \(query.key) >= ? AND \(query.time) >= ?
                      ORDER BY key DESC LIMIT ?)
                    """,
                arguments: [low, window.since?.microseconds ?? .min, max(0, last)])
        }
        guard let bounds, let low = bounds["low"] as Int64?, let high = bounds["high"] as Int64? else { return nil }
        return low...high
    }

    func read<Value>(_ body: (Database) throws -> Value) throws(JournalError) -> Value {
        do {
            return try queue.read(body)
        } catch {
            throw JournalError(error, call: "read the journal", subject: path)
        }
    }
}
