import Charts
import Vitals

extension ChildState {
    /// Puts an admitted set of readings to every condition it bears on.
    mutating func judge(
        _ set: AdmittedSet, chart: ScoreTable, rules: RuleTable, mayStartSilence: Bool,
        into sink: inout some RecordSink & ~Copyable
    ) {
        guard !set.readings.given.isEmpty else { return }
        for sign in VitalSign.allCases {
            guard let value = set.readings[sign] else { continue }
            let step = tracks[sign].clock.accept(at: set.at, rules: rules)
            tracks[sign].take(value, at: set.at, quality: set.readings.quality, isSpot: set.isSpot)
            judge(value, of: sign, step: step, set, chart: chart, rules: rules, into: &sink)
        }
        let score = score(at: set.at, chart: chart, rules: rules)
        judgeSum(score, set, rules: rules, into: &sink)
        noteScore(score, at: set.arrived, into: &sink)
        silence.hear(at: set.at)
        observeSilence(at: set.arrived, rules: rules, mayStart: mayStartSilence, into: &sink)
    }

    private mutating func judge(
        _ value: Double, of sign: VitalSign, step: SampleClock.Step, _ set: AdmittedSet, chart: ScoreTable,
        rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        let list = ConditionList(of: sign)
        let valid = tracks[sign].clock.valid
        for place in 0..<list.count {
            let kind = list[place]
            let rule = rules[kind]
            let thresholds = self[thresholds: kind]
            let breach = thresholds.breach(value)
            if breach != nil { lastAlarmAt = set.at }
            let sample = ConditionState.Sample(
                at: set.at, step: step, value: value, breach: breach,
                isInsideMild: thresholds.isInside(.mild, value, margin: rule.margin),
                isInsideSevere: thresholds.isInside(.severe, value, margin: rule.margin),
                isDecisive: set.isSpot || sign == .temperature, side: thresholds.side)
            guard let event = self[condition: kind].observe(sample, valid: valid, rule: rule, rules: rules) else {
                continue
            }
            let score = score(at: set.at, chart: chart, rules: rules)
            emit(
                event, kind, rule: rule, trigger: value, lateness: set.lateness, score: score, at: set.arrived,
                into: &sink)
        }
    }

    /// The partial sum is a condition of its own: reached as slowly as its slowest member, and left only while every
    /// member that made it is still there.
    mutating func judgeSum(
        _ score: ScoreSnapshot, _ set: AdmittedSet, rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        let kind = ConditionKind.chartPartialSum
        let thresholds = self[thresholds: kind]
        let value = Double(score.partialSum)
        let breach = thresholds.breach(value)
        if self[condition: kind].isOpen, !score.present.isSuperset(of: sumContributors) {
            // Without a member that made it the sum says nothing good, but what is there may be bad enough by itself.
            guard let breach, breach >= self[condition: kind].stage else { return }
            sumContributors = score.contributing
        }
        guard !score.present.isEmpty else { return }

        let step = sumClock.accept(at: set.at, rules: rules)
        let rule = rules[kind].slowed(to: score.slowestOnset(rules))
        let sample = ConditionState.Sample(
            at: set.at, step: step, value: value, breach: breach,
            isInsideMild: thresholds.isInside(.mild, value, margin: rule.margin),
            isInsideSevere: thresholds.isInside(.severe, value, margin: rule.margin),
            isDecisive: set.isSpot && isSumSettled(score, isBreaching: breach != nil),
            side: .high)
        let valid = sumClock.valid
        guard let event = self[condition: kind].observe(sample, valid: valid, rule: rule, rules: rules) else { return }
        if event == .fired || event == .raised { sumContributors = score.contributing }
        emit(
            event, kind, rule: rule, trigger: value, lateness: set.lateness, score: score, at: set.arrived, into: &sink)
    }

