import Charts
import Vitals

/// The daemon's whole judgement: a pure fold from `Input` to records. Same inputs, same rules, same build: the same
/// records, at any speed, on any machine.
///
/// It asks no clock and does no I/O. Its state is dense arrays indexed by child and by source; a step allocates nothing,
/// but for the admission of a child.
public struct StreamEvaluator: ~Copyable, Sendable {
    let chart: ScoreTable
    let rules: RuleTable
    var children: ContiguousArray<ChildState>
    var sources: ContiguousArray<SourceState>
    /// What each child's next reading may be, and those that wait there.
    var corridors: ContiguousArray<Corridor> = []
    /// One was drawn since all were left.
    var hasCorridors = false
    var hub = HubState()
    /// When a tick next has to look at each child and at each source.
    var childLooks = LookTable()
    var sourceLooks: LookTable
    /// Whom the tick in hand looks at. There is room for all, so that a tick makes none.
    private var dueChildren: ContiguousArray<Int32> = []
    private var dueSources: ContiguousArray<Int32> = []
    /// The day in London that every child's age was last looked at for; `nil`: somebody is new.
    var ageDay: CivilDate?
    /// The children clinicians ever set a limit for: those whose limits may end.
    private var limitedChildren: ContiguousArray<Int> = []
    /// The newest tick: how the wall clock stands against the monotonic one.
    private(set) var tick: Tick
    let start: Tick
    /// Where entered observations come from; `nil` on a ward without.
    let enteredSource: SourceIndex?
    /// What stands around the child of a source that is here for one row (`StreamEvaluator+Share`).
    var lentStanding: EquipmentStanding = []

    /// - Precondition: the plan is within `Limits` and its sources name children it has; `Configuration` checks both.
    public init(plan: WardPlan, chart: Chart, rules: AlarmRules, start: Tick) {
        self.init(plan: plan, chart: chart, rules: rules, start: start, isThorough: false)
    }

    /// - Parameter isThorough: take every reading and every tick the long way.
    init(plan: WardPlan, chart: Chart, rules: AlarmRules, start: Tick, isThorough: Bool) {
        precondition(plan.admissions.count <= Limits.admissions, "the ward has more admissions than Limits.admissions")
        precondition(plan.sources.count <= Limits.sources, "the ward has more sources than Limits.sources")
        let chart = ScoreTable(chart)
        let rules = RuleTable(rules, chart: chart, isThorough: isThorough)
        self.chart = chart
        self.rules = rules
        self.start = start
        enteredSource = plan.sources.lastIndex(of: .entered).map { SourceIndex(UInt16($0)) }
        tick = start
        children = []
        sources = ContiguousArray(plan.sources.map { SourceState($0, rules: rules) })
        sourceLooks = LookTable(count: plan.sources.count)
        dueSources.reserveCapacity(plan.sources.count)
        children.reserveCapacity(plan.admissions.count)
        corridors.reserveCapacity(plan.admissions.count)
        for admission in plan.admissions {
            admit(ChildPlan(admission), at: start)
            for limit in admission.limits {
                _ = setLimit(
                    LimitPlan(limit), on: limit.sign, limit.side, ofChildAt: children.count - 1, at: start.wall)
            }
        }
    }

    /// The account of one source's readings.
    public func ledger(of source: SourceIndex) -> ReadingLedger {
        var ledger = sources[Int(source.rawValue)].ledger
        if let child = sources[Int(source.rawValue)].child, isKnown(child) {
            let corridor = corridors[Int(child.rawValue)]
            if corridor.source == source { ledger.noteAccepted(corridor.waitingValueCount) }
        }
        return ledger
    }

    /// When the next silence begins or becomes urgent, if nothing is heard until then and it is within `span` of the newest
    /// tick: for whoever makes the ticks, so that one comes at that instant.
    public mutating func nextSilence(within span: Duration) -> MonotonicInstant? {
        let horizon = tick.monotonic.advanced(by: span)
        var next: MonotonicInstant?
        // A child looked at later is not silent before.
        var place = 0
        while let index = childLooks.firstDue(by: horizon, from: place) {
            place = index + 1
            if children[index].isDischarged { continue }
            settle(childAt: index)
            guard let deadline = children[index].silenceDeadline(rules), deadline > tick.monotonic else { continue }
            if deadline <= next ?? horizon { next = deadline }
        }
        return next
    }

