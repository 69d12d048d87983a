import Charts
import Vitals

extension ChildState {
    /// Puts an admitted set of readings to every condition it bears on.
    mutating func judge(
        _ set: AdmittedSet, chart: ScoreTable, rules: RuleTable, mayStartSilence: Bool,
        into sink: inout some RecordSink & ~Copyable
    ) {
        guard !set.readings.given.isEmpty else { return }
        noteData()
        let keepsScore = !rules.isThorough && keepsScore(set)
        // All of the set is taken before any of it is judged: an alarm shows the score with its neighbours in it.
        var steps = PerVitalSign(repeating: SampleClock.Step.late)
        for sign in set.readings.given.each {
            guard let value = set.readings[sign] else { continue }
            // What streams speaks for a shorter time than the single measurement it comes after.
            if tracks[sign].isSpot, !set.isSpot { hasNews = true }
            steps[sign] = tracks[sign].clock.accept(at: set.at, rules: rules)
            tracks[sign].take(value, at: set.at, quality: set.readings.quality, isSpot: set.isSpot)
            if sign == .heartRate, let source = set.source { heartRates.note(value, from: source, at: set.at) }
        }
        for sign in set.readings.given.each {
            guard let value = set.readings[sign] else { continue }
            judge(value, of: sign, step: steps[sign], set, chart: chart, rules: rules, into: &sink)
        }
        if keepsScore {
            judgeSum(calm.sum, set, chart: chart, rules: rules, into: &sink)
            keepScore(set.readings, at: set.at, chart: chart, rules: rules)
        } else {
            let score = score(at: set.at, chart: chart, rules: rules)
            let sum = SumOfMembers(score, rules: rules)
            judgeSum(sum, set, chart: chart, rules: rules, into: &sink)
            noteScore(score, at: set.arrived, into: &sink)
            drawCalm(set, score, sum: sum, chart: chart, rules: rules)
        }
        if heartRates.isPair { hasNews = true }
        silence.hear(at: set.at)
        observeSilence(at: set.arrived, rules: rules, mayStart: mayStartSilence, into: &sink)
    }

    mutating func judge(
        _ value: Double, of sign: VitalSign, step: SampleClock.Step, _ set: AdmittedSet, chart: ScoreTable,
        rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        // A good value changes nothing of a condition that has nothing to remember; of eleven that is most.
        let isGood = !rules.isThorough && good(sign, rules).contains(value)
        let places = isGood ? unsettled & sign.conditionBits : sign.conditionBits
        if places == 0 { return }
        let valid = tracks[sign].valid
        for place in PlaceWalk(places) {
            if !isGood, conditions.isSettled(place), !rules.isThorough, good(at: place, rules).contains(value) {
                continue
            }
            let lines = lines(at: place, rules)
            let breach = lines.breach(value)
            let rule = rules.rule(at: place)
            if breach != nil { lastAlarmAt = set.at }
            let sample = ConditionState.Sample(
                at: set.at, step: step, value: value, breach: breach,
                isInsideMild: lines.isInside(.mild, value, margin: rule.margin),
                isInsideSevere: lines.isInside(.severe, value, margin: rule.margin),
                isDecisive: set.isSpot || sign == .temperature, side: lines.side)
            let found = conditions.change(place) { $0.observe(sample, valid: valid, rule: rule, rules: rules) }
            guard let change = found else { continue }
            let score = score(at: set.at, chart: chart, rules: rules)
            settle(
                change, ConditionKind.childKinds[place], rule: rule, trigger: value, set, score: score, rules: rules,
                into: &sink)
        }
    }

    /// A reading that is judged may bring back what an episode waits for.
    @inline(__always)
    mutating func noteData() {
        guard awaitsData else { return }
        awaitsData = false
        hasNews = true
    }

