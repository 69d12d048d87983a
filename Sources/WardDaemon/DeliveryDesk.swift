import Journal
import Vitals
import Webhooks

/// Which alerts are on their way, and how they map to the courier's numbers. It belongs to the journal's queue.
final class DeliveryDesk {
    private let courier: Courier
    private var references: [Int64: (reference: OutboxReference, track: RetrySchedule)] = [:]
    private var nextNumber: Int64 = 1
    private(set) var inFlight: Set<OutboxReference> = []

    init(courier: Courier) { self.courier = courier }

    /// Hands one alert to the courier. What it refuses stays in the outbox and is offered again.
    func send(_ item: OutboxItem, log: DaemonLog) {
        let track: RetrySchedule = item.urgency >= .high ? .urgent : .ordinary
        let number = nextNumber
        let request = DeliveryRequest(
            reference: number, endpoint: item.reference.endpoint, alertID: item.alertID, line: item.line,
            hubSequence: item.reference.hubSequence, attempt: item.attemptCount + 1,
            firstAttemptAt: item.firstAttemptAt, track: track)
        do throws(WebhookError) {
            try courier.submit(request)
            nextNumber += 1
            inFlight.insert(item.reference)
            references[number] = (item.reference, track)
        } catch {
            log.courierRefused(error)
        }
    }

    /// Takes an outcome off the list; `nil` for one nobody sent. `wait` is how long until the next attempt; each outbox row
    /// has a seed of its own.
    func finish(_ outcome: DeliveryOutcome) -> (reference: OutboxReference, wait: Duration)? {
        guard let (reference, track) = references.removeValue(forKey: outcome.reference) else { return nil }
        inFlight.remove(reference)
        let wait = track.wait(
            beforeAttempt: outcome.attempt + 1, retryAfter: outcome.retryAfter, seed: reference.hubSequence)
        return (reference, wait)
    }
}
