import Charts
import Vitals

/// Everything the stream knows of one child. What each reading touches lies first and close together; what few children have
/// (onsets and episodes, limits, entries) lies apart and takes no room where there is none.
///
/// Its methods are `mutating` also where they only look: a call of any other method may copy the child.
struct ChildState {
    /// What must hold of the next reading for it to change nothing.
    var calm = Calm()
    var tracks = PerVitalSign(repeating: VitalTrack())
    var sumClock = SampleClock()
    var standingScore = StandingScore()
    var silence: SilenceState
    /// An episode whose data has gone waits for it: the next reading is news, since from then on it can go again.
    var awaitsData = false
    var heartRates = HeartRatePair()
    /// The onsets and the episodes.
    var conditions: ConditionShelf
    /// The places of the conditions that have something to remember: an onset, an episode, a breach.
    @inline(__always) var unsettled: UInt32 { conditions.unsettled }
    /// The places of the episodes that wait for something: a step, an expiry, the end of what suppresses them.
    var waiting: UInt32 = 0
    /// Something was told or came into the score, or two devices are to be compared: the next tick has to look.
    var hasNews = false
    /// The child has left: nothing is judged, nothing is silent.
    var isDischarged = false
    var isScored = false
    /// What a planned pause, a quiet and a silence mean for the child's equipment.
    var standing: EquipmentStanding = []
    /// The most urgent alarm that a device's trouble has just kept from being told; the trouble then speaks for it.
    var keptBack: Priority?
    private(set) var ageBand: AgeBand?
    /// The parameters whose points made the open episode of the sum; it can only be resolved while they are all there.
    var sumContributors: ScoredParameterSet = []
    var concernSource: ConcernSource?
    let index: ChildIndex
    /// When a physiological condition was last pending or firing.
    @Packed var lastAlarmAt: MonotonicInstant? = nil

    /// How often a reading is due; `nil`: devices stream.
    @PackedSpan private(set) var cadence: Duration?
    /// How long a spot reading speaks for the child, in microseconds.
    private(set) var spotMicroseconds: Int64 = 0
    /// What clinicians set for this child alone.
    private var limits: ContiguousArray<ChildLimit> = []
    /// What people entered.
    var entered = EnteredState()
    /// A limit was set for it at some time. Here, where it takes no room of its own.
    private(set) var wasLimited = false
    var carerQuestion: CarerQuestion
    let bornOn: CivilDate
    var ageDate: CivilDate?
    var chartWatch = ChartWatch()
    /// The command being answered: what it makes happen names it.
    var commandInHand: CommandNumber?
    @Packed var pausedUntil: MonotonicInstant? = nil
    @Packed var quietUntil: MonotonicInstant? = nil
    /// When the newest pause ended or ends; the next needs a reading after it.
    @Packed var pauseEndsAt: MonotonicInstant? = nil

    /// A limit a clinician set, and whether it is in force.
    private struct ChildLimit: BitwiseCopyable {
        var plan: LimitPlan
        var isInForce = false
    }

    /// How long a spot reading speaks for the child.
    var spotValidity: Duration { .microseconds(spotMicroseconds) }
    /// How late a reading may come and still be judged: ten minutes, or the cadence and five more where that is longer.
    mutating func lateLimit(_ rules: RuleTable) -> Duration {
        hasCadence ? max(rules.lateness, (cadence ?? .zero) + .seconds(300)) : rules.lateness
    }

    init(_ plan: ChildPlan, index: ChildIndex, rules: RuleTable, now: Tick) {
        self.index = index
        bornOn = plan.bornOn
        conditions = ConditionShelf(keepsAll: rules.isThorough)
        let armedAt = min(now.monotonic(at: plan.admittedAt), now.monotonic)
        silence = SilenceState(armedAt: armedAt)
        carerQuestion = CarerQuestion(from: armedAt, rules: rules)
        _cadence = PackedSpan(wrappedValue: plan.cadence)
        setCadence(plan.cadence, rules: rules)
    }

    /// The cadence in microseconds; `nil`: devices stream.
    @inline(__always) var cadenceMicroseconds: Int64? { _cadence.wholeMicroseconds }
    @inline(__always) var hasCadence: Bool { cadenceMicroseconds != nil }

    var lastScore: ScoreSnapshot? { isScored ? standingScore.snapshot(entered.told) : nil }

    /// Any condition a child can have. What is changed through this may settle by it, or not.
    subscript(condition kind: ConditionKind) -> ConditionState {
        @inline(__always) get { conditions[kind.shelfPlace] }
        @inline(__always) set { conditions[kind.shelfPlace] = newValue }
    }

    /// The episode of any condition a child can have.
    subscript(episode kind: ConditionKind) -> Episode {
        @inline(__always) get { conditions[kind.shelfPlace].episode }
        @inline(__always) set { conditions.change(kind.shelfPlace) { $0.episode = newValue } }
    }

    /// Whether a sample that breaches nothing changes nothing of a condition.
    @inline(__always)
    func isSettled(_ kind: ConditionKind) -> Bool { conditions.isSettled(kind.shelfPlace) }

    @inline(__always)
    func isOpen(_ kind: ConditionKind) -> Bool { conditions.isOpen(kind.shelfPlace) }

