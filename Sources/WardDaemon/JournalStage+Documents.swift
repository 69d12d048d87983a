import Alarms
import Journal
import Vitals

extension JournalStage {
    /// Takes a file's content on record and says where to begin.
    func beginDocument(
        sha256: String, format: String, folder: String
    ) -> Result<DocumentTicket, JournalError> {
        do throws(JournalError) {
            return .success(
                try store.beginDocument(sha256: sha256, format: format, folder: folder, at: clock.now().wall))
        } catch {
            return .failure(error)
        }
    }

    /// Closes a file whose rows are all committed, and gives the account of them.
    func finishDocument(_ document: UInt32, reasons: [String: UInt64]) -> Result<DocumentTally, JournalError> {
        do throws(JournalError) {
            return .success(try store.finishDocument(document, reasons: reasons, at: clock.now().wall))
        } catch {
            return .failure(error)
        }
    }
}
