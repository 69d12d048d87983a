import Alarms
import GRDB
import Vitals

@testable import Journal

/// What tests ask of a store one thing at a time, where the daemon asks for all of it at once.
extension JournalStore {
    func recordAttempt(_ record: AttemptRecord, nextDue: WallInstant?) throws(JournalError) {
        _ = try recordAttempts([(record, nextDue)], thenTake: nil)
    }

    /// What may be sent, with nothing taken.
    func dueOutbox(
        now: WallInstant, limit: Int = Limits.dueItemCount, excluding inFlight: Set<OutboxReference> = [],
        pacedUntil: [PacedChild: WallInstant] = [:]
    ) throws(JournalError) -> [OutboxItem] {
        let look = OutboxLook(now: now, limit: limit, inFlight: inFlight, pacedUntil: pacedUntil)
        return try read("look through the outbox") { db in try dueItems(look, db) }
    }

    func documentProgress(_ number: UInt32) throws(JournalError) -> DocumentProgress? {
        try read("look up a document") { db in try Self.progress(of: number, db) }
    }

    /// As a command's outcome is written, by its number in the journal and in any words.
    func setOutcome(number: Int64, _ outcome: String, at now: WallInstant) throws(JournalError) {
        let run = currentRun
        try write("say what became of a command") { db in
            try db.execute(
                sql: "UPDATE commands SET outcome = ?, outcome_wall_us = ? WHERE number = ? AND outcome IS NULL",
                arguments: [outcome, now.microseconds, number])
            guard db.changesCount > 0 else { return }
            var audit = AuditWriter(run)
            try audit.append(.outcome, number, outcome, at: Tick(wallOnly: now), db)
        }
    }
}
