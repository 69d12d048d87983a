import Vitals

/// What the hub knows of itself: inputs it lost because a ring was full.
struct HubState: BitwiseCopyable {
    var lostCount: UInt64 = 0
    private var hasLost = false
    private var clock = SampleClock()
    var inputLost = ConditionState()

    mutating func noteLoss(_ count: UInt64) {
        lostCount &+= count
        hasLost = true
    }

    /// Looks once a tick whether anything was lost since the last.
    mutating func pass(to tick: Tick, rules: RuleTable, into sink: inout some RecordSink & ~Copyable) {
        let step = clock.accept(at: tick.monotonic, rules: rules)
        let rule = rules[.inputLost]
        let sample = ConditionState.Sample(
            at: tick.monotonic, step: step, value: Double(lostCount), breach: hasLost ? .mild : nil,
            isInsideMild: !hasLost, isInsideSevere: !hasLost, isDecisive: false, side: .high)
        hasLost = false
        guard let event = inputLost.observe(sample, valid: clock.valid, rule: rule, rules: rules) else { return }
        var transition = inputLost.transition(event, .inputLost, .hub, rule: rule, valid: clock.valid, at: tick)
        transition.latestValue = Double(lostCount)
        sink.append(transition)
    }
}
