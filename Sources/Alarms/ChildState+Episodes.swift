import Charts
import Vitals

extension ChildState {
    /// Makes a change of a condition happen, and tells it.
    mutating func settle(
        _ change: ConditionState.Change, _ kind: ConditionKind, rule: ConditionRule, trigger: Double?,
        _ set: AdmittedSet, score: ScoreSnapshot, rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        var suppressedBy: SuppressorSet = []
        if change == .opens {
            giveWay(kind, at: set.arrived, rules: rules, into: &sink)
            let priority = rule.stage(self[condition: kind].stage)?.priority ?? .technical
            suppressedBy = suppressors(of: kind, priority, device: set.suppressors, score: score)
            conditions.change(kind.shelfPlace) { $0.suppressingSource = set.source }
        }
        let event = conditions.change(kind.shelfPlace) {
            $0.settle(change, kind, rule: rule, suppressedBy: suppressedBy, at: set.arrived, rules: rules)
        }
        guard let event else { return }
        if event == .suppressed || event == .raised, !self[episode: kind].life.suppressedBy.isDisjoint(with: .ofDevice)
        {
            keptBack = max(keptBack ?? .technical, self[episode: kind].life.priority)
        }
        tell(
            event, kind, trigger: trigger, lateness: set.lateness, score: score, at: set.arrived, rules: rules,
            into: &sink)
    }

    /// A latched episode ends where the next of its condition begins: the new one calls people, and stands for both.
    mutating func giveWay(
        _ kind: ConditionKind, at tick: Tick, rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        guard let event = self[episode: kind].happens({ $0.giveWay() }) else { return }
        tell(event, kind, score: lastScore, at: tick, rules: rules, into: &sink)
    }

    /// What keeps a new or a suppressed episode from being told now. Concern never asks.
    mutating func suppressors(
        of kind: ConditionKind, _ priority: Priority, device: SuppressorSet, score: ScoreSnapshot? = nil
    ) -> SuppressorSet {
        var suppressors = standing.suppressors(of: kind, priority)
        switch kind {
        case .silence:
            // Only its warning can be quieted.
            if silence.stage == .severe { suppressors = [] }
        case .limitSpO2Low, .limitHeartRateLow, .limitHeartRateHigh:
            suppressors.formUnion(device)
        case .chartSpO2Low, .chartHeartRateLow, .chartHeartRateHigh:
            suppressors.formUnion(device)
            if isLimitTold(over: kind) { suppressors.insert(.higherBand) }
        case .chartRespiratoryRateLow, .chartRespiratoryRateHigh:
            if isLimitTold(over: kind) { suppressors.insert(.higherBand) }
        case .chartPartialSum:
            if self[condition: kind].stage != .severe, let score = score ?? lastScore, isToldByMembers(score) {
                suppressors.insert(.higherBand)
            }
        default: break
        }
        return suppressors
    }

    /// Whether a clinician's limit on the same side of the same vital sign already calls people.
    private mutating func isLimitTold(over kind: ConditionKind) -> Bool {
        guard let sign = kind.vitalSign, let side = kind.side, let limit = ConditionKind.limit(on: sign, side) else {
            return false
        }
        return self[episode: limit].isTold
    }

    /// Whether each member that adds points is a vital sign whose own alarm is told at P2 or higher: then the sum below
    /// severe says nothing new.
    private mutating func isToldByMembers(_ score: ScoreSnapshot) -> Bool {
        var told: ScoredParameterSet = []
        for sign in VitalSign.allCases {
            guard let parameter = sign.parameter else { continue }
            for place in PlaceWalk(sign.conditionBits) {
                let episode = conditions[place].episode
                if episode.isTold, episode.life.priority >= .high { told.insert(ScoredParameterSet(parameter)) }
            }
        }
        let contributing = score.contributing
        return !contributing.isEmpty && told.isSuperset(of: contributing)
    }

    // MARK: Time

    /// Ends a planned pause or a quiet whose time is over. Before anything else of a tick, so that what it kept from being
    /// told is told in the same one.
    mutating func endWaits(at tick: Tick, into sink: inout some RecordSink & ~Copyable) {
        if let until = pausedUntil, until <= tick.monotonic { endPause(at: tick, into: &sink) }
        if let until = quietUntil, until <= tick.monotonic { endQuiet(at: tick, into: &sink) }
    }

    /// The ladders, the expiries and what suppresses, for the episodes that wait for any of these.
    mutating func passEpisodes(
        to tick: Tick, sources: ContiguousArray<SourceState>, chart: ScoreTable, rules: RuleTable,
        into sink: inout some RecordSink & ~Copyable
    ) {
        var left = waiting
        while left != 0 {
            let kind = ConditionKind.childKinds[left.trailingZeroBitCount]
            left &= left &- 1
            if self[episode: kind].life.isSuppressed {
                reconsider(kind, at: tick, sources: sources, chart: chart, rules: rules, into: &sink)
            }
            guard self[episode: kind].life.isDue(at: tick) else { continue }
            let score = score(at: tick.monotonic, chart: chart, rules: rules)
            while let event = self[episode: kind].happens({ $0.pass(to: tick, rules: rules) }) {
                tell(event, kind, score: score, at: tick, rules: rules, into: &sink)
                // Whoever was worried is asked again.
                if kind == .concern, event == .acknowledgementExpired {
                    sink.append(Notice(.carerAsked, of: index, at: tick))
                }
            }
        }
    }