    /// The partial sum is a condition of its own: reached as slowly as its slowest member, and left only while every
    /// member that made it is still there.
    mutating func judgeSum(
        _ sum: SumOfMembers, _ set: AdmittedSet, chart: ScoreTable, rules: RuleTable,
        into sink: inout some RecordSink & ~Copyable
    ) {
        let kind = ConditionKind.chartPartialSum
        let thresholds = thresholds(kind, rules)
        let value = Double(sum.value)
        let breach = thresholds.breach(value)
        if waits(kind), !sum.present.isSuperset(of: sumContributors), isOpen(kind) {
            // Without a member that made it the sum says nothing good, but what is there may be bad enough by itself.
            guard let breach, breach >= self[condition: kind].stage else { return }
            sumContributors = sum.contributing
        }
        guard !sum.present.isEmpty else { return }

        let step = sumClock.accept(at: set.at, rules: rules)
        if breach == nil, isSettled(kind), !rules.isThorough { return }
        let rule = rules[kind].slowed(to: sum.slowestOnset)
        let sample = ConditionState.Sample(
            at: set.at, step: step, value: value, breach: breach,
            isInsideMild: thresholds.isInside(.mild, value, margin: rule.margin),
            isInsideSevere: thresholds.isInside(.severe, value, margin: rule.margin),
            isDecisive: set.isSpot && isSumSettled(sum, isBreaching: breach != nil),
            side: .high)
        let valid = sumClock.valid
        let found = conditions.change(kind.shelfPlace) { $0.observe(sample, valid: valid, rule: rule, rules: rules) }
        guard let change = found else { return }
        if change == .opens || change == .raises { sumContributors = sum.contributing }
        let score = score(at: set.at, chart: chart, rules: rules)
        settle(change, kind, rule: rule, trigger: value, set, score: score, rules: rules, into: &sink)
    }

    /// What time alone brings: data that has gone, silence, devices that disagree.
    mutating func pass(
        to tick: Tick, start: Tick, chart: ScoreTable, rules: RuleTable, mayStartSilence: Bool,
        into sink: inout some RecordSink & ~Copyable
    ) {
        for sign in VitalSignSet.all.each where waiting & sign.conditionBits != 0 {
            let latest = tracks[sign].latestAt ?? start.monotonic
            guard tick.monotonic.microseconds &- latest.microseconds > currency(of: sign, rules) else { continue }
            for place in PlaceWalk(waiting & sign.conditionBits) {
                lose(ConditionKind.childKinds[place], chart: chart, rules: rules, at: tick, into: &sink)
            }
        }
        let kind = ConditionKind.chartPartialSum
        if waits(kind) {
            let score = score(at: tick.monotonic, chart: chart, rules: rules)
            if !score.present.isSuperset(of: sumContributors) {
                lose(kind, chart: chart, rules: rules, at: tick, into: &sink)
            }
        }
        passEntered(to: tick, chart: chart, rules: rules, into: &sink)
        if heartRates.isPair { compareHeartRates(at: tick, chart: chart, rules: rules, into: &sink) }
        observeSilence(at: tick, rules: rules, mayStart: mayStartSilence, into: &sink)
    }

    /// How long the newest value of a sign speaks for its episodes, in microseconds.
    @inline(__always)
    mutating func currency(of sign: VitalSign, _ rules: RuleTable) -> Int64 {
        tracks[sign].isSpot || hasCadence ? spotMicroseconds : rules.spans.currency
    }

    /// An open episode whose data has gone says so once, and stays open.
    mutating func lose(
        _ kind: ConditionKind, chart: ScoreTable, rules: RuleTable, at tick: Tick,
        into sink: inout some RecordSink & ~Copyable
    ) {
        guard waits(kind), let event = self[episode: kind].happens({ $0.loseData() }) else { return }
        let score = score(at: tick.monotonic, chart: chart, rules: rules)
        tell(event, kind, score: score, at: tick, rules: rules, into: &sink)
    }

