import Alarms
import Vitals

/// Urgent alarms that no receiver has taken: after a minute the hub shows whom to ring, and goes on showing it.
struct HubCalls: Sendable {
    /// One for each episode: what is told again of it is not one more.
    private struct Call {
        /// Its alerts that call somebody; any of them accepted is somebody told.
        var alertIDs: Set<String>
        var since: WallInstant
        var nextAt: WallInstant
        var words: String
    }

    private var calls: [String: Call] = [:]

    /// Whether an alert is so urgent that the hub itself must call somebody.
    static func isUrgent(_ alert: Alert) -> Bool {
        let transition = alert.transition
        return transition.event.pages && !transition.isTest && alert.isForTeam
            && (transition.priority == .critical || transition.condition.alarmClass == .concern)
    }

    /// A committed alert begins to wait for its first receiver.
    mutating func wait(for alert: Alert, at now: WallInstant) {
        guard Self.isUrgent(alert) else { return }
        guard calls[alert.episodeID] == nil else {
            calls[alert.episodeID]?.alertIDs.insert(alert.id)
            return
        }
        guard calls.count < DaemonLimits.hubCalls else { return }
        let words =
            "\(alert.transition.priority.label) \(alert.transition.condition.family) of \(alert.admissionID ?? "hub")"
        calls[alert.episodeID] = Call(
            alertIDs: [alert.id], since: now, nextAt: now.advanced(by: DaemonLimits.hubCallAfter), words: words)
    }

    /// A receiver has it.
    mutating func accepted(_ alertID: String) {
        guard let episode = calls.first(where: { $0.value.alertIDs.contains(alertID) })?.key else { return }
        calls[episode] = nil
    }

    /// What the hub shows now: one sentence for each alarm nobody has, again every five minutes.
    mutating func due(at now: WallInstant, phone: String?) -> [String] {
        var sentences: [String] = []
        guard !calls.isEmpty else { return sentences }
        for (id, call) in calls.sorted(by: { $0.value.since < $1.value.since }) where call.nextAt <= now {
            let seconds = now.microseconds.saturatingSubtract(call.since.microseconds) / 1_000_000
            let whom = phone ?? "Ring the ward, or 999 in an emergency"
            sentences.append("no receiver has taken \(call.words) for \(seconds) s. \(whom)")
            calls[id]?.nextAt = now.advanced(by: DaemonLimits.hubCallAgain)
        }
        return sentences
    }
}

extension Int64 {
    fileprivate func saturatingSubtract(_ other: Int64) -> Int64 {
        let (difference, isOverflow) = subtractingReportingOverflow(other)
        return isOverflow ? .max : difference
    }
}
