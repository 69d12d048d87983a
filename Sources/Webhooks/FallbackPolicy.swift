/// When an alert goes to its endpoint's fallback as well. The endpoint itself is tried on: two that know are better than
/// none, and both drop repeats by the id.
public enum FallbackPolicy {
    /// How long an alert may wait for its first acceptance.
    public static func patience(of track: RetrySchedule) -> Duration {
        switch track {
        case .urgent: Limits.urgentFallbackAfter
        case .ordinary: Limits.ordinaryFallbackAfter
        }
    }

    /// Whether a failure is one that waiting does not mend: a name without an address, a certificate that is not right, a
    /// receiver that does not know the hub or the path.
    public static func isAtOnce(_ outcome: DeliveryOutcome) -> Bool {
        switch outcome.failure {
        case .tls, .dns: true
        case .rejected where outcome.isAskedAgainAtOnce: false
        case .rejected: outcome.httpStatus.map(DeliveryFailure.finalStatuses.contains) ?? false
        case .unreachable, nil: false
        }
    }
}
