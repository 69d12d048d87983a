import Synchronization
import Webhooks

/// Brings outcomes from the courier's thread to the journal's queue. The courier is made first, so the journal is
/// connected after it.
final class OutcomeRelay: Sendable {
    private let journal = Mutex<JournalStage?>(nil)

    func connect(_ journal: JournalStage) { self.journal.withLock { $0 = journal } }

    func pass(_ outcome: DeliveryOutcome) {
        guard let journal = journal.withLock({ $0 }) else { return }
        journal.executor.queue.async { @Sendable in journal.assumeIsolated { $0.take(outcome) } }
    }
}
