import GRDB

/// The row an entry of the audit log tells of, as bytes: every column that is never changed, each with its type and
/// length, so that no two rows are the same bytes.
enum AuditSubject {
    /// `nil` where the row is not there, or the kind has none.
    static func bytes(of kind: AuditEntry.Kind, _ key: Int64, _ db: Database) throws -> [UInt8]? {
        guard let sql = query(of: kind) else { return nil }
        let rows = try Row.fetchCursor(try db.cachedStatement(sql: sql), arguments: [key])
        guard let row = try rows.next() else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8_192)
        for column in 0..<row.count {
            let value: DatabaseValue = row[column]
            switch value.storage {
            case .null: bytes.append(UInt8(ascii: "-"))
            case .int64(let number): append("i", number, to: &bytes)
            case .double(let number): append("d", number.bitPattern, to: &bytes)
            case .string(let text):
                append("t", text.utf8.count, to: &bytes)
                bytes.append(contentsOf: text.utf8)
            case .blob(let data):
                append("b", data.count, to: &bytes)
                bytes.append(contentsOf: data)
            }
        }
        return bytes
    }

    private static func append(_ kind: Unicode.Scalar, _ number: some BinaryInteger, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: kind))
        bytes.append(contentsOf: String(number).utf8)
        bytes.append(UInt8(ascii: ";"))
    }

    static func digest(_ salt: [UInt8], _ bytes: [UInt8], _ hash: AuditHash) -> [UInt8] { hash(salt + bytes) }

    /// Columns by name: one that is added later is not covered by entries of before.
    private static func query(of kind: AuditEntry.Kind) -> String? {
        switch kind {
        case .transition:
            """
            SELECT seq, alert_id, run, episode_id, episode_seq, dedup_key, admission_id, source_name, condition, event, state,
              priority, audience, at_wall_us, at_mono_us, hub_seq, line, fold_state, level, roles, suppressed_by, latched,
              acked_until_wall_us, command_number FROM transitions WHERE seq = ?
            """
        case .command:
            """
            SELECT c.number, c.run, c.run_number, c.at_wall_us, c.at_mono_us, c.kind, c.admission_id, c.source_name,
              c.episode_id, c.by_name, c.by_role, c.line, c.origin, o.measured_wall_us, o.entered_wall_us, o.form, o.corrects,
              o.reason FROM commands c LEFT JOIN observations o USING (number) WHERE c.number = ?
            """
        case .outcome: "SELECT number, outcome, outcome_wall_us FROM commands WHERE number = ? AND outcome IS NOT NULL"
        case .event:
            "SELECT event, run, at_wall_us, at_mono_us, kind, source_name, text FROM events WHERE event = ?"
        case .start, .stop, .pruned, .erased: nil
        }
    }
}
