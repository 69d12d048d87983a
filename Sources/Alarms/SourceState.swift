import Vitals

/// What the stream knows of one source: the counts of its readings, and whether its device works.
struct SourceState {
    /// Whose device it is; `nil`: nobody's, or a folder whose rows name the child.
    var child: ChildIndex?
    let isSpot: Bool
    var ledger = ReadingLedger()
    var isGone = false
    /// Another evaluator of the ward has the device: here it is only counted among those that are gone.
    var isElsewhere = false
    private var isUnreadable = false
    /// Readings of nobody have come since the last tick.
    var hasUnassigned = false
    /// The troubles of this device that keep a new alarm of the child from being told: those that are told themselves.
    var suppressors: SuppressorSet = []

    /// Samples of the probe come with the device's frames, those of its clock with its stamps, the others with the ticks.
    private var probeClock = SampleClock()
    private var stampClock = SampleClock()
    /// How far the device's own clock runs ahead of the hub's, as last told; `nil`: it has none, or none was read.
    private var clockAhead: Duration?
    private var signal = SignalWindow()
    private var conditions: ConditionShelf
    /// The places of the episodes that wait for something.
    private var waiting: UInt8 = 0

    /// Whether an episode waits for something.
    @inline(__always) var waits: Bool { waiting != 0 }

    /// What a source is told of what stands around it, for one step.
    struct Surroundings {
        var index: SourceIndex
        var standing: EquipmentStanding
        /// Many devices are gone at once, and that is told.
        var isGroupTold: Bool
        /// How the windows of what comes with the ticks move, and which seconds had one.
        var tickStep: SampleClock.Step
        var tickSeconds: SecondWindow
        var command: CommandNumber?
    }

    init(_ source: Source, rules: RuleTable) {
        child = source.child
        conditions = ConditionShelf(keepsAll: rules.isThorough)
        isSpot = source.mode == .spot
    }

    mutating func note(_ event: SourceEvent) {
        switch event {
        case .attached: isGone = false
        case .gone:
            isGone = true
            signal.forget()
        case .unreadable: isUnreadable = true
        case .readable: isUnreadable = false
        }
    }

    mutating func noteClock(ahead: Duration) { clockAhead = ahead }

    /// What the newest frame says of the probe, of the signal and of the device's clock.
    mutating func observeFrame(
        _ readings: ReadingSet, at tick: Tick, _ around: Surroundings, rules: RuleTable,
        into sink: inout some RecordSink & ~Copyable
    ) {
        let isOff = readings.given.isEmpty && readings.signal == .probeOff
        signal.note(
            isValid: !readings.given.isEmpty, isProbeOff: isOff, at: tick.monotonic, rules: rules)
        let step = probeClock.accept(at: tick.monotonic, rules: rules)
        observe(
            .probeOff, Sample(isOff), step: step, valid: probeClock.valid, at: tick, around, rules: rules, into: &sink)
        observeFlags(
            readings, isSingle: readings.quality.contains(.spot), step: step, at: tick, around, rules: rules,
            into: &sink)
        guard let measuredAt = readings.measuredAt else { return }
        let ahead = measuredAt.since(tick.wall)
        let stampStep = stampClock.accept(at: tick.monotonic, rules: rules)
        let isAhead = ahead > rules.futureTolerance
        observe(
            .deviceClock, Sample(isAhead, value: ahead.inSeconds), step: stampStep, valid: stampClock.valid, at: tick,
            around, rules: rules, into: &sink)
    }

    /// What a single measurement says of the device that made it. It need not say so for a minute.
    mutating func observeMeasurement(
        _ readings: ReadingSet, at tick: Tick, _ around: Surroundings, rules: RuleTable,
        into sink: inout some RecordSink & ~Copyable
    ) {
        let step = probeClock.accept(at: tick.monotonic, rules: rules)
        observeFlags(readings, isSingle: true, step: step, at: tick, around, rules: rules, into: &sink)
    }

    /// The battery and the sensor, as the device itself tells of them. Neither keeps an alarm of the child from being told.
    private mutating func observeFlags(
        _ readings: ReadingSet, isSingle: Bool, step: SampleClock.Step, at tick: Tick, _ around: Surroundings,
        rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        var battery = Sample(readings.quality.contains(.lowBattery))
        var sensor = Sample(readings.given.isEmpty && readings.signal == .sensorFault)
        battery.isDecisive = isSingle
        sensor.isDecisive = isSingle
        let valid = probeClock.valid
        observe(.lowBattery, battery, step: step, valid: valid, at: tick, around, rules: rules, into: &sink)
        observe(.sensorFault, sensor, step: step, valid: valid, at: tick, around, rules: rules, into: &sink)
    }

