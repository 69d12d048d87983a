import Alarms
import Foundation
import GRDB
import Vitals

/// What is old enough to be removed: everything of its kind from before an instant.
public struct PruneHorizon: Sendable, Hashable {
    /// Readings and scores.
    public var readings: WallInstant
    /// Episodes that are over with what was sent of them, commands, notices, events, documents, coverage.
    public var episodes: WallInstant

    public init(readings: WallInstant, episodes: WallInstant) {
        self.readings = readings
        self.episodes = episodes
    }
}

/// How far a pass over what is old has come. A pass is many small transactions, so that none holds up an alert.
public struct PrunePass: Sendable, Hashable {
    public let horizon: PruneHorizon
    var step = Step.readings
    /// The last episode looked at.
    var episodeID = ""
    public private(set) var removedCount = 0

    public init(_ horizon: PruneHorizon) { self.horizon = horizon }

    public var isDone: Bool { step == .done }

    enum Step: Int, Sendable, Hashable, CaseIterable {
        case readings, scores, episodes, observations, commands, notices, events, coverage, done
    }

    /// Notes what a piece removed; a piece that was not full was the last of its step.
    mutating func advance(removed: Int, isLast: Bool) {
        removedCount += removed
        guard isLast else { return }
        step = Step(rawValue: step.rawValue + 1) ?? .done
    }
}

extension JournalStore {
    /// Removes one small piece of what is old, as one transaction, and says so in the audit log where it tells of what is
    /// gone. Never an episode that is open or that waits for somebody to look, nothing that is still owed to a receiver,
    /// no command without its outcome, and nothing of the audit log itself.
    public func prune(_ pass: PrunePass, at now: Tick) throws(JournalError) -> PrunePass {
        guard !pass.isDone else { return pass }
        let run = currentRun
        return try write("remove what is old") { db in
            var pass = pass
            let (readings, episodes) = (pass.horizon.readings.microseconds, pass.horizon.episodes.microseconds)
            switch pass.step {
            case .readings:
                let (removed, isLast) = try ReadingSpans.prune(before: pass.horizon.readings, db)
                pass.advance(removed: removed, isLast: isLast)
            case .scores:
                let removed = try delete("scores", "score", "at_wall_us < ? ORDER BY at_wall_us", readings, db)
                pass.advance(removed: removed, isLast: removed < Limits.prunedRowCount)
            case .episodes:
                try pruneEpisodes(&pass, before: episodes, of: run, at: now, db)
            case .observations:
                let removed = try delete(
                    "observations", "number",
                    "entered_wall_us < ? AND NOT EXISTS (SELECT 1 FROM observations c WHERE c.corrects = o.number)",
                    episodes,
                    db)
                pass.advance(removed: removed, isLast: removed < Limits.prunedRowCount)
            case .commands:
                try pruneCommands(&pass, before: episodes, of: run, at: now, db)
            case .notices:
                // The newest of each word says where the child stands.
                let removed = try delete(
                    "notices", "notice",
                    """
                    at_wall_us < ? AND EXISTS (SELECT 1 FROM notices n WHERE n.admission_id = o.admission_id AND n.word = o.word
                      AND n.notice > o.notice)
                    """, episodes, db)
                pass.advance(removed: removed, isLast: removed < Limits.prunedRowCount)
            case .events:
                try pruneEvents(&pass, before: episodes, of: run, at: now, db)
            case .coverage:
                try db.execute(
                    sql: """
                        DELETE FROM coverage WHERE (admission, hour) IN (
                          SELECT admission, hour FROM coverage WHERE hour < ? LIMIT \(Limits.prunedRowCount))
                        """, arguments: [CoverageTally.hour(of: pass.horizon.episodes.wholeSeconds)])
                let removed = db.changesCount
                pass.advance(removed: removed, isLast: removed < Limits.prunedRowCount)
            case .done: break
            }
            return pass
        }
    }
}

/// Names and conditions are literals of this file.
private func delete(
    _ table: String, _ key: String, _ condition: String, _ horizon: Int64, _ db: Database
) throws -> Int {
    try db.cachedStatement(
        sql: """
            DELETE FROM \(table) WHERE \(key) IN (
              SELECT \(key) FROM \(table) o WHERE \(condition) LIMIT \(Limits.prunedRowCount))
            """
    ).execute(arguments: [horizon])
    return db.changesCount
}

