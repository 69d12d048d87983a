import Charts
import Vitals

/// The daemon's whole judgement: a pure fold from `Input` to records. Same inputs, same rules, same build: the same
/// records, at any speed, on any machine.
///
/// It asks no clock and does no I/O. Its state is dense arrays indexed by child and by source; a step allocates nothing.
public struct StreamEvaluator: ~Copyable {
    private let plan: WardPlan
    private let chart: ScoreTable
    private let rules: RuleTable
    private var children: ContiguousArray<ChildState>
    private var sources: ContiguousArray<SourceState>
    private var hub = HubState()
    /// The newest tick: how the wall clock stands against the monotonic one.
    private var tick: Tick
    private let start: Tick

    /// - Precondition: the plan is within `Limits` and its sources name children it has; `Configuration` checks both.
    public init(plan: WardPlan, chart: Chart, rules: AlarmRules, start: Tick) {
        precondition(plan.admissions.count <= Limits.admissions, "the ward has more admissions than Limits.admissions")
        precondition(plan.sources.count <= Limits.sources, "the ward has more sources than Limits.sources")
        self.plan = plan
        self.chart = ScoreTable(chart)
        let rules = RuleTable(rules)
        self.rules = rules
        self.start = start
        tick = start
        children = []
        for (index, admission) in plan.admissions.enumerated() {
            children.append(ChildState(admission, index: ChildIndex(UInt32(index)), rules: rules, start: start))
        }
        sources = ContiguousArray(plan.sources.map { SourceState($0) })
        for index in children.indices { refreshPlan(ofChildAt: index) }
    }

    /// The account of one source's readings.
    public func ledger(of source: SourceIndex) -> ReadingLedger { sources[Int(source.rawValue)].ledger }

    /// Takes one input and appends what follows from it.
    public mutating func step(_ input: Input, into sink: inout some RecordSink & ~Copyable) {
        switch input {
        case .readings(let readings, let arrival):
            take(readings, arrival, into: &sink)
        case .unassigned(let readings, let arrival):
            takeUnassigned(readings, arrival, into: &sink)
        case .rowRefused(let arrival):
            record(ReadingSet(signal: .noValue), arrival, .refusedRow, into: &sink)
        case .source(let source, let event, _):
            sources[Int(source.rawValue)].note(event)
        case .lost(let count, _):
            hub.noteLoss(count)
        case .command(let command, let tick):
            sink.append(CommandOutcome(command.number, at: tick, .notAllowed))
        case .restoreObservations: break
        case .tick(let tick):
            pass(to: tick, into: &sink)
        case .restoreEpisode(let transition):
            restore(transition)
        case .restoreLiveness(let child, let wall):
            children[Int(child.rawValue)].silence.restore(lastTimely: min(tick.monotonic(at: wall), tick.monotonic))
        }
    }

    private mutating func take(
        _ readings: ReadingSet, _ arrival: Arrival, into sink: inout some RecordSink & ~Copyable
    ) {
        let source = Int(arrival.source.rawValue)
        guard let child = arrival.child ?? sources[source].child else {
            takeUnassigned(readings, arrival, into: &sink)
            return
        }
        let arrived = Tick(monotonic: arrival.at, wall: tick.wall(at: arrival.at))
        if !sources[source].isSpot {
            sources[source].observeProbe(readings, at: arrived, source: arrival.source, rules: rules, into: &sink)
        }
        guard !readings.given.isEmpty else {
            record(readings, arrival, .valueless, child: child, into: &sink)
            return
        }
        let index = Int(child.rawValue)
        let set = AdmittedSet(
            readings, arrived: arrived, isSpot: sources[source].isSpot || readings.quality.contains(.spot),
            lateLimit: children[index].lateLimit, rules: rules)
        if !set.isRetrospective {
            children[index].judge(set, chart: chart, rules: rules, mayStartSilence: mayStartSilence, into: &sink)
        }
        let disposition: ReadingRecord.Disposition = set.isRetrospective ? .retrospective : .accepted
        record(readings, arrival, disposition, child: child, implausible: set.implausible, into: &sink)
    }

    private mutating func takeUnassigned(
        _ readings: ReadingSet, _ arrival: Arrival, into sink: inout some RecordSink & ~Copyable
    ) {
        sources[Int(arrival.source.rawValue)].hasUnassigned = true
        record(readings, arrival, .unassigned, into: &sink)
    }

    /// Every set of readings and every row leaves exactly one record, after the transitions it caused.
    private mutating func record(
        _ readings: ReadingSet, _ arrival: Arrival, _ disposition: ReadingRecord.Disposition, child: ChildIndex? = nil,
        implausible: VitalSignSet = [], into sink: inout some RecordSink & ~Copyable
    ) {
        let record = ReadingRecord(
            readings: readings, arrival: arrival, arrivedWall: tick.wall(at: arrival.at), child: child,
            disposition: disposition, implausible: implausible)
        sources[Int(arrival.source.rawValue)].ledger.note(record)
        sink.append(record)
    }

    /// Time passes: sources first, then children, then the hub.
    private mutating func pass(to tick: Tick, into sink: inout some RecordSink & ~Copyable) {
        // Days begin and limits end on whole minutes; the calendar is not worked out for each tick between.
        let isNewMinute = tick.wall.microseconds / 60_000_000 != self.tick.wall.microseconds / 60_000_000
        self.tick = tick
        if isNewMinute { for index in children.indices { refreshPlan(ofChildAt: index) } }
        for index in sources.indices {
            sources[index].pass(to: tick, source: SourceIndex(UInt16(index)), rules: rules, into: &sink)
        }
        for index in children.indices {
            children[index].pass(
                to: tick, start: start, chart: chart, rules: rules, mayStartSilence: mayStartSilence, into: &sink)
        }
        hub.pass(to: tick, rules: rules, into: &sink)
    }

    /// Devices get a moment to attach after a start, so that a restart is not a false silence.
    private var mayStartSilence: Bool { tick.monotonic.since(start.monotonic) >= rules.startGrace }

    private mutating func refreshPlan(ofChildAt index: Int) {
        children[index].setAge(on: LondonTime.date(at: tick.wall), chart: chart, rules: rules)
        children[index].setLimits(plan.admissions[index].limits, at: tick.wall)
    }

    private mutating func restore(_ transition: AlarmTransition) {
        switch (transition.subject, transition.condition) {
        case (.child(let child), .silence):
            children[Int(child.rawValue)].silence.restore(transition)
        case (.child(let child), let kind) where kind.alarmClass == .physiological:
            children[Int(child.rawValue)][condition: kind].restore(transition)
        case (.source(let source, _), .probeOff), (.source(let source, _), .deviceGone),
            (.source(let source, _), .deviceUnreadable), (.source(let source, _), .unassignedReadings):
            sources[Int(source.rawValue)][condition: transition.condition].restore(transition)
        case (.hub, .inputLost):
            hub.inputLost.restore(transition)
        default: break
        }
    }
}
