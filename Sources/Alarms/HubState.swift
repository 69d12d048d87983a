import Vitals

/// What the hub knows of itself: inputs it lost because a ring was full, devices that went all at once, and its tests.
struct HubState: BitwiseCopyable {
    private(set) var lostCount: UInt64 = 0
    private var hasLost = false
    /// The clock of the ticks, for everything that time alone moves; each source looks at it too.
    private(set) var clock = SampleClock()
    /// How the windows move for the newest tick.
    private(set) var step = SampleClock.Step.late
    private var inputLost = ConditionState()
    private var devicesGone = ConditionState()
    private var goneCount = 0
    /// What the hub's own parts report, each kind at its place.
    private var reports = InlineArray<13, HubReport>(repeating: HubReport())
    /// By place: those that report something or still stand, and so are looked at. A look at each at every tick copied it.
    private var awake: UInt16 = 0
    /// One test at a time, of a child's alarms or of the hub's own.
    private var test = Episode()
    private var testSubject = AlarmSubject.hub
    /// The day of the daily test, as the number of days since 1970; `nil` where a person asked for the test.
    private var testDay: UInt32?
    /// The daily test is due at the next tick.
    private var dueTestDay: UInt32?

    /// Many devices are gone at once, and that is told.
    /// Every source looks at it in every tick.
    private(set) var isGroupTold = false

    mutating func noteLoss(_ count: UInt64) {
        lostCount &+= count
        hasLost = true
    }

    mutating func note(_ sign: HubSign) {
        if sign.kind == .test {
            dueTestDay = sign.stage == nil ? nil : sign.value
            return
        }
        guard let place = sign.kind.reportPlace else { return }
        awake |= 1 << place
        reports[place].stage = sign.stage
        reports[place].value = Double(sign.value)
    }

    mutating func noteGone(_ change: Int) { goneCount += change }

    /// Looks once a tick whether anything was lost since the last, and how many devices are gone.
    mutating func pass(to tick: Tick, rules: RuleTable, into sink: inout some RecordSink & ~Copyable) {
        step = clock.accept(at: tick.monotonic, rules: rules)
        let loss: AlarmStage? = hasLost ? .mild : nil
        if inputLost.asks(loss, rules),
            let change = inputLost.look(loss, value: Double(lostCount), step, clock.valid, .inputLost, tick, rules)
        {
            settle(change, .inputLost, at: tick, rules: rules, into: &sink)
        }
        hasLost = false
        let group: AlarmStage? = goneCount > rules.manyDevices ? .mild : nil
        if devicesGone.asks(group, rules),
            let change = devicesGone.look(group, value: Double(goneCount), step, clock.valid, .devicesGone, tick, rules)
        {
            settle(change, .devicesGone, at: tick, rules: rules, into: &sink)
        }
        if let day = dueTestDay {
            dueTestDay = nil
            dailyTest(of: day, at: tick, rules: rules, into: &sink)
        }
        guard awake != 0 else { return }
        for place in reports.indices where isAwake(place) { look(at: place, tick, rules: rules, into: &sink) }
    }

    private mutating func look(
        at place: Int, _ tick: Tick, rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        let kind = ConditionKind.reported[place]
        let (stage, value) = (reports[place].stage, reports[place].value)
        guard reports[place].condition.asks(stage, rules) else { return }
        if let change = reports[place].condition.look(stage, value: value, step, clock.valid, kind, tick, rules) {
            settle(change, kind, at: tick, rules: rules, into: &sink)
        } else if kind == .certificate, let event = reports[place].approach(at: tick, rules: rules) {
            tell(event, kind, at: tick, rules: rules, into: &sink)
        }
    }

    /// The ladders and the expiries. A test ends by itself.
    mutating func passEpisodes(to tick: Tick, rules: RuleTable, into sink: inout some RecordSink & ~Copyable) {
        // Asked where they lie: the subscript copies an episode for its answer, at every tick.
        if inputLost.episode.life.isDue(at: tick) { passEpisode(.inputLost, to: tick, rules: rules, into: &sink) }
        if devicesGone.episode.life.isDue(at: tick) { passEpisode(.devicesGone, to: tick, rules: rules, into: &sink) }
        if awake != 0 { passReports(to: tick, rules: rules, into: &sink) }
        // Not by when it fired: a restart places that by the time of day, which may have been set since.
        guard test.isOpen, let began = test.life.ladderStartedAt,
            tick.monotonic.since(began.monotonic) >= Limits.testLasts
        else { return }
        endTest(at: tick, command: nil, rules: rules, into: &sink)
    }

