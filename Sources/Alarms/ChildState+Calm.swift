import Charts
import Vitals

extension ChildState {
    /// What a streamed reading asks for.
    enum Answer: BitwiseCopyable {
        /// It changes nothing but what is newest, and that is done.
        case calm
        /// The sub-scores are the same; these conditions have to be asked, and nothing is done yet.
        case asks(UInt32)
        /// Everything, and nothing is done yet.
        case everything
    }

    /// Takes a streamed reading if it changes nothing but what is newest.
    ///
    /// Each line here is what the same line of `judge` comes to in that case.
    @inline(__always)
    mutating func takeIfCalm(
        _ readings: ReadingSet, at instant: MonotonicInstant, from source: SourceIndex, chart: ScoreTable,
        rules: RuleTable
    ) -> Answer {
        let spans = rules.spans
        guard calm.isDrawn, readings.given == calm.signs, instant <= calm.holdsUntil, !isDischarged,
            unsettled & ConditionKind.silenceBit == 0
        else { return .everything }
        var asked = unsettled & calm.conditions | calm.alwaysAsked
        guard ask(.spO2, of: readings, at: instant, rules, &asked),
            ask(.heartRate, of: readings, at: instant, rules, &asked),
            ask(.respiratoryRate, of: readings, at: instant, rules, &asked),
            ask(.temperature, of: readings, at: instant, rules, &asked)
        else { return .everything }
        if calm.countsSum, !sumClock.isFollowed(at: instant, spans) { asked |= ConditionKind.sumBit }
        guard asked == 0 else { return .asks(asked) }
        let second = instant.second
        follow(readings, at: instant, second: second, from: source, spans)
        if calm.countsSum { sumClock.follow(at: instant, second: second, spans) }
        keepScore(readings, at: instant, chart: chart, rules: rules)
        return .calm
    }

    /// Takes a streamed reading with the sub-scores of the last one, and puts it to the conditions it asks for.
    mutating func take(
        _ set: AdmittedSet, asking asked: UInt32, chart: ScoreTable, rules: RuleTable,
        into sink: inout some RecordSink & ~Copyable
    ) {
        noteData()
        let spans = rules.spans
        let second = set.at.second
        // All of the set is taken before any of it is judged: an alarm shows the score with its neighbours in it.
        var steps = PerVitalSign(repeating: SampleClock.Step.sameSecond)
        noteStep(.spO2, asking: asked, at: set.at, spans, &steps)
        noteStep(.heartRate, asking: asked, at: set.at, spans, &steps)
        noteStep(.respiratoryRate, asking: asked, at: set.at, spans, &steps)
        noteStep(.temperature, asking: asked, at: set.at, spans, &steps)
        follow(set.readings, at: set.at, second: second, from: set.source, spans)
        judge(.spO2, steps, asking: asked, set, chart: chart, rules: rules, into: &sink)
        judge(.heartRate, steps, asking: asked, set, chart: chart, rules: rules, into: &sink)
        judge(.respiratoryRate, steps, asking: asked, set, chart: chart, rules: rules, into: &sink)
        judge(.temperature, steps, asking: asked, set, chart: chart, rules: rules, into: &sink)
        if asked & ConditionKind.sumBit != 0 {
            judgeSum(calm.sum, set, chart: chart, rules: rules, into: &sink)
        } else if calm.countsSum {
            sumClock.follow(at: set.at, second: second, spans)
        }
        keepScore(set.readings, at: set.at, chart: chart, rules: rules)
    }

    /// How the windows of a sign that is asked for move.
    @inline(__always)
    private mutating func noteStep(
        _ sign: VitalSign, asking asked: UInt32, at instant: MonotonicInstant, _ spans: RuleTable.Spans,
        _ steps: inout PerVitalSign<SampleClock.Step>
    ) {
        guard asked & sign.conditionBits != 0 else { return }
        steps[sign] = tracks[sign].stepFollowed(to: instant, spans)
    }

    @inline(__always)
    private mutating func judge(
        _ sign: VitalSign, _ steps: PerVitalSign<SampleClock.Step>, asking asked: UInt32, _ set: AdmittedSet,
        chart: ScoreTable, rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        guard asked & sign.conditionBits != 0, let value = set.readings[sign] else { return }
        judge(value, of: sign, step: steps[sign], set, chart: chart, rules: rules, into: &sink)
    }

    /// Whether a value follows the last one with its sub-score. What it breaches has to be asked.
    @inline(__always)
    private mutating func ask(
        _ sign: VitalSign, of readings: ReadingSet, at instant: MonotonicInstant, _ rules: RuleTable,
        _ asked: inout UInt32
    ) -> Bool {
        guard let value = readings[sign] else { return true }
        guard calm.scoresLike(value, of: sign) else { return false }
        if !good(sign, rules).contains(value) { asked |= sign.conditionBits }
        return tracks[sign].isFollowed(at: instant, rules.spans)
    }

