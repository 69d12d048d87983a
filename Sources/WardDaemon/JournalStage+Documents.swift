import Alarms
import Journal
import Vitals

extension JournalStage {
    /// Takes a file's content on record and says where to begin.
    func beginDocument(
        sha256: String, name: String, format: String, folder: String
    ) -> Result<DocumentTicket, JournalError> {
        do throws(JournalError) {
            return .success(
                try store.beginDocument(
                    sha256: sha256, name: name, format: format, folder: folder, at: clock.now().wall))
        } catch {
            return .failure(error)
        }
    }

    /// Closes a file whose rows are all committed, and gives the account of them.
    func finishDocument(_ document: UInt32, refusals: [String: UInt64]) -> DocumentTally {
        let tally = tallies.removeValue(forKey: document) ?? DocumentTally()
        let counts = DocumentCounts(
            accepted: tally.accepted + tally.retrospective + tally.valueless,
            refused: tally.unassigned + tally.implausible + tally.refusedRows, reasons: refusals)
        let outcome: DocumentOutcome = tally.isUsed || tally.rowCount == 0 ? .applied : .refused
        do throws(JournalError) {
            try store.finishDocument(document, outcome, counts: counts, at: clock.now().wall)
        } catch {
            log.journalFailed(error)
        }
        return tally
    }

    /// Counts the rows of files among records that were just committed.
    func tally(_ records: [ReadingRecord]) {
        for record in records {
            guard let row = record.arrival.row else { continue }
            tallies[row.document, default: DocumentTally()].take(record)
        }
    }
}

extension DocumentTally {
    mutating func take(_ record: ReadingRecord) {
        let isEmptied = !record.readings.given.isEmpty && record.readings.given == record.implausible
        switch record.disposition {
        case .accepted where isEmptied, .retrospective where isEmptied: implausible += 1
        case .accepted: accepted += 1
        case .retrospective: retrospective += 1
        case .valueless: valueless += 1
        case .unassigned: unassigned += 1
        case .refusedRow: refusedRows += 1
        }
    }
}
