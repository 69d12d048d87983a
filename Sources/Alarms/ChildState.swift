import Charts
import Vitals

/// Everything the stream knows of one child, in fixed-size fields.
///
/// Its methods are `mutating` also where they only look: a child is 8 KB, and a call of any other method copies it.
struct ChildState: BitwiseCopyable {
    let index: ChildIndex
    private(set) var ageBand: AgeBand?
    let bornOn: CivilDate
    var ageDate: CivilDate?
    /// How often a reading is due; `nil`: devices stream.
    private(set) var cadence: Duration?
    /// How long a spot reading speaks for the child.
    private(set) var spotValidity: Duration
    /// How late a reading may come and still be judged: ten minutes, or the cadence and five more where that is longer.
    private(set) var lateLimit: Duration
    /// The child has left: nothing is judged, nothing is silent.
    var isDischarged = false

    /// First, so that it lies beside what each reading touches.
    var calm = Calm()
    /// The places of the conditions that have something to remember: an onset, an episode, a breach.
    private(set) var unsettled: UInt32 = 0
    /// The values of each vital sign that breach none of its lines.
    private(set) var good = PerVitalSign(repeating: Stretch.all)
    var tracks = PerVitalSign(repeating: VitalTrack())
    private var conditions = InlineArray<18, ConditionState>(repeating: ConditionState())
    private var thresholds = InlineArray<18, Thresholds>(repeating: Thresholds(side: .low))
    private var limits = InlineArray<5, LimitPlan?>(repeating: nil)
    var sumClock = SampleClock()
    /// The parameters whose points made the open episode of the sum; it can only be resolved while they are all there.
    var sumContributors: ScoredParameterSet = []
    /// What people entered.
    var entered = EnteredState()
    var carerQuestion: CarerQuestion
    var chartWatch = ChartWatch()
    /// The command being answered: what it makes happen names it.
    var commandInHand: CommandNumber?
    var silence: SilenceState
    var concern = Episode()
    var concernSource: ConcernSource?
    var heartRates = HeartRatePair()
    /// The most urgent alarm that a device's trouble has just kept from being told; the trouble then speaks for it.
    var keptBack: Priority?
    /// Something was told or came into the score, or two devices are to be compared: the next tick has to look.
    var hasNews = false
    /// When a physiological condition was last pending or firing.
    var lastAlarmAt: MonotonicInstant?
    /// The score as it was last made, in one piece so that a reading can renew its values where they lie; nothing is in it
    /// before the first was made.
    var standingScore = ScoreSnapshot.empty
    var isScored = false
    var lastScore: ScoreSnapshot? { mutating get { isScored ? standingScore : nil } }

    /// What a planned pause, a quiet and a silence mean for the child's equipment.
    var standing: EquipmentStanding = []
    var pausedUntil: MonotonicInstant?
    var quietUntil: MonotonicInstant?
    /// When the newest pause ended or ends; the next needs a reading after it.
    var pauseEndsAt: MonotonicInstant?
    /// The places of the episodes that wait for something: a step, an expiry, the end of what suppresses them.
    var waiting: UInt32 = 0

    init(_ plan: ChildPlan, index: ChildIndex, rules: RuleTable, now: Tick) {
        self.index = index
        bornOn = plan.bornOn
        cadence = plan.cadence
        spotValidity = .zero
        lateLimit = .zero
        let armedAt = min(now.monotonic(at: plan.admittedAt), now.monotonic)
        silence = SilenceState(armedAt: armedAt)
        carerQuestion = CarerQuestion(from: armedAt, rules: rules)
        setCadence(plan.cadence, rules: rules)
    }

    // What is changed through these may settle by it, or not. Nothing is changed by being read; the getters are `mutating`
    // because any other copies the whole child first.

    subscript(condition kind: ConditionKind) -> ConditionState {
        mutating get { conditions[kind.childSlot] }
        _modify {
            let slot = kind.childSlot
            yield &conditions[slot]
            noteSettled(slot)
        }
    }

    /// Whether a sample that breaches nothing changes nothing of a condition.
    @inline(__always)
    func isSettled(_ kind: ConditionKind) -> Bool { unsettled & kind.childBit == 0 }

