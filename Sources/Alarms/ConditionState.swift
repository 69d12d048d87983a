import Vitals

/// One alarm condition that is judged sample by sample: its two stages, and its episode. A value: samples go in, what
/// they change comes out, the caller does the deed.
///
///     inactive ─breach─▶ pending ─onset─▶ an episode opens (see EpisodeLife)
///                          └─near miss─▶ inactive
struct ConditionState: BitwiseCopyable {
    private(set) var mild = StageTrack()
    private(set) var severe = StageTrack()
    var episode = Episode()
    private(set) var stage = AlarmStage.mild
    private(set) var isPending = false
    private(set) var nearMissCount: UInt32
    @Packed private(set) var pendingSince: MonotonicInstant? = nil
    @PackedNumber private(set) var worst: Double? = nil
    /// The device whose trouble keeps a suppressed episode from being told; `nil` for any of the child's.
    var suppressingSource: SourceIndex?

    init(nearMissCount: UInt32 = 0) { self.nearMissCount = nearMissCount }

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

    /// What a sample means for the episode.
    enum Change: BitwiseCopyable { case opens, raises, lowers, resolves }

    @inline(__always) var isOpen: Bool { episode.isOpen }

    /// Whether a sample that breaches nothing changes nothing.
    @inline(__always) var isSettled: Bool { !isOpen && !isPending && mild.isSettled && severe.isSettled }

    /// Whether nothing is lost with it but its count of near misses.
    @inline(__always) var isBlank: Bool { isSettled && !episode.isRemembered }

    /// Takes a sample; says what follows for the episode, if anything does. `settle` makes it happen.
    mutating func observe(
        _ sample: Sample, valid: SecondWindow, rule: ConditionRule, rules: RuleTable
    ) -> Change? {
        let wasOpen = isOpen
        // What is older than the newest sample can still tell of a breach, and never that it is over.
        if case .late = sample.step, !sample.isDecisive || sample.breach == nil { return nil }
        if wasOpen { episode.regainData() }
        var mildOnset = StageTrack.Onset.none
        if let stageRule = rule.mild {
            mildOnset = mild.observe(
                sample.seen(by: .mild), valid: valid, rule: stageRule, rules: rules, asksReached: !wasOpen)
        }
        var severeOnset = StageTrack.Onset.none
        if let stageRule = rule.severe {
            severeOnset = severe.observe(
                sample.seen(by: .severe), valid: valid, rule: stageRule, rules: rules,
                asksReached: !wasOpen || stage == .mild)
        }
        if mildOnset == .nearMiss || severeOnset == .nearMiss { nearMissCount &+= 1 }
        if wasOpen {
            noteWorst(sample.value, sample.side)
            return follow(sample, severeIsReached: severeOnset == .reached, rule: rule)
        }
        // What was before the next onset begins is never asked for; without it the condition has settled at once.
        if mildOnset == .nearMiss { mild.forgetBreaches() }
        if severeOnset == .nearMiss { severe.forgetBreaches() }
        return watchOnset(sample, mild: mildOnset, severe: severeOnset)
    }

    /// Makes a change happen; says what the team is to hear of it.
    /// - Parameter suppressedBy: what keeps a new episode from being told.
    mutating func settle(
        _ change: Change, _ kind: ConditionKind, rule: ConditionRule, suppressedBy: SuppressorSet, at tick: Tick,
        rules: RuleTable
    ) -> AlarmEvent? {
        let priority = rule.stage(stage)?.priority ?? .technical
        switch change {
        case .opens:
            let since = pendingSince ?? tick.monotonic
            return episode.open(
                priority, kind.alarmClass, since: tick.moved(to: since),
                suppressedBy: suppressedBy, at: tick, rules: rules)
        case .raises: return episode.happens { $0.raise(to: priority, at: tick, rules: rules) }
        case .lowers: return episode.happens { $0.lower(to: priority, at: tick, rules: rules) }
        case .resolves: return episode.happens { $0.resolve(at: tick, rules: rules) }
        }
    }

