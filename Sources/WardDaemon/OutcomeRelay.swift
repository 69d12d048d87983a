import Synchronization
import Webhooks

/// Brings outcomes from the courier's thread to the journal's queue: all that came since it last looked, together. The
/// courier is made first, so the journal is connected after it.
final class OutcomeRelay: Sendable {
    private struct State {
        var journal: JournalStage?
        var waiting: [DeliveryOutcome] = []
    }

    private let state = Mutex(State())

    func connect(_ journal: JournalStage) { state.withLock { $0.journal = journal } }

    func pass(_ outcome: DeliveryOutcome) {
        let journal: JournalStage? = state.withLock { state in
            guard let journal = state.journal else { return nil }
            state.waiting.append(outcome)
            // Whoever put the first one there has called the journal.
            return state.waiting.count == 1 ? journal : nil
        }
        guard let journal else { return }
        journal.executor.queue.async { @Sendable in journal.assumeIsolated { $0.take(self.takeWaiting()) } }
    }

    private func takeWaiting() -> [DeliveryOutcome] {
        state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
    }
}
