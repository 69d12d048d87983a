import Ports
import Vitals

/// The time of day where it is known to be right: the hub's own while something keeps its clock right, and else what a receiver
/// says over verified TLS. Alarms about children need no such thing; that a certificate has ended may only be said of a true day.
///
/// Of receivers that say different things the earliest counts, and only what can be right by the hub's own time: what one of them
/// gets wrong is no alarm that comes and goes with its answers.
struct TrueTime: Sendable {
    private var told: [String: (date: WallInstant, at: MonotonicInstant)] = [:]

    mutating func learn(_ date: WallInstant, from endpoint: String, at now: MonotonicInstant) {
        told[endpoint] = (date, now)
    }

    /// - Parameters:
    ///   - hub: the hub's time of day.
    ///   - isKept: something keeps it right.
    func now(at now: MonotonicInstant, hub: WallInstant, isKept: Bool) -> WallInstant? {
        if isKept { return hub }
        return told.values.map { $0.date.advanced(by: now.since($0.at)) }
            .filter { PortLimits.canBeRight(ahead: $0.since(hub)) }.min()
    }
}
