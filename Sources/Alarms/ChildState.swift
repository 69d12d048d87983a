import Charts
import Vitals

/// Everything the stream knows of one child, in fixed-size fields.
struct ChildState: BitwiseCopyable {
    let index: ChildIndex
    private(set) var ageBand: AgeBand?
    let bornOn: CivilDate
    var ageDate: CivilDate?
    /// How often a reading is due; `nil`: devices stream.
    let cadence: Duration?
    /// How long a spot reading speaks for the child.
    let spotValidity: Duration
    /// How late a reading may come and still be judged: ten minutes, or the cadence and five more where that is longer.
    let lateLimit: Duration

    var tracks = PerVitalSign(repeating: VitalTrack())
    private var conditions = InlineArray<17, ConditionState>(repeating: ConditionState())
    private var thresholds = InlineArray<17, Thresholds>(repeating: Thresholds(side: .low))
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
    /// When a physiological condition was last pending or firing.
    var lastAlarmAt: MonotonicInstant?
    var lastScore: ScoreSnapshot?

    init(_ admission: Admission, index: ChildIndex, rules: RuleTable, start: Tick) {
        self.index = index
        bornOn = admission.bornOn
        cadence = admission.cadence
        spotValidity = (admission.cadence ?? rules.scheduleUrgent) + rules.scheduleUrgent
        lateLimit = admission.cadence.map { max(rules.lateness, $0 + .seconds(300)) } ?? rules.lateness
        let armedAt = min(start.monotonic(at: admission.admittedAt), start.monotonic)
        silence = SilenceState(armedAt: armedAt)
        carerQuestion = CarerQuestion(from: armedAt, rules: rules)
    }

    subscript(condition kind: ConditionKind) -> ConditionState {
        get { conditions[kind.childSlot] }
        _modify { yield &conditions[kind.childSlot] }
    }

    /// Changes nothing; it is `mutating` because any other getter copies the whole table first.
    subscript(thresholds kind: ConditionKind) -> Thresholds {
        mutating get { thresholds[kind.childSlot] }
    }

    /// Takes the age band of the day. The chart changes at midnight in London, on the birthday.
    ///
    /// A child with no chart (from the 19th birthday) has no score; its alarms keep the lines of the last chart, because
    /// an alarm that falls silent on a birthday is worse than one judged by last year's numbers.
    mutating func setAge(on date: CivilDate, chart: ScoreTable, rules: RuleTable) {
        guard date != ageDate else { return }
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
    }

    /// Puts the limits in force at `instant` in place. An expired limit breaches no more; an episode it opened is
    /// resolved by valid data like any other.
    mutating func setLimits(_ limits: [ClinicianLimit], at instant: WallInstant) {
        for kind in ConditionKind.limitKinds { thresholds[kind.childSlot] = Thresholds(side: kind.side ?? .low) }
        for limit in limits {
            guard limit.until.map({ instant < $0 }) ?? true, let kind = ConditionKind.limit(on: limit.sign, limit.side)
            else { continue }
            thresholds[kind.childSlot] = Thresholds(limit: limit)
        }
    }
}

/// One value for each vital sign.
struct PerVitalSign<Value: BitwiseCopyable>: BitwiseCopyable {
    private var values: InlineArray<4, Value>

    init(repeating value: Value) { values = InlineArray(repeating: value) }

    subscript(_ sign: VitalSign) -> Value {
        get { values[Int(sign.rawValue)] }
        set { values[Int(sign.rawValue)] = newValue }
    }
}

extension ConditionKind {
    static let limitKinds: [ConditionKind] = [
        .limitSpO2Low, .limitHeartRateLow, .limitHeartRateHigh, .limitRespiratoryRateLow, .limitRespiratoryRateHigh,
    ]
    static let chartKinds: [ConditionKind] = [
        .chartSpO2Low, .chartHeartRateLow, .chartHeartRateHigh, .chartRespiratoryRateLow, .chartRespiratoryRateHigh,
    ]

    /// Where a child's condition stands in its dense table. Technical kinds have none and never ask.
    var childSlot: Int {
        switch self {
        case .limitSpO2Low: 0
        case .limitHeartRateLow: 1
        case .limitHeartRateHigh: 2
        case .limitRespiratoryRateLow: 3
        case .limitRespiratoryRateHigh: 4
        case .chartSpO2Low: 5
        case .chartHeartRateLow: 6
        case .chartHeartRateHigh: 7
        case .chartRespiratoryRateLow: 8
        case .chartRespiratoryRateHigh: 9
        case .chartPartialSum: 10
        case .temperatureHigh: 11
        case .temperatureLow: 12
        case .consciousness: 13
        case .pupils: 14
        case .sepsis: 15
        case .intuition: 16
        default:
            preconditionFailure("a technical condition has no place in a child's table")
        }
    }
}

/// The conditions a reading of one vital sign is put to, without an array.
struct ConditionList: BitwiseCopyable {
    private var kinds: InlineArray<4, ConditionKind>
    let count: Int

    init(of sign: VitalSign) {
        switch sign {
        case .spO2:
            kinds = [.limitSpO2Low, .chartSpO2Low, .chartSpO2Low, .chartSpO2Low]
            count = 2
        case .heartRate:
            kinds = [.limitHeartRateLow, .limitHeartRateHigh, .chartHeartRateLow, .chartHeartRateHigh]
            count = 4
        case .respiratoryRate:
            kinds = [
                .limitRespiratoryRateLow, .limitRespiratoryRateHigh, .chartRespiratoryRateLow,
                .chartRespiratoryRateHigh,
            ]
            count = 4
        case .temperature:
            kinds = [.temperatureHigh, .temperatureLow, .temperatureLow, .temperatureLow]
            count = 2
        }
    }

    subscript(_ index: Int) -> ConditionKind { kinds[index] }
}
