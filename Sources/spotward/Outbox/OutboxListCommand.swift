import Alarms
import ArgumentParser
import Journal
import Vitals

/// `spotward outbox list`: what waits and what was given up on.
struct OutboxListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List what no receiver has accepted: what waits, and the dead letters.",
        discussion: """
            Examples:
              spotward outbox list --config spotward.yaml
              spotward outbox list --dead --json --state /var/lib/spotward
            """)

    @Flag(help: "Only what was given up on.")
    var dead = false

    @Flag(help: "What persons dropped, too.")
    var dropped = false

    @OptionGroup var options: OutboxOptions

    func validate() throws {
        if dead, dropped { throw ValidationError("Give --dead or --dropped, not both.") }
    }

    func run() throws {
        try options.show { journal, now in
            let states: Set<OutboxRow.State> =
                dead ? [.dead] : dropped ? [.queued, .dead, .dropped] : [.queued, .dead]
            let rows = try journal.outbox(states)
            if options.json {
                rows.forEach { JSONLine.print(OutboxLine($0)) }
                return
            }
            var table = JournalTable([
                "NUMBER", "MESSAGE", "ENDPOINT", "PRIORITY", "WHAT", "ABOUT", "STATE", "AGE", "TRIES", "LAST",
            ])
            for row in rows { table.append(row, now: now) }
            table.finish(
                orWhenEmpty: dead
                    ? "There are no dead letters." : "Nothing waits: every message was accepted.")
            let deadCount = rows.count { $0.state == .dead }
            if deadCount > 0 {
                print(
                    "\nGiven up on until somebody looks: \(deadCount). Send again: spotward outbox redrive all; or drop one with "
                        + "its reason.")
            }
        }
    }
}

/// Where the journal is, and how to print.
struct OutboxOptions: ParsableArguments {
    @OptionGroup var place: StatePlace

    @Flag(help: "Print one line of JSON for each message and endpoint.")
    var json = false

    func show(_ view: (ReadOnlyJournal, WallInstant) throws -> Void) throws {
        try place.journal { try view($0, JournalOptions.now()) }
    }
}

extension JournalTable {
    mutating func append(_ row: OutboxRow, now: WallInstant) {
        let end =
            switch row.state {
            case .queued: row.carriedBy.map { "waits, with #\($0)" } ?? "waits"
            case .accepted: "accepted"
            case .dead: "DEAD: \(row.leftReason ?? "–")"
            case .dropped: "dropped by \((row.leftBy ?? "–").printable)"
            }
        let last = row.stage.map { stage in stage + (row.httpStatus.map { " HTTP \($0)" } ?? "") } ?? "–"
        let colour: Colour =
            switch (row.state, row.priority) {
            case (.dead, _): .red
            case (.queued, .critical), (.queued, .high): .red
            case (.queued, _): .yellow
            case (.accepted, _), (.dropped, _): .dim
            }
        append(
            [
                "#\(row.hubSequence)", String(row.alertID.prefix(8)), row.endpoint, "\(row.priority.label)",
                "\(row.condition) \(row.event)", row.admissionID ?? "the hub", end, row.decidedAt.age(now),
                "\(row.attemptCount)", last,
            ], colour)
    }
}

/// A message at one endpoint as JSON; times are UTC.
struct OutboxLine: Encodable {
    var hubSeq: Int64
    var id: String
    var endpoint: String
    var episodeId: String
    var admission: String?
    var condition: String
    var event: String
    var priority: String
    var state: String
    var decidedAt: String
    var attempts: Int64
    var dueAt: String?
    var carriedBy: Int64?
    var leftAt: String?
    var leftReason: String?
    var leftBy: String?
    var lastStage: String?
    var lastHttpStatus: Int32?
    /// Of `spotward outbox show` alone.
    var proofs: [ProofLine]?
    var tries: [DeliveryLine]?
    var body: String?

    init(_ row: OutboxRow) {
        hubSeq = row.hubSequence
        id = row.alertID
        endpoint = row.endpoint
        episodeId = row.episodeID
        admission = row.admissionID
        condition = row.condition
        event = row.event
        priority = "\(row.priority.label)"
        state = row.state.rawValue
        decidedAt = row.decidedAt.description
        attempts = row.attemptCount
        dueAt = row.state == .queued ? row.dueAt.description : nil
        carriedBy = row.carriedBy
        let hasLeft = row.state == .dead || row.state == .dropped
        leftAt = hasLeft ? row.leftAt?.description : nil
        leftReason = hasLeft ? row.leftReason : nil
        leftBy = hasLeft ? row.leftBy : nil
        lastStage = row.stage
        lastHttpStatus = row.httpStatus
    }
}

/// One level of proof as JSON.
struct ProofLine: Encodable {
    var level: String
    var at: String
    var detail: String?

    init(_ proof: Proof) {
        level = proof.level.rawValue
        at = proof.at.description
        detail = proof.detail.isEmpty ? nil : proof.detail
    }
}
