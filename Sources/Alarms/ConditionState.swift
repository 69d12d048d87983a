import Vitals

/// The life of one alarm condition: its two stages, and the episode while there is one. A value: samples go in, what
/// changed comes out, the caller does the deed.
///
///     inactive ─breach─▶ pending ─onset─▶ firing ─inside─▶ resolving ─hold─▶ resolved
///                          │                 ▲                │
///                          └─near miss─▶     └────breach──────┘
struct ConditionState: BitwiseCopyable {
    private var mild = StageTrack()
    private var severe = StageTrack()
    private(set) var state = AlarmState.inactive
    private(set) var stage = AlarmStage.mild
    private(set) var isUnknown = false
    private(set) var sequence: UInt32 = 0
    private(set) var reopenedCount: UInt32 = 0
    private(set) var nearMissCount: UInt32 = 0
    private(set) var startedAt: MonotonicInstant?
    private(set) var started: Tick?
    private(set) var fired: Tick?
    /// Episodes fired in the tick of `fired` before this one.
    private(set) var firedBefore: UInt32 = 0
    private(set) var worst: Double?
    /// Where the episode stood before its newest event.
    private(set) var previousState = AlarmState.inactive
    private(set) var previousStage: AlarmStage?

    /// One sample as a condition sees it.
    struct Sample: BitwiseCopyable {
        var at: MonotonicInstant
        var step: SampleClock.Step
        var value: Double
        /// How bad the value is; `nil`: on the good side of every threshold.
        var breach: AlarmStage?
        var isInsideMild: Bool
        var isInsideSevere: Bool
        var isDecisive: Bool
        /// The side on which a value is worse; decides what "worst" means.
        var side: Side
    }

    /// Whether an episode is open.
    var isOpen: Bool { state == .firing || state == .resolving }

    /// Takes a sample; says what happened to the episode, if anything did.
    mutating func observe(
        _ sample: Sample, valid: SecondWindow, rule: ConditionRule, rules: RuleTable
    ) -> AlarmEvent? {
        if case .late = sample.step, !sample.isDecisive { return nil }
        let stateBefore = state
        let stageBefore = isOpen ? stage : nil
        let event = advance(sample, valid: valid, rule: rule, rules: rules)
        if event != nil {
            previousState = stateBefore
            previousStage = stageBefore
        }
        return event
    }

    private mutating func advance(
        _ sample: Sample, valid: SecondWindow, rule: ConditionRule, rules: RuleTable
    ) -> AlarmEvent? {
        isUnknown = false
        var mildOnset = StageTrack.Onset.none
        if let stageRule = rule.mild {
            mildOnset = mild.observe(sample.seen(by: .mild), valid: valid, rule: stageRule, rules: rules)
        }
        var severeOnset = StageTrack.Onset.none
        if let stageRule = rule.severe {
            severeOnset = severe.observe(sample.seen(by: .severe), valid: valid, rule: stageRule, rules: rules)
        }
        if mildOnset == .nearMiss || severeOnset == .nearMiss { nearMissCount &+= 1 }
        if isOpen {
            noteWorst(sample)
            return advanceEpisode(sample, severeIsReached: severeOnset == .reached, rule: rule)
        }
        return openEpisode(sample, mild: mildOnset, severe: severeOnset)
    }

    /// The data has gone: an open episode says so once, and stays open.
    mutating func loseData() -> AlarmEvent? {
        guard isOpen, !isUnknown else { return nil }
        isUnknown = true
        previousState = state
        previousStage = stage
        return .unknown
    }

    /// Worse within its stage: an open episode is told like one that rose.
    mutating func worsen() -> AlarmEvent? {
        guard isOpen else { return nil }
        previousState = state
        previousStage = stage
        noteReturn()
        return .raised
    }