    /// What time alone brings: data that has gone, silence, limits and birthdays.
    mutating func pass(
        to tick: Tick, start: Tick, chart: ScoreTable, rules: RuleTable, mayStartSilence: Bool,
        into sink: inout some RecordSink & ~Copyable
    ) {
        for sign in VitalSign.allCases {
            let track = tracks[sign]
            let limit = track.isSpot || cadence != nil ? spotValidity : rules.currency
            guard tick.monotonic.since(track.latestAt ?? start.monotonic) > limit else { continue }
            let list = ConditionList(of: sign)
            for place in 0..<list.count { lose(list[place], chart: chart, rules: rules, at: tick, into: &sink) }
        }
        let kind = ConditionKind.chartPartialSum
        if self[condition: kind].isOpen {
            let score = score(at: tick.monotonic, chart: chart, rules: rules)
            if !score.present.isSuperset(of: sumContributors) {
                lose(kind, chart: chart, rules: rules, at: tick, into: &sink)
            }
        }
        passEntered(to: tick, chart: chart, rules: rules, into: &sink)
        observeSilence(at: tick, rules: rules, mayStart: mayStartSilence, into: &sink)
    }

    private mutating func lose(
        _ kind: ConditionKind, chart: ScoreTable, rules: RuleTable, at tick: Tick,
        into sink: inout some RecordSink & ~Copyable
    ) {
        guard let event = self[condition: kind].loseData() else { return }
        let score = score(at: tick.monotonic, chart: chart, rules: rules)
        emit(event, kind, rule: rules[kind], trigger: nil, lateness: nil, score: score, at: tick, into: &sink)
    }

    private mutating func observeSilence(
        at tick: Tick, rules: RuleTable, mayStart: Bool, into sink: inout some RecordSink & ~Copyable
    ) {
        let rule = rules[.silence]
        let warning = cadence.map { $0 + rules.scheduleWarning } ?? rule.mild?.onset ?? rules.scheduleWarning
        let urgent = cadence.map { $0 + rules.scheduleUrgent } ?? rule.severe?.onset ?? rules.scheduleUrgent
        let followsAlarm = lastAlarmAt.map { silence.lastTimely.since($0) <= rules.silenceAfterAlarm } ?? false
        let wasOpen = silence.isOpen
        let stageBefore = silence.stage
        let priorityBefore = wasOpen ? silence.priority(rule) : nil
        guard
            let event = silence.observe(
                at: tick, warning: warning, urgent: urgent, followsAlarm: followsAlarm, mayStart: mayStart)
        else { return }
        let stage = event == .resolved ? stageBefore : silence.stage
        var transition = AlarmTransition(
            .silence, .child(index), event, at: tick, startedAt: silence.started ?? tick, firedAt: silence.fired ?? tick
        )
        transition.state = event == .resolved ? .resolved : .firing
        transition.previousState = wasOpen ? .firing : .pending
        transition.stage = stage
        transition.priority = silence.priority(rule)
        transition.previousPriority = priorityBefore
        transition.ladder = LadderKind(.technical, transition.priority)
        transition.roles = rules[transition.ladder].roles(upTo: 0)
        transition.episodeSequence = silence.nextSequence()
        transition.threshold = (stage == .severe ? urgent : warning).inSeconds
        transition.latestValue = tick.monotonic.since(silence.lastTimely).inSeconds
        transition.latestAt = silence.lastTimely
        transition.score = lastScore
        transition.command = commandInHand
        sink.append(transition)
    }

    private mutating func emit(
        _ event: AlarmEvent, _ kind: ConditionKind, rule: ConditionRule, trigger: Double?, lateness: Duration?,
        score: ScoreSnapshot, at tick: Tick, into sink: inout some RecordSink & ~Copyable
    ) {
        let valid = kind.vitalSign.map { tracks[$0].clock.valid } ?? sumClock.valid
        var transition = self[condition: kind].transition(
            event, kind, .child(index), rule: rule, valid: valid, at: tick)
        transition.triggerValue = trigger
        if let sign = kind.vitalSign {
            let track = tracks[sign]
            transition.latestValue = track.value
            transition.latestAt = track.latestAt
            transition.quality = track.isSpot ? track.quality.union(.spot) : track.quality
        } else {
            transition.latestValue = Double(score.partialSum)
        }
        transition.threshold = self[thresholds: kind].printed(transition.stage)
        transition.lateness = lateness
        transition.score = score
        transition.command = commandInHand
        sink.append(transition)
    }
}
