import Journal
import Vitals
import Webhooks

/// Which alerts are on their way, and how they map to the courier's numbers. It belongs to the journal's queue.
final class DeliveryDesk {
    private let courier: Courier
    private var references: [Int64: (reference: OutboxReference, track: RetrySchedule)] = [:]
    private var nextNumber: Int64 = 1
    private(set) var inFlight: Set<OutboxReference> = []
    private var counts: [RetrySchedule: Int] = [:]

    init(courier: Courier) { self.courier = courier }

    /// Whether one more may be on its way. Urgent ones have places of their own: a receiver that hangs on the others must
    /// not keep them waiting.
    func hasRoom(for item: OutboxItem) -> Bool { count(Self.track(of: item)) < DaemonLimits.deliveriesInFlight }

    var hasRoom: Bool { RetrySchedule.allCases.contains { count($0) < DaemonLimits.deliveriesInFlight } }

    /// Time to look through the outbox again: half of the places are free.
    var isHalfDone: Bool { RetrySchedule.allCases.allSatisfy { count($0) <= DaemonLimits.deliveriesInFlight / 2 } }

    private func count(_ track: RetrySchedule) -> Int { counts[track, default: 0] }

    private static func track(of item: OutboxItem) -> RetrySchedule { item.urgency >= .high ? .urgent : .ordinary }

    /// Hands one alert to the courier. What it refuses stays in the outbox and is offered again.
    func send(_ item: OutboxItem, log: DaemonLog) {
        let track = Self.track(of: item)
        let number = nextNumber
        let request = DeliveryRequest(
            reference: number, endpoint: item.reference.endpoint, alertID: item.alertID, line: item.line,
            hubSequence: item.reference.hubSequence, attempt: item.attemptCount + 1,
            firstAttemptAt: item.firstAttemptAt, track: track)
        do throws(WebhookError) {
            try courier.submit(request)
            nextNumber += 1
            inFlight.insert(item.reference)
            counts[track, default: 0] += 1
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
        counts[track, default: 0] -= 1
        let wait = track.wait(
            beforeAttempt: outcome.attempt + 1, retryAfter: outcome.retryAfter, seed: reference.hubSequence)
        return (reference, wait)
    }
}
