import Charts
import Vitals

/// One vital sign of one child: its newest observation and the clock of its samples.
struct VitalTrack: BitwiseCopyable {
    var clock = SampleClock()
    private(set) var value = 0.0
    /// The instant of the newest observation; spot and late readings included.
    @Packed private(set) var latestAt: MonotonicInstant? = nil
    private(set) var strip = SampleStrip()
    private(set) var quality: Quality = []
    private(set) var isSpot = false

    mutating func take(_ value: Double, at instant: MonotonicInstant, quality: Quality, isSpot: Bool) {
        strip.note(value, at: instant)
        if let latestAt, instant < latestAt { return }
        self.value = value
        self.quality = quality
        self.isSpot = isSpot
        latestAt = instant
    }

    /// Takes a value that comes after every other, as `take` does.
    ///
    /// - Parameter place: the five seconds of the instant in every strip.
    @inline(__always)
    mutating func follow(_ value: Double, at instant: MonotonicInstant, place: Int64, quality: Quality) {
        strip.note(value, place: place)
        self.value = value
        self.quality = quality
        isSpot = false
        latestAt = instant
    }

    /// When the newest observation becomes older than `limit`; at once where there is none.
    func staleAfter(_ limit: Duration) -> MonotonicInstant {
        latestAt?.advanced(by: limit) ?? MonotonicInstant(microseconds: .min)
    }

    /// The value, if it is young enough at `now`: continuous members by `memberValidity`, spot ones by `spotValidity`.
    func current(at now: MonotonicInstant, memberValidity: Duration, spotValidity: Duration) -> Double? {
        guard let latestAt, now.since(latestAt) <= (isSpot ? spotValidity : memberValidity) else { return nil }
        return value
    }

    func member(
        scored: (Double) -> SubScore?, at now: MonotonicInstant, memberValidity: Duration, spotValidity: Duration
    ) -> ScoreMember {
        guard let value = current(at: now, memberValidity: memberValidity, spotValidity: spotValidity),
            let latestAt
        else { return .missing }
        let score: MemberScore = scored(value).map { .scored($0) } ?? .unscorable
        return ScoreMember(value: value, score: score, age: max(.zero, now.since(latestAt)))
    }
}
