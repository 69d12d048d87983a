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
            conditions.change(place) { $0.stand(seconds: waiting.seconds) }
        }
    }

    @inline(__always)
    private mutating func take(_ waiting: WaitingReadings, _ sign: VitalSign, place: Int64) {
        guard let value = waiting.newest[sign] else { return }
        if waiting.finishedCount > 1 { tracks[sign].finish(waiting.finished.older[sign], place: place &- 2) }
        if waiting.finishedCount > 0 { tracks[sign].finish(waiting.finished.newer[sign], place: place &- 1) }
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
        var bounds = CorridorBounds(until: calm.holdsUntil)
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
        var settled = sign.conditionBits & ~unsettled
        if !hasLimits { settled &= ~ConditionKind.limitBits }
        for place in PlaceWalk(settled) { stretch.narrow(to: good(at: place, rules)) }
        for place in PlaceWalk(sign.conditionBits & unsettled) {
            let lines = lines(at: place, rules)
            let rule = rules.rule(at: place)
            let sample = StandingSample(value, lines, margin: rule.margin, isDecisive: sign == .temperature)
            let found = conditions.look(place) {
                $0.standsUntil(sample, at: instant, valid: valid, rule: rule, rules: rules)
            }
            guard let found, let until = found else { return false }
            bounds.until = min(bounds.until, until.until)
            stretch.narrow(to: lines.alike(value, margin: conditions.isOpen(place) ? rule.margin : nil))
            stretch.narrow(to: until.values)
            if sample.breach != nil { bounds.isBreaching = true }
        }
        return true
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
            $0.standsUntil(sample, at: instant, valid: valid, rule: rule, rules: rules)
        }
        guard let found, let until = found, until.values.contains(sample.value) else { return false }
        bounds.until = min(bounds.until, until.until)
        return true
    }
}
