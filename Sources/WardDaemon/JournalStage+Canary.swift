import Alarms
import Journal
import Vitals
import Webhooks

// Once a day a test goes the whole way of an alert, and whoever does not answer it is an alarm of the hub.

extension JournalStage {
    /// Twice a second.
    func watchCanary() {
        guard !isClosing, var watch = canary else { return }
        defer { canary = watch }
        let (monotonic, wall) = clock.now()
        if let date = watch.due(at: Tick(monotonic: monotonic, wall: wall)) {
            // By the ports' thread, at its next tick, as everything that comes in.
            signs.tell(HubSign(.test, .mild, value: UInt32(clamping: date.dayNumber)))
            note("canary.asked", "the daily test of the way an alert goes, of \(date)")
        }
        guard watch.looks(at: monotonic) else { return }
        do throws(JournalError) {
            let newest = try store.canary()
            guard let standing = watch.judge(newest, at: monotonic) else { return }
            tell(standing)
        } catch {
            fail(error)
        }
    }

    /// On its way to the evaluator; at the start, too, so that an alarm of the run before does not end by the restart.
    func tellCanary(_ standing: CanaryWatch.Standing?) {
        guard case .failing(_, let names) = standing else { return signs.tell(HubSign(.canary, nil, value: 0)) }
        let place = endpoints.firstIndex { names.contains($0.name) }
        signs.tell(HubSign(.canary, .mild, value: UInt32(place.map { $0 + 1 } ?? 0)))
    }

    /// A receiver has them, and the hub calls about them no more.
    func end(_ alertIDs: [String], by endpoint: String) {
        let isTrusted = canary?.standing.doubts(endpoint) != true
        alertIDs.forEach { calls.ended($0, isTrusted: isTrusted) }
    }

    private func tell(_ standing: CanaryWatch.Standing) {
        switch standing {
        case .open: break
        case .answered(let date):
            let sentence = "every receiver has answered the daily test of \(date)"
            note("canary.answered", sentence)
            log.note(sentence)
        case .failing(let date, let names):
            let who =
                names.isEmpty ? "the hub itself did not decide" : "\(names.joined(separator: ", ")) did not answer"
            let sentence =
                "\(who) the daily test of \(date) within \(DaemonLimits.canaryPatience.components.seconds) s. Alerts may not arrive: look at the receiver and at what stands between"
            note("canary.failed", sentence)
            log.warn(sentence)
        }
        tellCanary(standing)
    }

    /// For the heartbeat.
    var canaryDigest: Heartbeat.Canary? {
        switch canary?.standing {
        case nil: nil
        case .open: Heartbeat.Canary(date: nil, unanswered: [])
        case .answered(let date): Heartbeat.Canary(date: date, unanswered: [])
        case .failing(let date, let names): Heartbeat.Canary(date: date, unanswered: names, isFailing: true)
        }
    }
}
