import Charts
import Vitals

extension ChildState {
    /// Takes what a person entered, as of when it was made. Vital signs are judged as single deliberate measurements, the
    /// rest stands until its validity runs out, and what escalates without points is a condition of its own.
    ///
    /// What comes later than `lateLimit` stays out of the score and alarms nobody. Only a correction of what stands is still
    /// taken: a number known to be wrong must not speak for the child; but it opens, raises and ends nothing.
    ///
    /// - Returns: the vital signs as they were admitted, for the record of the readings.
    @discardableResult
    mutating func enter(
        _ entry: EnteredObservations, at wall: WallInstant, isCorrection: Bool, tick: Tick, chart: ScoreTable,
        rules: RuleTable, command: CommandNumber?, mayStartSilence: Bool, into sink: inout some RecordSink & ~Copyable
    ) -> AdmittedSet {
        calm.end()
        commandInHand = command
        defer { commandInHand = nil }
        let stamp = entered.stamp(madeAt: wall, seenAt: tick)
        let set = admit(entry.vitalSigns, made: stamp, tick: tick, rules: rules)
        guard !set.isRetrospective || isCorrection else { return set }

        let before = entered.standing
        entered.mayHaveTriggers = true
        let taken = entered.take(entry, made: stamp, onlyItsOwn: set.isRetrospective)
        entered.rescore(chart, in: ageBand)
        if set.isRetrospective {
            correctTracks(taken, set, rules: rules)
        } else {
            for kind in ConditionKind.triggers {
                judge(kind, taken: taken, before: before, set, chart: chart, rules: rules, into: &sink)
            }
            var readings = set
            if isCorrection { readings.dropSigns(in: tracks) }
            judge(readings, chart: chart, rules: rules, mayStartSilence: mayStartSilence, into: &sink)
            if readings.readings.given.isEmpty { judgeEntry(set, chart: chart, rules: rules, into: &sink) }
        }
        noteEntered(at: tick, chart: chart, rules: rules, into: &sink)
        return set
    }

    /// Takes a row of a file that says what the child breathes, as of when it was measured. Knowledge that is newer stands.
    ///
    /// No file names the device. A level alone does not take away the one that a person entered and that speaks for now: some
    /// devices score by themselves.
    ///
    /// - Returns: what was taken, for the record.
    mutating func take(
        _ oxygen: OxygenSupport, with set: AdmittedSet, chart: ScoreTable, rules: RuleTable, mayStartSilence: Bool,
        into sink: inout some RecordSink & ~Copyable
    ) -> OxygenSupport {
        calm.end()
        hasNews = true
        var taken = oxygen
        if case .level(let level) = oxygen,
            case .device(let device, _)? = entered.oxygen(at: set.at, validity: spotValidity)
        {
            taken = .device(device, level)
        }
        var entry = EnteredObservations(vitalSigns: ReadingSet())
        entry.oxygen = taken
        let stamp = EnteredStamp(wall: set.arrived.wall(at: set.at), at: set.at)
        if entered.take(entry, made: stamp, onlyItsOwn: false).isEmpty { taken = oxygen }
        entered.rescore(chart, in: ageBand)
        judge(set, chart: chart, rules: rules, mayStartSilence: mayStartSilence, into: &sink)
        if set.readings.given.isEmpty { judgeEntry(set, chart: chart, rules: rules, into: &sink) }
        noteEntered(at: set.arrived, chart: chart, rules: rules, into: &sink)
        return taken
    }

    /// At start: what was entered before, as of when it was made, oldest first. It is scored and alarms nobody anew.
    mutating func restoreObservations(
        _ entry: EnteredObservations, at wall: WallInstant, tick: Tick, chart: ScoreTable
    ) {
        calm.end()
        let stamp = entered.stamp(madeAt: wall, seenAt: tick)
        _ = entered.take(entry, made: stamp, onlyItsOwn: false)
        entered.rescore(chart, in: ageBand)
        for sign in VitalSign.allCases {
            guard let value = entry.vitalSigns[sign], value.isFinite else { continue }
            tracks[sign].take(value, at: stamp.at, quality: entry.vitalSigns.quality, isSpot: true)
        }
        entered.isScoreDue = true
        entered.mayHaveTriggers = true
    }

    /// What time alone does to what was entered: triggers become unknown, members leave the score, a chosen chart ends.
    mutating func passEntered(
        to tick: Tick, chart: ScoreTable, rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        passChartChoice(to: tick, chart: chart, rules: rules, into: &sink)
        if entered.mayHaveTriggers {
            entered.mayHaveTriggers = false
            for kind in ConditionKind.triggers { lapse(kind, at: tick, chart: chart, rules: rules, into: &sink) }
        }
        let isLapsed = entered.oldestInScore.map { tick.monotonic.since($0) > spotValidity } ?? false
        if isLapsed || entered.isScoreDue || hasLostSign(at: tick.monotonic, rules: rules) {
            noteEntered(at: tick, chart: chart, rules: rules, into: &sink)
        }
    }

