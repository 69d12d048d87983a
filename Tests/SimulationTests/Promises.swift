import Foundation
import GRDB
import Register
import Webhooks

@testable import Journal

/// What the daemon answered for, and must have for ever: alerts on the disk by the store's own word or because they left, each
/// under its number, and commands that people were told are done.
struct Promises {
    private var alerts: [String: Int64?] = [:]
    private var commands: [Int64: String] = [:]
    var count: Int { alerts.count + commands.count }

    /// Everything the store holds for durable now.
    mutating func note(_ hub: SimulatedHub) throws {
        alerts.merge(try hub.look(Self.alerts)) { $1 }
    }

    /// A message that left: whatever becomes of it, what is in it is on record.
    mutating func take(_ request: DeliveryRequest) {
        alerts[request.alertID] = Int64(request.hubSequence)
        for member in request.members { alerts[member.id] = Int64(member.hubSequence) }
    }

    private static func alerts(_ db: Database) throws -> [String: Int64?] {
        let rows = try Row.fetchCursor(db, sql: "SELECT alert_id, hub_seq FROM transitions")
        var found: [String: Int64?] = [:]
        while let row = try rows.next() { found.updateValue(row[1] as Int64?, forKey: row[0]) }
        return found
    }

    mutating func take(_ answers: [PlayedPeople.Answer], at now: Int, _ findings: inout [String]) {
        for answer in answers where answer.isDone {
            if answer.isLate, answer.askedAt == now {
                findings.append("\(now) \(answer.kind): done at a tick that did not count it")
            }
            if let number = answer.number { commands[number] = answer.kind }
        }
    }

    /// Whether the next daemon has it all.
    func check(_ hub: SimulatedHub, at now: Int, _ findings: inout [String]) throws {
        let kept = try hub.look(Self.alerts)
        for (id, number) in alerts.sorted(by: { $0.key < $1.key }) {
            guard let found = kept[id] else {
                findings.append("\(now) lost: alert \(id), number \(number ?? 0)")
                continue
            }
            if found != number { findings.append("\(now) alert \(id) has another number than before") }
        }
        let done = try hub.look { db in
            try Int64.fetchSet(db, sql: "SELECT number FROM commands WHERE outcome IS NOT NULL")
        }
        for (number, kind) in commands.sorted(by: { $0.key < $1.key }) where !done.contains(number) {
            findings.append("\(now) lost: command \(number), \(kind), that was answered as done")
        }
        if try hub.look({ try String.fetchAll($0, sql: "PRAGMA quick_check") }) != ["ok"] {
            findings.append("\(now) the journal is not sound")
        }
    }

    /// Worries that were answered for, and the alerts each must have.
    var concerns: [Int64] { commands.filter { $0.value == "concern" }.keys.sorted() }
}
