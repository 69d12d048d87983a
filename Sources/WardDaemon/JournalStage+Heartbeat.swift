import Alarms
import Journal
import Vitals
import Webhooks

extension JournalStage {
    /// How the ward stands, and what happened since the pulse before.
    func pulse() -> Pulse {
        let (monotonic, wall) = clock.now()
        defer { counts = Heartbeat.Counts() }
        let head = (try? store.auditHead()) ?? nil
        return Pulse(
            at: Tick(monotonic: monotonic, wall: wall), digest: digest, counts: counts, storage: storageDigest,
            canary: canaryDigest, recordHead: head.map { "\($0)" })
    }

    /// What became of a beat. It is not on record and not sent again; a receiver that takes none is told of once.
    func take(heartbeat outcome: DeliveryOutcome) {
        if heartbeatsTaken.updateValue(outcome.isAccepted, forKey: outcome.endpoint) != outcome.isAccepted {
            log.heartbeat(outcome)
        }
        if let answer = outcome.signedAnswer { take(answer, from: outcome.endpoint) }
    }
}

extension JournalStage {
    /// What a receiver says of what it has, verified before. What it lacks goes out again under the same ids; nothing of it is
    /// owed anew, and a receiver that still lacks it asks again at the next beat.
    func take(_ report: ReceiverReport, of endpoint: String) {
        let now = clock.now().wall
        do throws(JournalError) {
            switch report {
            case .displayed(let messages):
                try store.recordDisplayed(messages, at: endpoint, now: now)
            case .days(let held):
                try take(held, of: endpoint)
            case .resend(let numbers):
                let items = try store.acceptedItems(numbers, of: endpoint)
                var sentCount = 0
                for item in items where deliveries.mayRepeat(item) {
                    deliveries.send(item, at: now, log: log)
                    sentCount += 1
                }
                note(
                    "outbox.resent",
                    "\(endpoint) does not have alerts \(numbers.lowerBound) to \(numbers.upperBound): \(sentCount) sent again"
                )
                log.resent(sentCount, numbers, to: endpoint)
            }
        } catch {
            fail(error)
        }
    }
}
