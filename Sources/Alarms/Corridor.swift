import Vitals

/// What must hold of a child's next reading for it to change nothing but what is newest, and the readings of which that was so and
/// that are not put where they belong yet.
///
/// Most readings say what the one before said. Each is put to the bounds here and waits: the state of the child
/// itself, ten times as large, is not looked at. Every twenty seconds, and before anything else looks at the child or at
/// its device, what waits is put where it belongs (`ChildState.take(_:chart:rules:)`, `SourceState.take`), which costs as much
/// for twenty readings as for one. So nobody ever sees a child without its readings.
///
/// The bounds are drawn after a reading that went another way, and hold also for a child in alarm: while an onset runs, while an
/// alarm stands, while it is about to end, each second brings the same until a known instant (`ConditionState.standsUntil`).
///
/// These lie close together, and beside the children, two lines of the cache each.
struct Corridor: BitwiseCopyable {
    private var bounds = SignBounds()
    private var values = PerVitalSign(repeating: 0.0)
    /// The bounds hold up to and with this instant; none are drawn where it is the first of all.
    private var until = Self.nowhere
    /// When the second of the newest reading began, and how far into it that came.
    private var second: Int64 = 0
    private var offset: UInt32 = 0
    /// What waits: the newest values and their quality, of how many readings, and in how many more seconds than before.
    private var setCount: UInt16 = 0
    private var quality = Quality()
    /// The samples of the five seconds before those of the newest reading, of as many as wait too.
    private var finished = FinishedSamples()
    /// The span of `NextLook`, and how much later than the look its firm instant is, in microseconds and no more than the word
    /// holds; no span: no reading puts the look off.
    private var lookSpan: UInt32 = 0
    private var lookSlack: UInt32 = 0
    /// The device of the readings they are drawn for, and their vital signs; kept when they end, so that they are drawn anew only
    /// for readings that come again.
    private(set) var source = SourceIndex(0)
    private(set) var signs: VitalSignSet = []
    private var seconds: UInt8 = 0
    /// Seconds left of the five that a sample of a strip stands for.
    private var secondsLeft: UInt8 = 0
    private var finishedCount: UInt8 = 0
    private var flags: Flags = []

    private struct Flags: OptionSet, BitwiseCopyable {
        let rawValue: UInt8
        /// The device is this child's; else nobody's, and each reading is told to it at once.
        static var ownsSource: Self { Self(rawValue: 1) }
        /// The values breach a line.
        static var isBreaching: Self { Self(rawValue: 2) }
    }

    @inline(__always) private var ownsSource: Bool { flags.contains(.ownsSource) }

    private static var nowhere: Int64 { .min }

    /// What becomes of a reading.
    enum Answer: BitwiseCopyable {
        case taken
        /// It may be taken, once what waits is put where it belongs or the device has agreed.
        case askFirst
        /// The bounds say nothing of it.
        case refused
    }

    @inline(__always) var isDrawn: Bool { until != Self.nowhere }
    @inline(__always) var isWaiting: Bool { setCount != 0 }
    @inline(__always) var isFull: Bool { setCount == .max }

    /// Takes a plain reading that is within the bounds.
    @inline(__always)
    mutating func take(_ readings: ReadingSet, _ arrival: Arrival) -> Answer {
        guard expects(readings, arrival), bounds.contains(readings.values) else { return .refused }
        return takeWithin(readings, at: arrival.at)
    }

    /// Takes a reading that is known to change nothing.
    @inline(__always)
    mutating func takeWithin(_ readings: ReadingSet, at instant: MonotonicInstant) -> Answer {
        let into = instant.microseconds &- second
        guard ownsSource, into < 1_000_000 || secondsLeft > 0, !isFull else { return .askFirst }
        follow(readings, into: into)
        return .taken
    }

    /// Whether a reading is one they are drawn for, whatever its values.
    @inline(__always)
    private func expects(_ readings: ReadingSet, _ arrival: Arrival) -> Bool {
        let into = arrival.at.microseconds &- second
        return arrival.at.microseconds <= until && into >= Int64(offset) && into < 2_000_000
            && readings.given == signs && arrival.source == source
    }

    /// The vital sign of which a reading is beyond the bounds, where it is that of no other and all else is as they ask.
    mutating func onlyBeyond(_ readings: ReadingSet, _ arrival: Arrival) -> VitalSign? {
        guard expects(readings, arrival) else { return nil }
        return bounds.onlyBeyond(PerVitalSign(readings.values))
    }

    /// The newest value, also where nothing waits.
    mutating func newest(_ sign: VitalSign) -> Double { values[sign] }

    /// Moves the bounds of one sign.
    mutating func bound(_ sign: VitalSign, to stretch: Stretch) { bounds.bound(sign, to: stretch) }

    /// Takes a reading that had to ask first.
    mutating func follow(_ readings: ReadingSet, at instant: MonotonicInstant) {
        follow(readings, into: instant.microseconds &- second)
    }

    @inline(__always)
    private mutating func follow(_ readings: ReadingSet, into: Int64) {
        if into < 1_000_000 {
            offset = UInt32(truncatingIfNeeded: into)
        } else {
            second &+= 1_000_000
            offset = UInt32(truncatingIfNeeded: into &- 1_000_000)
            seconds &+= 1
            secondsLeft = secondsLeft == 0 ? UInt8(SampleStrip.spacing) &- 1 : secondsLeft &- 1
        }
        values = PerVitalSign(readings.values)
        quality = readings.quality
        setCount &+= 1
    }

