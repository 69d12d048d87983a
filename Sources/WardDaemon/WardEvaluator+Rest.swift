import Alarms
import Vitals

/// What may concern children of two evaluators: done one after the other while all of them rest.
extension WardEvaluator {
    /// Takes readings of a row, as `step(.readings(…))` does.
    @inline(__always)
    mutating func step(
        _ readings: ReadingSet, _ arrival: Arrival, into sink: inout some RecordSink & ~Copyable
    ) {
        if isOne { return first.evaluator.step(readings, arrival, into: &sink) }
        step(.readings(readings, arrival), into: &sink)
    }

    /// Takes any input; live ones as `take` does.
    package mutating func step(_ input: Input, into sink: inout some RecordSink & ~Copyable) {
        if isOne { return first.evaluator.step(input, into: &sink) }
        switch input {
        case .readings(let readings, let arrival) where arrival.child == nil && arrival.row == nil:
            take(.readings(readings, arrival.source, at: arrival.at), into: &sink)
        case .source(let source, let event, let instant):
            take(.source(source, event, at: instant), into: &sink)
        case .deviceClock(let source, let ahead, let instant):
            take(.deviceClock(source, ahead: ahead, at: instant), into: &sink)
        case .hub(let sign, let instant): take(.hub(sign, at: instant), into: &sink)
        case .lost(let count, let instant): take(.lost(count: count, at: instant), into: &sink)
        case .tick(let tick): take(.tick(tick, documentRows: 0, commands: 0), into: &sink)
        case .readings, .row, .unassigned, .rowRefused, .command, .restoreEpisode, .restoreObservations,
            .restoreCarer, .restoreBirthday, .restoreLiveness:
            settle(into: &sink)
            takeAlone(input)
            tellAlone(into: &sink)
        }
    }

    /// When the next silence begins or becomes urgent, if that is within `span` of the newest tick: the soonest of all shards.
    /// - Precondition: all is settled.
    package mutating func nextSilence(within span: Duration) -> MonotonicInstant? {
        let soonest = first.evaluator.nextSilence(within: span)
        return others.reduce(soonest) { soonest, other in
            guard let next = other.atRest({ $0.evaluator.nextSilence(within: span) }) else { return soonest }
            return min(next, soonest ?? next)
        }
    }

    /// The account of one source's readings: those of a file may be of children everywhere.
    package func ledger(of source: SourceIndex) -> ReadingLedger {
        others.reduce(first.evaluator.ledger(of: source)) { sum, other in
            sum + other.atRest { $0.evaluator.ledger(of: source) }
        }
    }

    /// A tick while an alarm of a child waits for a device of another shard. Between its halves each shard learns what
    /// the troubles of the others' devices keep back now.
    mutating func passInHalves(to tick: Tick, into sink: inout some RecordSink & ~Copyable) {
        settle(into: &sink)
        for shard in 0..<shardCount {
            atRest(shard) { shard in
                shard.log.begin(input: 0)
                shard.evaluator.passFirstHalf(to: tick, into: &shard.log)
            }
        }
        for source in 0..<sourceCount {
            let source = SourceIndex(UInt16(source))
            let suppressors = atRest(owner(of: source)) { $0.evaluator.suppressors(of: source) }
            for shard in 0..<shardCount { atRest(shard) { $0.evaluator.learn(suppressors, of: source) } }
        }
        toldTick = tick
        waitsForOthers = false
        for shard in 0..<shardCount {
            let waits = atRest(shard) { shard in
                shard.evaluator.passSecondHalf(to: tick, into: &shard.log)
                return shard.evaluator.waitsForOthers()
            }
            if waits { waitsForOthers = true }
        }
        tellAlone(into: &sink)
    }

    private mutating func takeAlone(_ input: Input) {
        switch input {
        case .readings(let readings, let arrival):
            takeRow(arrival) { shard, arrival in
                shard.evaluator.step(.readings(readings, arrival), into: &shard.log)
            }
        case .row(let readings, let oxygen, let arrival):
            takeRow(arrival) { shard, arrival in
                shard.evaluator.step(.row(readings, oxygen: oxygen, arrival), into: &shard.log)
            }
        case .unassigned(let readings, let arrival):
            atRest(owner(of: arrival.source)) { $0.step(.unassigned(readings, $0.local(arrival))) }
        case .rowRefused(let arrival):
            atRest(owner(of: arrival.source)) { $0.step(.rowRefused($0.local(arrival))) }
        case .command(let command, let tick): take(command, at: tick)
        case .restoreEpisode(let transition): restore(transition, input)
        case .restoreObservations(let child, _, _), .restoreCarer(let child, _, _, _),
            .restoreBirthday(let child, _, _), .restoreLiveness(let child, _):
            atRest(shard(of: child)) { $0.step($0.share.localRestored(input)) }
        case .source, .deviceClock, .lost, .hub, .tick: break
        }
    }

    private mutating func restore(_ transition: AlarmTransition, _ input: Input) {
        switch transition.subject {
        case _ where transition.condition == .test: atRest(0) { $0.step(input) }
        case .hub: for shard in 0..<shardCount { atRest(shard) { $0.step(input) } }
        case .child(let child): atRest(shard(of: child)) { $0.step($0.share.localRestored(input)) }
        case .source(let source, _):
            guard isThere(source) else { return }
            atRest(owner(of: source)) { $0.step($0.share.localRestored(input)) }
        }
    }

    // MARK: Rows

