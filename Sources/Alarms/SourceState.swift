import Vitals

/// What the stream knows of one source: the counts of its readings, and whether its device works.
struct SourceState: BitwiseCopyable {
    let child: ChildIndex?
    let isSpot: Bool
    var ledger = ReadingLedger()
    var isGone = false
    var isUnreadable = false
    /// Readings of nobody have come since the last tick.
    var hasUnassigned = false

    /// Samples of the probe come with the device's frames, the others with the ticks.
    var probeClock = SampleClock()
    var tickClock = SampleClock()
    private var conditions = InlineArray<4, ConditionState>(repeating: ConditionState())

    init(_ source: Source) {
        child = source.child
        isSpot = source.mode == .spot
    }

    subscript(condition kind: ConditionKind) -> ConditionState {
        get { conditions[Self.slot(kind)] }
        _modify { yield &conditions[Self.slot(kind)] }
    }

    mutating func note(_ event: SourceEvent) {
        switch event {
        case .attached: isGone = false
        case .gone: isGone = true
        case .unreadable: isUnreadable = true
        case .readable: isUnreadable = false
        }
    }

    /// What the newest frame says of the probe.
    mutating func observeProbe(
        _ readings: ReadingSet, at tick: Tick, source: SourceIndex, rules: RuleTable,
        into sink: inout some RecordSink & ~Copyable
    ) {
        let step = probeClock.accept(at: tick.monotonic, rules: rules)
        let isOff = readings.given.isEmpty && readings.signal == .probeOff
        observe(
            .probeOff, isBreaching: isOff, step: step, valid: probeClock.valid, at: tick, source: source, rules: rules,
            into: &sink)
    }

    /// What time alone brings.
    mutating func pass(
        to tick: Tick, source: SourceIndex, rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        let step = tickClock.accept(at: tick.monotonic, rules: rules)
        let valid = tickClock.valid
        observe(
            .deviceGone, isBreaching: isGone, step: step, valid: valid, at: tick, source: source, rules: rules,
            into: &sink)
        observe(
            .deviceUnreadable, isBreaching: isUnreadable, step: step, valid: valid, at: tick, source: source,
            rules: rules, into: &sink)
        observe(
            .unassignedReadings, isBreaching: hasUnassigned, step: step, valid: valid, at: tick, source: source,
            rules: rules, into: &sink)
        hasUnassigned = false
        guard let latest = probeClock.latestAt, tick.monotonic.since(latest) > rules.currency,
            let event = self[condition: .probeOff].loseData()
        else { return }
        emit(event, .probeOff, valid: probeClock.valid, at: tick, source: source, rules: rules, into: &sink)
    }

    private mutating func observe(
        _ kind: ConditionKind, isBreaching: Bool, step: SampleClock.Step, valid: SecondWindow, at tick: Tick,
        source: SourceIndex, rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        let sample = ConditionState.Sample(
            at: tick.monotonic, step: step, value: isBreaching ? 1 : 0, breach: isBreaching ? .mild : nil,
            isInsideMild: !isBreaching, isInsideSevere: !isBreaching, isDecisive: false, side: .high)
        guard let event = self[condition: kind].observe(sample, valid: valid, rule: rules[kind], rules: rules) else {
            return
        }
        emit(event, kind, valid: valid, at: tick, source: source, rules: rules, into: &sink)
    }

    private mutating func emit(
        _ event: AlarmEvent, _ kind: ConditionKind, valid: SecondWindow, at tick: Tick, source: SourceIndex,
        rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        var transition = self[condition: kind].transition(
            event, kind, .source(source, child), rule: rules[kind], valid: valid, at: tick)
        // The predicate is true or false: there is no value to show.
        transition.worstValue = nil
        sink.append(transition)
    }

    private static func slot(_ kind: ConditionKind) -> Int {
        switch kind {
        case .probeOff: 0
        case .deviceGone: 1
        case .deviceUnreadable: 2
        case .unassignedReadings: 3
        default: preconditionFailure("only the equipment's conditions belong to a source")
        }
    }
}

/// The account of a source's readings: received = accepted + retrospective + implausible + unassigned, always.
///
/// One reading is one value of one vital sign. Sets without a value and refused rows are counted beside them.
public struct ReadingLedger: Sendable, BitwiseCopyable, Hashable {
    public private(set) var received: UInt64 = 0
    public private(set) var accepted: UInt64 = 0
    public private(set) var retrospective: UInt64 = 0
    public private(set) var implausible: UInt64 = 0
    public private(set) var unassigned: UInt64 = 0
    /// Frames and rows that carried no value: probe off, searching.
    public private(set) var valuelessSets: UInt64 = 0
    public private(set) var refusedRows: UInt64 = 0

    public init() {}

    /// Whether every reading received is accounted for.
    public var isBalanced: Bool { received == accepted &+ retrospective &+ implausible &+ unassigned }

    mutating func note(_ record: ReadingRecord) {
        let given = UInt64(record.readings.given.count)
        let refused = UInt64(record.implausible.count)
        received &+= given
        switch record.disposition {
        case .accepted:
            accepted &+= given &- refused
            implausible &+= refused
        case .retrospective:
            retrospective &+= given &- refused
            implausible &+= refused
        case .unassigned: unassigned &+= given
        case .valueless: valuelessSets &+= 1
        case .refusedRow: refusedRows &+= 1
        }
    }
}