    /// Whether a frame with a reading, without a stamp and without a word on the battery changes nothing but what is newest.
    @inline(__always)
    func isCalm(at instant: MonotonicInstant, rules: RuleTable) -> Bool {
        !isSpot && conditions.unsettled & Self.frameBits == 0 && probeClock.isFollowed(at: instant, rules.spans)
    }

    /// What `observeFrame` comes to then.
    @inline(__always)
    mutating func takeCalmly(at instant: MonotonicInstant, rules: RuleTable) {
        let second = instant.second
        signal.noteValid(second: second, rules: rules)
        probeClock.follow(at: instant, second: second, rules.spans)
    }

    /// The same, with the account of a set of which everything is accepted.
    @inline(__always)
    mutating func takeCalmly(at instant: MonotonicInstant, valueCount: Int, rules: RuleTable) {
        takeCalmly(at: instant, rules: rules)
        ledger.noteAccepted(valueCount)
    }

    /// Whether its newest frame is of this instant.
    @inline(__always)
    func isNewest(at instant: MonotonicInstant) -> Bool { probeClock.latestAt == instant }

    /// Takes readings that waited with its child: what `takeCalmly` of each comes to.
    mutating func take(_ waiting: WaitingReadings, rules: RuleTable) {
        signal.noteValid(seconds: waiting.seconds, upTo: waiting.at.second, rules: rules)
        probeClock.follow(seconds: waiting.seconds, to: waiting.at)
        ledger.noteAccepted(Int(waiting.setCount) * waiting.newest.given.count)
    }

    /// When a tick is next to look at this source, if nothing happens before.
    ///
    /// What is wrong now is looked at also where its condition has settled: a stamp that was right may have broken its onset
    /// off, and the next tick begins it anew.
    mutating func nextLook(after tick: Tick, rules: RuleTable) -> MonotonicInstant {
        guard !isGone, !isUnreadable, !hasUnassigned, !isClockWrong(rules), conditions.unsettled & Self.tickBits == 0
        else { return tick.monotonic }
        let isSettled = conditions.unsettled & Self.signalBit == 0
        let judgement = signal.nextJudgement(below: isSettled ? rules.poorSignalBelow : nil)
        // A device that has just come back may have said nothing yet, and begins to count with a frame that nobody looks at.
        let bucket = Duration.seconds(SignalWindow.bucketSeconds)
        var next = isSpot ? MonotonicInstant(microseconds: .max) : judgement ?? tick.monotonic.advanced(by: bucket)
        for place in PlaceWalk(UInt32(waiting)) {
            guard let life = conditions.look(place, { $0.episode.life }) else { continue }
            next = min(next, life.nextLook(at: tick))
            // That its data has gone is said once.
            guard life.isOpen, !life.isUnknown, let latest = probeClock.latestAt else { continue }
            next = min(next, MonotonicInstant(microseconds: latest.microseconds &+ rules.spans.currency))
        }
        return next
    }

    /// What time alone brings. That the device is gone comes first: it speaks for the others.
    mutating func pass(
        to tick: Tick, _ around: Surroundings, rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        let (step, valid) = (around.tickStep, around.tickSeconds)
        if conditions.unsettled == 0, !isGone, !isUnreadable, !hasUnassigned, !isClockWrong(rules), !rules.isThorough {
            // Nothing is wrong and nothing is remembered: only the signal is looked at now and then.
            return judgeSignal(step: step, valid: valid, at: tick, around, rules: rules, into: &sink)
        }
        observe(.deviceGone, Sample(isGone), step: step, valid: valid, at: tick, around, rules: rules, into: &sink)
        observe(
            .deviceUnreadable, Sample(isUnreadable), step: step, valid: valid, at: tick, around, rules: rules,
            into: &sink)
        observe(
            .unassignedReadings, Sample(hasUnassigned), step: step, valid: valid, at: tick, around, rules: rules,
            into: &sink)
        hasUnassigned = false
        judgeClock(step: step, valid: valid, at: tick, around, rules: rules, into: &sink)
        judgeSignal(step: step, valid: valid, at: tick, around, rules: rules, into: &sink)
        lose(.probeOff, since: probeClock, at: tick, around, rules: rules, into: &sink)
        lose(.poorSignal, since: probeClock, at: tick, around, rules: rules, into: &sink)
        lose(.deviceClock, since: stampClock, at: tick, around, rules: rules, into: &sink)
        // What is measured now and then says nothing in between.
        guard !isSpot else { return }
        lose(.lowBattery, since: probeClock, at: tick, around, rules: rules, into: &sink)
        lose(.sensorFault, since: probeClock, at: tick, around, rules: rules, into: &sink)
    }

