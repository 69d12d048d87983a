import Charts
import Vitals

extension ChildState {
    /// Puts readings that waited where they belong: what taking each of them at its time comes to.
    mutating func take(_ waiting: WaitingReadings, chart: ScoreTable, rules: RuleTable) {
        let place = SampleStrip.place(of: waiting.at)
        take(waiting, .spO2, place: place)
        take(waiting, .heartRate, place: place)
        take(waiting, .respiratoryRate, place: place)
        take(waiting, .temperature, place: place)
        if calm.countsSum { sumClock.follow(seconds: waiting.seconds, to: waiting.at) }
        if let value = waiting.newest[.heartRate] { heartRates.note(value, from: waiting.source, at: waiting.at) }
        silence.hear(at: waiting.at)
        keepScore(waiting.newest, at: waiting.at, chart: chart, rules: rules)
        if waiting.isBreaching { lastAlarmAt = waiting.at }
        guard waiting.seconds > 0 else { return }
        for place in PlaceWalk(unsettled & calm.conditions) {
            // What stands has not settled, so that its place need not be looked after.
            _ = conditions.look(place) { $0.stand(seconds: waiting.seconds) }
        }
    }

    @inline(__always)
    private mutating func take(_ waiting: WaitingReadings, _ sign: VitalSign, place: Int64) {
        guard let value = waiting.newest[sign] else { return }
        if waiting.finishedCount > 2 { tracks[sign].finish(waiting.finished.oldest[sign], place: place &- 3) }
        if waiting.finishedCount > 1 { tracks[sign].finish(waiting.finished.middle[sign], place: place &- 2) }
        if waiting.finishedCount > 0 { tracks[sign].finish(waiting.finished.newest[sign], place: place &- 1) }
        tracks[sign].clock.follow(seconds: waiting.seconds, to: waiting.at)
        tracks[sign].follow(value, at: waiting.at, place: place, quality: waiting.newest.quality)
    }

    /// The bounds within which readings like this one, which has just been taken, change nothing but what is newest; `nil` where
    /// the next may change something whatever it says.
    mutating func drawCorridor(
        _ readings: ReadingSet, at instant: MonotonicInstant, from source: SourceIndex, rules: RuleTable
    ) -> CorridorBounds? {
        guard calm.isDrawn, readings.given == calm.signs, !isDischarged, unsettled & ConditionKind.silenceBit == 0,
            rules.spans.followsEachSecond, instant <= calm.holdsUntil
        else { return nil }
        // A second device is to be compared with each tick.
        guard readings[.heartRate] == nil ? !heartRates.isPair : heartRates.isOnly(source) else { return nil }
        var bounds = CorridorBounds(until: calm.holdsUntil, values: PerVitalSign(readings.values))
        guard bound(.spO2, readings, at: instant, rules, &bounds),
            bound(.heartRate, readings, at: instant, rules, &bounds),
            bound(.respiratoryRate, readings, at: instant, rules, &bounds),
            bound(.temperature, readings, at: instant, rules, &bounds),
            !calm.countsSum || boundSum(at: instant, rules, &bounds)
        else { return nil }
        return bounds.until > instant ? bounds : nil
    }

    @inline(__always)
    private mutating func bound(
        _ sign: VitalSign, _ readings: ReadingSet, at instant: MonotonicInstant, _ rules: RuleTable,
        _ bounds: inout CorridorBounds
    ) -> Bool {
        guard let value = readings[sign] else { return true }
        guard tracks[sign].isNewest(at: instant) else { return false }
        var stretch = calm.scored[sign].whole
        if unsettled & sign.conditionBits == 0 {
            stretch.narrow(to: good(sign, rules))
        } else {
            guard narrow(&stretch, value, of: sign, at: instant, rules, &bounds) else { return false }
        }
        bounds.signs.bound(sign, to: stretch)
        return stretch.contains(value)
    }

