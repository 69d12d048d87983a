import Charts
import Vitals

extension ChildState {
    /// Takes a streamed reading that changes nothing but what is newest; `false`, with nothing done, for any other.
    ///
    /// Each line here is what the same line of `judge` comes to in that case.
    @inline(__always)
    mutating func takeCalmly(
        _ readings: ReadingSet, at instant: MonotonicInstant, from source: SourceIndex, chart: ScoreTable,
        rules: RuleTable
    ) -> Bool {
        let spans = rules.spans
        guard calm.isDrawn, unsettled & calm.conditions == 0, !calm.sumBreaches, readings.given == calm.signs,
            instant <= calm.holdsUntil, !silence.episode.isOpen,
            isOrdinary(.spO2, of: readings, at: instant, spans),
            isOrdinary(.heartRate, of: readings, at: instant, spans),
            isOrdinary(.respiratoryRate, of: readings, at: instant, spans),
            isOrdinary(.temperature, of: readings, at: instant, spans),
            !calm.countsSum || sumClock.isFollowed(at: instant, spans)
        else { return false }
        follow(.spO2, of: readings, at: instant, spans)
        follow(.heartRate, of: readings, at: instant, spans)
        follow(.respiratoryRate, of: readings, at: instant, spans)
        follow(.temperature, of: readings, at: instant, spans)
        if let value = readings[.heartRate] { heartRates.note(value, from: source, at: instant) }
        if calm.hasOthers {
            standingScore = score(at: instant, chart: chart, rules: rules)
        } else {
            renewScore(readings)
        }
        if calm.countsSum { sumClock.follow(at: instant, spans) }
        silence.hear(at: instant)
        return true
    }

    @inline(__always)
    private func isOrdinary(
        _ sign: VitalSign, of readings: ReadingSet, at instant: MonotonicInstant, _ spans: RuleTable.Spans
    ) -> Bool {
        guard let value = readings[sign] else { return true }
        return calm.covers(value, of: sign) && tracks[sign].clock.isFollowed(at: instant, spans)
    }

    @inline(__always)
    private mutating func follow(
        _ sign: VitalSign, of readings: ReadingSet, at instant: MonotonicInstant, _ spans: RuleTable.Spans
    ) {
        guard let value = readings[sign] else { return }
        tracks[sign].clock.follow(at: instant, spans)
        tracks[sign].take(value, at: instant, quality: readings.quality, isSpot: false)
    }

    /// The score with these values in place of the last ones. The sub-scores are the same, and nothing of it is older.
    @inline(__always)
    private mutating func renewScore(_ readings: ReadingSet) {
        if let value = readings[.spO2] {
            standingScore.spO2.value = value
            standingScore.spO2.age = .zero
        }
        if let value = readings[.heartRate] {
            standingScore.heartRate.value = value
            standingScore.heartRate.age = .zero
        }
        if let value = readings[.respiratoryRate] {
            standingScore.respiratoryRate.value = value
            standingScore.respiratoryRate.age = .zero
        }
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

    /// The score after such a set.
    mutating func keepScore(_ set: AdmittedSet, chart: ScoreTable, rules: RuleTable) {
        if calm.hasOthers {
            standingScore = score(at: set.at, chart: chart, rules: rules)
        } else {
            renewScore(set.readings)
        }
    }

    /// After the long way: draws the bounds within which the next reading of the same signs leaves the score as it is.
    mutating func drawCalm(
        _ set: AdmittedSet, _ score: ScoreSnapshot, sum: SumOfMembers, chart: ScoreTable, rules: RuleTable
    ) {
        calm.end()
        guard !rules.isThorough, !set.isSpot, silenceLimits(rules).warning > .zero else { return }
        for sign in VitalSign.allCases where set.readings.given.contains(sign) {
            guard tracks[sign].latestAt == set.at else { return }
        }
        let othersUntil = othersHoldUntil(set, score, rules: rules)
        calm.begin(
            with: set.readings.given, sum: sum,
            sumBreaches: self[thresholds: .chartPartialSum].breach(Double(sum.value)) != nil,
            holdsUntil: othersUntil ?? MonotonicInstant(microseconds: .max), hasOthers: othersUntil != nil)
        for sign in VitalSign.allCases {
            guard let value = set.readings[sign] else { continue }
            let plausible = sign.plausibleRange
            var sameScore = Stretch(from: plausible.lowerBound, upTo: plausible.upperBound.nextUp)
            if let band = chart.stretch(of: sign, around: value, in: ageBand ?? .teenage) { sameScore.narrow(to: band) }
            calm.bound(sign, sameScore: sameScore, good: good[sign])
        }
    }

    /// Until when the members of the score that other signs or people brought keep their place; `nil`: there are none.
    private mutating func othersHoldUntil(_ set: AdmittedSet, _ score: ScoreSnapshot, rules: RuleTable)
        -> MonotonicInstant?
    {
        var until: MonotonicInstant?
        func hold(_ instant: MonotonicInstant) { until = min(until ?? instant, instant) }
        for sign in VitalSign.allCases where !set.readings.given.contains(sign) {
            guard let parameter = sign.parameter, score[parameter].score != .missing, let latest = tracks[sign].latestAt
            else { continue }
            hold(latest.advanced(by: tracks[sign].isSpot ? spotValidity : rules.memberValidity))
        }
        for item in EnteredItem.scored where entered.isCurrent(item, at: set.at, validity: spotValidity) {
            if let stamp = entered.stamp(of: item) { hold(stamp.at.advanced(by: spotValidity)) }
        }
        return until
    }

    /// When a tick is next to look at this child, if nothing happens before. Too early is only work; a reading moves what
    /// it answers for later and never sooner.
    mutating func nextLook(after tick: Tick, rules: RuleTable) -> MonotonicInstant {
        if isDischarged { return MonotonicInstant(microseconds: .max) }
        guard standing.isEmpty, !heartRates.isPair, !entered.mayHaveTriggers, !entered.isScoreDue,
            chartWatch.chosenUntil == nil
        else { return tick.monotonic }
        var next = min(
            carerQuestion.nextAt, silence.nextLook(warning: silenceLimits(rules).warning, at: tick.monotonic))
        var left = waiting
        while left != 0 {
            let kind = ConditionKind.childKinds[left.trailingZeroBitCount]
            left &= left &- 1
            next = min(next, self[episode: kind].life.nextLook(at: tick))
            if let sign = kind.vitalSign { next = min(next, tracks[sign].staleAfter(currency(of: sign, rules))) }
        }
        next = min(next, leavesScore(.spO2, rules), leavesScore(.heartRate, rules))
        next = min(next, leavesScore(.respiratoryRate, rules))
        if let oldest = entered.oldestInScore { next = min(next, oldest.advanced(by: spotValidity)) }
        return next
    }

    /// When a vital sign leaves the score by its age; never for one that is not in it.
    private mutating func leavesScore(_ sign: VitalSign, _ rules: RuleTable) -> MonotonicInstant {
        guard let parameter = sign.parameter, standingScore.has(parameter) else {
            return MonotonicInstant(microseconds: .max)
        }
        return tracks[sign].staleAfter(tracks[sign].isSpot ? spotValidity : rules.memberValidity)
    }
}