    /// The ladders, the expiries and what suppresses, for the episodes that wait for any of these.
    mutating func passEpisodes(
        to tick: Tick, _ around: Surroundings, rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        var left = waiting
        while left != 0 {
            let place = left.trailingZeroBitCount
            let kind = Self.kinds[place]
            left &= left &- 1
            if conditions[place].episode.life.isSuppressed {
                let now = suppressors(of: kind, around, rules)
                if let event = happens(place, { $0.suppress(by: now, at: tick, rules: rules) }) {
                    tell(event, kind, at: tick, around, rules: rules, into: &sink)
                }
            }
            guard conditions[place].episode.life.isDue(at: tick) else { continue }
            while let event = happens(place, { $0.pass(to: tick, rules: rules) }) {
                tell(event, kind, at: tick, around, rules: rules, into: &sink)
            }
        }
    }

    /// A trouble of this device keeps an alarm of the child from being told: it is told to the team itself, and as
    /// urgently. What suppresses must never be quieter than what it suppresses.
    mutating func speakFor(
        _ priority: Priority, at tick: Tick, _ around: Surroundings, rules: RuleTable,
        into sink: inout some RecordSink & ~Copyable
    ) {
        for (place, kind) in Self.kinds.enumerated() where suppressors.contains(Self.suppressor(at: place)) {
            guard !Self.suppressor(at: place).isEmpty,
                let event = happens(place, { $0.raise(to: priority, at: tick, rules: rules) })
            else { continue }
            tell(event, kind, at: tick, around, rules: rules, into: &sink)
        }
    }

    /// Goes to another child, or to nobody: its open episodes end, and it begins anew.
    mutating func bind(
        to child: ChildIndex?, _ resolution: Resolution, at tick: Tick, _ around: Surroundings, rules: RuleTable,
        into sink: inout some RecordSink & ~Copyable
    ) {
        for (place, kind) in Self.kinds.enumerated() {
            let answer = conditions[place].episode.answer { $0.close(resolution) }
            conditions[place].forgetOnset()
            if case .event(let event) = answer { tell(event, kind, at: tick, around, rules: rules, into: &sink) }
        }
        probeClock = SampleClock()
        stampClock = SampleClock()
        signal.forget()
        self.child = child
    }

    /// What a person does to one of its episodes.
    mutating func take(
        _ act: EpisodeAct, _ reference: EpisodeReference, at tick: Tick, start: Tick, _ around: Surroundings,
        rules: RuleTable,
        into sink: inout some RecordSink & ~Copyable
    ) -> CommandOutcome.Result {
        guard let place = Self.place(reference.condition) else { return .noSuchEpisode }
        switch conditions[place].episode.match(reference, start: start) {
        case .unknown: return .noSuchEpisode
        case .earlier: return act.resultForEarlier
        case .this: break
        }
        let answer = conditions[place].episode.take(act, at: tick, rules: rules)
        if case .event(let event) = answer {
            if act.isEnd { conditions[place].forgetOnset() }
            tell(event, reference.condition, at: tick, around, rules: rules, into: &sink)
        }
        return answer.result
    }

    /// Takes up an episode where its last transition left it.
    mutating func restore(_ transition: AlarmTransition, at tick: Tick, rules: RuleTable) {
        guard let place = Self.place(transition.condition) else { return }
        conditions[place].restore(transition, at: tick, rules: rules)
        noteWaiting(place)
    }

    // MARK: Judging

    /// A thing that is so or is not.
    private struct Sample {
        var breaches: Bool
        var isInside: Bool
        var value: Double
        var isDecisive = false

        init(_ breaches: Bool, value: Double? = nil) {
            self.breaches = breaches
            isInside = !breaches
            self.value = value ?? (breaches ? 1 : 0)
        }
    }

    /// The clock of a live device. A device that is gone is not waited for: its clock is what it was.
    private mutating func judgeClock(
        step: SampleClock.Step, valid: SecondWindow, at tick: Tick, _ around: Surroundings, rules: RuleTable,
        into sink: inout some RecordSink & ~Copyable
    ) {
        guard let clockAhead else { return }
        observe(
            .deviceClock, Sample(isClockWrong(rules), value: clockAhead.inSeconds), step: step, valid: valid, at: tick,
            around, rules: rules, into: &sink)
    }

    private func isClockWrong(_ rules: RuleTable) -> Bool {
        guard let clockAhead else { return false }
        return clockAhead > rules.deviceClockTolerance || clockAhead < .zero - rules.deviceClockTolerance
    }

