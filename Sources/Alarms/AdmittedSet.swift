import Vitals

/// A set of readings as the child's conditions see it: only what is plausible, at the instant it counts.
struct AdmittedSet: BitwiseCopyable {
    var readings: ReadingSet
    /// The instant the set counts at: its own stamp while that is believable, else its arrival.
    var at: MonotonicInstant
    /// When it arrived, on both clocks: when what follows from it is decided.
    var arrived: Tick
    /// How late it came, where that is worth saying.
    var lateness: Duration?
    /// A single deliberate measurement: no onset, no hold.
    var isSpot: Bool
    /// The device it came from, where one did, and which of its troubles keep a new alarm from being told.
    var source: SourceIndex?
    var suppressors: SuppressorSet
    var implausible: VitalSignSet = []
    var isRetrospective = false

    /// Streamed values of now that are known to be plausible.
    @inline(__always)
    init(plain readings: ReadingSet, arrived: Tick, source: SourceIndex, suppressors: SuppressorSet) {
        self.readings = readings
        self.arrived = arrived
        isSpot = false
        self.source = source
        self.suppressors = suppressors
        at = arrived.monotonic
    }

    /// - Parameter lateLimit: how late a reading may come and still be judged.
    init(
        _ readings: ReadingSet, arrived: Tick, isSpot: Bool, lateLimit: Duration, source: SourceIndex? = nil,
        suppressors: SuppressorSet = [], rules: RuleTable
    ) {
        self.readings = readings
        self.arrived = arrived
        self.isSpot = isSpot
        self.source = source
        self.suppressors = suppressors
        at = arrived.monotonic
        for sign in VitalSign.allCases {
            guard let value = readings[sign], !sign.plausibleRange.contains(value) else { continue }
            self.readings[sign] = nil
            implausible.insert(VitalSignSet(sign))
        }
        guard let measuredAt = readings.measuredAt else { return }
        let late = arrived.wall.since(measuredAt)
        // A stamp from the future is not believed: the reading counts when it came.
        guard late >= .zero - rules.futureTolerance, late > .zero else { return }
        isRetrospective = late > lateLimit
        at = at.advanced(by: .zero - late)
        lateness = late > rules.futureTolerance ? late : nil
    }
}
