import Vitals

/// Whether one stage of a condition has been reached, and whether it has been left.
///
/// Onset is counted in valid time inside a sliding window, M of N: one artefact neither satisfies it nor resets it.
/// Leaving is stricter: the value must stay inside the margin, without a break in the data, for the whole hold.
struct StageTrack: BitwiseCopyable {
    private(set) var breaching = SecondWindow()
    @Packed private(set) var pendingSince: MonotonicInstant? = nil
    @Packed private(set) var insideSince: MonotonicInstant? = nil

    /// What one sample says to a stage.
    struct Sample: BitwiseCopyable {
        var at: MonotonicInstant
        /// How the windows move for it.
        var step: SampleClock.Step
        var isBreaching: Bool
        /// On the good side of the threshold by at least the margin.
        var isInside: Bool
        /// A single deliberate measurement: no onset and no hold.
        var isDecisive: Bool
    }

    enum Onset: BitwiseCopyable { case none, pending, nearMiss, reached }

    /// Takes a sample and says how the onset stands.
    ///
    /// - Parameter asksReached: whether anybody acts on an onset that is reached; where nobody does, it is not worked out and
    ///   stays `pending`.
    mutating func observe(
        _ sample: Sample, valid: SecondWindow, rule: StageRule, rules: RuleTable, asksReached: Bool = true
    ) -> Onset {
        move(sample)
        breaching.setNewest(sample.isBreaching)
        noteInside(sample)
        if sample.isBreaching, pendingSince == nil { pendingSince = sample.at }
        guard let since = pendingSince else { return .none }
        if sample.isBreaching, sample.isDecisive || rule.onsetMicroseconds <= 0 { return .reached }
        if sample.isDecisive { return drop() }

        let onset = rule.onsetMicroseconds
        let windowSeconds = min(Int(onset / 1_000_000), Limits.windowSeconds)
        let elapsed = sample.at.microseconds &- since.microseconds
        let lookBack = min(windowSeconds, Int(elapsed / 1_000_000) + 1)
        let good = valid.surplus(over: breaching, last: lookBack)
        let tolerated = Double(windowSeconds) * (1 - rules.validityShare)
        if Double(good) > tolerated + 1e-9 { return drop() }
        if elapsed > onset, breaching.isEmpty(last: windowSeconds) { return drop() }

        guard sample.isBreaching, asksReached, elapsed >= onset else { return .pending }
        let counts = counts(valid: valid, seconds: windowSeconds)
        let isReached =
            Double(counts.valid) >= rules.validityShare * Double(windowSeconds) - 1e-9
            && Double(counts.breaching) >= rules.validityShare * Double(counts.valid) - 1e-9
        return isReached ? .reached : .pending
    }

    /// What the window holds now.
    func counts(valid: SecondWindow, seconds: Int) -> WindowCounts {
        WindowCounts(
            seconds: UInt16(seconds), valid: UInt16(valid.count(last: seconds)),
            breaching: UInt16(breaching.count(last: seconds)))
    }

    /// Whether the stage has been left: inside the margin for the whole hold (microseconds), up to `instant`.
    func isLeft(at instant: MonotonicInstant, hold: Int64, isDecisive: Bool) -> Bool {
        guard let insideSince else { return false }
        return isDecisive || instant.microseconds &- insideSince.microseconds >= hold
    }

    /// Whether nothing is pending and no breach is remembered. A sample on the good side then changes nothing that is ever
    /// asked for: the time inside the margin begins anew with the breach that opens an episode.
    @inline(__always) var isSettled: Bool { pendingSince == nil && breaching.isEmpty }

    /// Forgets which seconds were in breach.
    mutating func forgetBreaches() { breaching = SecondWindow() }

    /// Forgets a pending onset: its data was lost.
    mutating func forget() { self = StageTrack() }

    @inline(__always)
    mutating func stand(seconds: UInt8) { breaching.repeatNewest(seconds) }

    private mutating func drop() -> Onset {
        pendingSince = nil
        return .nearMiss
    }

    private mutating func move(_ sample: Sample) {
        switch sample.step {
        case .sameSecond, .late: break
        case .onward(let seconds, let filling):
            breaching.advance(by: seconds, filling: filling)
            if !filling { insideSince = nil }
        case .thawed(let lost):
            breaching.advance(by: 1, filling: false)
            // A second of the gap passed like any other; the rest did not happen.
            pendingSince = pendingSince.map { MonotonicInstant(microseconds: $0.microseconds &+ lost &- 1_000_000) }
            insideSince = nil
        case .afresh: forget()
        }
    }

    private mutating func noteInside(_ sample: Sample) {
        if !sample.isInside { insideSince = nil } else if insideSince == nil { insideSince = sample.at }
    }
}
