import Vitals

/// What is to be told of a failure.
enum LossNews { case gone, stillGone, nothingNew }

/// Whether a port or a folder is there, what was last told of it, and when to try again. Instants are real time.
struct Presence {
    private var isAttached = false
    private var lastReason: PortError?
    var backOff = BackOff()
    private(set) var nextAttempt: MonotonicInstant
    private var lastAttempt: MonotonicInstant?

    init(nextAttempt: MonotonicInstant) { self.nextAttempt = nextAttempt }

    mutating func attached() {
        isAttached = true
        lastReason = nil
    }

    /// Something was plugged in somewhere: the next attempt comes at once, but no two within the shortest pause.
    mutating func hurry(at now: MonotonicInstant) {
        backOff.reset()
        let earliest = lastAttempt?.advanced(by: PortLimits.backOff.lowerBound) ?? now
        nextAttempt = min(nextAttempt, max(now, earliest))
    }

    /// Notes a failure and when to try again.
    mutating func lost(_ reason: PortError, at now: MonotonicInstant) -> LossNews {
        nextAttempt = now.advanced(by: backOff.pause())
        lastAttempt = now
        let told = lastReason
        let wasAttached = isAttached
        isAttached = false
        lastReason = reason
        if wasAttached || told == nil { return .gone }
        return told == reason ? .nothingNew : .stillGone
    }
}
