/// When what waited for a receiver goes out once it accepts again, where it had not for more than five minutes.
///
///     urgent     within 5 s, each at an instant of its own
///     others     16 within the first 10 s, the rest evenly until 50 s
///
/// A region's hubs see their receiver come back in the same second: each draws its own instants. A receiver that has just come
/// up gets at most twenty requests of one hub in its first ten seconds, unless more than that is urgent.
public enum RecoverySchedule {
    public static func applies(after outage: Duration) -> Bool { outage > Limits.shortOutage }

    /// - Parameters:
    ///   - place: among all that waits there, the most urgent first, from 0; `count` of them.
    ///   - seed: any number; the same gives the same wait.
    public static func wait(_ track: RetrySchedule, place: Int, of count: Int, seed: UInt64) -> Duration {
        let drawn = Limits.recoverySpread * RetrySchedule.share(seed: seed)
        if track == .urgent { return drawn }
        guard place >= Limits.recoveryBurst else { return Limits.recoverySpread + drawn }
        let rest = max(1, count - Limits.recoveryBurst)
        let share = Double(min(place - Limits.recoveryBurst, rest)) / Double(rest)
        return Limits.recoverySpread * 2 + Limits.recoveryTime * share
    }
}