    private mutating func noteSettled(_ slot: Int) {
        let bit: UInt32 = 1 << UInt32(slot)
        unsettled = conditions[slot].isSettled ? unsettled & ~bit : unsettled | bit
    }

    /// The episode of any condition a child can have.
    subscript(episode kind: ConditionKind) -> Episode {
        mutating get {
            switch kind {
            case .silence: silence.episode
            case .concern: concern
            default: conditions[kind.childSlot].episode
            }
        }
        _modify {
            switch kind {
            case .silence: yield &silence.episode
            case .concern: yield &concern
            default:
                let slot = kind.childSlot
                yield &conditions[slot].episode
                noteSettled(slot)
            }
        }
    }

    subscript(thresholds kind: ConditionKind) -> Thresholds {
        mutating get { thresholds[kind.childSlot] }
    }

    private mutating func noteGood() {
        for sign in VitalSign.allCases {
            let list = ConditionList(of: sign)
            good[sign] = .all
            for place in 0..<list.count { good[sign].narrow(to: thresholds[list[place].childSlot].good) }
        }
    }

    /// Whether an episode of this condition is open or latched: a look that touches nothing else.
    @inline(__always)
    func waits(_ kind: ConditionKind) -> Bool { kind.childPlace.map { waiting >> UInt32($0) & 1 == 1 } ?? false }

    mutating func setCadence(_ cadence: Duration?, rules: RuleTable) {
        calm.end()
        self.cadence = cadence
        spotValidity = (cadence ?? rules.scheduleUrgent) + rules.scheduleUrgent
        lateLimit = cadence.map { max(rules.lateness, $0 + .seconds(300)) } ?? rules.lateness
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
        let band = ageBand ?? .teenage
        for kind in ConditionKind.chartKinds {
            guard let sign = kind.vitalSign, let side = kind.side, let table = chart.table(of: sign, in: band) else {
                continue
            }
            thresholds[kind.childSlot] = Thresholds(of: table, side: side)
        }
        thresholds[ConditionKind.temperatureHigh.childSlot] = Thresholds(
            side: .high, mild: Thresholds.Line(crossing: rules.temperatureHighFrom, printed: rules.temperatureHighFrom))
        thresholds[ConditionKind.temperatureLow.childSlot] = Thresholds(
            side: .low, mild: Thresholds.Line(crossing: rules.temperatureLowTo.nextUp, printed: rules.temperatureLowTo))
        thresholds[ConditionKind.chartPartialSum.childSlot] = Thresholds(
            side: .high, mild: .level(from: chart.levels.medium), severe: .level(from: chart.levels.high))
        noteGood()
    }

    /// Sets or takes away the limit on one side of a vital sign; `false` where there can be none.
    mutating func setLimit(_ limit: LimitPlan?, on sign: VitalSign, _ side: Side, at instant: WallInstant) -> Bool {
        guard let kind = ConditionKind.limit(on: sign, side) else { return false }
        limits[kind.childSlot] = limit
        applyLimits(at: instant)
        return true
    }

    /// Puts the limits in force at `instant` in place. An expired limit breaches no more; an episode it opened is
    /// resolved by valid data like any other.
    mutating func applyLimits(at instant: WallInstant) {
        for kind in ConditionKind.limitKinds {
            let slot = kind.childSlot
            var line = Thresholds(side: kind.side ?? .low)
            if let limit = limits[slot], limit.until.map({ instant < $0 }) ?? true { line = Thresholds(limit: limit) }
            guard line != thresholds[slot] else { continue }
            calm.end()
            thresholds[slot] = line
            noteGood()
        }
    }
}

/// One value for each vital sign.
struct PerVitalSign<Value: BitwiseCopyable>: BitwiseCopyable {
    private var values: InlineArray<4, Value>

    init(repeating value: Value) { values = InlineArray(repeating: value) }

    subscript(_ sign: VitalSign) -> Value {
        // Looked at where it lies: a track is 130 bytes.
        _read { yield values[Int(sign.rawValue)] }
        _modify { yield &values[Int(sign.rawValue)] }
    }
}
