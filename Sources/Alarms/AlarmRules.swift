import Vitals

/// One stage of an alarm condition: how long it must hold to be reached, how long it must be over to be left.
public struct StageRule: Sendable, BitwiseCopyable, Hashable {
    public var priority: Priority
    /// Valid time in breach before the stage is reached. For silence: the time without a timely reading.
    public var onset: Duration {
        get { .microseconds(onsetMicroseconds) }
        set { onsetMicroseconds = newValue.wholeMicroseconds }
    }
    /// Valid time inside the margin before the stage is left.
    public var hold: Duration {
        get { .microseconds(holdMicroseconds) }
        set { holdMicroseconds = newValue.wholeMicroseconds }
    }
    // Kept in whole microseconds, as instants are: they are compared with every sample that is judged.
    private(set) var onsetMicroseconds: Int64
    private(set) var holdMicroseconds: Int64

    public init(_ priority: Priority, onset: Duration, hold: Duration) {
        self.priority = priority
        onsetMicroseconds = onset.wholeMicroseconds
        holdMicroseconds = hold.wholeMicroseconds
    }

    /// The same with no onset shorter than this.
    func slowed(to microseconds: Int64) -> StageRule {
        var slowed = self
        slowed.onsetMicroseconds = max(onsetMicroseconds, microseconds)
        return slowed
    }
}

/// How one kind of alarm condition is entered and left. A condition has one stage or two.
public struct ConditionRule: Sendable, BitwiseCopyable, Hashable {
    /// Chart conditions: a sub-score of 1 or 2. Partial sum: 5 or more. Silence: the warning on the hub.
    public var mild: StageRule?
    /// Chart conditions: a sub-score of 4. Partial sum: 9 or more. Silence: the word to the team.
    public var severe: StageRule?
    /// How far inside the threshold a value must lie to count towards leaving, in the vital sign's own unit.
    public var margin: Double

    public init(mild: StageRule? = nil, severe: StageRule? = nil, margin: Double = 0) {
        self.mild = mild
        self.severe = severe
        self.margin = margin
    }
}

/// Every time, share and margin the evaluator uses. All are proposals for a clinical safety officer to ratify; they come
/// from the rules file, which says who approved them and when.
///
/// Source of the defaults: `docs/clinical-safety.md` and the evidence named there. None is national policy.
public struct AlarmRules: Sendable, BitwiseCopyable {
    private var conditions: InlineArray<64, ConditionRule>
    private var ladders: InlineArray<6, Ladder>

    /// The share of a window's seconds that must hold a valid reading, and of those the share that must breach.
    public var validityShare: Double = 0.8
    /// Two readings no further apart than this are continuous: the seconds between count as the earlier one.
    public var continuity: Duration = .seconds(5)
    /// A value older than this is not current (ISO 80601-2-61 marks after 30 s): firing alarms become unknown.
    public var currency: Duration = .seconds(30)
    /// How long a pending alarm waits, frozen, for data to come back before it is dropped.
    public var pendingFreeze: Duration = .seconds(60)
    /// A continuous vital sign older than this is missing from the score.
    public var memberValidity: Duration = .seconds(60)
    /// Readings this late still score and escalate (SPOT specification C3.8); later ones are retrospective.
    public var lateness: Duration = .seconds(600)
    /// A stamp further ahead than this is not believed: the reading counts at its arrival.
    public var futureTolerance: Duration = .seconds(5)
    /// A device's own clock further from the hub's than this, either way, is wrong. Its readings count when they came.
    public var deviceClockTolerance: Duration = .seconds(600)
    /// A scheduled source is silent this long after a reading was due: on the hub, and to the team.
    public var scheduleWarning: Duration = .seconds(15 * 60)
    public var scheduleUrgent: Duration = .seconds(60 * 60)
    /// Silence that begins within this time of a physiological alarm starts at P2, to the team.
    public var silenceAfterAlarm: Duration = .seconds(120)
    /// After a start, silence waits this long so that devices can attach.
    public var startGrace: Duration = .seconds(10)
    /// The carer is asked this often, from admission or the last answer, and has this long to answer.
    public var carerQuestionEvery: Duration = .seconds(24 * 60 * 60)
    public var carerAnswerWithin: Duration = .seconds(4 * 60 * 60)
    /// Below this share of valid seconds over its onset the signal is poor; from the other one it is good again.
    public var poorSignalBelow: Double = 0.5
    public var poorSignalEndsFrom: Double = 0.8
    /// More devices than this gone at once are told as one.
    public var manyDevices: Int = 5
    /// The sepsis prompt. The chart's boxes begin at 38 and 36; whether 36.0 itself prompts is open, here it does.
    public var temperatureHighFrom: Double = 38
    public var temperatureLowTo: Double = 36

