import ArgumentParser
import Glibc
import Journal
import Vitals

/// `spotward outbox show`: how far one message came at each endpoint, every attempt, and what it says.
struct OutboxShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one message: how far it came at each endpoint, every attempt, and its body.",
        discussion: """
            queued: on record. sent: an attempt was begun. accepted: the answer was 2xx, and whole. receipt: the answer named \
            the receiver's own id for it. displayed: the receiver said, signed, that it stood on a screen. acknowledged: \
            somebody took the alarm.

            Example:
              spotward outbox show 998dfd4f --config spotward.yaml
            """)

    @Argument(help: ArgumentHelp("The id, six characters or more of it, or the number.", valueName: "message"))
    var message: String

    @OptionGroup var options: OutboxOptions

    func run() throws {
        try options.show { journal, now in
            switch try journal.message(message) {
            case .found(let rows):
                if options.json {
                    for row in rows { JSONLine.print(try line(row, journal)) }
                } else {
                    print(try OutboxPage(rows, journal, now: now).text(TextStyle.terminal))
                }
                return
            case .several(let ids):
                StandardError.complain(
                    "Several messages begin with \(message.printable): \(ids.joined(separator: ", ")).")
            case .unknown:
                StandardError.complain(
                    "There is no message \(message.printable). `spotward outbox list` has those that wait, `spotward journal "
                        + "alerts --json` all.")
            case .tooShort: StandardError.complain("Give the message's number, or at least six characters of its id.")
            }
            throw ExitCode(EX_DATAERR)
        }
    }

    private func line(_ row: OutboxRow, _ journal: ReadOnlyJournal) throws -> OutboxLine {
        var line = OutboxLine(row)
        line.proofs = try journal.proofs(ofMessage: row.hubSequence, at: row.endpoint).map(ProofLine.init)
        line.tries = try journal.attempts(atMessage: row.hubSequence, of: row.endpoint).map(DeliveryLine.init)
        line.body = row.line
        return line
    }
}

/// One message as a page.
struct OutboxPage {
    private let rows: [OutboxRow]
    private let now: WallInstant
    private var proofs: [[Proof]] = []
    private var attempts: [[DeliveryRow]] = []

    /// - Parameter rows: the message at each endpoint; not empty.
    init(_ rows: [OutboxRow], _ journal: ReadOnlyJournal, now: WallInstant) throws {
        self.rows = rows
        self.now = now
        for row in rows {
            proofs.append(try journal.proofs(ofMessage: row.hubSequence, at: row.endpoint))
            attempts.append(try journal.attempts(atMessage: row.hubSequence, of: row.endpoint))
        }
    }

    func text(_ style: TextStyle) -> String {
        guard let first = rows.first else { return "Nothing is on record of it." }
        var lines = [
            style.paint(
                "#\(first.hubSequence) \(first.priority.label) \(first.condition) \(first.event), "
                    + "\(first.admissionID ?? "the hub"), \(first.decidedAt.forPeople(now))", .bold),
            "message \(first.alertID)", "episode \(first.episodeID)",
        ]
        for (place, row) in rows.enumerated() {
            lines += ["", style.paint(row.endpoint.printable, .bold) + ": " + standing(row)]
            lines += proofs[place].map(Self.line)
            lines += attempts[place].map(line)
        }
        return (lines + ["", "BODY", "  " + first.line.printable]).joined(separator: "\n")
    }

    private func standing(_ row: OutboxRow) -> String {
        let carrier = row.carriedBy.map { ", in the message of #\($0)" } ?? ""
        switch row.state {
        case .queued: return "waits, due \(row.dueAt.forPeople(now))\(carrier)"
        case .accepted: return "accepted\(carrier)"
        case .dead:
            return
                "DEAD since \(row.leftAt?.forPeople(now) ?? "–"), \(row.leftReason ?? "–")\(carrier). Send it again: "
                + "spotward outbox redrive \(row.alertID.prefix(8)) --endpoint \(row.endpoint)"
        case .dropped:
            return "dropped \(row.leftAt?.forPeople(now) ?? "–") by \((row.leftBy ?? "–").printable): "
                + "\((row.leftReason ?? "–").printable)\(carrier)"
        }
    }

    private static func line(_ proof: Proof) -> String {
        let level = proof.level.rawValue
        let room = String(repeating: " ", count: max(1, 14 - level.count))
        let detail = proof.detail.isEmpty ? "" : "  \(proof.detail.printable)"
        return "  \(level)\(room)\(proof.at.forPeople)\(detail)"
    }

    private func line(_ attempt: DeliveryRow) -> String {
        let status = attempt.httpStatus.map { " HTTP \($0)" } ?? ""
        let code = attempt.curlCode == 0 ? "" : " curl \(attempt.curlCode)"
        let answer = attempt.answer.isEmpty ? "" : ": \(attempt.answer.printable)"
        return "  try \(attempt.attempt)  \(attempt.startedAt.forPeople)  \(attempt.stage)\(status)\(code), "
            + "\(attempt.duration.wholeMicroseconds / 1_000) ms\(answer)"
    }
}
