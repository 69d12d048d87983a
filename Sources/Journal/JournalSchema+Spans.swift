import GRDB
import Vitals

extension JournalSchema {
    /// Ranges of readings by the minute they arrived in, in place of an index over the time of each (`ReadingSpans`).
    ///
    /// Read off the old index in its order, so that nothing is sorted: a hub that starts after an upgrade is blind meanwhile.
    /// What that index held, instants and row numbers, needs no wiping.
    static func spanReadings(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE reading_spans (
                  minute INTEGER NOT NULL, first_reading INTEGER NOT NULL, last_reading INTEGER NOT NULL,
                  PRIMARY KEY (minute, first_reading)
                ) STRICT, WITHOUT ROWID
                """)
        let rows = try Row.fetchCursor(
            db,
            sql: "SELECT arrived_wall_us, reading FROM readings INDEXED BY readings_by_arrival ORDER BY arrived_wall_us"
        )
        let insertion = try db.makeStatement(sql: "INSERT INTO reading_spans VALUES (?, ?, ?)")
        var span: (minute: Int64, first: Int64, last: Int64)?
        func end() throws {
            if let span { try insertion.execute(arguments: [span.minute, span.first, span.last]) }
        }
        while let row = try rows.next() {
            let minute = ReadingSpans.minute(of: WallInstant(microseconds: row[0]))
            let number: Int64 = row[1]
            if let open = span, open.minute == minute {
                span = (minute, min(open.first, number), max(open.last, number))
            } else {
                try end()
                span = (minute, number, number)
            }
        }
        try end()
        try db.execute(
            sql: "PRAGMA secure_delete = OFF; DROP INDEX readings_by_arrival; PRAGMA secure_delete = ON")
    }
}
