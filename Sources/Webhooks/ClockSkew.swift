import Vitals

/// The true time as a receiver tells it, learned from the `Date` of an answer over verified TLS.
///
/// A hub has no clock battery: after a power cut it may believe that it is 1970, and every receiver that keeps to Standard
/// Webhooks refuses what it signs. What is learned stands against the boot clock, so that a step of the hub's own clock
/// changes nothing of it.
///
/// A receiver can only mislead the hub about messages to itself: nothing else is ever stamped with this.
struct ClockSkew: Sendable {
    /// The receiver's date, and the boot clock when it came.
    private var reference: (date: WallInstant, at: ContinuousClock.Instant)?

    mutating func learn(_ date: WallInstant, at instant: ContinuousClock.Instant) { reference = (date, instant) }

    /// How far the true time is ahead of `hub`; `nil` where no receiver has told yet.
    func skew(from hub: WallInstant, at instant: ContinuousClock.Instant) -> Duration? {
        reference.map { $0.date.advanced(by: $0.at.duration(to: instant)).since(hub) }
    }

    /// What to stamp an attempt with.
    func stamp(_ hub: WallInstant, at instant: ContinuousClock.Instant, isSynchronised: Bool) -> AttemptStamp {
        guard let skew = skew(from: hub, at: instant), !isSynchronised || skew.isNotable else {
            return AttemptStamp(hub: hub, appliedSkew: nil, isSynchronised: isSynchronised)
        }
        return AttemptStamp(hub: hub, appliedSkew: skew, isSynchronised: false)
    }

    /// Whether a refusal may be one of the time alone: it is asked again at once, and with the right one.
    static func explains(status: Int, skew: Duration?, applied: Duration?) -> Bool {
        guard [400, 401, 403].contains(status), let skew else { return false }
        return (skew - (applied ?? .zero)).isNotable
    }
}

/// The time an attempt is signed with.
struct AttemptStamp: Sendable, Hashable {
    /// The hub's own clock.
    var hub: WallInstant
    /// What was added to it; `nil` for nothing.
    var appliedSkew: Duration?
    /// Whether the hub's clock is kept right by somebody and no receiver says otherwise.
    var isSynchronised: Bool

    var wall: WallInstant { hub.advanced(by: appliedSkew ?? .zero) }
}

extension Duration {
    /// Beyond what answers take and clocks differ.
    fileprivate var isNotable: Bool { self > Limits.notableSkew || self < .zero - Limits.notableSkew }
}
