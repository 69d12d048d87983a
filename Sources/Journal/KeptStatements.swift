import GRDB

/// The statements of the smallest commit and of an alert's, found without their texts.
///
/// GRDB finds a prepared statement by its text and hashes that at each use, and runs it through arguments and observers that
/// nobody here has: together a tenth of a commit of one row.
final class KeptStatements {
    enum Name: Int, CaseIterable {
        case begin, commit, mark, keepMarked, undoMarked
        case insertReading, setLastTimely, coveredSecond, addCoverage, extendSpan, addSpan
        case lastHubSequence, setLastHubSequence, knownAlert, insertTransition, insertAudit

        fileprivate var sql: String {
            switch self {
            case .begin: "BEGIN IMMEDIATE TRANSACTION"
            case .commit: "COMMIT TRANSACTION"
            case .mark: "SAVEPOINT mark"
            case .keepMarked: "RELEASE SAVEPOINT mark"
            case .undoMarked: "ROLLBACK TO SAVEPOINT mark"
            case .lastHubSequence: "SELECT last_hub_seq FROM hub"
            case .setLastHubSequence: "UPDATE hub SET last_hub_seq = ?"
            case .knownAlert: "SELECT 1 FROM transitions WHERE alert_id = ?"
            case .insertTransition:
                """
                INSERT INTO transitions (alert_id, run, episode_id, episode_seq, dedup_key, admission_id, source_name, condition,
                  event, state, priority, audience, at_wall_us, at_mono_us, hub_seq, line, fold_state, level, roles,
                  suppressed_by, latched, acked_until_wall_us, command_number)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
            case .insertAudit:
                """
                INSERT INTO audit (seq, run, boot_id, at_mono_us, at_wall_us, kind, subject, what, digest, salt, hash)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
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
