import Vitals

/// The newest heart rates of the two devices that spoke last, so that two that disagree on one child are noticed.
struct HeartRatePair: BitwiseCopyable {
    private var first = Rate.none
    private var second = Rate.none
    var clock = SampleClock()
    @PackedNumber var latestDifference: Double? = nil

    private struct Rate: BitwiseCopyable {
        var value: Double
        var at: MonotonicInstant
        var source: SourceIndex
        var isThere = true

        static var none: Rate {
            Rate(value: 0, at: MonotonicInstant(microseconds: .min), source: SourceIndex(0), isThere: false)
        }

        func isOf(_ source: SourceIndex) -> Bool { isThere && self.source == source }
    }

    @inline(__always) var isPair: Bool { first.isThere && second.isThere }

    @inline(__always)
    mutating func note(_ value: Double, from source: SourceIndex, at instant: MonotonicInstant) {
        let rate = Rate(value: value, at: instant, source: source)
        if !first.isThere || first.source == source {
            first = rate
        } else if !second.isThere || second.source == source {
            second = rate
        } else if first.at < second.at {
            first = rate
        } else {
            second = rate
        }
    }

    /// The device speaks for this child no more.
    mutating func forget(_ source: SourceIndex) {
        if second.isOf(source) { second = .none }
        if first.isOf(source) {
            first = second
            second = .none
        }
    }

    /// How far the two are apart; `nil` unless both are young enough to speak for now.
    func difference(at now: MonotonicInstant, currency: Duration) -> Double? {
        guard isPair, now.since(first.at) <= currency, now.since(second.at) <= currency else {
            return nil
        }
        return abs(first.value - second.value)
    }
}
