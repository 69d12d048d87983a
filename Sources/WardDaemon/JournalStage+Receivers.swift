import Alarms
import Journal
import Vitals
import Webhooks

extension JournalStage {
    /// What has changed with a receiver: on record, said on the hub, and on its way to the evaluator.
    func take(_ changes: [ReceiverWatch.Change], at now: WallInstant) {
        guard !changes.isEmpty else { return }
        for change in changes {
            let standing = change.standing == .sound ? nil : change.standing.rawValue
            do throws(JournalError) {
                try store.keep(
                    standing: standing, of: change.endpoint, since: receivers.troubledSince(change.endpoint) ?? now)
            } catch {
                fail(error)
            }
            note("receiver.\(change.standing.rawValue)", change.sentence)
            log.receiver(change)
        }
        tellReceivers()
    }

    /// A receiver that accepts again after a long outage gets what waited spread over its first minute.
    func recover(_ changes: [ReceiverWatch.Change], at now: WallInstant) throws(JournalError) {
        for change in changes {
            guard let outage = change.outage, RecoverySchedule.applies(after: outage) else { continue }
            try store.recover(change.endpoint, at: now) { item in
                RecoverySchedule.wait(
                    item.isUrgent ? .urgent : .ordinary, place: item.place, of: item.count, seed: item.hubSequence)
            }
        }
    }

    /// One alarm for each kind of trouble, however many receivers have it: it names the first.
    func tellReceivers() {
        for kind in ConditionKind.receiverKinds {
            let place = endpoints.firstIndex { receivers.standing(of: $0.name).condition == kind }
            signs.tell(HubSign(kind, place == nil ? nil : .mild, value: UInt32(place.map { $0 + 1 } ?? 0)))
        }
    }

    /// Whom alerts are owed to, and who of them does not take what it is sent.
    var standingEndpoints: [OwedEndpoint] {
        endpoints.map { endpoint in
            var endpoint = endpoint
            endpoint.isTroubled = receivers.standing(of: endpoint.name) != .sound
            return endpoint
        }
    }
}

extension ReceiverWatch {
    /// How the receivers of today's configuration stood when the run before ended: what goes on is told no second time.
    init(_ rows: [StandingRow], of names: [String]) {
        var standings: [String: ReceiverStanding] = [:]
        var since: [String: WallInstant] = [:]
        for row in rows where names.contains(row.endpoint) {
            guard let standing = ReceiverStanding(rawValue: row.standing), standing != .sound else { continue }
            standings[row.endpoint] = standing
            since[row.endpoint] = row.since
        }
        self.init(standings, since: since)
    }
}

extension ReceiverWatch.Change {
    /// For people: what is so, and what now.
    var sentence: String {
        switch standing {
        case .sound:
            "receiver \(endpoint) accepts alerts again" + (outage.map { ", after \($0.components.seconds) s" } ?? "")
        case .unreachable:
            "receiver \(endpoint) does not answer. Its alerts are kept and tried again: look at it and at the network"
        case .dns:
            "the name of receiver \(endpoint) has no address that may be called. Its alerts are kept and tried again: look at the network, the name and allow_addresses"
        case .tls:
            "the certificate or the TLS of receiver \(endpoint) is not right. Nothing is sent there until it is: look at its certificate, at ca_file and pins, and at this hub's clock"
        case .rejecting:
            "receiver \(endpoint) refuses what it is sent. Its alerts are kept and tried again: look at its log and its secret"
        }
    }
}