    /// A row is taken where its child is: its source goes there for it, and back.
    private mutating func takeRow(
        _ arrival: Arrival, _ body: (inout EvaluatorShard, Arrival) -> Void
    ) {
        let owner = owner(of: arrival.source)
        let home = arrival.child.map { Int($0.rawValue) < childCount ? shard(of: $0) : owner } ?? owner
        if home != owner { lend(arrival.source, from: owner, to: home) }
        let keepsBack = atRest(home) { shard in
            shard.log.beginAlone()
            body(&shard, shard.local(arrival))
            return !shard.evaluator.suppressors(of: arrival.source).isEmpty
        }
        guard home != owner else { return }
        lend(arrival.source, from: home, to: owner)
        // An alarm of the child may now wait for the source, which is no longer there.
        if keepsBack { waitsForOthers = true }
    }

    /// Moves a source, which stays the same child's.
    private mutating func lend(_ source: SourceIndex, from shard: Int, to other: Int) {
        let (moving, child) = atRest(shard) { shard in
            let child = shard.evaluator.child(of: source).map(shard.share.global)
            return (shard.evaluator.handOver(source), child)
        }
        atRest(other) { $0.evaluator.takeOver(source, moving, of: child.map($0.share.local)) }
    }

    // MARK: Commands

    private mutating func take(_ command: Command, at tick: Tick) {
        looksAtAll = true
        switch command.deed {
        case .admit(let child, _):
            // Each shard counts its own children: whether this is the ward's next is known here.
            guard Int(child.rawValue) == childCount, childCount < Limits.admissions else {
                return answer(.wardFull, to: command, at: tick)
            }
            childCount += 1
            ask(shard(of: child), command, at: tick, isSomebodyNew: true)
        case .bind(let source, let child):
            bind(source, to: child, command, at: tick)
            if isThere(source) { noteChild(of: source) }
        case .testAlert(let child):
            if let child, !isHere(child) { return answer(.noSuchChild, to: command, at: tick) }
            expectNews(besides: 0)
            atRest(0) { shard in
                shard.log.beginAlone()
                shard.evaluator.test(child.map(AlarmSubject.child) ?? .hub, command.number, at: tick, into: &shard.log)
            }
        case .acknowledge(let episode, _), .close(let episode), .void(let episode):
            switch episode.subject {
            case _ where episode.condition == .test: ask(0, command, at: tick)
            case .hub: askAll(command, at: tick)
            case .child(let child): ask(shard(of: child), command, at: tick)
            case .source(let source, _): ask(isThere(source) ? owner(of: source) : 0, command, at: tick)
            }
        case .discharge(let child), .setLimit(let child, _), .removeLimit(let child, _, _), .setCadence(let child, _),
            .chooseChart(let child, _, _), .pause(let child, _), .endPause(let child), .quiet(let child, _),
            .endQuiet(let child), .concern(let child, _), .carerAnswer(let child, _), .observe(let child, _, _, _),
            .carerLevel(let child, _):
            ask(shard(of: child), command, at: tick)
        }
    }

    private mutating func isHere(_ child: ChildIndex) -> Bool {
        atRest(shard(of: child)) { $0.evaluator.isHere($0.share.local(child)) }
    }

    /// One shard does what is asked; all others look at everybody at the next tick, as one evaluator would.
    private mutating func ask(_ number: Int, _ command: Command, at tick: Tick, isSomebodyNew: Bool = false) {
        expectNews(besides: number, isSomebodyNew: isSomebodyNew)
        atRest(number) { shard in
            let deed = shard.share.local(command.deed)
            shard.step(.command(Command(command.number, deed), at: tick))
        }
    }

    /// What is asked of the hub is done by every shard, and told by the first.
    private mutating func askAll(_ command: Command, at tick: Tick) {
        for number in 0..<shardCount {
            atRest(number) { shard in
                shard.step(.command(command, at: tick))
                if number > 0 { shard.log.removeAll() }
            }
        }
    }

    private mutating func answer(_ result: CommandOutcome.Result, to command: Command, at tick: Tick) {
        expectNews(besides: 0)
        atRest(0) { shard in
            shard.evaluator.expectNews(isSomebodyNew: false)
            shard.log.beginAlone()
            shard.log.append(CommandOutcome(command.number, at: tick, result))
        }
    }

    private mutating func expectNews(besides number: Int, isSomebodyNew: Bool = false) {
        for shard in 0..<shardCount where shard != number {
            atRest(shard) { $0.evaluator.expectNews(isSomebodyNew: isSomebodyNew) }
        }
    }

    /// The device's episodes end where it was, and then it goes to the shard of its child.
    private mutating func bind(_ source: SourceIndex, to child: ChildIndex?, _ command: Command, at tick: Tick) {
        guard isThere(source), let child else {
            return ask(isThere(source) ? owner(of: source) : 0, command, at: tick)
        }
        guard isHere(child) else { return answer(.noSuchChild, to: command, at: tick) }
        let (before, after) = (owner(of: source), shard(of: child))
        guard before != after else { return ask(after, command, at: tick) }
        let isSomebodys = atRest(before) { $0.evaluator.child(of: source) != nil }
        if isSomebodys { ask(before, Command(command.number, .bind(source, nil)), at: tick) }
        let moving = atRest(before) { $0.evaluator.handOver(source) }
        atRest(after) { shard in
            shard.evaluator.takeOver(source, moving, of: isSomebodys ? shard.share.local(child) : nil)
        }
        setOwner(of: source, to: after)
        if !isSomebodys { ask(after, command, at: tick) }
        // An alarm of the child before may wait for a trouble of this device.
        waitsForOthers = true
    }
}

extension EvaluatorShard {
    fileprivate mutating func step(_ input: Input) {
        log.beginAlone()
        evaluator.step(input, into: &log)
    }

    fileprivate func local(_ arrival: Arrival) -> Arrival {
        var arrival = arrival
        arrival.child = arrival.child.map(share.local)
        return arrival
    }
}