    /// The transition an event makes. The caller adds what it alone knows: the values.
    mutating func transition(
        _ event: AlarmEvent, _ kind: ConditionKind, _ subject: AlarmSubject, rule: ConditionRule, valid: SecondWindow,
        at tick: Tick, rules: RuleTable, command: CommandNumber? = nil, staysOnHub: Bool = false
    ) -> AlarmTransition {
        var transition = episode.transition(
            event, kind, subject, stage: stage, at: tick, rules: rules, command: command, staysOnHub: staysOnHub)
        transition.worstValue = worst
        transition.window = counts(valid: valid, rule: rule)
        transition.nearMissCount = nearMissCount
        return transition
    }

    /// Takes up an episode where its last transition left it.
    mutating func restore(_ transition: AlarmTransition, at tick: Tick, rules: RuleTable) {
        episode.restore(transition, at: tick, rules: rules)
        stage = transition.stage
        worst = transition.worstValue
    }

    /// Forgets what the samples said: the episode was ended by a person, or the device went to another child.
    mutating func forgetOnset() {
        mild.forget()
        severe.forget()
        isPending = false
    }

    /// What the window of the stage in force holds.
    func counts(valid: SecondWindow, rule: ConditionRule) -> WindowCounts {
        let seconds = min(Int((rule.stage(stage)?.onsetMicroseconds ?? 0) / 1_000_000), Limits.windowSeconds)
        let track = stage == .severe && rule.severe != nil ? severe : mild
        return track.counts(valid: valid, seconds: seconds)
    }

    /// What as many samples like its newest one, a second apart, come to where it stands (`standsUntil`).
    @inline(__always)
    mutating func stand(seconds: UInt8) {
        mild.stand(seconds: seconds)
        severe.stand(seconds: seconds)
    }

    private mutating func watchOnset(
        _ sample: Sample, mild mildOnset: StageTrack.Onset, severe severeOnset: StageTrack.Onset
    ) -> Change? {
        guard let since = earliest(mild.pendingSince, severe.pendingSince) else {
            isPending = false
            return nil
        }
        if !isPending {
            isPending = true
            worst = nil
        }
        pendingSince = since
        if sample.breach != nil { noteWorst(sample.value, sample.side) }
        guard severeOnset == .reached || mildOnset == .reached else { return nil }
        stage = severeOnset == .reached ? .severe : .mild
        isPending = false
        return .opens
    }

    private mutating func follow(_ sample: Sample, severeIsReached: Bool, rule: ConditionRule) -> Change? {
        let lowest = rule.mild == nil ? severe : mild
        let lowestHold = (rule.mild ?? rule.severe)?.holdMicroseconds ?? 0
        let severeIsLeft =
            rule.severe.map { severe.isLeft(at: sample.at, hold: $0.holdMicroseconds, isDecisive: sample.isDecisive) }
            ?? true

        if stage == .mild, severeIsReached {
            stage = .severe
            episode.leaveHold(isBreaching: true)
            return .raises
        }
        if lowest.isLeft(at: sample.at, hold: lowestHold, isDecisive: sample.isDecisive), stage == .mild || severeIsLeft
        {
            forgetOnset()
            return .resolves
        }
        if lowest.insideSince != nil {
            episode.enterHold()
            return nil
        }
        episode.leaveHold(isBreaching: sample.breach != nil)
        if stage == .severe, rule.mild != nil, severeIsLeft {
            stage = .mild
            return .lowers
        }
        return nil
    }

    func earliest(_ a: MonotonicInstant?, _ b: MonotonicInstant?) -> MonotonicInstant? {
        guard let a else { return b }
        guard let b else { return a }
        return min(a, b)
    }

    @inline(__always)
    mutating func noteWorst(_ value: Double, _ side: Side) {
        guard let worst else {
            worst = value
            return
        }
        self.worst = side == .low ? min(worst, value) : max(worst, value)
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