    /// The newest values and the clocks, and that the child is heard.
    @inline(__always)
    private mutating func follow(
        _ readings: ReadingSet, at instant: MonotonicInstant, second: Int64, from source: SourceIndex?,
        _ spans: RuleTable.Spans
    ) {
        let place = SampleStrip.place(of: instant)
        follow(.spO2, of: readings, at: instant, second: second, place: place, spans)
        follow(.heartRate, of: readings, at: instant, second: second, place: place, spans)
        follow(.respiratoryRate, of: readings, at: instant, second: second, place: place, spans)
        follow(.temperature, of: readings, at: instant, second: second, place: place, spans)
        if let source, let value = readings[.heartRate] {
            heartRates.note(value, from: source, at: instant)
            if heartRates.isPair { hasNews = true }
        }
        silence.hear(at: instant)
    }

    @inline(__always)
    private mutating func follow(
        _ sign: VitalSign, of readings: ReadingSet, at instant: MonotonicInstant, second: Int64, place: Int64,
        _ spans: RuleTable.Spans
    ) {
        guard let value = readings[sign] else { return }
        tracks[sign].clock.follow(at: instant, second: second, spans)
        tracks[sign].follow(value, at: instant, place: place, quality: readings.quality)
    }

    /// The score after a set with the sub-scores of the last: the same with these values in place of the last ones, and
    /// nothing of it is older.
    @inline(__always)
    mutating func keepScore(
        _ readings: ReadingSet, at instant: MonotonicInstant, chart: ScoreTable, rules: RuleTable
    ) {
        if calm.hasOthers { return keep(score(at: instant, chart: chart, rules: rules)) }
        if let value = readings[.spO2] { standingScore.spO2.renew(value) }
        if let value = readings[.heartRate] { standingScore.heartRate.renew(value) }
        if let value = readings[.respiratoryRate] { standingScore.respiratoryRate.renew(value) }
    }

    /// Whether a set that goes the long way has the sub-scores of the one before all the same.
    ///
    /// `mutating` though it only looks: any other call copies the child first.
    mutating func keepsScore(_ set: AdmittedSet) -> Bool {
        guard calm.isDrawn, !set.isSpot, set.readings.given == calm.signs, set.at <= calm.holdsUntil else {
            return false
        }
        return keepsSubScore(.spO2, in: set) && keepsSubScore(.heartRate, in: set)
            && keepsSubScore(.respiratoryRate, in: set) && keepsSubScore(.temperature, in: set)
    }

    @inline(__always)
    private mutating func keepsSubScore(_ sign: VitalSign, in set: AdmittedSet) -> Bool {
        guard let value = set.readings[sign] else { return true }
        guard let latest = tracks[sign].latestAt, latest <= set.at else { return false }
        return calm.scoresLike(value, of: sign)
    }

    /// After the long way: draws the bounds within which the next reading of the same signs leaves the score as it is.
    mutating func drawCalm(
        _ set: AdmittedSet, _ score: ScoreSnapshot, sum: SumOfMembers, chart: ScoreTable, rules: RuleTable
    ) {
        calm.end()
        guard !rules.isThorough, !set.isSpot, silenceLimits(rules).warning > 0 else { return }
        for sign in set.readings.given.each {
            guard tracks[sign].latestAt == set.at else { return }
        }
        let othersUntil = othersHoldUntil(set, score, rules: rules)
        calm.begin(
            with: set.readings.given, sum: sum,
            sumBreaches: thresholds(.chartPartialSum, rules).breach(Double(sum.value)) != nil,
            holdsUntil: othersUntil ?? MonotonicInstant(microseconds: .max), hasOthers: othersUntil != nil)
        for sign in set.readings.given.each {
            guard let value = set.readings[sign] else { continue }
            var sameScore = chart.plausible(sign)
            if let band = chart.stretch(of: sign, around: value, in: ageBand ?? .teenage) { sameScore.narrow(to: band) }
            calm.bound(sign, sameScore: sameScore)
        }
    }

    /// Until when the members of the score that other signs or people brought keep their place; `nil`: there are none.
    private mutating func othersHoldUntil(_ set: AdmittedSet, _ score: ScoreSnapshot, rules: RuleTable)
        -> MonotonicInstant?
    {
        var until: MonotonicInstant?
        func hold(_ instant: MonotonicInstant) { until = min(until ?? instant, instant) }
        for sign in VitalSignSet.all.subtracting(set.readings.given).each {
            guard let parameter = sign.parameter, score[parameter].score != .missing, let latest = tracks[sign].latestAt
            else { continue }
            hold(latest.advanced(by: tracks[sign].isSpot ? spotValidity : rules.memberValidity))
        }
        guard !entered.isEmpty else { return until }
        for item in EnteredItem.scored where entered.isCurrent(item, at: set.at, validity: spotValidity) {
            if let stamp = entered.stamp(of: item) { hold(stamp.at.advanced(by: spotValidity)) }
        }
        return until
    }
}