    /// Looks whether what suppresses an episode still does.
    private mutating func reconsider(
        _ kind: ConditionKind, at tick: Tick, sources: ContiguousArray<SourceState>, chart: ScoreTable,
        rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        var device: SuppressorSet = []
        if kind.childPlace.map({ $0 < ConditionKind.sampledCount }) ?? false {
            if let source = self[condition: kind].suppressingSource {
                device = sources[Int(source.rawValue)].suppressors
            } else {
                for source in sources where source.child == index { device.formUnion(source.suppressors) }
            }
        }
        // A device that is in trouble since then has nothing to do with it.
        let before = self[episode: kind].life.suppressedBy
        let now = suppressors(of: kind, self[episode: kind].life.priority, device: device.intersection(before))
        guard let event = self[episode: kind].happens({ $0.suppress(by: now, at: tick, rules: rules) }) else { return }
        let score = score(at: tick.monotonic, chart: chart, rules: rules)
        tell(event, kind, score: score, at: tick, rules: rules, into: &sink)
    }

    // MARK: Telling

    /// Says what happened to an episode, with the values a person needs to recompute the decision.
    mutating func tell(
        _ event: AlarmEvent, _ kind: ConditionKind, trigger: Double? = nil, lateness: Duration? = nil,
        score: ScoreSnapshot?, at tick: Tick, rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        var transition =
            switch kind {
            case .silence: silenceTransition(event, at: tick, rules: rules)
            case .concern: concernTransition(event, at: tick, rules: rules)
            default: sampledTransition(event, kind, score: score, at: tick, rules: rules)
            }
        transition.triggerValue = trigger
        transition.lateness = lateness
        transition.score = score
        transition.command = commandInHand
        transition.context = context(besides: kind, at: tick)
        hasNews = true
        if let place = kind.childPlace {
            let bit: UInt32 = 1 << UInt32(place)
            waiting = self[episode: kind].life.waits ? waiting | bit : waiting & ~bit
        }
        sink.append(transition)
    }

    /// What else stands around the child.
    private mutating func context(besides kind: ConditionKind, at tick: Tick) -> ChildContext {
        var context = ChildContext(
            pausedUntil: pausedUntil.map { tick.moved(to: $0) },
            quietUntil: quietUntil.map { tick.moved(to: $0) })
        let track = tracks[.temperature]
        if let latest = track.latestAt, tick.monotonic.since(latest) <= spotValidity {
            context.temperature = track.value
            context.temperatureAge = max(.zero, tick.monotonic.since(latest))
        }
        for other in ConditionKind.childKinds where other != kind && isOpen(other) {
            context.insert(other)
        }
        return context
    }

    private mutating func sampledTransition(
        _ event: AlarmEvent, _ kind: ConditionKind, score: ScoreSnapshot?, at tick: Tick, rules: RuleTable
    ) -> AlarmTransition {
        let valid = kind.vitalSign.map { tracks[$0].clock.valid } ?? windowOfSeveral(kind)
        let staysOnHub = kind.alarmClass == .technical && standing.keepsOnHub(self[episode: kind].life.priority)
        var transition = self[condition: kind].transition(
            event, kind, .child(index), rule: rules[kind], valid: valid, at: tick, rules: rules,
            staysOnHub: staysOnHub)
        transition.threshold = thresholds(kind, rules).printed(transition.stage)
        if let sign = kind.vitalSign {
            let track = tracks[sign]
            transition.latestValue = track.value
            transition.latestAt = track.latestAt
            transition.quality = track.isSpot ? track.quality.union(.spot) : track.quality
            transition.samples = track.strip
        } else if let item = kind.enteredItem {
            transition.latestValue = entered.standing.grade(of: kind)?.value
            transition.latestAt = entered.stamp(of: item)?.at
            transition.quality = .spot
        } else if kind == .heartRateDisagreement {
            transition.latestValue = heartRates.latestDifference
            transition.threshold = rules[kind].margin
        } else {
            transition.latestValue = score.map { Double($0.partialSum) }
        }
        return transition
    }

    private mutating func windowOfSeveral(_ kind: ConditionKind) -> SecondWindow {
        switch kind {
        case .chartPartialSum: sumClock.valid
        case .heartRateDisagreement: heartRates.clock.valid
        default: SecondWindow()
        }
    }

    private mutating func silenceTransition(
        _ event: AlarmEvent, at tick: Tick, rules: RuleTable
    ) -> AlarmTransition {
        let limits = silenceLimits(rules)
        // The word to the team is the urgent stage, at its own time; the steps before it stay on the hub.
        let staysOnHub = silence.stage == .mild
        var transition = self[episode: .silence].transition(
            event, .silence, .child(index), stage: silence.stage, at: tick, rules: rules, staysOnHub: staysOnHub)
        transition.threshold = Double(silence.stage == .severe ? limits.urgent : limits.warning) / 1_000_000
        transition.latestValue = tick.monotonic.since(silence.lastTimely).inSeconds
        transition.latestAt = silence.lastTimely
        return transition
    }

    private mutating func concernTransition(
        _ event: AlarmEvent, at tick: Tick, rules: RuleTable
    ) -> AlarmTransition {
        var transition = self[episode: .concern].transition(
            event, .concern, .child(index), stage: .severe, at: tick, rules: rules)
        transition.latestValue = concernSource.map { Double($0.rawValue) }
        return transition
    }

    /// Keeps the child's standing in step with its silence.
    mutating func noteSilence() {
        if isOpen(.silence) { standing.insert(.isSilent) } else { standing.remove(.isSilent) }
    }
}
