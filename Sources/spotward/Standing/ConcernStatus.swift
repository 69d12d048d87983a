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
    /// When it was last said again, where it was.
    var saidAgainAt: WallInstant?
    /// Of what was said last.
    var received: [Receipt]
    var taken: [Taker]
    /// Somebody has it now: taking it runs out, and saying it again asks anew.
    var isTakenNow: Bool
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
        if let saidAgainAt { lines.append("  said again \(saidAgainAt.forPeople(now))") }
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
        } else if !isTakenNow {
            lines.append(style.paint(taken.isEmpty ? "  nobody has taken it yet" : "  NOBODY HAS IT NOW", .red))
            if let nextStepAt { lines.append("  if nobody takes it, the next call goes out \(nextStepAt.ago(now))") }
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
    var takenNow: Bool
    var saidAgainAt: String?
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
        takenNow = status.isTakenNow
        saidAgainAt = status.saidAgainAt?.description
        nextStepAt = status.nextStepAt?.description
        endedAt = status.endedAt?.description
    }
}