    private mutating func passReports(to tick: Tick, rules: RuleTable, into sink: inout some RecordSink & ~Copyable) {
        for place in reports.indices where isAwake(place) {
            if reports[place].condition.episode.life.isDue(at: tick) {
                passEpisode(ConditionKind.reported[place], to: tick, rules: rules, into: &sink)
            }
            if reports[place].isQuiet { awake &= ~(1 << place) }
        }
    }

    private func isAwake(_ place: Int) -> Bool { awake & 1 << place != 0 }

    private mutating func passEpisode(
        _ kind: ConditionKind, to tick: Tick, rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        while let event = self[episode: kind].happens({ $0.pass(to: tick, rules: rules) }) {
            tell(event, kind, at: tick, rules: rules, into: &sink)
        }
    }

    /// An alarm that is none, to everybody. One that still stands ends first.
    mutating func testAlert(
        _ subject: AlarmSubject, at tick: Tick, command: CommandNumber, rules: RuleTable,
        into sink: inout some RecordSink & ~Copyable
    ) {
        endTest(at: tick, command: command, rules: rules, into: &sink)
        testSubject = subject
        testDay = nil
        openTest(at: tick, command: command, rules: rules, into: &sink)
    }

    /// The same by the hub itself, once a day: a sign that came the way readings come.
    private mutating func dailyTest(
        of day: UInt32, at tick: Tick, rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        endTest(at: tick, command: nil, rules: rules, into: &sink)
        testSubject = .hub
        testDay = day
        openTest(at: tick, command: nil, rules: rules, into: &sink)
    }

    private mutating func openTest(
        at tick: Tick, command: CommandNumber?, rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        let priority = rules[.test].stage(.mild)?.priority ?? .medium
        let event = test.open(priority, .system, since: tick, suppressedBy: [], at: tick, rules: rules)
        tell(event, .test, at: tick, command: command, rules: rules, into: &sink)
    }

    /// What a person does to one of the hub's episodes.
    mutating func take(
        _ act: EpisodeAct, _ reference: EpisodeReference, at tick: Tick, start: Tick, command: CommandNumber,
        rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) -> CommandOutcome.Result {
        let kind = reference.condition
        let isOwn = kind == .inputLost || kind == .devicesGone || kind.reportPlace != nil
        guard kind == .test ? reference.subject == testSubject : isOwn else { return .noSuchEpisode }
        switch self[episode: kind].match(reference, start: start) {
        case .unknown: return .noSuchEpisode
        case .earlier: return act.resultForEarlier
        case .this: break
        }
        let answer = self[episode: kind].take(act, at: tick, rules: rules)
        if case .event(let event) = answer {
            if act.isEnd { forgetOnset(kind) }
            tell(event, kind, at: tick, command: command, rules: rules, into: &sink)
        }
        return answer.result
    }

    /// Takes up an episode where its last transition left it.
    mutating func restore(_ transition: AlarmTransition, at tick: Tick, rules: RuleTable) {
        switch transition.condition {
        case .inputLost: inputLost.restore(transition, at: tick, rules: rules)
        case .devicesGone:
            devicesGone.restore(transition, at: tick, rules: rules)
            isGroupTold = devicesGone.episode.isTold
        case .test:
            test.restore(transition, at: tick, rules: rules)
            testSubject = transition.subject
            testDay = transition.latestValue.flatMap { UInt32(exactly: $0) }
        case let kind:
            guard let place = kind.reportPlace else { return }
            awake |= 1 << place
            reports[place].condition.restore(transition, at: tick, rules: rules)
            if kind == .certificate { reports[place].rest(at: tick, told: transition.latestValue ?? 0) }
        }
    }

    private subscript(episode kind: ConditionKind) -> Episode {
        get {
            if let place = kind.reportPlace { return reports[place].condition.episode }
            return kind == .test ? test : kind == .devicesGone ? devicesGone.episode : inputLost.episode
        }
        _modify {
            switch kind {
            case .test: yield &test
            case .devicesGone: yield &devicesGone.episode
            default:
                if let place = kind.reportPlace {
                    yield &reports[place].condition.episode
                } else {
                    yield &inputLost.episode
                }
            }
        }
    }

    private mutating func forgetOnset(_ kind: ConditionKind) {
        if kind == .inputLost { inputLost.forgetOnset() }
        if kind == .devicesGone { devicesGone.forgetOnset() }
        if let place = kind.reportPlace { reports[place].condition.forgetOnset() }
    }

    private mutating func endTest(
        at tick: Tick, command: CommandNumber?, rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        guard case .event(let event) = test.answer({ $0.close(.closed) }) else { return }
        tell(event, .test, at: tick, command: command, rules: rules, into: &sink)
    }