    public subscript(_ kind: ConditionKind) -> ConditionRule {
        get { conditions[Int(kind.rawValue)] }
        set { conditions[Int(kind.rawValue)] = newValue }
    }

    public subscript(_ ladder: LadderKind) -> Ladder {
        get { ladders[Int(ladder.rawValue)] }
        set { ladders[Int(ladder.rawValue)] = newValue }
    }

    /// The proposed defaults.
    public init() {
        ladders = InlineArray(repeating: .proposed(.critical))
        for kind in LadderKind.allCases { ladders[Int(kind.rawValue)] = .proposed(kind) }
        conditions = InlineArray(repeating: ConditionRule())
        let limit = StageRule(.critical, onset: .seconds(15), hold: .seconds(60))
        self[.limitSpO2Low] = ConditionRule(severe: limit, margin: 2)
        for kind in [ConditionKind.limitHeartRateLow, .limitHeartRateHigh] {
            self[kind] = ConditionRule(severe: limit, margin: 10)
        }
        for kind in [ConditionKind.limitRespiratoryRateLow, .limitRespiratoryRateHigh] {
            self[kind] = ConditionRule(severe: limit, margin: 3)
        }
        self[.chartSpO2Low] = ConditionRule(
            mild: StageRule(.medium, onset: .seconds(120), hold: .seconds(120)),
            severe: StageRule(.high, onset: .seconds(30), hold: .seconds(60)), margin: 1)
        let mildRate = StageRule(.medium, onset: .seconds(180), hold: .seconds(120))
        let severeRate = StageRule(.high, onset: .seconds(60), hold: .seconds(120))
        for kind in [ConditionKind.chartHeartRateLow, .chartHeartRateHigh] {
            self[kind] = ConditionRule(mild: mildRate, severe: severeRate, margin: 5)
        }
        for kind in [ConditionKind.chartRespiratoryRateLow, .chartRespiratoryRateHigh] {
            self[kind] = ConditionRule(mild: mildRate, severe: severeRate, margin: 3)
        }
        // The onset of the sum is that of its slowest member; the figure here is the least it can be.
        let sum = StageRule(.high, onset: .seconds(30), hold: .seconds(120))
        // From 9 the charts ask for a review within 15 minutes: only the ladder of P1 ends inside that.
        let highSum = StageRule(.critical, onset: .seconds(30), hold: .seconds(120))
        self[.chartPartialSum] = ConditionRule(mild: sum, severe: highSum, margin: 0)
        for kind in [ConditionKind.temperatureHigh, .temperatureLow] {
            self[kind] = ConditionRule(mild: StageRule(.medium, onset: .zero, hold: .zero), margin: 0.2)
        }
        self[.probeOff] = ConditionRule(mild: StageRule(.technical, onset: .seconds(60), hold: .seconds(10)))
        self[.deviceGone] = ConditionRule(mild: StageRule(.technical, onset: .seconds(10), hold: .seconds(5)))
        self[.deviceUnreadable] = ConditionRule(mild: StageRule(.technical, onset: .seconds(60), hold: .seconds(5)))
        self[.unassignedReadings] = ConditionRule(mild: StageRule(.technical, onset: .zero, hold: .seconds(60)))
        self[.silence] = ConditionRule(
            mild: StageRule(.technical, onset: .seconds(5 * 60), hold: .zero),
            severe: StageRule(.medium, onset: .seconds(15 * 60), hold: .zero))
        self[.poorSignal] = ConditionRule(mild: StageRule(.technical, onset: .seconds(5 * 60), hold: .seconds(120)))
        self[.deviceClock] = ConditionRule(mild: StageRule(.technical, onset: .seconds(60), hold: .seconds(60)))
        // A flag that comes and goes is one episode: it must be there for most of a minute, and away for a whole one.
        self[.lowBattery] = ConditionRule(mild: StageRule(.technical, onset: .seconds(60), hold: .seconds(60)))
        self[.sensorFault] = ConditionRule(mild: StageRule(.technical, onset: .seconds(60), hold: .seconds(10)))
        self[.heartRateDisagreement] = ConditionRule(
            mild: StageRule(.technical, onset: .seconds(60), hold: .seconds(60)), margin: 20)
        self[.concern] = ConditionRule(severe: StageRule(.high, onset: .zero, hold: .zero))
        // High asks for a review within 15 minutes and Emergency for one at once: only the ladder of P1 ends inside that.
        let atOnce = StageRule(.critical, onset: .zero, hold: .zero)
        let soon = StageRule(.high, onset: .zero, hold: .zero)
        self[.consciousness] = ConditionRule(severe: atOnce)
        self[.pupils] = ConditionRule(severe: atOnce)
        self[.sepsis] = ConditionRule(mild: soon, severe: atOnce)
        self[.intuition] = ConditionRule(mild: soon, severe: atOnce)
        self[.devicesGone] = ConditionRule(mild: StageRule(.technical, onset: .seconds(10), hold: .seconds(5)))
        self[.test] = ConditionRule(mild: StageRule(.medium, onset: .zero, hold: .zero))
        self[.inputLost] = ConditionRule(mild: StageRule(.technical, onset: .zero, hold: .seconds(60)))
        // A disk that fills up is told in time; one that is full, or takes nothing, loses the record of what is decided.
        let minute = StageRule(.technical, onset: .zero, hold: .seconds(60))
        let urgent = StageRule(.medium, onset: .zero, hold: .seconds(60))
        self[.storage] = ConditionRule(mild: minute, severe: urgent)
        self[.undurable] = ConditionRule(severe: urgent)
        // Set: the times of before and after do not fit together. Kept: ages and dates hang on the hub's own time.
        self[.clock] = ConditionRule(mild: minute, severe: urgent)
        self[.settings] = ConditionRule(mild: StageRule(.technical, onset: .zero, hold: .zero))
        // One failure alone is told to nobody: what is urgent is tried again within thirty seconds.
        self[.receiverRejects] = ConditionRule(mild: StageRule(.technical, onset: .seconds(10), hold: .zero))
        self[.receiverTLS] = ConditionRule(mild: StageRule(.technical, onset: .seconds(30), hold: .zero))
        self[.receiverName] = ConditionRule(mild: StageRule(.technical, onset: .seconds(60), hold: .zero))
        self[.receiverUnreachable] = ConditionRule(mild: StageRule(.technical, onset: .seconds(180), hold: .zero))
        self[.recordDamaged] = ConditionRule(mild: StageRule(.medium, onset: .zero, hold: .zero))
        // What they report has been waited for already.
        self[.canary] = ConditionRule(mild: StageRule(.technical, onset: .zero, hold: .zero))
        self[.reconcile] = ConditionRule(mild: StageRule(.technical, onset: .zero, hold: .zero))
        // What is still to come can wait for somebody's day; what has ended keeps alerts from a receiver.
        let atOnceToOperations = StageRule(.technical, onset: .zero, hold: .zero)
        self[.certificate] = ConditionRule(
            mild: atOnceToOperations, severe: StageRule(.medium, onset: .zero, hold: .zero))
        self[.notWatched] = ConditionRule(severe: StageRule(.high, onset: .zero, hold: .zero))
    }
}

/// Who ratified the rules, and which ones exactly they were.
public struct RulesIdentity: Sendable, Hashable {
    public var approvedBy: String?
    public var approvedOn: CivilDate?
    /// SHA-256 of the rules file, hex; the word `built-in` for the compiled defaults.
    public var hash: String

    public init(approvedBy: String? = nil, approvedOn: CivilDate? = nil, hash: String = "built-in") {
        self.approvedBy = approvedBy
        self.approvedOn = approvedOn
        self.hash = hash
    }

    public var isRatified: Bool { approvedBy != nil && approvedOn != nil }
}
