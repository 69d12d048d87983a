import Alarms
import GRDB
import Vitals

/// One alert owed to one endpoint, as it enters the outbox.
struct OwedAlert {
    var hubSequence: Int64
    var endpoint: String
    var alertID: String
    var episodeID: String
    var priority: Int64
    var admissionID: String?
    var isPaced: Bool
    var due: WallInstant
    /// When its endpoint's fallback gets it too.
    var fallbackDue: WallInstant?
    /// The endpoint it is owed by, where this one is its fallback.
    var fallbackOf: String?

    /// The new item goes out by itself when nothing of its episode waits for this endpoint. Else it lends what goes before
    /// it its urgency, and hurries it: a new alert does not wait out the back-off of the one before it.
    ///
    /// What a fallback is handed may be older than what waits there already: then it steps in front, so that the episode
    /// goes in order, unless the younger one is on record as part of a message.
    func queue(in db: Database) throws {
        let head = try Row.fetchOne(
            try db.cachedStatement(
                sql: """
                    SELECT hub_seq, carried_by, coalesce(carried_by, hub_seq) AS lead, lead_urgency, lead_paced FROM outbox
                    WHERE endpoint = ? AND episode_id = ? AND state = 'queued' ORDER BY hub_seq LIMIT 1
                    """), arguments: [endpoint, episodeID])
        let stepsInFront =
            head.map { $0["hub_seq"] as Int64 > hubSequence && $0["carried_by"] as Int64? == nil } ?? true
        let urgency = stepsInFront ? max(priority, head?["lead_urgency"] ?? priority) : priority
        let leadPaced = stepsInFront ? isPaced && head?["lead_paced"] as Bool? != false : isPaced
        try db.cachedStatement(
            sql: """
                INSERT INTO outbox (hub_seq, endpoint, alert_id, episode_id, priority, state, due_wall_us, admission_id,
                  paced, is_lead, lead_urgency, lead_paced, fallback_of, fallback_due_us)
                VALUES (?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            hubSequence, endpoint, alertID, episodeID, priority, due.microseconds, admissionID, isPaced, stepsInFront,
            urgency, leadPaced, fallbackOf, fallbackDue?.microseconds,
        ])
        guard let head else { return }
        guard !stepsInFront else {
            return try db.cachedStatement(sql: "UPDATE outbox SET is_lead = 0 WHERE hub_seq = ? AND endpoint = ?")
                .execute(arguments: [head["hub_seq"] as Int64, endpoint])
        }
        try db.cachedStatement(
            sql: """
                UPDATE outbox SET lead_urgency = max(lead_urgency, ?), lead_paced = min(lead_paced, ?),
                  due_wall_us = min(due_wall_us, ?) WHERE hub_seq = ? AND endpoint = ?
                """
        ).execute(arguments: [priority, isPaced, due.microseconds, head["lead"] as Int64, endpoint])
    }
}

extension OwedAlert {
    /// - Parameter start: from when it is owed; `nil` for the instant it was decided.
    init(_ alert: Alert, hubSequence: Int64, to endpoint: OwedEndpoint, from start: WallInstant?) {
        let due = start ?? alert.transition.at.wall
        let isUrgent =
            alert.transition.priority >= .high || alert.transition.condition.alarmClass == .concern
        self.init(
            hubSequence: hubSequence, endpoint: endpoint.name, alertID: alert.id, episodeID: alert.episodeID,
            priority: Int64(alert.transition.priority.rawValue), admissionID: alert.admissionID,
            isPaced: alert.isPaced, due: due, fallbackDue: endpoint.fallback?.due(from: due, isUrgent: isUrgent))
    }
}
