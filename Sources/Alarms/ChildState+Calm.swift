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
        guard calm.isCalm, readings.given == calm.signs, instant <= calm.holdsUntil,
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
            lastScore = score(at: instant, chart: chart, rules: rules)
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
            lastScore?.spO2.value = value
            lastScore?.spO2.age = .zero
        }
        if let value = readings[.heartRate] {
            lastScore?.heartRate.value = value
            lastScore?.heartRate.age = .zero
        }
        if let value = readings[.respiratoryRate] {
            lastScore?.respiratoryRate.value = value
            lastScore?.respiratoryRate.age = .zero
        }
    }

    /// After the long way: draws the bounds within which the next reading of the same signs changes nothing.
    mutating func drawCalm(_ set: AdmittedSet, _ score: ScoreSnapshot, chart: ScoreTable, rules: RuleTable) {
        calm.end()
        guard !rules.isThorough, !set.isSpot, !silence.episode.isOpen, isSettled(.chartPartialSum),
            silenceLimits(rules).warning > .zero
        else { return }
        var stretches = PerVitalSign(repeating: Stretch.none)
        for sign in VitalSign.allCases {
            guard let value = set.readings[sign] else { continue }
            guard let stretch = calmStretch(around: value, of: sign, chart: chart), stretch.contains(value),
                tracks[sign].latestAt == set.at
            else { return }
            stretches[sign] = stretch
        }
        let othersUntil = othersHoldUntil(set, score, rules: rules)
        calm.begin(
            with: set.readings.given, stretches: stretches,
            holdsUntil: othersUntil ?? MonotonicInstant(microseconds: .max), hasOthers: othersUntil != nil,
            countsSum: !score.present.isEmpty)
    }

    /// The numbers around a value that breach nothing, are plausible and have its sub-score; `nil` while a condition of the
    /// sign still has something to remember.
    private mutating func calmStretch(around value: Double, of sign: VitalSign, chart: ScoreTable) -> Stretch? {
        let plausible = sign.plausibleRange
        var stretch = Stretch(from: plausible.lowerBound, upTo: plausible.upperBound.nextUp)
        let list = ConditionList(of: sign)
        for place in 0..<list.count {
            guard isSettled(list[place]) else { return nil }
            stretch.narrow(to: good(list[place]))
        }
        if let band = chart.stretch(of: sign, around: value, in: ageBand ?? .teenage) { stretch.narrow(to: band) }
        return stretch
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
        guard let parameter = sign.parameter, lastScore?.has(parameter) ?? false else {
            return MonotonicInstant(microseconds: .max)
        }
        return tracks[sign].staleAfter(tracks[sign].isSpot ? spotValidity : rules.memberValidity)
    }
}
