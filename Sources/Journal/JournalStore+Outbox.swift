import Alarms
import GRDB
import Vitals

// A *lead* is an item that may be sent next: the oldest waiting item of its episode for its endpoint, unless another item's
// message carries it. How urgent all that waits behind it is, and how soon it is wanted, stand in its own row and are kept
// up as rows come and go. So a look at a long outbox reads one index in order and stops at its limit.

extension JournalStore {
    /// What may be sent now, most urgent first and then oldest, with what each message carries on record: it can go out. One
    /// transaction for all of them.
    ///
    /// Of each episode and endpoint only the oldest waiting item is given, so that no receiver sees an episode out of
    /// order. It is due when any item behind it is: a new alert does not wait out the back-off of the one before it.
    /// What waits behind an item in flight waits too.
    ///
    /// Of each child and endpoint at most one paced item that was never sent is given, and none before its instant in
    /// `pacedUntil`; what else of that child is due comes as its members. P1 and concern never wait for this, and an item
    /// that a P1 waits behind does not either. A repeat is no new message and keeps its own times.
    public func takeDue(_ look: OutboxLook) throws(JournalError) -> [OutboxItem] {
        try write("take what is due out of the outbox") { db in try takeDueItems(look, db) }
    }

    /// When to look again: `now` when something is due, `nil` when nothing waits.
    public func nextDue(
        now: WallInstant, excluding inFlight: Set<OutboxReference> = [], pacedUntil: [PacedChild: WallInstant] = [:]
    ) throws(JournalError) -> WallInstant? {
        let waiting = Dictionary(
            uniqueKeysWithValues: pacedUntil.filter { $0.value.isAhead(of: now) }.map { ($0.key.key, $0.value) })
        return try read("look for the next delivery") { db in
            let rows = try Row.fetchCursor(try db.cachedStatement(sql: Self.leads))
            var earliest: WallInstant?
            while let row = try rows.next() {
                let reference = OutboxReference(hubSequence: UInt64(clamping: row[0] as Int64), endpoint: row[1])
                guard !inFlight.contains(reference) else { continue }
                let wanted = WallInstant(microseconds: row[3])
                let isOfAnotherClock = isOfAnotherClock(row, now)
                var due = isOfAnotherClock ? now : max(wanted, now)
                if let child = row[2] as String?, row[4] as Bool, row[5] as Int64 == 0, let until = waiting[child] {
                    let waited = isOfAnotherClock ? now : wanted.advanced(by: Limits.paceGivesWayAfter)
                    due = max(due, min(until, waited))
                }
                earliest = min(earliest ?? due, due)
            }
            return earliest
        }
    }

    /// Items not yet accepted, all endpoints together.
    public func undeliveredCount() throws(JournalError) -> Int {
        try read("count the outbox") { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM outbox WHERE state = 'queued'") ?? 0
        }
    }

    static let urgentDue = due("lead_urgency >= \(Priority.high.rawValue)")
    static let ordinaryDue = due("lead_urgency < \(Priority.high.rawValue)")

    private static func due(_ urgency: String) -> String {
        """
        \(leads) AND \(urgency) AND (due_wall_us <= ?1 OR due_wall_us > ?1 + \(longestWait))
        ORDER BY lead_urgency DESC, hub_seq, endpoint
        """
    }

    /// Every column is in the index `outbox_leads`.
    static let leads = """
        SELECT hub_seq, endpoint, endpoint || '\(PacedChild.separator)' || admission_id AS child, due_wall_us, lead_paced,
          attempt_count, \(longestWait) AS longest_wait FROM outbox WHERE is_lead = 1
        """

    private static let longestWait = """
        CASE WHEN lead_urgency >= \(Priority.high.rawValue) THEN \(Limits.longestUrgentWait.wholeMicroseconds)
        ELSE \(Limits.longestWait.wholeMicroseconds) END
        """
}

extension PacedChild {
    /// Stands in no pseudonym, so that a key is of one endpoint and one child.
    static let separator = " "
    var key: String { endpoint + Self.separator + admissionID }
}

extension WallInstant {
    /// Whether the pace holds something back until here. Further ahead than the pace is long, the clock was set back.
    fileprivate func isAhead(of now: WallInstant) -> Bool {
        self > now && self <= now.advanced(by: Limits.paceInterval)
    }
}