    private mutating func judgeSignal(
        step: SampleClock.Step, valid: SecondWindow, at tick: Tick, _ around: Surroundings, rules: RuleTable,
        into sink: inout some RecordSink & ~Copyable
    ) {
        guard !isSpot, !isGone,
            let share = signal.judge(at: tick.monotonic, currency: rules.spans.currency)
        else { return }
        var sample = Sample(share.whole < rules.poorSignalBelow, value: share.whole * 100)
        sample.isInside = share.recent >= rules.poorSignalEndsFrom
        if sample.isInside { sample.breaches = false }
        sample.isDecisive = true
        observe(.poorSignal, sample, step: step, valid: valid, at: tick, around, rules: rules, into: &sink)
    }

    private mutating func observe(
        _ kind: ConditionKind, _ sample: Sample, step: SampleClock.Step, valid: SecondWindow, at tick: Tick,
        _ around: Surroundings, rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        guard let place = Self.place(kind) else { return }
        if !sample.breaches, conditions.isSettled(place), !rules.isThorough { return }
        let rule = rules[kind]
        let seen = ConditionState.Sample(
            at: tick.monotonic, step: step, value: sample.value, breach: sample.breaches ? .mild : nil,
            isInsideMild: sample.isInside, isInsideSevere: sample.isInside, isDecisive: sample.isDecisive, side: .high)
        let found = conditions.change(place) { $0.observe(seen, valid: valid, rule: rule, rules: rules) }
        guard let change = found else { return }
        if change == .opens, let event = happens(place, { $0.giveWay() }) {
            tell(event, kind, at: tick, around, rules: rules, into: &sink)
        }
        let suppressedBy = change == .opens ? suppressors(of: kind, around, rules) : []
        let told = conditions.change(place) {
            $0.settle(change, kind, rule: rule, suppressedBy: suppressedBy, at: tick, rules: rules)
        }
        guard let event = told else { return }
        tell(event, kind, valid: valid, value: sample.value, at: tick, around, rules: rules, into: &sink)
    }

    @inline(__always)
    private mutating func happens(_ place: Int, _ deed: (inout EpisodeLife) -> AlarmEvent?) -> AlarmEvent? {
        conditions.change(place) { $0.episode.happens(deed) }
    }

    private mutating func lose(
        _ kind: ConditionKind, since clock: SampleClock, at tick: Tick, _ around: Surroundings, rules: RuleTable,
        into sink: inout some RecordSink & ~Copyable
    ) {
        guard let place = Self.place(kind), waiting >> UInt8(place) & 1 == 1, let latest = clock.latestAt,
            tick.monotonic.microseconds &- latest.microseconds > rules.spans.currency,
            let event = happens(place, { $0.loseData() })
        else { return }
        tell(event, kind, valid: clock.valid, at: tick, around, rules: rules, into: &sink)
    }

    /// What keeps an alarm of this device from being told now.
    private func suppressors(of kind: ConditionKind, _ around: Surroundings, _ rules: RuleTable) -> SuppressorSet {
        let priority = rules[kind].stage(.mild)?.priority ?? .technical
        var suppressors = around.standing.suppressors(of: kind, priority)
        switch kind {
        case .probeOff, .poorSignal, .lowBattery, .sensorFault:
            if conditions.isOpen(Self.gonePlace) { suppressors.insert(.deviceGone) }
        case .deviceGone:
            if around.isGroupTold { suppressors.insert(.manyDevicesGone) }
        default: break
        }
        return suppressors
    }

    private mutating func tell(
        _ event: AlarmEvent, _ kind: ConditionKind, valid: SecondWindow = SecondWindow(), value: Double? = nil,
        at tick: Tick, _ around: Surroundings, rules: RuleTable, into sink: inout some RecordSink & ~Copyable
    ) {
        guard let place = Self.place(kind) else { return }
        var transition = conditions[place].transition(
            event, kind, .source(around.index, child), rule: rules[kind], valid: valid, at: tick,
            rules: rules, staysOnHub: around.standing.keepsOnHub(conditions[place].episode.life.priority))
        switch kind {
        case .poorSignal:
            transition.latestValue = value
            transition.threshold = rules.poorSignalBelow * 100
        case .deviceClock:
            transition.latestValue = value ?? clockAhead?.inSeconds
            transition.threshold = (clockAhead == nil ? rules.futureTolerance : rules.deviceClockTolerance).inSeconds
        default:
            // The predicate is true or false: there is no value to show.
            transition.worstValue = nil
        }
        transition.command = around.command
        noteWaiting(place)
        sink.append(transition)
    }

    private mutating func noteWaiting(_ place: Int) {
        let bit: UInt8 = 1 << UInt8(place)
        waiting = conditions[place].episode.life.waits ? waiting | bit : waiting & ~bit
        let suppressor = Self.suppressor(at: place)
        if conditions[place].episode.isTold { suppressors.insert(suppressor) } else { suppressors.remove(suppressor) }
    }
}
