import GRDB
import Vitals

/// One level a message is known to have reached at an endpoint.
public struct Proof: Sendable, Hashable {
    public var level: ProofLevel
    public var at: WallInstant
    /// The receiver's own name for the message; the person who took the alarm.
    public var detail: String

    public init(_ level: ProofLevel, at instant: WallInstant, detail: String = "") {
        self.level = level
        at = instant
        self.detail = detail
    }
}

extension ReadOnlyJournal {
    /// How far one message is known to have come at one endpoint, in the order of the levels.
    public func proofs(ofMessage number: Int64, at endpoint: String) throws(JournalError) -> [Proof] {
        try read { db in try Journal.proofs(of: number, at: endpoint, db) }
    }
}

func proofs(of number: Int64, at endpoint: String, _ db: Database) throws -> [Proof] {
    let row = try Row.fetchOne(
        try db.cachedStatement(
            sql: """
                SELECT t.at_wall_us, t.episode_id, t.seq, o.accepted_wall_us,
                  (SELECT min(m.first_attempt_wall_us) FROM outbox m
                    WHERE m.endpoint = o.endpoint AND m.hub_seq IN (o.hub_seq, o.carried_by)) AS sent_wall_us
                FROM outbox o JOIN transitions t ON t.alert_id = o.alert_id WHERE o.hub_seq = ? AND o.endpoint = ?
                """), arguments: [number, endpoint])
    guard let row else { return [] }
    var proofs = [Proof(.queued, at: WallInstant(microseconds: row["at_wall_us"]))]
    for (level, column) in [(ProofLevel.sent, "sent_wall_us"), (.accepted, "accepted_wall_us")] {
        if let instant = row[column] as Int64? { proofs.append(Proof(level, at: WallInstant(microseconds: instant))) }
    }
    let said = try Row.fetchAll(
        try db.cachedStatement(
            sql: "SELECT level, at_wall_us, detail FROM proofs WHERE hub_seq = ? AND endpoint = ? ORDER BY at_wall_us"),
        arguments: [number, endpoint])
    for level in [ProofLevel.receipt, .displayed] {
        guard let row = said.first(where: { $0["level"] == level.rawValue }) else { continue }
        proofs.append(Proof(level, at: WallInstant(microseconds: row["at_wall_us"]), detail: row["detail"]))
    }
    // Whoever took the alarm after this message was decided.
    let taken = try Row.fetchOne(
        try db.cachedStatement(
            sql: """
                SELECT t.at_wall_us, c.by_name, c.by_role FROM transitions t
                LEFT JOIN commands c ON c.number = t.command_number
                WHERE t.episode_id = ? AND t.seq >= ? AND t.event = 'acknowledged' ORDER BY t.seq LIMIT 1
                """), arguments: [row["episode_id"] as String, row["seq"] as Int64])
    if let taken {
        let person = (taken["by_name"] as String?).map { name in "\(name) (\(taken["by_role"] as String? ?? ""))" }
        proofs.append(Proof(.acknowledged, at: WallInstant(microseconds: taken["at_wall_us"]), detail: person ?? ""))
    }
    return proofs
}
