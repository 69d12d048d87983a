import GRDB

/// The statements of the smallest commit, found without their texts.
///
/// GRDB finds a prepared statement by its text and hashes that at each use, and runs it through arguments and observers that
/// nobody here has: together a tenth of a commit of one row.
final class KeptStatements {
    enum Name: Int, CaseIterable {
        case begin, commit, insertReading, setLastTimely, coveredSecond, addCoverage, extendSpan, addSpan

        fileprivate var sql: String {
            switch self {
            case .begin: "BEGIN IMMEDIATE TRANSACTION"
            case .commit: "COMMIT TRANSACTION"
            case .insertReading:
                """
                INSERT INTO readings (run, source, admission, arrived_wall_us, arrived_mono_us, measured_wall_us, spo2, hr, rr,
                  temp, quality, signal, disposition, implausible, document, document_row)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
            case .setLastTimely:
                """
                UPDATE admissions SET last_timely_wall_us = max(coalesce(last_timely_wall_us, ?1), ?1),
                  last_timely_mono_us = max(coalesce(last_timely_mono_us, ?2), ?2)
                WHERE admission = ?3
                """
            case .coveredSecond: "SELECT last_second FROM coverage WHERE admission = ? AND hour = ?"
            case .addCoverage:
                """
                INSERT INTO coverage (admission, hour, valid_seconds, last_second) VALUES (?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET valid_seconds = valid_seconds + excluded.valid_seconds,
                  last_second = excluded.last_second
                """
            case .extendSpan: "UPDATE reading_spans SET last_reading = ?3 WHERE minute = ?1 AND last_reading = ?2 - 1"
            case .addSpan:
                """
                INSERT INTO reading_spans (minute, first_reading, last_reading) VALUES (?, ?, ?)
                ON CONFLICT DO UPDATE SET last_reading = max(last_reading, excluded.last_reading)
                """
            }
        }
    }

    private var statements = [Statement?](repeating: nil, count: Name.allCases.count)

    func writer(_ name: Name, _ db: Database) throws -> RowWriter {
        if let statement = statements[name.rawValue] { return RowWriter(statement) }
        let statement = try db.cachedStatement(sql: name.sql)
        statements[name.rawValue] = statement
        return RowWriter(statement)
    }

    /// SQLite closes no connection that has statements.
    func letGo() { statements = [Statement?](repeating: nil, count: Name.allCases.count) }
}