    /// The line of a condition that samples judge: the chart's at the child's age, or the limit that is in force.
    mutating func thresholds(_ kind: ConditionKind, _ rules: RuleTable) -> Thresholds {
        lines(at: kind.childSlot, rules)
    }

    /// The same, of the condition at a place.
    @inline(__always)
    mutating func lines(at place: Int, _ rules: RuleTable) -> Thresholds {
        if place < ConditionKind.limitCount { return limitLine(place) }
        return rules.line(at: place, in: ageBand ?? .teenage)
    }

    /// Whether clinicians set nothing for it that is still on record.
    @inline(__always) var hasLimits: Bool { !limits.isEmpty }

    /// The values of a vital sign that breach none of its lines.
    @inline(__always)
    mutating func good(_ sign: VitalSign, _ rules: RuleTable) -> Stretch {
        let good = rules.good(of: sign, in: ageBand ?? .teenage)
        return hasLimits ? withinLimits(good, sign) : good
    }

    private mutating func withinLimits(_ good: Stretch, _ sign: VitalSign) -> Stretch {
        var good = good
        for limit in limits where limit.isInForce && limit.plan.sign == sign {
            good.narrow(to: Thresholds(limit: limit.plan).good)
        }
        return good
    }

    /// The values that breach nothing of the condition at a place.
    @inline(__always)
    mutating func good(at place: Int, _ rules: RuleTable) -> Stretch {
        if place < ConditionKind.limitCount { return hasLimits ? limitLine(place).good : .all }
        return rules.good(at: place, in: ageBand ?? .teenage)
    }

    private mutating func limitLine(_ place: Int) -> Thresholds {
        for limit in limits
        where limit.isInForce && ConditionKind.limit(on: limit.plan.sign, limit.plan.side)?.childPlace == place {
            return Thresholds(limit: limit.plan)
        }
        return Thresholds(side: ConditionKind.childKinds[place].side ?? .low)
    }

    /// Whether an episode of this condition is open or latched: a look that touches nothing else.
    @inline(__always)
    mutating func waits(_ kind: ConditionKind) -> Bool {
        kind.childPlace.map { waiting >> UInt32($0) & 1 == 1 } ?? false
    }

    mutating func setCadence(_ cadence: Duration?, rules: RuleTable) {
        calm.end()
        self.cadence = cadence
        spotMicroseconds = ((cadence ?? rules.scheduleUrgent) + rules.scheduleUrgent).wholeMicroseconds
    }

    /// Takes the age band of the day. The chart changes at midnight in London, on the birthday.
    ///
    /// A child with no chart (from the 19th birthday) has no score; its alarms keep the lines of the last chart, because
    /// an alarm that falls silent on a birthday is worse than one judged by last year's numbers.
    mutating func setAge(on date: CivilDate, chart: ScoreTable, rules: RuleTable) {
        guard date != ageDate else { return }
        calm.end()
        ageDate = date
        ageBand = chartWatch.chosen ?? AgeBand(bornOn: bornOn, on: date)
        entered.rescore(chart, in: ageBand)
    }

    /// Sets or takes away the limit on one side of a vital sign; `false` where there can be none.
    mutating func setLimit(_ limit: LimitPlan?, on sign: VitalSign, _ side: Side, at instant: WallInstant) -> Bool {
        guard ConditionKind.limit(on: sign, side) != nil else { return false }
        calm.end()
        wasLimited = true
        limits.removeAll { $0.plan.sign == sign && $0.plan.side == side }
        if let limit { limits.append(ChildLimit(plan: limit)) }
        applyLimits(at: instant)
        return true
    }

    /// Puts the limits in force at `instant` in place. An expired limit breaches no more; an episode it opened is
    /// resolved by valid data like any other.
    mutating func applyLimits(at instant: WallInstant) {
        for place in limits.indices {
            let isInForce = limits[place].plan.until.map { instant < $0 } ?? true
            guard isInForce != limits[place].isInForce else { continue }
            calm.end()
            limits[place].isInForce = isInForce
        }
    }
}

/// One value for each vital sign.
struct PerVitalSign<Value: BitwiseCopyable & Sendable>: BitwiseCopyable, Sendable {
    private var values: InlineArray<4, Value>

    init(repeating value: Value) { values = InlineArray(repeating: value) }

    @inline(__always)
    init(_ spO2: Value, _ heartRate: Value, _ respiratoryRate: Value, _ temperature: Value) {
        values = [spO2, heartRate, respiratoryRate, temperature]
    }

    subscript(_ sign: VitalSign) -> Value {
        // Looked at where it lies: a track is 110 bytes.
        _read { yield values[Int(sign.rawValue)] }
        _modify { yield &values[Int(sign.rawValue)] }
    }
}

extension PerVitalSign<Double> {
    /// The numbers of a set, as `ReadingSet.values` has them.
    @inline(__always)
    init(_ values: SIMD4<Double>) { self.init(values.x, values.y, values.z, values.w) }

    @inline(__always)
    var numbers: SIMD4<Double> {
        SIMD4(self[.spO2], self[.heartRate], self[.respiratoryRate], self[.temperature])
    }
}
