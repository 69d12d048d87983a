import Vitals

/// The newest heart rates of the two devices that spoke last, so that two that disagree on one child are noticed.
struct HeartRatePair: BitwiseCopyable {
    private var first: Rate?
    private var second: Rate?
    var clock = SampleClock()
    var latestDifference: Double?

    private struct Rate: BitwiseCopyable {
        var source: SourceIndex
        var value: Double
        var at: MonotonicInstant
    }

    var isPair: Bool { first != nil && second != nil }

    mutating func note(_ value: Double, from source: SourceIndex, at instant: MonotonicInstant) {
        let rate = Rate(source: source, value: value, at: instant)
        if first == nil || first?.source == source {
            first = rate
        } else if second == nil || second?.source == source {
            second = rate
        } else if let first, let second, first.at < second.at {
            self.first = rate
        } else {
            second = rate
        }
    }

    /// The device speaks for this child no more.
    mutating func forget(_ source: SourceIndex) {
        if second?.source == source { second = nil }
        if first?.source == source {
            first = second
            second = nil
        }
    }

    /// How far the two are apart; `nil` unless both are young enough to speak for now.
    func difference(at now: MonotonicInstant, currency: Duration) -> Double? {
        guard let first, let second, now.since(first.at) <= currency, now.since(second.at) <= currency else {
            return nil
        }
        return abs(first.value - second.value)
    }
}
