import Charts
import Vitals

/// What people do to a child's alarms. `commandInHand` names the command while it is being done.
extension ChildState {
    /// Somebody is worried. It fires whatever the numbers say, and the same worry said again starts its ladder over.
    mutating func raiseConcern(
        from source: ConcernSource, at tick: Tick, chart: ScoreTable, rules: RuleTable,
        into sink: inout some RecordSink & ~Copyable
    ) {
        concernSource = source
        let score = score(at: tick.monotonic, chart: chart, rules: rules)
        let event =
            self[episode: .concern].happens { $0.renew(at: tick, rules: rules) }
            ?? self[episode: .concern].open(
                rules[.concern].stage(.severe)?.priority ?? .high, .concern, since: tick, suppressedBy: [], at: tick,
                rules: rules)
        tell(event, .concern, trigger: Double(source.rawValue), score: score, at: tick, rules: rules, into: &sink)
    }

    /// A clinician chose the level behind a worry: High and Emergency are P1.
    mutating func chooseLevel(
        _ level: EscalationLevel, at tick: Tick, chart: ScoreTable, rules: RuleTable,
        into sink: inout some RecordSink & ~Copyable
    ) -> CommandOutcome.Result {
        let chosen: Priority = level >= .high ? .critical : rules[.concern].stage(.severe)?.priority ?? .high
        let present = self[episode: .concern].life.priority
        guard isOpen(.concern), chosen != present else { return .recorded }
        let event = self[episode: .concern].happens {
            chosen > present
                ? $0.raise(to: chosen, at: tick, rules: rules) : $0.lower(to: chosen, at: tick, rules: rules)
        }
        guard let event else { return .recorded }
        let score = score(at: tick.monotonic, chart: chart, rules: rules)
        tell(event, .concern, score: score, at: tick, rules: rules, into: &sink)
        return .done
    }

    // MARK: Episodes

    /// What a person does to one of the child's episodes.
    mutating func take(
        _ act: EpisodeAct, _ reference: EpisodeReference, at tick: Tick, start: Tick, chart: ScoreTable,
        rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) -> CommandOutcome.Result {
        let kind = reference.condition
        guard kind.childPlace != nil else { return .noSuchEpisode }
        switch self[episode: kind].match(reference, start: start) {
        case .unknown: return .noSuchEpisode
        case .earlier: return act.resultForEarlier
        case .this: break
        }
        let answer = self[episode: kind].take(act, at: tick, rules: rules)
        if case .event(let event) = answer {
            if act.isEnd { beginAnew(kind, at: tick) }
            let score = score(at: tick.monotonic, chart: chart, rules: rules)
            tell(event, kind, score: score, at: tick, rules: rules, into: &sink)
        }
        return answer.result
    }

    /// The child leaves: what is open ends, and nothing about it alarms any more.
    mutating func discharge(
        at tick: Tick, chart: ScoreTable, rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        let score = score(at: tick.monotonic, chart: chart, rules: rules)
        for kind in ConditionKind.childKinds {
            guard case .event(let event) = self[episode: kind].answer({ $0.close(.discharged) }) else { continue }
            beginAnew(kind, at: tick)
            tell(event, kind, score: score, at: tick, rules: rules, into: &sink)
        }
        isDischarged = true
        standing = []
        pausedUntil = nil
        quietUntil = nil
    }

    /// A condition whose episode a person ended has its whole onset before it again, and a silence its whole limit.
    private mutating func beginAnew(_ kind: ConditionKind, at tick: Tick) {
        switch kind {
        case .silence:
            silence.expectNothing(before: tick.monotonic)
            noteSilence()
        case .concern: break
        default: self[condition: kind].forgetOnset()
        }
    }

    // MARK: Pause and quiet

    /// A planned disconnection. A second one needs a timely reading after the first.
    mutating func pause(
        until: WallInstant, at tick: Tick, into sink: inout some RecordSink & ~Copyable
    ) -> CommandOutcome.Result {
        let end = tick.monotonic(at: until)
        guard isShort(end, at: tick), pausedUntil == nil, hasBeenHeardSincePause else { return .notAllowed }
        pausedUntil = end
        pauseEndsAt = end
        silence.expectNothing(before: end)
        standing.insert(.isPaused)
        sink.append(Notice(.pauseBegan(until: until), of: index, at: tick, command: commandInHand))
        return .done
    }

    mutating func endPause(at tick: Tick, into sink: inout some RecordSink & ~Copyable) {
        guard let end = pausedUntil else { return }
        pausedUntil = nil
        pauseEndsAt = min(end, tick.monotonic)
        silence.expectNothing(before: min(end, tick.monotonic))
        standing.remove(.isPaused)
        sink.append(Notice(.pauseEnded, of: index, at: tick, command: commandInHand))
    }

    /// Quiet from the alarms of the equipment. It may be asked for anew while it lasts, each time within its bound.
    mutating func quiet(
        until: WallInstant, at tick: Tick, into sink: inout some RecordSink & ~Copyable
    ) -> CommandOutcome.Result {
        let end = tick.monotonic(at: until)
        guard isShort(end, at: tick) else { return .notAllowed }
        quietUntil = end
        standing.insert(.isQuiet)
        sink.append(Notice(.quietBegan(until: until), of: index, at: tick, command: commandInHand))
        return .done
    }

    mutating func endQuiet(at tick: Tick, into sink: inout some RecordSink & ~Copyable) {
        guard quietUntil != nil else { return }
        quietUntil = nil
        standing.remove(.isQuiet)
        sink.append(Notice(.quietEnded, of: index, at: tick, command: commandInHand))
    }

    private var hasBeenHeardSincePause: Bool {
        guard let pauseEndsAt else { return true }
        return silence.lastHeard.map { $0 > pauseEndsAt } ?? false
    }

    private func isShort(_ end: MonotonicInstant, at tick: Tick) -> Bool {
        let span = end.since(tick.monotonic)
        return span > .zero && span <= Limits.longestQuiet
    }

    // MARK: Restart

    /// Takes up an episode where its last transition left it, on this boot's clock.
    mutating func restore(_ transition: AlarmTransition, at tick: Tick, chart: ScoreTable, rules: RuleTable) {
        let kind = transition.condition
        guard let place = kind.childPlace else { return }
        calm.end()
        switch kind {
        case .silence:
            self[episode: .silence].restore(transition, at: tick, rules: rules)
            silence.restore(transition)
            noteSilence()
        case .concern:
            self[episode: .concern].restore(transition, at: tick, rules: rules)
            let source = transition.latestValue.flatMap { UInt8(exactly: $0) }
            concernSource = source.flatMap { ConcernSource(rawValue: $0) }
        default:
            self[condition: kind].restore(transition, at: tick, rules: rules)
            if kind == .chartPartialSum { restoreSum(transition, chart: chart) }
        }
        if self[episode: kind].life.waits { waiting |= 1 << UInt32(place) }
    }
}
