import Vitals

/// When a receiver is asked next for acknowledgements. Time and chance are arguments; instants are of the boot clock.
///
///     nothing urgent waits         every `every` ± 20 %; failing 2, 4, 8 … times that, at most 10 min (or `every`)
///     P1, P2 or concern untaken    every 10 s ± 20 %;    failing 2, 4, 8 … times that, at most a minute
///     an answer brought something  at once: the next question tells the receiver that it is on record
public struct AskSchedule: Sendable, Hashable {
    private let every: Duration
    private let seed: UInt64
    private var askedAt: MonotonicInstant
    private var askedCount: UInt64 = 0
    private var failureCount = 0
    private var retryAfter: Duration?
    private var brought = false
    /// Asked and not answered yet.
    public private(set) var isAsking = false

    /// - Parameters:
    ///   - seed: another one for each hub and receiver, so that a fleet does not ask all at once.
    public init(every: Duration, start: MonotonicInstant, seed: UInt64) {
        self.every = every
        self.seed = seed
        let first = Limits.firstAskWithin * RetrySchedule.share(seed: seed)
        askedAt = start.advanced(by: first - every * Self.spread(seed))
    }

    /// - Parameter isUrgent: an urgent alarm waits for somebody to take it.
    public func isDue(at now: MonotonicInstant, isUrgent: Bool) -> Bool {
        !isAsking && now >= askedAt.advanced(by: wait(isUrgent: isUrgent))
    }

    public mutating func asked(at now: MonotonicInstant) {
        isAsking = true
        askedAt = now
        askedCount &+= 1
    }

    /// - Parameter brought: the answer held something, and all of it was taken.
    public mutating func answered(brought: Bool) {
        isAsking = false
        failureCount = 0
        retryAfter = nil
        self.brought = brought
    }

    /// No answer, or one that changes nothing.
    public mutating func failed(retryAfter: Duration? = nil) {
        isAsking = false
        failureCount += 1
        self.retryAfter = retryAfter
        brought = false
    }

    private func wait(isUrgent: Bool) -> Duration {
        if brought { return .zero }
        let base = isUrgent ? min(every, Limits.askAgainWhileUntaken) : every
        let most = isUrgent ? Limits.longestAskWhileUntaken : max(every, Limits.longestAsk)
        let planned = min(most, base * (1 << min(failureCount, 10)))
        let asked = min(retryAfter ?? .zero, isUrgent ? Limits.urgentRetryAfter : Limits.ordinaryRetryAfter)
        return max(planned * Self.spread(seed &+ askedCount), asked)
    }

    private static func spread(_ seed: UInt64) -> Double { 0.8 + 0.4 * RetrySchedule.share(seed: seed) }
}
