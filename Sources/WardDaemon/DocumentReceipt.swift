import Documents
import FoundationEssentials
import Journal
import Vitals

/// What is told to whoever dropped a file: how many rows were taken, and why the others were not.
struct DocumentReceipt: Sendable {
    let name: String
    let byteCount: Int64
    var sha256: String?
    var note: String?
    /// Rows whose text could not be read, by reason.
    private(set) var refusals: [String: UInt64] = [:]
    private(set) var rowCount: UInt64 = 0
    private var tally = DocumentTally()

    init(name: String, byteCount: Int64) {
        self.name = name
        self.byteCount = byteCount
    }

    mutating func count(_ row: DocumentRow) {
        rowCount += 1
        if case .refused(let refusal) = row.content { refusals["\(refusal.name)", default: 0] += 1 }
    }

    /// What the evaluator made of the rows that could be read.
    mutating func take(_ tally: DocumentTally) { self.tally = tally }

    /// One sentence for the log.
    var summary: String {
        "\(rowCount) \(rowCount == 1 ? "row" : "rows"), \(tally.accepted + tally.retrospective) taken"
            + (tally.retrospective > 0 ? " (\(tally.retrospective) too late to alarm)" : "")
            + (refusedCount > 0 ? ", \(refusedCount) refused" : "")
    }

    func accepted() -> (isAccepted: Bool, bytes: [UInt8]) { (true, json(outcome: "accepted", reason: nil)) }

    func refused(_ reason: String) -> (isAccepted: Bool, bytes: [UInt8]) {
        (false, json(outcome: "refused", reason: reason))
    }

    private var refusedCount: UInt64 { refusals.values.reduce(0, +) + tally.unassigned + tally.implausible }

    private func json(outcome: String, reason: String?) -> [UInt8] {
        var reasons = refusals
        if tally.unassigned > 0 { reasons["unassigned"] = tally.unassigned }
        if tally.implausible > 0 { reasons["implausible"] = tally.implausible }
        let body = Body(
            receipt: 1, file: name, bytes: byteCount, sha256: sha256, outcome: outcome, reason: reason, note: note,
            rows: Body.Rows(
                read: rowCount, accepted: tally.accepted, retrospective: tally.retrospective,
                valueless: tally.valueless, refused: reasons))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let bytes = (try? encoder.encode(body)).map(Array.init) ?? Array("{\"outcome\": \"\(outcome)\"}".utf8)
        return bytes + [0x0A]
    }

    private struct Body: Encodable {
        struct Rows: Encodable {
            var read: UInt64
            var accepted: UInt64
            /// Too late to score or to alarm: stored.
            var retrospective: UInt64
            var valueless: UInt64
            var refused: [String: UInt64]
        }

        var receipt: Int
        var file: String
        var bytes: Int64
        var sha256: String?
        var outcome: String
        var reason: String?
        var note: String?
        var rows: Rows
    }
}
