import GRDB
import Vitals

/// Where the readings of a time lie: for each minute the numbers of the rows that arrived in it, as ranges without a gap.
///
/// Rows are numbered as they come, and the hub's clock may be set back, so a number is no time. An index over the time of each
/// row says it too, and costs a commit of one minute of one child four pages of the log where this costs one: SQLite shares
/// out the last leaves of an index anew at each that is full. A range may name rows that are gone, or another time's where
/// numbers came again after an erasure: whoever uses it looks at the rows' own times as well.
struct ReadingSpans {
    private struct Span {
        var minute: Int64
        var first: Int64
        var last: Int64
    }

    private var spans: [Span] = []

    mutating func add(_ row: Int64, arrivedAt instant: WallInstant) {
        let minute = Self.minute(of: instant)
        if let span = spans.last, span.minute == minute, span.last == row - 1 {
            spans[spans.count - 1].last = row
        } else {
            spans.append(Span(minute: minute, first: row, last: row))
        }
    }

    func write(_ kept: KeptStatements, _ db: Database) throws {
        guard !spans.isEmpty else { return }
        var extending = try kept.writer(.extendSpan, db)
        var adding = try kept.writer(.addSpan, db)
        for span in spans {
            extending.bind(span.minute)
            extending.bind(span.first)
            extending.bind(span.last)
            try extending.write()
            guard db.changesCount == 0 else { continue }
            adding.bind(span.minute)
            adding.bind(span.first)
            adding.bind(span.last)
            try adding.write()
        }
    }

    /// The minute since 1970 that an instant is in.
    static func minute(of instant: WallInstant) -> Int64 {
        let second = instant.wholeSeconds
        return second >= 0 ? second / 60 : (second - 59) / 60
    }

    /// Removes readings that arrived before the minute of `horizon`, at most `Limits.prunedRowCount`, the oldest minutes first.
    ///
    /// - Returns: how many, and whether there are no more.
    static func prune(before horizon: WallInstant, _ db: Database) throws -> (removed: Int, isLast: Bool) {
        var removed = 0
        let oldest = try db.cachedStatement(
            sql:
                "SELECT minute, first_reading, last_reading FROM reading_spans WHERE minute < ? ORDER BY minute LIMIT 1"
        )
        while removed < Limits.prunedRowCount {
            guard let span = try Row.fetchOne(oldest, arguments: [Self.minute(of: horizon)]) else {
                return (removed, true)
            }
            let (minute, first, last): (Int64, Int64, Int64) = (span[0], span[1], span[2])
            try db.cachedStatement(
                sql: """
                    DELETE FROM readings WHERE reading IN (
                      SELECT reading FROM readings WHERE reading BETWEEN ? AND ? AND arrived_wall_us < ? LIMIT ?)
                    """
            ).execute(arguments: [first, last, horizon.microseconds, Limits.prunedRowCount - removed])
            let count = db.changesCount
            removed += count
            // Otherwise there may be more of it.
            guard removed < Limits.prunedRowCount else { break }
            try db.cachedStatement(sql: "DELETE FROM reading_spans WHERE minute = ? AND first_reading = ?").execute(
                arguments: [minute, first])
        }
        return (removed, false)
    }
}