    /// Sets aside the samples of the five seconds that are over. `false` where there is no room, and what waits has to be put
    /// where it belongs.
    mutating func finishFiveSeconds() -> Bool {
        guard isWaiting else { return true }
        guard finishedCount < FinishedSamples.capacity else { return false }
        // Those of a sign that is not among them are 0, and nobody looks.
        guard let spO2 = SampleStrip.hundredths(values[.spO2]),
            let heartRate = SampleStrip.hundredths(values[.heartRate]),
            let respiratoryRate = SampleStrip.hundredths(values[.respiratoryRate]),
            let temperature = SampleStrip.hundredths(values[.temperature])
        else { return false }
        finished.add(PerVitalSign(spO2, heartRate, respiratoryRate, temperature))
        finishedCount &+= 1
        return true
    }

    /// Takes a reading within the bounds that begins another five seconds. `false`, with nothing done, where its device has to be
    /// told first or what waits has to be put where it belongs.
    @inline(__always)
    mutating func takeInNextFive(_ readings: ReadingSet, at instant: MonotonicInstant) -> Bool {
        guard ownsSource, !isFull, finishFiveSeconds() else { return false }
        follow(readings, into: instant.microseconds &- second)
        return true
    }

    /// Whether a reading begins five seconds that are not those of what waits.
    @inline(__always)
    func begins(at instant: MonotonicInstant) -> Bool {
        secondsLeft == 0 && instant.microseconds &- second >= 1_000_000
    }

    @inline(__always) var tellsSourceAtOnce: Bool { !ownsSource }

    /// How many values of its device wait.
    var waitingValueCount: Int { ownsSource ? Int(setCount) * signs.count : 0 }

    /// What waits, to be put where it belongs: it waits no more.
    mutating func handOver() -> WaitingReadings {
        let waiting = WaitingReadings(
            newest: ReadingSet(signs, values.numbers, quality: quality),
            at: MonotonicInstant(microseconds: second &+ Int64(offset)), seconds: seconds,
            setCount: setCount, source: source, ownsSource: ownsSource, isBreaching: flags.contains(.isBreaching),
            finished: finished, finishedCount: finishedCount)
        finishedCount = 0
        setCount = 0
        seconds = 0
        return waiting
    }

    /// The bounds hold no longer. Nothing may wait.
    @inline(__always)
    mutating func end() { until = Self.nowhere }

    /// Notes whose readings come, and whether they came so before: then bounds are worth their price.
    mutating func comesAgain(_ signs: VitalSignSet, from source: SourceIndex) -> Bool {
        if self.signs == signs, self.source == source { return true }
        (self.signs, self.source) = (signs, source)
        lookSpan = 0
        return false
    }

    /// Notes when a tick is next to look at the child.
    mutating func note(_ look: NextLook) {
        guard look.firm > look.at, look.span <= Int64(UInt32.max) else {
            lookSpan = 0
            return
        }
        lookSpan = UInt32(truncatingIfNeeded: look.span)
        lookSlack = UInt32(clamping: look.firm.microseconds &- look.at.microseconds)
    }

    /// When a look that has become due is to be, where a reading since has put it off; `nil`: now.
    mutating func putsOff(_ look: MonotonicInstant, at now: MonotonicInstant) -> MonotonicInstant? {
        guard lookSpan != 0, isDrawn, look != LookTable.atOnce else { return nil }
        let firm = look.microseconds &+ Int64(lookSlack)
        let later = min(second &+ Int64(offset) &+ Int64(lookSpan), firm)
        guard later > now.microseconds else { return nil }
        lookSlack = UInt32(clamping: firm &- later)
        return MonotonicInstant(microseconds: later)
    }

    mutating func begin(_ bounds: CorridorBounds, at instant: MonotonicInstant, ownsSource: Bool) {
        self.bounds = bounds.signs
        values = bounds.values
        until = bounds.until.microseconds
        flags = bounds.isBreaching ? .isBreaching : []
        if ownsSource { flags.insert(.ownsSource) }
        second = instant.second &* 1_000_000
        offset = UInt32(truncatingIfNeeded: instant.microseconds &- second)
        let spacing = SampleStrip.spacing
        secondsLeft = UInt8(truncatingIfNeeded: spacing &- 1 &- instant.second % spacing)
    }
}

/// The bounds of a corridor as they are drawn.
struct CorridorBounds: BitwiseCopyable {
    var signs = SignBounds()
    var until = MonotonicInstant(microseconds: .max)
    /// Those of the reading they are drawn after.
    var values = PerVitalSign(repeating: 0.0)
    var isBreaching = false
}

/// Readings within a corridor, of one child and one device: the newest of them, and what is to be known of the others.
struct WaitingReadings: BitwiseCopyable {
    var newest: ReadingSet
    var at: MonotonicInstant
    /// How many seconds after the one of the reading before them all they came in, each of these with one.
    var seconds: UInt8
    var setCount: UInt16
    var source: SourceIndex
    var ownsSource: Bool
    var isBreaching: Bool
    var finished: FinishedSamples
    var finishedCount: UInt8
}

/// The samples of up to three times five seconds, as a strip keeps them. There is room for no more: with a fourth a child would
/// take more than a kibibyte.
struct FinishedSamples: BitwiseCopyable {
    static var capacity: UInt8 { 3 }

    private(set) var newest = PerVitalSign(repeating: UInt16(0))
    private(set) var middle = PerVitalSign(repeating: UInt16(0))
    private(set) var oldest = PerVitalSign(repeating: UInt16(0))

    mutating func add(_ samples: PerVitalSign<UInt16>) {
        oldest = middle
        middle = newest
        newest = samples
    }
}