    /// Takes one input and appends what follows from it.
    public mutating func step(_ input: Input, into sink: inout some RecordSink & ~Copyable) {
        switch input {
        case .readings(let readings, let arrival):
            step(readings, arrival, into: &sink)
        case .unassigned(let readings, let arrival):
            takeUnassigned(readings, arrival, into: &sink)
        case .rowRefused(let arrival):
            record(ReadingSet(signal: .noValue), arrival, .refusedRow, into: &sink)
        case .source(let source, let event, _):
            leaveCorridor(ofSourceAt: Int(source.rawValue))
            note(event, of: Int(source.rawValue))
        case .deviceClock(let source, let ahead, _):
            leaveCorridor(ofSourceAt: Int(source.rawValue))
            sources[Int(source.rawValue)].noteClock(ahead: ahead)
            sourceLooks[Int(source.rawValue)] = LookTable.atOnce
        case .row(let readings, let oxygen, let arrival):
            leaveCorridors(for: arrival)
            takeRow(readings, oxygen, arrival, into: &sink)
        case .lost(let count, _):
            hub.noteLoss(count)
        case .hub(let sign, _):
            hub.note(sign)
        case .command(let command, let tick):
            lookAtAll()
            sink.append(CommandOutcome(command.number, at: tick, answer(command, at: tick, into: &sink)))
        case .tick(let tick):
            pass(to: tick, into: &sink)
        case .restoreEpisode, .restoreObservations, .restoreCarer, .restoreBirthday, .restoreLiveness:
            leaveAllCorridors()
            restore(input)
        }
    }

    /// Takes readings, as `step(.readings(…), …)` does. An `Input` is as large as its largest case; what comes most often need
    /// not travel in one.
    public mutating func step(
        _ readings: ReadingSet, _ arrival: Arrival, into sink: inout some RecordSink & ~Copyable
    ) {
        if !takeInCorridor(readings, arrival, into: &sink) { takeElsewhere(readings, arrival, into: &sink) }
    }

    /// Apart, so that the shortest way has a frame of its own.
    @inline(never)
    private mutating func takeElsewhere(
        _ readings: ReadingSet, _ arrival: Arrival, into sink: inout some RecordSink & ~Copyable
    ) {
        if takeAsWorst(readings, arrival, into: &sink) { return }
        leaveCorridors(for: arrival)
        if !takeAsLast(readings, arrival, into: &sink) { take(readings, arrival, into: &sink) }
        drawCorridor(readings, arrival)
    }

    /// What a command does may concern anybody: the next tick looks at all.
    mutating func lookAtAll() {
        childLooks.lookAtAll()
        sourceLooks.lookAtAll()
        for index in sources.indices where sources[index].isElsewhere { sourceLooks[index] = Self.never }
    }

    func isKnown(_ child: ChildIndex) -> Bool { children.indices.contains(Int(child.rawValue)) }

    /// A new child, with the next index.
    mutating func admit(_ plan: ChildPlan, at tick: Tick) {
        let index = ChildIndex(UInt32(children.count))
        children.append(ChildState(plan, index: index, rules: rules, now: tick))
        corridors.append(Corridor())
        childLooks.append()
        dueChildren.reserveCapacity(children.capacity)
        ageDay = nil
        children[children.count - 1].setAge(on: LondonTime.date(at: tick.wall), chart: chart, rules: rules)
        children[children.count - 1].applyLimits(at: tick.wall)
    }

    /// Sets or takes away a limit of a child; `false` where there can be none.
    mutating func setLimit(
        _ limit: LimitPlan?, on sign: VitalSign, _ side: Side, ofChildAt index: Int, at instant: WallInstant
    ) -> Bool {
        if !children[index].wasLimited { limitedChildren.append(index) }
        return children[index].setLimit(limit, on: sign, side, at: instant)
    }

    private mutating func note(_ event: SourceEvent, of source: Int) {
        let wasGone = sources[source].isGone
        sources[source].note(event)
        if !sources[source].isElsewhere { sourceLooks[source] = LookTable.atOnce }
        guard sources[source].isGone != wasGone else { return }
        hub.noteGone(wasGone ? -1 : 1)
    }

    // MARK: Time

    /// Time passes. What suppresses comes before what it suppresses: pauses that end, the hub, the sources, the children;
    /// then, when every condition stands, what each episode waits for.
    private mutating func pass(to tick: Tick, into sink: inout some RecordSink & ~Copyable) {
        passConditions(to: tick, into: &sink)
        passEpisodesOfChildren(to: tick, into: &sink)
    }