    /// Two devices that tell different heart rates of one child: one of them is wrong, or on another child.
    private mutating func compareHeartRates(
        at tick: Tick, chart: ScoreTable, rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        let kind = ConditionKind.heartRateDisagreement
        guard let difference = heartRates.difference(at: tick.monotonic, currency: rules.currency) else {
            lose(kind, chart: chart, rules: rules, at: tick, into: &sink)
            return
        }
        let rule = rules[kind]
        let differs = difference > rule.margin
        let sample = ConditionState.Sample(
            at: tick.monotonic, step: heartRates.clock.accept(at: tick.monotonic, rules: rules), value: difference,
            breach: differs ? .mild : nil, isInsideMild: !differs, isInsideSevere: !differs, isDecisive: false,
            side: .high)
        let valid = heartRates.clock.valid
        heartRates.latestDifference = difference
        let found = conditions.change(kind.shelfPlace) { $0.observe(sample, valid: valid, rule: rule, rules: rules) }
        guard let change = found else { return }
        let score = score(at: tick.monotonic, chart: chart, rules: rules)
        let set = AdmittedSet(ReadingSet(), arrived: tick, isSpot: false, lateLimit: lateLimit(rules), rules: rules)
        settle(change, kind, rule: rule, trigger: difference, set, score: score, rules: rules, into: &sink)
    }

    mutating func observeSilence(
        at tick: Tick, rules: RuleTable, mayStart: Bool, into sink: inout some RecordSink & ~Copyable
    ) {
        let limits = silenceLimits(rules)
        let isOpen = isOpen(.silence)
        let followsAlarm =
            lastAlarmAt.map {
                silence.lastTimely.microseconds &- $0.microseconds <= rules.spans.silenceAfterAlarm
            } ?? false
        guard
            let change = silence.observe(
                at: tick.monotonic, isOpen: isOpen, warning: limits.warning, urgent: limits.urgent,
                followsAlarm: followsAlarm,
                mayStart: mayStart)
        else { return }
        let rule = rules[.silence]
        var suppressedBy: SuppressorSet = []
        if change == .opens {
            giveWay(.silence, at: tick, rules: rules, into: &sink)
            suppressedBy = suppressors(of: .silence, silence.priority(rule), device: [])
        }
        guard let event = settleSilence(change, rule: rule, suppressedBy: suppressedBy, at: tick, rules: rules) else {
            return
        }
        noteSilence()
        tell(event, .silence, score: lastScore, at: tick, rules: rules, into: &sink)
    }

    private mutating func settleSilence(
        _ change: SilenceState.Change, rule: ConditionRule, suppressedBy: SuppressorSet, at tick: Tick,
        rules: RuleTable
    ) -> AlarmEvent? {
        let priority = silence.priority(rule)
        let since = tick.moved(to: silence.lastTimely)
        switch change {
        case .opens:
            return self[episode: .silence].open(
                priority, .technical, since: since, suppressedBy: suppressedBy, at: tick, rules: rules)
        case .raises: return self[episode: .silence].happens { $0.raise(to: priority, at: tick, rules: rules) }
        case .resolves: return self[episode: .silence].happens { $0.resolve(at: tick, rules: rules) }
        }
    }

    /// When silence begins or becomes urgent, if nothing is heard until then.
    mutating func silenceDeadline(_ rules: RuleTable) -> MonotonicInstant? {
        let limits = silenceLimits(rules)
        return silence.deadline(warning: limits.warning, urgent: limits.urgent, isOpen: isOpen(.silence))
    }

    /// How long without a reading until the hub shows it, and until the team is told, in microseconds.
    mutating func silenceLimits(_ rules: RuleTable) -> (warning: Int64, urgent: Int64) {
        let spans = rules.spans
        if let cadenceMicroseconds {
            return (cadenceMicroseconds &+ spans.scheduleWarning, cadenceMicroseconds &+ spans.scheduleUrgent)
        }
        let rule = rules[.silence]
        return (
            rule.mild?.onsetMicroseconds ?? spans.scheduleWarning,
            rule.severe?.onsetMicroseconds ?? spans.scheduleUrgent
        )
    }
}