/// Whether a lead (`JournalStore.leads`) is due further ahead than anything is made to wait: the clock was set back since. How long it
/// has waited is not known then, so it waits for nothing.
private func isOfAnotherClock(_ lead: Row, _ now: WallInstant) -> Bool {
    WallInstant(microseconds: lead[3]) > now.advanced(by: .microseconds(lead[6] as Int64))
}

/// The urgent ones and then the others, each read in the order of the index and no further than there is room.
func dueItems(_ look: OutboxLook, _ db: Database) throws -> [OutboxItem] {
    // After an outage a child's alerts are more than one message holds: the pace must not keep them for hours.
    let longAgo = look.now.advanced(by: .zero - Limits.paceGivesWayAfter).microseconds
    let waiting = Set(look.pacedUntil.lazy.filter { $0.value.isAhead(of: look.now) }.map(\.key.key))
    let limit = min(look.limit, Limits.dueItemCount)
    var chosen: [OutboxReference] = []
    var children: Set<String> = []
    for (sql, room) in [(JournalStore.urgentDue, look.urgentRoom), (JournalStore.ordinaryDue, look.ordinaryRoom)] {
        let end = chosen.count + min(room, limit - chosen.count)
        guard chosen.count < end else { continue }
        let rows = try Row.fetchCursor(try db.cachedStatement(sql: sql), arguments: [look.now.microseconds])
        while chosen.count < end, let row = try rows.next() {
            let reference = OutboxReference(hubSequence: UInt64(clamping: row[0] as Int64), endpoint: row[1])
            guard !look.inFlight.contains(reference) else { continue }
            if row[4] as Bool, row[5] as Int64 == 0, let child = row[2] as String? {
                let hasWaited = (row[3] as Int64) <= longAgo || isOfAnotherClock(row, look.now)
                guard hasWaited || !waiting.contains(child), children.insert(child).inserted else { continue }
            }
            chosen.append(reference)
        }
    }
    return try chosen.map { try item($0, now: look.now, excluding: look.inFlight, db) }
}

/// The same, and what each paced message carries is put on record. Their members are apart: of each child and endpoint one
/// such message is chosen.
func takeDueItems(_ look: OutboxLook, _ db: Database) throws -> [OutboxItem] {
    try handOver(look, db)
    let items = try dueItems(look, db)
    try keepWaiting(items, db)
    for item in items where item.isPaced && !item.isCombined {
        try combine(item.reference, with: item.members.map(\.hubSequence), db)
    }
    return items
}

private func item(
    _ reference: OutboxReference, now: WallInstant, excluding inFlight: Set<OutboxReference>, _ db: Database
) throws -> OutboxItem {
    // Columns by place: an alert waits for this, and a name is looked for among all of them.
    let rows = try Row.fetchCursor(
        try db.cachedStatement(
            sql: """
                SELECT t.alert_id, o.episode_id, o.admission_id, o.priority, o.lead_urgency, o.paced, o.attempt_count,
                  o.first_attempt_wall_us, t.roles, o.fallback_of, t.line, o.carried_by, o.lead_paced
                FROM outbox o JOIN transitions t ON t.hub_seq = o.hub_seq WHERE o.hub_seq = ? AND o.endpoint = ?
                """), arguments: [Int64(clamping: reference.hubSequence), reference.endpoint])
    // Found by its number and not by its id: a flipped bit in this copy of the id keeps no alert back.
    guard let row = try rows.next() else {
        throw DatabaseError(
            resultCode: .SQLITE_CORRUPT, message: "alert \(reference.hubSequence) is owed and is not in the alert log")
    }
    var item = OutboxItem(
        reference: reference, alertID: row[0], episodeID: row[1], admissionID: row[2],
        priority: Priority(stored: row[3]), urgency: Priority(stored: row[4]),
        isPaced: row[5], attemptCount: UInt32(clamping: row[6] as Int64),
        firstAttemptAt: (row[7] as Int64?).map { WallInstant(microseconds: $0) },
        roles: RoleSet(rawValue: UInt8(truncatingIfNeeded: row[8] as Int64)), fallbackOf: row[9],
        line: row[10], members: [],
        isCombined: row[11] as Int64? != nil)
    if item.isCombined {
        item.members = try members(of: reference, db)
    } else if row[12] as Bool, item.attemptCount == 0 {
        item.members = try candidates(for: item, now: now, excluding: inFlight, db)
    }
    return item
}

extension Priority {
    /// A number that no priority has counts as the most urgent: it must not make an alert wait.
    init(stored number: Int64) {
        self = UInt8(exactly: number).flatMap(Priority.init(rawValue:)) ?? .critical
    }
}
