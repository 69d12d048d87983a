import Alarms
import GRDB
import Vitals

extension JournalStore {
    /// Puts on record what a message carries, before it is sent: the same at every attempt, also after a restart. Members
    /// are never sent by themselves from here on.
    ///
    /// Throws, and keeps nothing, where one of them waits no longer or is carried by another, or where the lead is on
    /// record with other members.
    public func combine(lead: OutboxReference, members: [UInt64] = []) throws(JournalError) {
        try write("combine messages") { db in try Journal.combine(lead, with: members, db) }
    }
}

func combine(_ lead: OutboxReference, with members: [UInt64], _ db: Database) throws {
    let sequence = Int64(clamping: lead.hubSequence)
    let wanted = Set(members.map { Int64(clamping: $0) })
    let row = try Row.fetchOne(
        try db.cachedStatement(sql: "SELECT carried_by FROM outbox WHERE hub_seq = ? AND endpoint = ? AND is_lead = 1"),
        arguments: [sequence, lead.endpoint])
    guard let row else { throw refusal(lead, "it waits no longer, or not at the front") }
    if row["carried_by"] as Int64? != nil {
        let standing = Set(try Journal.members(of: lead, db).map { Int64(clamping: $0.hubSequence) })
        guard standing == wanted else { throw refusal(lead, "it is on record with other members") }
        return
    }
    let statement = try db.cachedStatement(
        sql: """
            UPDATE outbox SET carried_by = ?, is_lead = (hub_seq = ?1)
            WHERE hub_seq = ? AND endpoint = ? AND state = 'queued' AND carried_by IS NULL
            """)
    for member in [sequence] + wanted.sorted() {
        try statement.execute(arguments: [sequence, member, lead.endpoint])
        guard db.changesCount == 1 else { throw refusal(lead, "number \(member) is not free to be carried") }
    }
    // What waits behind a member waits for this message now; a message of one keeps what it had.
    guard !wanted.isEmpty else { return }
    try db.cachedStatement(
        sql: """
            UPDATE outbox SET (lead_urgency, lead_paced) = (
              SELECT max(w.priority), min(w.paced) FROM outbox w
              WHERE w.endpoint = outbox.endpoint AND w.state = 'queued' AND w.episode_id IN (
                SELECT m.episode_id FROM outbox m WHERE m.endpoint = outbox.endpoint AND m.carried_by = outbox.hub_seq))
            WHERE hub_seq = ? AND endpoint = ?
            """
    ).execute(arguments: [sequence, lead.endpoint])
}

private func refusal(_ lead: OutboxReference, _ reason: String) -> JournalError {
    JournalError(
        .database, call: "combine messages", subject: "number \(lead.hubSequence) for \(lead.endpoint)",
        reason: reason, nextStep: "Look through the outbox again.")
}

/// What is on record as carried by a lead, in the hub's order.
func members(of lead: OutboxReference, _ db: Database) throws -> [OutboxMember] {
    let sequence = Int64(clamping: lead.hubSequence)
    return try Row.fetchAll(
        try db.cachedStatement(
            sql: """
                SELECT o.hub_seq, o.alert_id, o.episode_id, t.line FROM outbox o
                JOIN transitions t ON t.alert_id = o.alert_id
                WHERE o.endpoint = ? AND o.carried_by = ? AND o.hub_seq <> ?2 ORDER BY o.hub_seq
                """), arguments: [lead.endpoint, sequence]
    ).map(OutboxMember.init)
}

/// What a lead that was never sent can carry: due, paced items of the same child and endpoint. Of each episode only what
/// nothing stays behind of, so that the receiver still sees it in order.
func candidates(
    for lead: OutboxItem, now: WallInstant, excluding inFlight: Set<OutboxReference>, _ db: Database
) throws -> [OutboxMember] {
    let rows = try Row.fetchCursor(
        try db.cachedStatement(
            sql: """
                SELECT o.hub_seq, o.alert_id, o.episode_id, o.paced, o.carried_by, o.is_lead, o.lead_paced,
                  o.attempt_count, o.due_wall_us, t.line
                FROM outbox o JOIN transitions t ON t.alert_id = o.alert_id
                WHERE o.endpoint = ? AND o.admission_id = ? AND o.state = 'queued' ORDER BY o.hub_seq
                LIMIT \(Limits.carriedCandidateCount)
                """), arguments: [lead.reference.endpoint, lead.admissionID])
    var members: [OutboxMember] = []
    var byteCount = 0
    var blocked: Set<String> = []
    while members.count < Limits.carriedItemCount, let row = try rows.next() {
        let member = OutboxMember(row)
        let reference = OutboxReference(hubSequence: member.hubSequence, endpoint: lead.reference.endpoint)
        if reference == lead.reference || blocked.contains(member.episodeID) { continue }
        let due = WallInstant(microseconds: row["due_wall_us"])
        let isDue = due <= now || due > now.advanced(by: Limits.longestWait)
        // One that is hurried goes by itself, now.
        let isHurried = row["is_lead"] as Bool && !(row["lead_paced"] as Bool)
        guard row["paced"], isDue, !isHurried, row["carried_by"] as Int64? == nil, row["attempt_count"] as Int64 == 0,
            !inFlight.contains(reference), byteCount + member.line.utf8.count <= Limits.carriedByteCount
        else {
            blocked.insert(member.episodeID)
            continue
        }
        byteCount += member.line.utf8.count
        members.append(member)
    }
    return members
}

extension OutboxMember {
    fileprivate init(_ row: Row) {
        self.init(
            hubSequence: UInt64(clamping: row["hub_seq"] as Int64), alertID: row["alert_id"],
            episodeID: row["episode_id"], line: row["line"])
    }
}
