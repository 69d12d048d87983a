import Vitals

/// The newest heart rates of the two devices that spoke last, so that two that disagree on one child are noticed.
///
/// Most children have one: what a second one needs is there, in an array of one, only where a second one ever spoke.
struct HeartRatePair {
    private var first = Rate.none
    private var comparison: ContiguousArray<Comparison> = []

    private struct Comparison: BitwiseCopyable {
        var second: Rate
        var clock = SampleClock()
        @PackedNumber var latestDifference: Double? = nil
    }

    private var second: Rate {
        @inline(__always) get { comparison.isEmpty ? .none : comparison[0].second }
        set {
            if comparison.isEmpty {
                comparison.append(Comparison(second: newValue))
            } else {
                comparison[0].second = newValue
            }
        }
    }

    /// When the two were compared.
    var clock: SampleClock {
        get { comparison.isEmpty ? SampleClock() : comparison[0].clock }
        set { if !comparison.isEmpty { comparison[0].clock = newValue } }
    }

    var latestDifference: Double? {
        get { comparison.isEmpty ? nil : comparison[0].latestDifference }
        set { if !comparison.isEmpty { comparison[0].latestDifference = newValue } }
    }

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

    /// Whether one device speaks for the child, and this is it.
    @inline(__always)
    func isOnly(_ source: SourceIndex) -> Bool { first.isOf(source) && !second.isThere }

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
            if first.isThere { second = .none }
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
