import Alarms
import Vitals

/// What a family may see of a concern: who has received it and who has taken it.
struct ConcernStatus {
    var episodeID: String
    var admissionID: String
    var raisedAt: WallInstant
    /// `parent`, `young-person`, `staff`, `carer-question`.
    var from: String?
    var isOpen: Bool
    var received: [Receipt]
    var taken: [Taker]
    var nextStepAt: WallInstant?
    var endedAt: WallInstant?

    /// One receiver and whether it has the concern.
    struct Receipt: Equatable {
        var endpoint: String
        /// What the receiver is there for: `primary, reviewer`.
        var roles: String
        var acceptedAt: WallInstant?
    }

    struct Taker: Equatable {
        var name: String
        var role: String
        var at: WallInstant
        var until: WallInstant?
    }

    func text(now: WallInstant, _ style: TextStyle) -> String {
        var lines = [style.paint("Concern about \(admissionID), \(raisedAt.forPeople(now))", .bold)]
        if let from { lines.append("  from: \(from)") }
        for receipt in received {
            let roles = receipt.roles.isEmpty ? "" : " (\(receipt.roles))"
            lines.append(
                receipt.acceptedAt.map { "  received by \(receipt.endpoint.printable)\(roles) \($0.forPeople(now))" }
                    ?? style.paint("  NOT YET RECEIVED by \(receipt.endpoint.printable)\(roles)", .red))
        }
        if received.isEmpty { lines.append(style.paint("  SENT TO NOBODY: ring the team", .red)) }
        for taker in taken {
            let until = taker.until.map { ", until \($0.clock)" } ?? ""
            lines.append("  taken by \(taker.name.printable) (\(taker.role)) \(taker.at.forPeople(now))\(until)")
        }
        if let endedAt {
            lines.append("  closed \(endedAt.forPeople(now))")
        } else if taken.isEmpty {
            lines.append(style.paint("  nobody has taken it yet", .red))
            if let nextStepAt { lines.append("  more people are called \(nextStepAt.ago(now))") }
        }
        return lines.joined(separator: "\n")
    }
}

/// A concern's standing as JSON. Times are UTC.
struct ConcernStatusLine: Encodable {
    struct Receipt: Encodable {
        var endpoint: String
        var roles: String
        var acceptedAt: String?
    }

    struct Taker: Encodable {
        var by: String
        var role: String
        var at: String
        var until: String?
    }

    var episode: String
    var admission: String
    var raisedAt: String
    var from: String?
    var open: Bool
    var received: [Receipt]
    var taken: [Taker]
    var nextStepAt: String?
    var endedAt: String?

    init(_ status: ConcernStatus) {
        episode = status.episodeID
        admission = status.admissionID
        raisedAt = status.raisedAt.description
        from = status.from
        open = status.isOpen
        received = status.received.map {
            Receipt(endpoint: $0.endpoint, roles: $0.roles, acceptedAt: $0.acceptedAt?.description)
        }
        taken = status.taken.map {
            Taker(by: $0.name, role: $0.role, at: $0.at.description, until: $0.until?.description)
        }
        nextStepAt = status.nextStepAt?.description
        endedAt = status.endedAt?.description
    }
}