    private mutating func settle(
        _ change: ConditionState.Change, _ kind: ConditionKind, at tick: Tick, rules: RuleTable,
        into sink: inout some RecordSink & ~Copyable
    ) {
        if change == .opens, let event = self[episode: kind].happens({ $0.giveWay() }) {
            tell(event, kind, at: tick, rules: rules, into: &sink)
        }
        let rule = rules[kind]
        let event =
            if let place = kind.reportPlace {
                reports[place].condition.settle(change, kind, rule: rule, suppressedBy: [], at: tick, rules: rules)
            } else if kind == .inputLost {
                inputLost.settle(change, kind, rule: rule, suppressedBy: [], at: tick, rules: rules)
            } else {
                devicesGone.settle(change, kind, rule: rule, suppressedBy: [], at: tick, rules: rules)
            }
        if let event { tell(event, kind, at: tick, rules: rules, into: &sink) }
    }

    private mutating func tell(
        _ event: AlarmEvent, _ kind: ConditionKind, at tick: Tick, command: CommandNumber? = nil, rules: RuleTable,
        into sink: inout some RecordSink & ~Copyable
    ) {
        var transition: AlarmTransition
        switch kind {
        case .test:
            transition = test.transition(event, kind, testSubject, stage: .mild, at: tick, rules: rules)
            transition.isTest = true
            transition.latestValue = testDay.map { Double($0) }
            if event == .fired { transition.roles = test.tellEverybodyOnce() }
            transition.nextStepAt = nil
        case .devicesGone:
            transition = devicesGone.transition(
                event, kind, .hub, rule: rules[kind], valid: clock.valid, at: tick, rules: rules)
            transition.latestValue = Double(goneCount)
            transition.threshold = Double(rules.manyDevices)
            isGroupTold = devicesGone.episode.isTold
        case .inputLost:
            transition = inputLost.transition(
                event, kind, .hub, rule: rules[kind], valid: clock.valid, at: tick, rules: rules)
            transition.latestValue = Double(lostCount)
        case let kind:
            guard let place = kind.reportPlace else {
                preconditionFailure("the hub's conditions are its two own, the test, and what is reported")
            }
            if kind == .certificate { reports[place].rest(at: tick, told: reports[place].value) }
            transition = reports[place].condition.transition(
                event, kind, .hub, rule: rules[kind], valid: clock.valid, at: tick, rules: rules)
            transition.latestValue = reports[place].value
            if kind == .storage {
                transition.threshold = transition.stage == .severe ? Limits.diskIsFull : Limits.diskFills
            }
        }
        transition.command = command
        sink.append(transition)
    }
}

/// One of the things the hub reports of itself, as last reported.
private struct HubReport: BitwiseCopyable {
    var condition = ConditionState()
    var stage: AlarmStage?
    var value = 0.0
    /// The value of the newest transition, of what comes nearer by steps.
    private var told = 0.0

    /// What is still to come is told again where it has come nearer, or is of another certificate that is as near.
    mutating func approach(at tick: Tick, rules: RuleTable) -> AlarmEvent? {
        guard stage == .mild, condition.isOpen, condition.stage == .mild, value != told,
            let before = CertificateNews(value: told), let now = CertificateNews(value: value)
        else { return nil }
        // Another in its place that is as near is told by nobody's being called.
        let isOther = (now.receiver, now.owner) != (before.receiver, before.owner)
        guard now.step != before.step || isOther else { return nil }
        return condition.episode.happens { life in
            now.step < before.step ? life.lower(to: life.priority, at: tick, rules: rules) : life.approach(rules: rules)
        }
    }

    /// What is still to come rests between its steps.
    mutating func rest(at tick: Tick, told value: Double) {
        told = value
        guard condition.stage == .mild, let news = CertificateNews(value: value) else { return }
        condition.episode.rest(until: tick.advanced(by: news.step.lasts))
    }

    /// Nothing is reported and nothing stands.
    var isQuiet: Bool { stage == nil && condition.isBlank }
}

extension ConditionState {
    /// Whether a look can change anything.
    @inline(__always) fileprivate func asks(_ breach: AlarmStage?, _ rules: RuleTable) -> Bool {
        breach != nil || !isSettled || rules.isThorough
    }

    /// Looks at a thing that is so, and how bad, or is not.
    fileprivate mutating func look(
        _ breach: AlarmStage?, value: Double, _ step: SampleClock.Step, _ valid: SecondWindow, _ kind: ConditionKind,
        _ tick: Tick, _ rules: RuleTable
    ) -> Change? {
        let sample = Sample(
            at: tick.monotonic, step: step, value: value, breach: breach, isInsideMild: breach == nil,
            isInsideSevere: breach != .severe, isDecisive: false, side: .high)
        return observe(sample, valid: valid, rule: rules[kind], rules: rules)
    }
}
