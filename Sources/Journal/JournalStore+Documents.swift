import GRDB
import Vitals

extension JournalStore {
    /// Takes a file's content on record before its first row is applied, and says where to begin.
    ///
    /// The content's hash is its identity: a file dropped twice, under any name, is applied once. Its name is not kept,
    /// since people write names of children into names of files. One that was refused may be tried again, since what it
    /// lacked may have been configured since.
    public func beginDocument(
        sha256: String, format: String, folder: String, at now: WallInstant
    ) throws(JournalError) -> DocumentTicket {
        try write("begin a document") { db in
            try db.execute(
                sql: """
                    INSERT INTO documents (sha256, format, folder, claimed_wall_us, state)
                    VALUES (?, ?, ?, ?, 'processing') ON CONFLICT (sha256) DO NOTHING
                    """,
                arguments: [
                    sha256, format, folder.clipped(toByteCount: Limits.nameByteCount), now.microseconds,
                ])
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT number, state, rows_applied, accepted + retrospective AS used, finished_wall_us FROM documents
                    WHERE sha256 = ?
                    """,
                arguments: [sha256])
            guard let row else { preconditionFailure("a document just inserted is there") }
            guard let number = UInt32(exactly: row["number"] as Int64) else {
                throw JournalError(
                    .database, call: "begin a document", subject: path, reason: "its number is past \(UInt32.max)",
                    nextStep: "Begin a new state directory.")
            }
            let state: String = row["state"]
            if state == DocumentOutcome.applied.rawValue {
                let finished: Int64? = row["finished_wall_us"]
                return .alreadyApplied(number: number, at: WallInstant(microseconds: finished ?? 0))
            }
            var rowsApplied: Int64 = row["rows_applied"]
            if state == DocumentOutcome.refused.rawValue {
                // Where nothing of it was used, the second try sees every row again.
                if (row["used"] as Int64) == 0 { rowsApplied = 0 }
                try db.execute(
                    sql: """
                        UPDATE documents SET state = 'processing', rows_applied = ?, valueless = 0, unassigned = 0,
                          implausible = 0, unreadable = 0, reasons = '{}', finished_wall_us = NULL WHERE number = ?
                        """,
                    arguments: [rowsApplied, Int64(number)])
            }
            return .apply(number: number, fromRow: UInt64(clamping: rowsApplied) + 1)
        }
    }

    /// Closes a document whose rows are all committed, and gives the account of them, over all runs that worked on it.
    ///
    /// - Parameter reasons: rows whose text could not be read, by reason, as the receipt gives them.
    @discardableResult
    public func finishDocument(
        _ number: UInt32, reasons: [String: UInt64] = [:], at now: WallInstant
    ) throws(JournalError) -> DocumentTally {
        // A hostile file could bring a reason for each row; the commonest are kept.
        let kept = reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Limits.refusalReasonCount)
        let reasons = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
        return try write("finish a document") { db in
            let tally = try Self.progress(of: number, db)?.tally ?? DocumentTally()
            try db.execute(
                sql: "UPDATE documents SET state = ?, reasons = ?, finished_wall_us = ? WHERE number = ?",
                arguments: [tally.outcome.rawValue, try FoldState.text(reasons), now.microseconds, Int64(number)])
            return tally
        }
    }

    /// How far a document stands: its highest applied row, and how its rows were judged so far.
    static func progress(of number: UInt32, _ db: Database) throws -> DocumentProgress? {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT rows_applied, accepted, retrospective, valueless, unassigned, implausible, unreadable, state
                FROM documents WHERE number = ?
                """,
            arguments: [Int64(number)])
        guard let row else { return nil }
        var tally = DocumentTally()
        tally.accepted = UInt64(clamping: row["accepted"] as Int64)
        tally.retrospective = UInt64(clamping: row["retrospective"] as Int64)
        tally.valueless = UInt64(clamping: row["valueless"] as Int64)
        tally.unassigned = UInt64(clamping: row["unassigned"] as Int64)
        tally.implausible = UInt64(clamping: row["implausible"] as Int64)
        tally.unreadable = UInt64(clamping: row["unreadable"] as Int64)
        return DocumentProgress(
            rowsApplied: UInt64(clamping: row["rows_applied"] as Int64), tally: tally,
            outcome: DocumentOutcome(rawValue: row["state"]))
    }
}

/// What the journal knows of a document.
public struct DocumentProgress: Sendable, Hashable {
    public var rowsApplied: UInt64
    public var tally: DocumentTally
    /// `nil` while it is being applied.
    public var outcome: DocumentOutcome?
}
