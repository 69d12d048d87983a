import Vitals

/// When the evaluator's ticks are due: on a grid from the start, so that one late tick does not make the next ones late.
///
/// Ticks that were missed altogether (the hub slept) are not made up for: the next one carries the instant, and the
/// evaluator's fold needs no more.
struct TickSchedule {
    private let period: Int64
    private(set) var due: MonotonicInstant

    init(every period: Duration, from start: MonotonicInstant) {
        precondition(PortLimits.tickPeriod.contains(period), "ticks are apart by PortLimits.tickPeriod")
        self.period = period.wholeMicroseconds
        due = start.advanced(by: period)
    }

    /// Whether a tick is due at `now`. If so the next one is the first point of the grid after `now`.
    mutating func isDue(at now: MonotonicInstant) -> Bool {
        guard now >= due else { return false }
        let missedCount = (now.microseconds &- due.microseconds) / period
        due = MonotonicInstant(microseconds: due.microseconds &+ (missedCount + 1) * period)
        return true
    }
}