    /// The transition an event makes, numbered within its episode. The caller adds what it alone knows: the values.
    mutating func transition(
        _ event: AlarmEvent, _ kind: ConditionKind, _ subject: AlarmSubject, rule: ConditionRule, valid: SecondWindow,
        at tick: Tick
    ) -> AlarmTransition {
        if event == .fired {
            sequence = 0
            reopenedCount = 0
            firedBefore = fired == tick ? firedBefore &+ 1 : 0
            fired = tick
            let since = startedAt ?? tick.monotonic
            started = Tick(monotonic: since, wall: tick.wall(at: since))
        }
        sequence += 1
        var transition = AlarmTransition(
            kind, subject, event, at: tick, startedAt: started ?? tick, firedAt: fired ?? tick)
        transition.firedBefore = firedBefore > 0 ? firedBefore : nil
        transition.state = state
        transition.previousState = previousState
        transition.stage = stage
        transition.priority = rule.stage(stage)?.priority ?? .technical
        transition.previousPriority = previousStage.flatMap { rule.stage($0)?.priority }
        transition.ladder = LadderKind(kind.alarmClass, transition.priority)
        transition.roles = Ladder.proposed(transition.ladder).roles(upTo: 0)
        transition.episodeSequence = sequence
        transition.reopenedCount = reopenedCount
        transition.isUnknown = isUnknown
        transition.worstValue = worst
        transition.window = counts(valid: valid, rule: rule)
        transition.nearMissCount = nearMissCount
        return transition
    }

    /// Takes up an episode where its last transition left it.
    mutating func restore(_ transition: AlarmTransition) {
        state = transition.state
        stage = transition.stage
        isUnknown = transition.isUnknown
        sequence = transition.episodeSequence
        reopenedCount = transition.reopenedCount
        startedAt = transition.startedAt.monotonic
        started = transition.startedAt
        fired = transition.firedAt
        firedBefore = transition.firedBefore ?? 0
        worst = transition.worstValue
    }

    /// What the window of the stage in force holds.
    func counts(valid: SecondWindow, rule: ConditionRule) -> WindowCounts {
        let seconds = min(Int((rule.stage(stage)?.onset ?? .zero).wholeMicroseconds / 1_000_000), Limits.windowSeconds)
        let track = stage == .severe && rule.severe != nil ? severe : mild
        return track.counts(valid: valid, seconds: seconds)
    }

    private mutating func openEpisode(
        _ sample: Sample, mild mildOnset: StageTrack.Onset, severe severeOnset: StageTrack.Onset
    ) -> AlarmEvent? {
        guard let since = earliest(mild.pendingSince, severe.pendingSince) else {
            state = .inactive
            return nil
        }
        if state != .pending {
            state = .pending
            worst = nil
        }
        startedAt = since
        if sample.breach != nil { noteWorst(sample) }
        guard severeOnset == .reached || mildOnset == .reached else { return nil }
        stage = severeOnset == .reached ? .severe : .mild
        state = .firing
        return .fired
    }

    private mutating func advanceEpisode(
        _ sample: Sample, severeIsReached: Bool, rule: ConditionRule
    ) -> AlarmEvent? {
        let lowest = rule.mild == nil ? severe : mild
        let lowestHold = (rule.mild ?? rule.severe)?.hold ?? .zero
        let severeIsLeft =
            rule.severe.map { severe.isLeft(at: sample.at, hold: $0.hold, isDecisive: sample.isDecisive) } ?? true

        if stage == .mild, severeIsReached {
            stage = .severe
            noteReturn()
            return .raised
        }
        if lowest.isLeft(at: sample.at, hold: lowestHold, isDecisive: sample.isDecisive), stage == .mild || severeIsLeft
        {
            state = .resolved
            mild.forget()
            severe.forget()
            return .resolved
        }
        if lowest.insideSince != nil {
            state = .resolving
            return nil
        }
        if sample.breach != nil { noteReturn() } else { state = .firing }
        if stage == .severe, rule.mild != nil, severeIsLeft {
            stage = .mild
            return .lowered
        }
        return nil
    }

    private func earliest(_ a: MonotonicInstant?, _ b: MonotonicInstant?) -> MonotonicInstant? {
        guard let a else { return b }
        guard let b else { return a }
        return min(a, b)
    }

    private mutating func noteReturn() {
        if state == .resolving { reopenedCount &+= 1 }
        state = .firing
    }

    private mutating func noteWorst(_ sample: Sample) {
        guard let worst else {
            worst = sample.value
            return
        }
        self.worst = sample.side == .low ? min(worst, sample.value) : max(worst, sample.value)
    }
}

extension ConditionState.Sample {
    /// What one stage sees: a severe breach is a breach of the mild stage too.
    func seen(by stage: AlarmStage) -> StageTrack.Sample {
        let isBreaching = breach.map { $0 >= stage } ?? false
        return StageTrack.Sample(
            at: at, step: step, isBreaching: isBreaching, isInside: stage == .mild ? isInsideMild : isInsideSevere,
            isDecisive: isDecisive)
    }
}
