import GRDB
import Vitals

// What an item's state is stands in one word, and the rest of its row bears it out: when it was accepted, when it left and by whose
// command. A word that the rest does not bear out is a flipped bit, or somebody's edit, and an alert may wait behind it that nobody
// sees. No digest is needed to tell: a state is never changed without the columns that go with it.
//
// Where either of the two says that it waits, it goes out again: twice under one id is better than never.

extension ReadOnlyJournal {
    /// Items whose state is not what the rest of their row says, the oldest first. Reads the table itself, as an index of
    /// what waits does not see a word that has become another.
    public func unsoundItems() throws(JournalError) -> [OutboxReference] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT hub_seq, endpoint FROM outbox NOT INDEXED WHERE state <> \(borneOutState)
                    ORDER BY hub_seq, endpoint LIMIT \(Limits.mendedItemCount)
                    """
            ).map { OutboxReference($0) }
        }
    }
}

extension JournalStore {
    /// Puts such items right: what may be owed goes by itself and at once, and anything else is again what its row says.
    ///
    /// - Returns: how many were put right, and how many of them wait now.
    public func mend(
        _ unsound: [OutboxReference], at now: WallInstant
    ) throws(JournalError) -> (count: Int, waitingCount: Int) {
        try write("mend the outbox") { db in
            var mended = (count: 0, waitingCount: 0)
            for reference in unsound {
                let key: StatementArguments = [Int64(clamping: reference.hubSequence), reference.endpoint]
                try db.cachedStatement(sql: goesAgain).execute(arguments: key + [now.microseconds])
                mended.waitingCount += db.changesCount
                mended.count += db.changesCount
                try db.cachedStatement(sql: isWhatItWas).execute(arguments: key)
                mended.count += db.changesCount
            }
            return mended
        }
    }
}

/// What leads or goes along waits, whatever its word has become since: it could neither be put on record nor be accepted.
func keepWaiting(_ items: [OutboxItem], _ db: Database) throws {
    let statement = try db.cachedStatement(
        sql: "UPDATE outbox SET state = 'queued' WHERE hub_seq = ? AND endpoint = ? AND state <> 'queued'")
    for item in items {
        for number in [item.reference.hubSequence] + item.members.map(\.hubSequence) {
            try statement.execute(arguments: [Int64(clamping: number), item.reference.endpoint])
        }
    }
}

private let borneOutState = """
    CASE WHEN accepted_wall_us IS NOT NULL THEN 'accepted' WHEN left_wall_us IS NULL THEN 'queued'
    WHEN left_command IS NULL THEN 'dead' ELSE 'dropped' END
    """

private let isUnsound = "hub_seq = ?1 AND endpoint = ?2 AND state <> \(borneOutState)"

private let goesAgain = """
    UPDATE outbox SET state = 'queued', carried_by = hub_seq, is_lead = 1, lead_urgency = max(priority, lead_urgency),
      lead_paced = 0, due_wall_us = ?3, since_wall_us = ?3, accepted_wall_us = NULL, left_wall_us = NULL, left_reason = NULL
    WHERE \(isUnsound) AND 'queued' IN (state, \(borneOutState))
    """

private let isWhatItWas = "UPDATE outbox SET state = \(borneOutState), is_lead = 0 WHERE \(isUnsound)"