/// A page of episodes in the order of their ids: those that are over and old go with all that was sent of them.
private func pruneEpisodes(
    _ pass: inout PrunePass, before horizon: Int64, of run: JournalStore.CurrentRun, at now: Tick, _ db: Database
) throws {
    let page = try String.fetchAll(
        try db.cachedStatement(
            sql: """
                SELECT DISTINCT episode_id FROM transitions WHERE episode_id > ? ORDER BY episode_id
                LIMIT \(Limits.prunedEpisodeCount)
                """), arguments: [pass.episodeID])
    let isOld = try db.cachedStatement(
        sql: """
            SELECT 1 FROM transitions t WHERE t.episode_id = ?1
              AND t.episode_seq = (SELECT max(n.episode_seq) FROM transitions n WHERE n.episode_id = ?1)
              AND t.state IN ('resolved', 'void') AND t.at_wall_us < ?2
              AND (t.latched = 0 OR EXISTS (SELECT 1 FROM transitions n WHERE n.dedup_key = t.dedup_key AND n.seq > t.seq))
              AND NOT EXISTS (SELECT 1 FROM transitions w JOIN outbox o ON o.alert_id = w.alert_id
                WHERE w.episode_id = ?1 AND o.state IN ('queued', 'dead'))
            """)
    var removed: [Int64] = []
    for episode in page {
        guard try Int.fetchOne(isOld, arguments: [episode, horizon]) != nil else { continue }
        removed += try Int64.fetchAll(db, sql: "SELECT seq FROM transitions WHERE episode_id = ?", arguments: [episode])
        try removeEpisode(episode, db)
    }
    try forget(.transition, removed, what: "transitions", of: run, at: now, db)
    pass.episodeID = page.last ?? pass.episodeID
    pass.advance(removed: removed.count, isLast: page.count < Limits.prunedEpisodeCount)
}

/// The rows of an episode, from the last that refers to another to the first.
func removeEpisode(_ episode: String, _ db: Database) throws {
    // What receivers said of a message, in a journal that keeps it.
    let tables = try ["proofs", "deliveries"].filter { try db.tableExists($0) }
    let owed =
        "SELECT hub_seq, endpoint FROM outbox WHERE alert_id IN (SELECT alert_id FROM transitions WHERE episode_id = ?)"
    for table in tables {
        try db.cachedStatement(sql: "DELETE FROM \(table) WHERE (hub_seq, endpoint) IN (\(owed))").execute(
            arguments: [episode])
    }
    try db.cachedStatement(
        sql: "DELETE FROM outbox WHERE alert_id IN (SELECT alert_id FROM transitions WHERE episode_id = ?)"
    ).execute(arguments: [episode])
    try db.cachedStatement(sql: "DELETE FROM transitions WHERE episode_id = ?").execute(arguments: [episode])
}

private func pruneCommands(
    _ pass: inout PrunePass, before horizon: Int64, of run: JournalStore.CurrentRun, at now: Tick, _ db: Database
) throws {
    // A discharge says that the child has left, for as long as the ward is listed.
    let old = try Int64.fetchAll(
        try db.cachedStatement(
            sql: """
                SELECT number FROM commands c WHERE at_wall_us < ? AND outcome IS NOT NULL AND kind <> 'discharge'
                  AND NOT EXISTS (SELECT 1 FROM observations o WHERE o.number = c.number)
                  AND NOT EXISTS (SELECT 1 FROM transitions t WHERE t.command_number = c.number)
                ORDER BY number LIMIT \(Limits.prunedRowCount)
                """), arguments: [horizon])
    for number in old {
        try db.cachedStatement(sql: "DELETE FROM commands WHERE number = ?").execute(arguments: [number])
    }
    try forget(.command, old, what: "commands", of: run, at: now, db)
    try forget(.outcome, old, what: "outcomes", of: run, at: now, db)
    pass.advance(removed: old.count, isLast: old.count < Limits.prunedRowCount)
}

private func pruneEvents(
    _ pass: inout PrunePass, before horizon: Int64, of run: JournalStore.CurrentRun, at now: Tick, _ db: Database
) throws {
    let old = try Int64.fetchAll(
        try db.cachedStatement(
            sql: "SELECT event FROM events WHERE at_wall_us < ? ORDER BY event LIMIT \(Limits.prunedRowCount)"),
        arguments: [horizon])
    for event in old { try db.cachedStatement(sql: "DELETE FROM events WHERE event = ?").execute(arguments: [event]) }
    try forget(.event, old, what: "events", of: run, at: now, db)
    pass.advance(removed: old.count, isLast: old.count < Limits.prunedRowCount)
}

/// Takes away the salts of entries whose rows are gone, and says in the log how many.
func forget(
    _ kind: AuditEntry.Kind, _ subjects: [Int64], what: String, as deed: AuditEntry.Kind = .pruned,
    of run: JournalStore.CurrentRun, at now: Tick, _ db: Database
) throws {
    let statement = try db.cachedStatement(
        sql: "UPDATE audit SET salt = NULL WHERE kind = ? AND subject = ? AND salt IS NOT NULL")
    var count = 0
    for subject in subjects {
        try statement.execute(arguments: [kind.rawValue, subject])
        count += db.changesCount
    }
    guard count > 0 else { return }
    var audit = AuditWriter(run)
    try audit.append(deed, nil, "\(count) \(what)", at: now, db)
}
