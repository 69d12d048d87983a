import Alarms
import Journal
import Vitals
import Webhooks

/// Who carries messages to receivers: the courier; in a simulated ward somebody who plays the network. What becomes of each
/// message it takes comes back as a `DeliveryOutcome`.
package protocol MessageCarrier: Sendable {
    func submit(_ request: DeliveryRequest) throws(WebhookError)
}

extension Courier: MessageCarrier {}

/// Which alerts are on their way, and how they map to the courier's numbers. It belongs to the journal's queue.
package final class DeliveryDesk {
    private let courier: any MessageCarrier
    private struct Flight {
        var reference: OutboxReference
        var track: RetrySchedule
        /// Of the message and of those it carries.
        var alertIDs: [String]
    }

    private var flights: [Int64: Flight] = [:]
    /// Before this no further message about the child goes to the endpoint, unless it is P1 or a concern.
    private(set) var pacedUntil: [PacedChild: WallInstant] = [:]
    private var pacesToClear = fewestPacesToClear
    private static let fewestPacesToClear = 64
    /// By endpoint.
    private let roles: [String: RoleSet]
    private let fallbacks: [String: Fallback]
    private var nextNumber: Int64 = 1
    private(set) var inFlight: Set<OutboxReference> = []
    private var counts: [RetrySchedule: Int] = [:]

    package init(courier: any MessageCarrier, roles: [String: RoleSet], fallbacks: [String: Fallback] = [:]) {
        self.courier = courier
        self.roles = roles
        self.fallbacks = fallbacks
    }

    /// What to look for in the outbox. Urgent ones have places of their own: a receiver that hangs on the others must not
    /// keep them waiting.
    func look(at now: WallInstant) -> OutboxLook {
        OutboxLook(
            now: now, urgentRoom: room(.urgent), ordinaryRoom: room(.ordinary), inFlight: inFlight,
            pacedUntil: pacedUntil, fallbacks: fallbacks)
    }

    private func room(_ track: RetrySchedule) -> Int { max(0, DaemonLimits.deliveriesInFlight - count(track)) }

    var hasRoom: Bool { RetrySchedule.allCases.contains { count($0) < DaemonLimits.deliveriesInFlight } }

    /// Time to look through the outbox again: half of the places of a kind are free.
    func isHalfDone(_ track: RetrySchedule) -> Bool { count(track) <= DaemonLimits.deliveriesInFlight / 2 }

    private func count(_ track: RetrySchedule) -> Int { counts[track, default: 0] }

    /// Whether an alert that was accepted before may go once more: there is room, and it is not on its way.
    func mayRepeat(_ item: OutboxItem) -> Bool {
        room(RetrySchedule(urgency: item.urgency)) > 0 && !inFlight.contains(item.reference)
    }

    /// Hands one alert to the courier. What it refuses stays in the outbox and is offered again.
    func send(_ item: OutboxItem, at now: WallInstant, log: DaemonLog) {
        let track = RetrySchedule(urgency: item.urgency)
        let number = nextNumber
        do throws(WebhookError) {
            var members: [MessageMember] = []
            for member in item.members {
                members.append(try MessageMember(line: member.line, hubSequence: member.hubSequence))
            }
            let request = DeliveryRequest(
                reference: number, endpoint: item.reference.endpoint, alertID: item.alertID, line: item.line,
                hubSequence: item.reference.hubSequence,
                roles: item.roles.intersection(roles[item.fallbackOf ?? item.reference.endpoint] ?? .all),
                members: members, attempt: item.attemptCount + 1, firstAttemptAt: item.firstAttemptAt, track: track,
                isFallback: item.fallbackOf != nil)
            try courier.submit(request)
            nextNumber += 1
            inFlight.insert(item.reference)
            counts[track, default: 0] += 1
            flights[number] = Flight(
                reference: item.reference, track: track, alertIDs: [item.alertID] + item.members.map(\.alertID))
            if item.isPaced, item.attemptCount == 0 { pace(item, from: now) }
        } catch {
            log.courierRefused(error)
        }
    }

    /// Hands over an alert that is not on record, because the disk takes no writing. `false` where there is no room, or the
    /// courier refuses it.
    func sendFromMemory(
        _ alert: Alert, as reference: OutboxReference, attempt: UInt32, firstAttemptAt: WallInstant?, log: DaemonLog
    ) -> Bool {
        let track = RetrySchedule(urgency: alert.transition.priority)
        guard room(track) > 0 else { return false }
        var request = DeliveryRequest(
            reference: nextNumber, endpoint: reference.endpoint, alertID: alert.id, line: alert.line,
            hubSequence: reference.hubSequence,
            roles: alert.transition.roles.intersection(roles[reference.endpoint] ?? .all), attempt: attempt,
            firstAttemptAt: firstAttemptAt, track: track)
        request.isUndurable = true
        do throws(WebhookError) {
            try courier.submit(request)
        } catch {
            log.courierRefused(error)
            return false
        }
        flights[nextNumber] = Flight(reference: reference, track: track, alertIDs: [alert.id])
        nextNumber += 1
        inFlight.insert(reference)
        counts[track, default: 0] += 1
        return true
    }

    /// Asks a receiver for acknowledgements: no row of the outbox. The courier's refusal, where it does not take the question.
    func ask(_ question: AcknowledgementQuestion, of endpoint: String) -> WebhookError? {
        do throws(WebhookError) {
            try courier.submit(DeliveryRequest(question, of: endpoint))
            return nil
        } catch {
            return error
        }
    }

    /// Keeps an item from being looked up in the outbox: what became of it is known and not yet on record.
    func hold(_ reference: OutboxReference) { inFlight.insert(reference) }

    func release(_ reference: OutboxReference) {
        guard !flights.values.contains(where: { $0.reference == reference }) else { return }
        inFlight.remove(reference)
    }

    /// Takes an outcome off the list; `nil` for one nobody sent. `wait` is how long until the next attempt; each outbox row
    /// has a seed of its own.
    func finish(
        _ outcome: DeliveryOutcome
    ) -> (reference: OutboxReference, track: RetrySchedule, alertIDs: [String], wait: Duration)? {
        guard let flight = flights.removeValue(forKey: outcome.reference) else { return nil }
        inFlight.remove(flight.reference)
        counts[flight.track, default: 0] -= 1
        let wait =
            outcome.isAskedAgainAtOnce
            ? .zero
            : flight.track.wait(
                beforeAttempt: outcome.attempt + 1, retryAfter: outcome.retryAfter, seed: flight.reference.hubSequence)
        return (flight.reference, flight.track, flight.alertIDs, wait)
    }

    private func pace(_ item: OutboxItem, from now: WallInstant) {
        guard let admissionID = item.admissionID else { return }
        // Cleared when it has doubled, so that a storm over many children does not go through all of them for each.
        if pacedUntil.count >= pacesToClear {
            pacedUntil = pacedUntil.filter { $0.value > now }
            pacesToClear = max(Self.fewestPacesToClear, 2 * pacedUntil.count)
        }
        pacedUntil[PacedChild(endpoint: item.reference.endpoint, admissionID: admissionID)] =
            now.advanced(by: Journal.Limits.paceInterval)
    }
}