    /// The entered vital signs as readings. The desk asks a person to confirm a value outside the plausible range (S3 C3.16):
    /// what is here has been confirmed, so it is judged by the lines like any other, and no chart has a sub-score for it.
    private mutating func admit(_ vitalSigns: ReadingSet, made stamp: EnteredStamp, tick: Tick, rules: RuleTable)
        -> AdmittedSet
    {
        var readings = vitalSigns
        readings.measuredAt = stamp.wall
        readings.quality.insert(.spot)
        var set = AdmittedSet(readings, arrived: tick, isSpot: true, lateLimit: lateLimit(rules), rules: rules)
        set.at = stamp.at
        for sign in VitalSign.allCases where set.implausible.contains(VitalSignSet(sign)) {
            guard let value = vitalSigns[sign], value.isFinite else { continue }
            set.readings[sign] = value
            set.implausible.remove(VitalSignSet(sign))
        }
        return set
    }

    /// Puts a correction that is too late to be news in place of the values it corrects.
    private mutating func correctTracks(_ taken: EnteredItemSet, _ set: AdmittedSet, rules: RuleTable) {
        for sign in VitalSign.allCases {
            guard taken.contains(EnteredItem(sign)), let value = set.readings[sign], tracks[sign].latestAt == set.at
            else { continue }
            tracks[sign].take(value, at: set.at, quality: set.readings.quality, isSpot: true)
        }
    }

    /// An entry without vital signs is no reading, but it may make or end the sum, as of now.
    private mutating func judgeEntry(
        _ set: AdmittedSet, chart: ScoreTable, rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        var now = set
        now.at = set.arrived.monotonic
        let sum = SumOfMembers(score(at: now.at, chart: chart, rules: rules), rules: rules)
        judgeSum(sum, now, chart: chart, rules: rules, into: &sink)
    }

    /// Writes the score down if it has changed, and sees to when it changes by itself.
    private mutating func noteEntered(
        at tick: Tick, chart: ScoreTable, rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        entered.isScoreDue = false
        entered.oldestInScore = oldestInScore(at: tick.monotonic)
        noteScore(score(at: tick.monotonic, chart: chart, rules: rules), at: tick, into: &sink)
    }

    private mutating func oldestInScore(at now: MonotonicInstant) -> MonotonicInstant? {
        var oldest: MonotonicInstant?
        for item in EnteredItem.scored where entered.isCurrent(item, at: now, validity: spotValidity) {
            guard let stamp = entered.stamp(of: item) else { continue }
            oldest = min(oldest ?? stamp.at, stamp.at)
        }
        return oldest
    }

    /// Whether a vital sign in the score as it was last written has become too old for it. No reading comes to say so.
    ///
    /// Inlined like `score`, for the same reason.
    @inline(__always)
    private mutating func hasLostSign(at now: MonotonicInstant, rules: RuleTable) -> Bool {
        isLost(.spO2, standingScore.spO2.score, at: now, rules: rules)
            || isLost(.heartRate, standingScore.heartRate.score, at: now, rules: rules)
            || isLost(.respiratoryRate, standingScore.respiratoryRate.score, at: now, rules: rules)
    }

    @inline(__always)
    private mutating func isLost(
        _ sign: VitalSign, _ score: MemberScore, at now: MonotonicInstant, rules: RuleTable
    ) -> Bool {
        guard score != .missing, let latest = tracks[sign].latestAt else { return false }
        return now.microseconds &- latest.microseconds
            > (tracks[sign].isSpot ? spotMicroseconds : rules.spans.memberValidity)
    }

    /// Whether a single measurement or an entry settles the sum at once. Not while a vital sign that streams has still to
    /// serve its own onset, or, on the way out, its hold.
    mutating func isSumSettled(_ sum: SumOfMembers, isBreaching: Bool) -> Bool {
        let members = isBreaching ? sum.contributing : sumContributors
        for sign in VitalSign.allCases {
            guard let parameter = sign.parameter, members.contains(parameter), !tracks[sign].isSpot else { continue }
            guard isBreaching, isTold(sign) else { return false }
        }
        return true
    }

    private mutating func isTold(_ sign: VitalSign) -> Bool {
        PlaceWalk(sign.conditionBits & ~ConditionKind.limitBits).contains { conditions.isOpen($0) }
    }
}

extension VitalSign {
    /// Its place on the chart; temperature has none.
    var parameter: ScoredParameter? {
        switch self {
        case .spO2: .spO2
        case .heartRate: .heartRate
        case .respiratoryRate: .respiratoryRate
        case .temperature: nil
        }
    }
}

extension AdmittedSet {
    /// Leaves out what something newer stands for: a correction replaces the value of its own or an older moment.
    mutating func dropSigns(in tracks: PerVitalSign<VitalTrack>) {
        for sign in VitalSign.allCases {
            if let latest = tracks[sign].latestAt, latest > at { readings[sign] = nil }
        }
    }
}
