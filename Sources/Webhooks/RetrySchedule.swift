import Alarms

/// When an attempt that was not accepted is followed by the next. It never ends: an alert leaves the outbox by being
/// accepted, not by being given up.
///
///     urgent     0, 2, 5, 10, 20, 30 s, then every 30 s ± 20 %
///     ordinary   0 s, then 5 s, 30 s, 2, 5, 15, 30 min, then hourly, each ± 20 %
///
/// The figures are waits since the attempt before, not offsets from the first. They are proposals for a clinical safety
/// officer to ratify. Chance is an argument, so that a test and a replay know the answer.
public enum RetrySchedule: Sendable, Hashable, CaseIterable {
    /// P1, P2 and concern.
    case urgent
    /// Everything else.
    case ordinary

    /// By the most urgent thing that waits. A concern is never less than P2, whatever the rules say.
    public init(urgency: Priority) { self = urgency >= .high ? .urgent : .ordinary }

    /// The wait before an attempt.
    ///
    /// - Parameters:
    ///   - attempt: the number of the attempt to come, from 1. The first goes at once.
    ///   - retryAfter: what the receiver asked for. It may make the wait longer, up to 30 s for urgent messages and an
    ///     hour for others; never shorter, or a mistaken `0` would have us hammer it.
    ///   - seed: any number; the same seed gives the same wait. Give each outbox row its own, so that a ward's hubs do
    ///     not all come back at the same moment.
    public func wait(beforeAttempt attempt: UInt32, retryAfter: Duration? = nil, seed: UInt64) -> Duration {
        guard attempt > 1 else { return .zero }
        let place = Int(attempt) - 1
        let planned = place < steps.count ? steps[place] : repeatedStep
        let isSpread = self == .ordinary || place >= steps.count
        let scheduled = isSpread ? planned * Self.spread(seed: seed &+ UInt64(attempt)) : planned
        guard let retryAfter else { return scheduled }
        return max(scheduled, min(retryAfter, longestRetryAfter))
    }

    private var steps: [Duration] {
        switch self {
        case .urgent: [.zero, .seconds(2), .seconds(5), .seconds(10), .seconds(20), .seconds(30)]
        case .ordinary:
            [
                .zero, .seconds(5), .seconds(30), .seconds(2 * 60), .seconds(5 * 60), .seconds(15 * 60),
                .seconds(30 * 60),
            ]
        }
    }

    private var repeatedStep: Duration {
        switch self {
        case .urgent: .seconds(30)
        case .ordinary: .seconds(60 * 60)
        }
    }

    private var longestRetryAfter: Duration {
        switch self {
        case .urgent: Limits.urgentRetryAfter
        case .ordinary: Limits.ordinaryRetryAfter
        }
    }

    private static func spread(seed: UInt64) -> Double { 0.8 + 0.4 * share(seed: seed) }

    /// 0 ..< 1, one step of SplitMix64.
    static func share(seed: UInt64) -> Double {
        var mixed = seed &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        return Double(mixed >> 11) / Double(UInt64(1) << 53)
    }
}
