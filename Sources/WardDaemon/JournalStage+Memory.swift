import Alarms
import Journal
import Vitals
import Webhooks

// The disk takes no writing, and has not for some seconds: alerts leave from memory and say so.

extension JournalStage {
    /// Sends what waits for the disk, under the ids and numbers it will have.
    func deliverFromMemory() {
        guard let since = failingSince, clock.monotonicNow().since(since) >= DaemonLimits.undurableAfter else { return }
        guard let last = lastHubSequence, !isClosing else { return }
        let now = deliveryClock.now
        for item in memory.due(pending.alerts, owedTo: endpoints, after: last, at: now) {
            let isSent = deliveries.sendFromMemory(
                item.alert, as: item.reference, attempt: item.attempt, firstAttemptAt: item.firstAttemptAt, log: log)
            guard isSent else { continue }
            memory.sent(item.reference, of: item.alert, at: now)
            log.warn("an alert was sent from memory, as the disk takes no writing")
        }
    }

    /// How an attempt made from memory ended; `false` for any other.
    func takeFromMemory(_ attempt: AttemptRecord, nextAt: WallInstant) -> Bool {
        guard memory.ended(attempt, nextAt: nextAt) else { return false }
        deliveries.hold(attempt.reference)
        return true
    }

    /// The alerts are on record: now so is what became of them. Where they got other numbers than were told, they are sent
    /// again under the same ids, which a receiver takes once.
    func settleMemory(_ receipt: CommitReceipt) {
        let expected = lastHubSequence.map { $0 + 1 }
        if let given = receipt.hubSequences { lastHubSequence = given.upperBound }
        guard !memory.isEmpty else { return }
        let (attempts, references, acceptedIDs) = memory.takeAll()
        let isAsTold = receipt.hubSequences?.lowerBound == expected && receipt.knownAlertIDs.isEmpty
        if isAsTold, !attempts.isEmpty {
            do throws(JournalError) { _ = try store.recordAttempts(attempts, thenTake: nil) } catch { fail(error) }
        }
        references.forEach(deliveries.release)
        // Somebody has it already: the hub calls nobody about it.
        acceptedIDs.forEach { calls.ended($0) }
    }
}
