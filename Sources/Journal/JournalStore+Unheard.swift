import Alarms
import GRDB
import Vitals

/// An alert that somebody is to be told of and that no endpoint has accepted.
public struct UnheardAlert: Sendable, Hashable {
    public var alertID: String
    public var episodeID: String
    public var admissionID: String?
    /// When it was decided, and in which boot.
    public var at: Tick
    public var bootID: String
    public var transition: AlarmTransition
}

extension JournalStore {
    /// What waits in the outbox and has reached nobody at all, oldest first; of each episode everything that waits. The
    /// indices in a transition are those of its run.
    public func unheardAlerts() throws(JournalError) -> [UnheardAlert] {
        try read("look for alarms nobody has heard of") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT t.*, r.boot_id FROM transitions t JOIN runs r USING (run)
                    WHERE t.alert_id IN (SELECT alert_id FROM outbox WHERE state = 'queued' AND priority >= ?)
                      AND NOT EXISTS (SELECT 1 FROM outbox o JOIN transitions e ON e.alert_id = o.alert_id
                        WHERE e.episode_id = t.episode_id AND e.seq >= t.seq AND o.state = 'accepted')
                    ORDER BY t.seq LIMIT \(Limits.letterCount)
                    """, arguments: [Int64(Priority.high.rawValue)]
            ).compactMap { row in
                // One that cannot be read is told of at the start (`OpenEpisodes.unreadable`).
                guard let transition = try? FoldState.value(AlarmTransition.self, from: row.words("fold_state")) else {
                    return nil
                }
                return UnheardAlert(
                    alertID: row["alert_id"], episodeID: row["episode_id"], admissionID: row["admission_id"],
                    at: Tick(
                        monotonic: MonotonicInstant(microseconds: row["at_mono_us"]),
                        wall: WallInstant(microseconds: row["at_wall_us"])), bootID: row["boot_id"],
                    transition: transition)
            }
        }
    }
}
