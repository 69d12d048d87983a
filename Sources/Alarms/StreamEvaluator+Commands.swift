import Charts
import Vitals

/// What people ask. Every command ends in exactly one outcome, after the transitions it made.
extension StreamEvaluator {
    mutating func answer(
        _ command: Command, at tick: Tick, into sink: inout some RecordSink & ~Copyable
    ) -> CommandOutcome.Result {
        switch command.deed {
        case .admit(let child, let plan):
            guard Int(child.rawValue) == children.count, children.count < Limits.admissions else { return .wardFull }
            admit(plan, at: tick)
            return .done
        case .bind(let source, let child):
            return bind(source, to: child, command.number, at: tick, into: &sink)
        case .acknowledge(let episode, let until):
            return take(.acknowledge(until: until), episode, command.number, at: tick, into: &sink)
        case .close(let episode):
            return take(.close, episode, command.number, at: tick, into: &sink)
        case .void(let episode):
            return take(.void, episode, command.number, at: tick, into: &sink)
        case .testAlert(let child):
            if let child, !isHere(child) { return .noSuchChild }
            hub.testAlert(
                child.map(AlarmSubject.child) ?? .hub, at: tick, command: command.number, rules: rules, into: &sink)
            return .done
        case .discharge(let child), .setLimit(let child, _), .removeLimit(let child, _, _), .setCadence(let child, _),
            .chooseChart(let child, _, _), .pause(let child, _), .endPause(let child), .quiet(let child, _),
            .endQuiet(let child), .concern(let child, _), .carerAnswer(let child, _), .observe(let child, _, _, _),
            .carerLevel(let child, _):
            guard isHere(child) else { return .noSuchChild }
            let index = Int(child.rawValue)
            leaveCorridor(ofChildAt: index)
            children[index].commandInHand = command.number
            let result = answer(command, ofChildAt: index, at: tick, into: &sink)
            children[index].commandInHand = nil
            return result
        }
    }

    private mutating func answer(
        _ command: Command, ofChildAt index: Int, at tick: Tick, into sink: inout some RecordSink & ~Copyable
    ) -> CommandOutcome.Result {
        switch command.deed {
        case .discharge:
            discharge(childAt: index, command.number, at: tick, into: &sink)
            return .done
        case .setLimit(_, let limit):
            return setLimit(limit, on: limit.sign, limit.side, ofChildAt: index, at: tick.wall) ? .done : .notAllowed
        case .removeLimit(_, let sign, let side):
            return setLimit(nil, on: sign, side, ofChildAt: index, at: tick.wall) ? .done : .notAllowed
        case .setCadence(_, let cadence):
            children[index].setCadence(cadence, rules: rules)
            return .done
        case .chooseChart(_, let band, let until):
            return children[index].chooseChart(band, until: until, at: tick, chart: chart, rules: rules)
        case .pause(_, let until):
            return children[index].pause(until: until, at: tick, into: &sink)
        case .endPause:
            children[index].endPause(at: tick, into: &sink)
            return .done
        case .quiet(_, let until):
            return children[index].quiet(until: until, at: tick, into: &sink)
        case .endQuiet:
            children[index].endQuiet(at: tick, into: &sink)
            return .done
        default:
            return hear(command, ofChildAt: index, at: tick, into: &sink)
        }
    }

    /// What people see and feel.
    private mutating func hear(
        _ command: Command, ofChildAt index: Int, at tick: Tick, into sink: inout some RecordSink & ~Copyable
    ) -> CommandOutcome.Result {
        switch command.deed {
        case .concern(_, let source):
            children[index].raiseConcern(from: source, at: tick, chart: chart, rules: rules, into: &sink)
            return .done
        case .carerAnswer(_, let answer):
            children[index].answerCarer(answer, at: tick, command: command.number, rules: rules, into: &sink)
            if answer == .worse {
                children[index].raiseConcern(
                    from: .carerQuestion, at: tick, chart: chart, rules: rules, into: &sink)
            }
            return .done
        case .observe(_, let entry, let wall, let isCorrection):
            let set = children[index].enter(
                entry, at: wall, isCorrection: isCorrection, tick: tick, chart: chart, rules: rules,
                command: command.number, mayStartSilence: mayStartSilence, into: &sink)
            recordEntered(entry.vitalSigns, madeAt: wall, as: set, ofChildAt: index, at: tick, into: &sink)
            return .done
        case .carerLevel(_, let level):
            return children[index].chooseLevel(level, at: tick, chart: chart, rules: rules, into: &sink)
        default:
            return .notAllowed
        }
    }

    private mutating func take(
        _ act: EpisodeAct, _ episode: EpisodeReference, _ number: CommandNumber, at tick: Tick,
        into sink: inout some RecordSink & ~Copyable
    ) -> CommandOutcome.Result {
        switch episode.subject {
        case _ where episode.condition == .test:
            return hub.take(act, episode, at: tick, start: start, command: number, rules: rules, into: &sink)
        case .child(let child):
            guard isKnown(child) else { return .noSuchChild }
            let index = Int(child.rawValue)
            leaveCorridor(ofChildAt: index)
            children[index].commandInHand = number
            let result = children[index].take(
                act, episode, at: tick, start: start, chart: chart, rules: rules, into: &sink)
            children[index].commandInHand = nil
            return result
        case .source(let source, _):
            let index = Int(source.rawValue)
            guard sources.indices.contains(index) else { return .noSuchSource }
            leaveCorridor(ofSourceAt: index)
            let around = surroundings(of: index, command: number)
            return sources[index].take(act, episode, at: tick, start: start, around, rules: rules, into: &sink)
        case .hub:
            return hub.take(act, episode, at: tick, start: start, command: number, rules: rules, into: &sink)
        }
    }

    /// A device belongs to one child at a time: from here on its readings are another's.
    private mutating func bind(
        _ source: SourceIndex, to child: ChildIndex?, _ number: CommandNumber, at tick: Tick,
        into sink: inout some RecordSink & ~Copyable
    ) -> CommandOutcome.Result {
        let index = Int(source.rawValue)
        guard sources.indices.contains(index) else { return .noSuchSource }
        if let child, !isHere(child) { return .noSuchChild }
        guard sources[index].child != child else { return .done }
        // Whose readings wait with whom changes, for the rows that name other children too.
        leaveAllCorridors()
        release(sourceAt: index, to: child, .closed, number, at: tick, into: &sink)
        return .done
    }

    private mutating func release(
        sourceAt index: Int, to child: ChildIndex?, _ resolution: Resolution, _ number: CommandNumber, at tick: Tick,
        into sink: inout some RecordSink & ~Copyable
    ) {
        if let before = sources[index].child {
            children[Int(before.rawValue)].heartRates.forget(SourceIndex(UInt16(index)))
        }
        let around = surroundings(of: index, command: number)
        sources[index].bind(to: child, resolution, at: tick, around, rules: rules, into: &sink)
    }

    /// The child's episodes end, then those of its devices, which are nobody's from now on.
    private mutating func discharge(
        childAt index: Int, _ number: CommandNumber, at tick: Tick, into sink: inout some RecordSink & ~Copyable
    ) {
        children[index].discharge(at: tick, chart: chart, rules: rules, into: &sink)
        for source in sources.indices where sources[source].child == children[index].index {
            release(sourceAt: source, to: nil, .discharged, number, at: tick, into: &sink)
        }
    }
}