    /// A tick up to the episodes of the sources. What suppresses an episode of a child stands then.
    mutating func passConditions(to tick: Tick, into sink: inout some RecordSink & ~Copyable) {
        // Days begin and limits end on whole minutes; the calendar is not worked out for each tick between.
        let isNewMinute = tick.wall.microseconds / 60_000_000 != self.tick.wall.microseconds / 60_000_000
        self.tick = tick
        if isNewMinute { refreshPlans(into: &sink) }
        findDue()
        for place in dueChildren.indices { settle(childAt: Int(dueChildren[place])) }
        for place in dueSources.indices { settle(sourceAt: Int(dueSources[place])) }
        for place in dueChildren.indices {
            sink.begin(.endsOfWaits, of: dueChildren[place])
            children[Int(dueChildren[place])].endWaits(at: tick, into: &sink)
        }
        sink.begin(.hub, of: 0)
        hub.pass(to: tick, rules: rules, into: &sink)
        for place in dueSources.indices {
            let index = Int(dueSources[place])
            sink.begin(.sources, of: dueSources[place])
            sources[index].pass(to: tick, surroundings(of: index), rules: rules, into: &sink)
        }
        let mayStartSilence = mayStartSilence
        for place in dueChildren.indices {
            let index = Int(dueChildren[place])
            guard !children[index].isDischarged else { continue }
            sink.begin(.children, of: dueChildren[place])
            children[index].passCarerQuestion(to: tick, rules: rules, into: &sink)
            children[index].pass(
                to: tick, start: start, chart: chart, rules: rules, mayStartSilence: mayStartSilence, into: &sink)
        }
        for place in dueSources.indices {
            let index = Int(dueSources[place])
            if sources[index].waits {
                sink.begin(.episodesOfSources, of: dueSources[place])
                sources[index].passEpisodes(to: tick, surroundings(of: index), rules: rules, into: &sink)
            }
            sourceLooks[index] = sources[index].nextLook(after: tick, rules: rules)
        }
    }

    /// The rest of the tick.
    mutating func passEpisodesOfChildren(to tick: Tick, into sink: inout some RecordSink & ~Copyable) {
        for place in dueChildren.indices {
            let index = Int(dueChildren[place])
            if children[index].waiting != 0 {
                sink.begin(.episodesOfChildren, of: dueChildren[place])
                children[index].passEpisodes(to: tick, sources: sources, chart: chart, rules: rules, into: &sink)
            }
            let look = children[index].nextLook(after: tick, followed: corridors[index].signs, rules: rules)
            childLooks[index] = look.at
            corridors[index].note(look)
            keepCorridor(ofChildAt: index)
        }
        sink.begin(.episodesOfHub, of: 0)
        hub.passEpisodes(to: tick, rules: rules, into: &sink)
    }

    /// One look through the instants of everybody: what comes after goes to those it is due for, in their order.
    private mutating func findDue() {
        dueChildren.removeAll(keepingCapacity: true)
        dueSources.removeAll(keepingCapacity: true)
        let now = rules.isThorough ? MonotonicInstant(microseconds: .max) : tick.monotonic
        childLooks.takeDue(by: now, into: &dueChildren)
        putOffLooks(at: now)
        sourceLooks.takeDue(by: now, into: &dueSources)
    }

    /// A look whose time has come for a child that is heard is put off by what was heard, without a look at the child.
    private mutating func putOffLooks(at now: MonotonicInstant) {
        var kept = 0
        for place in dueChildren.indices {
            let index = Int(dueChildren[place])
            if let later = corridors[index].putsOff(childLooks[index], at: now) {
                childLooks[index] = later
            } else {
                dueChildren[kept] = dueChildren[place]
                kept += 1
            }
        }
        if kept < dueChildren.count { dueChildren.removeLast(dueChildren.count - kept) }
    }

    /// Devices get a moment to attach after a start, so that a restart is not a false silence.
    var mayStartSilence: Bool { tick.monotonic.microseconds &- start.monotonic.microseconds >= rules.spans.startGrace }

    /// What stands around a source: its child's pause, quiet and silence, and the hub's word about many devices.
    func surroundings(of source: Int, command: CommandNumber? = nil) -> SourceState.Surroundings {
        let standing =
            sources[source].child.map { isKnown($0) ? children[Int($0.rawValue)].standing : lentStanding } ?? []
        return SourceState.Surroundings(
            index: SourceIndex(UInt16(source)), standing: standing, isGroupTold: hub.isGroupTold,
            tickStep: hub.step, tickSeconds: hub.clock.valid, command: command)
    }

    private mutating func refreshPlans(into sink: inout some RecordSink & ~Copyable) {
        let date = LondonTime.date(at: tick.wall)
        for index in limitedChildren where !children[index].isDischarged {
            leaveCorridor(ofChildAt: index)
            children[index].applyLimits(at: tick.wall)
        }
        guard date != ageDay else { return }
        ageDay = date
        leaveAllCorridors()
        for index in children.indices where !children[index].isDischarged {
            children[index].setAge(on: date, chart: chart, rules: rules)
            sink.begin(.birthdays, of: Int32(index))
            children[index].noteBirthday(on: date, at: tick, into: &sink)
        }
    }
}
