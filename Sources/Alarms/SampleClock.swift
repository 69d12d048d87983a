import Vitals

/// When the samples of one stream came, and which of the last seconds had one.
struct SampleClock: BitwiseCopyable {
    @Packed private(set) var latestAt: MonotonicInstant? = nil
    private(set) var valid = SecondWindow()

    /// How the windows of a stream must move for its next sample.
    enum Step: BitwiseCopyable {
        /// The same second as before: the newer sample takes its place.
        case sameSecond
        /// This many seconds on; those in between are filled with the earlier sample when the two are continuous.
        case onward(seconds: Int64, filling: Bool)
        /// Data came back within the freeze: the time without it did not happen.
        case thawed(lostMicroseconds: Int64)
        /// The gap was longer, or this is the first sample: begin anew.
        case afresh
        /// Older than the newest sample: the order is kept, the sample moves nothing.
        case late
    }

    /// Takes a sample at `instant` and says how the windows move. `valid` itself has moved already.
    mutating func accept(at instant: MonotonicInstant, rules: RuleTable) -> Step {
        let step = step(to: instant, rules: rules)
        switch step {
        case .late: return step
        case .sameSecond: break
        case .onward(let seconds, let filling): valid.advance(by: seconds, filling: filling)
        case .thawed: valid.advance(by: 1, filling: false)
        case .afresh: valid = SecondWindow()
        }
        valid.setNewest(true)
        latestAt = instant
        return step
    }

    /// Whether a sample at `instant` comes after the newest one and within the currency of it: nothing is lost between.
    @inline(__always)
    func isFollowed(at instant: MonotonicInstant, _ spans: RuleTable.Spans) -> Bool {
        guard let latestAt else { return false }
        let gap = instant.microseconds &- latestAt.microseconds
        return gap >= 0 && gap <= spans.currency
    }

    /// What `accept` says of a sample that `isFollowed` allows. To be asked before `follow`.
    func stepFollowed(to instant: MonotonicInstant, _ spans: RuleTable.Spans) -> Step {
        guard let latest = latestAt else { return .afresh }
        let seconds = instant.second &- latest.second
        let isContinuous = instant.microseconds &- latest.microseconds <= spans.continuity
        return seconds == 0 ? .sameSecond : .onward(seconds: seconds, filling: isContinuous)
    }

    /// What `accept` does with a sample that `isFollowed` allows, without saying how the windows move.
    ///
    /// - Parameter second: the second of the instant, worked out once for all clocks that move with it.
    @inline(__always)
    mutating func follow(at instant: MonotonicInstant, second: Int64, _ spans: RuleTable.Spans) {
        guard let latest = latestAt else { return }
        let seconds = second &- latest.second
        if seconds == 1 {
            valid.advanceByOneMarked()
        } else if seconds > 1 {
            valid.advance(
                by: seconds, filling: instant.microseconds &- latest.microseconds <= spans.continuity)
            valid.setNewest(true)
        }
        latestAt = instant
    }

    /// What following samples in each of the next seconds, and last at `instant`, comes to.
    @inline(__always)
    mutating func follow(seconds: UInt8, to instant: MonotonicInstant) {
        valid.repeatNewest(seconds)
        latestAt = instant
    }

    private func step(to instant: MonotonicInstant, rules: RuleTable) -> Step {
        guard let latestAt else { return .afresh }
        guard instant >= latestAt else { return .late }
        let spans = rules.spans
        let gap = instant.microseconds &- latestAt.microseconds
        if gap > spans.currency {
            return gap <= spans.frozen ? .thawed(lostMicroseconds: gap) : .afresh
        }
        let seconds = instant.second - latestAt.second
        return seconds == 0 ? .sameSecond : .onward(seconds: seconds, filling: gap <= spans.continuity)
    }
}
