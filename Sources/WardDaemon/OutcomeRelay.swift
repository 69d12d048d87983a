import Rings
import Synchronization
import Webhooks

/// Brings outcomes from the courier's thread to the journal's queue: all that came since it last looked, together. The
/// courier is made first, so the journal is connected after it.
///
/// By a bell and not by a call of the queue: Dispatch keeps what such a call was made of for the thread that ran it, and the
/// courier's thread, which runs none, makes a new one each time. They lie scattered, a thousand for each thread, and keep their pages.
final class OutcomeRelay: Sendable {
    private struct State {
        var bell: Doorbell?
        var waiting: [DeliveryOutcome] = []
    }

    private let state = Mutex(State())

    /// - Returns: the bell, not yet active. Whoever stops the journal cancels it.
    func connect(_ journal: JournalStage) -> Doorbell {
        let bell = journal.doorbell { self.deliver(to: $0) }
        state.withLock { $0.bell = bell }
        return bell
    }

    func pass(_ outcome: DeliveryOutcome) {
        let bell: Doorbell? = state.withLock { state in
            guard let bell = state.bell else { return nil }
            state.waiting.append(outcome)
            // Whoever put the first one there has rung.
            return state.waiting.count == 1 ? bell : nil
        }
        bell?.ring()
    }

    /// On the journal's queue; also when the courier has stopped, whatever has rung.
    func deliver(to journal: isolated JournalStage) {
        let outcomes = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        if !outcomes.isEmpty { journal.take(outcomes) }
    }
}