    /// Narrows to the values that every condition of a vital sign answers alike.
    private mutating func narrow(
        _ stretch: inout Stretch, _ value: Double, of sign: VitalSign, at instant: MonotonicInstant,
        _ rules: RuleTable, _ bounds: inout CorridorBounds
    ) -> Bool {
        let valid = tracks[sign].valid
        narrowToSettled(&stretch, sign, rules)
        for place in PlaceWalk(sign.conditionBits & unsettled) {
            let lines = lines(at: place, rules)
            let rule = rules.rule(at: place)
            let sample = StandingSample(value, lines, margin: rule.margin, isDecisive: sign == .temperature)
            let found = conditions.look(place) {
                stretch.narrow(to: $0.alike(value, lines, rule))
                stretch.narrow(to: $0.noWorse(sample.breach, lines.side))
                return $0.standsUntil(sample, at: instant, valid: valid, rule: rule, rules: rules)
            }
            guard let found, let until = found else { return false }
            bounds.until = min(bounds.until, until)
            if sample.breach != nil { bounds.isBreaching = true }
        }
        return true
    }

    /// Narrows to the values that breach nothing of the conditions of a sign that have nothing to remember.
    @inline(__always)
    private mutating func narrowToSettled(_ stretch: inout Stretch, _ sign: VitalSign, _ rules: RuleTable) {
        var settled = sign.conditionBits & ~unsettled
        if !hasLimits { settled &= ~ConditionKind.limitBits }
        for place in PlaceWalk(settled) { stretch.narrow(to: good(at: place, rules)) }
    }

    /// Notes a value beyond the bounds as the worst of what stands, if that is all it changes; gives the values that change nothing
    /// from then on. `nil`, with nothing done, where a condition answers it otherwise than the value before.
    mutating func noteWorst(
        _ value: Double, after previous: Double, of sign: VitalSign, rules: RuleTable
    ) -> Stretch? {
        guard calm.scoresLike(value, of: sign) else { return nil }
        var stretch = calm.scored[sign].whole
        narrowToSettled(&stretch, sign, rules)
        for place in PlaceWalk(sign.conditionBits & unsettled) {
            let lines = lines(at: place, rules)
            let rule = rules.rule(at: place)
            if let alike = conditions.look(place, { $0.alike(value, lines, rule) }) { stretch.narrow(to: alike) }
        }
        guard stretch.contains(value), stretch.contains(previous) else { return nil }
        for place in PlaceWalk(sign.conditionBits & unsettled) {
            let lines = lines(at: place, rules)
            let breach = lines.breach(value)
            let noWorse = conditions.look(place) {
                $0.noteWorst(value, breach, lines.side)
                return $0.noWorse(breach, lines.side)
            }
            if let noWorse { stretch.narrow(to: noWorse) }
        }
        return stretch
    }

    /// The sum stays what it is within the bounds of the sub-scores: only time can change what its condition says.
    private mutating func boundSum(
        at instant: MonotonicInstant, _ rules: RuleTable, _ bounds: inout CorridorBounds
    ) -> Bool {
        guard sumClock.latestAt == instant else { return false }
        let kind = ConditionKind.chartPartialSum
        guard unsettled & ConditionKind.sumBit != 0 else { return calm.alwaysAsked == 0 }
        // Without a member that made its episode it is judged differently, or not at all.
        guard calm.sum.present.isSuperset(of: sumContributors) || !isOpen(kind) else { return false }
        let rule = rules[kind].slowed(to: calm.sum.slowestOnset)
        let valid = sumClock.valid
        let sample = StandingSample(
            Double(calm.sum.value), thresholds(kind, rules), margin: rule.margin, isDecisive: false)
        let found = conditions.look(kind.shelfPlace) {
            $0.noWorse(sample.breach, sample.side).contains(sample.value)
                ? $0.standsUntil(sample, at: instant, valid: valid, rule: rule, rules: rules) : nil
        }
        guard let found, let until = found else { return false }
        bounds.until = min(bounds.until, until)
        return true
    }
}
