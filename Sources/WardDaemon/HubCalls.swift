import Alarms
import Vitals

/// Urgent alarms that no receiver has taken: after a minute the hub shows whom to ring, and goes on showing it until one of
/// them has been accepted. On the boot clock, so that a clock set back cannot hold a call up.
struct HubCalls: Sendable {
    /// One for each episode: what is told again of it is not one more.
    private struct Call {
        /// Its alerts that call somebody; any of them accepted is somebody told.
        var alertIDs: Set<String>
        var since: MonotonicInstant
        var nextAt: MonotonicInstant
        /// The hub has called about it.
        var isTold = false
        var words: String
        /// That alerts do not arrive somewhere: who does not answer the daily test is not believed about this.
        var isAboutTheWay = false
    }

    private var calls: [String: Call] = [:]
    private var mutedUntil: MonotonicInstant?

    /// Whether an alert is so urgent that the hub itself must call somebody. That alerts do not arrive, or that nobody is watched,
    /// is so, whatever its priority.
    static func isUrgent(_ alert: Alert) -> Bool { isUrgent(alert.transition) && alert.isForTeam }

    static func isUrgent(_ transition: AlarmTransition) -> Bool {
        transition.event.pages && !transition.isTest
            && (transition.priority == .critical || transition.condition.alarmClass == .concern
                || transition.condition == .canary || transition.condition == .notWatched)
    }

    /// A committed alert begins to wait for its first receiver.
    mutating func wait(for alert: Alert, at now: MonotonicInstant) {
        if alert.transition.condition == .canary, alert.transition.state == .resolved { calls[alert.episodeID] = nil }
        guard Self.isUrgent(alert) else { return }
        wait(
            for: alert.id, of: alert.episodeID, words: Self.words(of: alert.transition, admission: alert.admissionID),
            since: now)
        if alert.transition.condition == .canary { calls[alert.episodeID]?.isAboutTheWay = true }
    }

    /// What the run before left: an alert that waited then waits since then.
    mutating func restore(
        _ alertID: String, of episodeID: String, _ transition: AlarmTransition, admission: String?,
        since: MonotonicInstant
    ) {
        guard Self.isUrgent(transition) else { return }
        wait(for: alertID, of: episodeID, words: Self.words(of: transition, admission: admission), since: since)
        if transition.condition == .canary { calls[episodeID]?.isAboutTheWay = true }
    }

    private static func words(of transition: AlarmTransition, admission: String?) -> String {
        "\(transition.priority.label) \(transition.condition.family) of \(admission ?? "hub")"
    }

    private mutating func wait(
        for alertID: String, of episodeID: String, words: String, since: MonotonicInstant
    ) {
        guard calls[episodeID] == nil else {
            calls[episodeID]?.alertIDs.insert(alertID)
            return
        }
        guard calls.count < DaemonLimits.hubCalls else { return }
        calls[episodeID] = Call(
            alertIDs: [alertID], since: since, nextAt: since.advanced(by: DaemonLimits.hubCallAfter), words: words)
    }

    /// A receiver has it; or a person dropped it, or it was given up on: nobody waits for it any more.
    ///
    /// - Parameter isTrusted: whether whoever says so answers the daily test.
    mutating func ended(_ alertID: String, isTrusted: Bool = true) {
        guard let (episode, call) = calls.first(where: { $0.value.alertIDs.contains(alertID) }),
            isTrusted || !call.isAboutTheWay
        else { return }
        calls[episode] = nil
    }

    /// Somebody quieted the sound: nothing is called before then, and afterwards what is due still is.
    mutating func mute(until instant: MonotonicInstant) { mutedUntil = instant }

    /// What the hub shows now: one sentence for each alarm nobody has, again every five minutes.
    mutating func due(at now: MonotonicInstant, phone: String?) -> [String] {
        guard !calls.isEmpty, mutedUntil.map({ $0 <= now }) ?? true else { return [] }
        var sentences: [String] = []
        for (id, call) in calls.sorted(by: { $0.value.since < $1.value.since }) where call.nextAt <= now {
            let seconds = now.since(call.since).wholeMicroseconds / 1_000_000
            let whom = phone ?? "Ring the ward, or 999 in an emergency"
            sentences.append("no receiver has taken \(call.words) for \(seconds) s. \(whom)")
            calls[id]?.isTold = true
            calls[id]?.nextAt = now.advanced(by: DaemonLimits.hubCallAgain)
        }
        return sentences
    }

    /// How many alarms the hub is calling about, and for how long the oldest has waited; `nil` while it calls about none.
    func standing(at now: MonotonicInstant) -> Standing? {
        let told = calls.values.filter(\.isTold)
        guard let first = told.map(\.since).min() else { return nil }
        return Standing(count: told.count, oldest: now.since(first))
    }

    /// How many alarms nobody has had for so long, whether the hub has called about them or somebody quieted it; `nil` where there is none.
    func unheard(for span: Duration, at now: MonotonicInstant) -> Standing? {
        let waits = calls.values.map { now.since($0.since) }.filter { $0 >= span }
        return waits.max().map { Standing(count: waits.count, oldest: $0) }
    }

    struct Standing: Sendable, Hashable {
        var count: Int
        /// For how long the oldest of them has waited.
        var oldest: Duration
    }
}
