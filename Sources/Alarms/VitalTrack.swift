import Charts
import Vitals

/// One vital sign of one child: its newest observation and the clock of its samples.
struct VitalTrack: BitwiseCopyable {
    var clock = SampleClock()
    private(set) var value = 0.0
    /// The instant of the newest observation; spot and late readings included.
    @Packed private(set) var latestAt: MonotonicInstant? = nil
    private(set) var strip = SampleStrip()
    /// The quality, of which twelve bits are in use, and whether it is a single measurement, in two bytes.
    private var flags: UInt16 = 0

    private static var spotFlag: UInt16 { 1 << 15 }

    var quality: Quality { Quality(rawValue: flags & ~Self.spotFlag) }
    var isSpot: Bool { flags & Self.spotFlag != 0 }

    mutating func take(_ value: Double, at instant: MonotonicInstant, quality: Quality, isSpot: Bool) {
        strip.note(value, at: instant)
        if let latestAt, instant < latestAt { return }
        self.value = value
        flags = quality.rawValue & ~Self.spotFlag | (isSpot ? Self.spotFlag : 0)
        latestAt = instant
    }

    /// Takes a value that comes after every other, as `take` does.
    ///
    /// - Parameter place: the five seconds of the instant in every strip.
    @inline(__always)
    mutating func follow(_ value: Double, at instant: MonotonicInstant, place: Int64, quality: Quality) {
        strip.note(value, place: place)
        self.value = value
        flags = quality.rawValue & ~Self.spotFlag
        latestAt = instant
    }

    /// Takes the sample of five seconds that are over.
    @inline(__always)
    mutating func finish(_ hundredths: UInt16, place: Int64) { strip.note(hundredths: hundredths, place: place) }

    /// Whether a streamed sample of this instant is the newest of all.
    @inline(__always)
    mutating func isNewest(at instant: MonotonicInstant) -> Bool {
        latestAt == instant && clock.latestAt == instant && !isSpot
    }

    // What only looks is `mutating` all the same: a track lies in an array, and any other call copies it first.

    @inline(__always)
    mutating func isFollowed(at instant: MonotonicInstant, _ spans: RuleTable.Spans) -> Bool {
        clock.isFollowed(at: instant, spans)
    }

    mutating func stepFollowed(to instant: MonotonicInstant, _ spans: RuleTable.Spans) -> SampleClock.Step {
        clock.stepFollowed(to: instant, spans)
    }

    /// The seconds with a sample.
    var valid: SecondWindow { mutating get { clock.valid } }

    /// When the newest observation becomes older than a limit in microseconds; at once where there is none.
    mutating func staleAfter(_ limit: Int64) -> MonotonicInstant {
        MonotonicInstant(microseconds: latestAt.map { $0.microseconds &+ limit } ?? .min)
    }

    /// The newest value with its sub-score and its age, while it is young enough at `now`: what streams by `memberValidity`, the
    /// rest by `spotValidity`, in microseconds.
    @inline(__always)
    mutating func member(
        scored: (Double) -> SubScore?, at now: MonotonicInstant, memberValidity: Int64, spotValidity: Int64
    ) -> ScoreMember {
        guard let latestAt else { return .missing }
        let age = now.microseconds &- latestAt.microseconds
        guard age <= (isSpot ? spotValidity : memberValidity) else { return .missing }
        let score: MemberScore = scored(value).map { .scored($0) } ?? .unscorable
        return ScoreMember(value: value, score: score, age: age <= 0 ? .zero : .microseconds(age))
    }
}
