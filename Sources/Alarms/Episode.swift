import Vitals

/// One episode of a condition: which it is, its life, and the numbers of its transitions. After its end it is remembered
/// until the next begins, so that a late acknowledgement finds it.
struct Episode: BitwiseCopyable {
    private(set) var life = EpisodeLife()
    @PackedTick private(set) var started: Tick? = nil
    @PackedTick private(set) var fired: Tick? = nil
    /// Episodes fired in the tick of `fired` before this one.
    private(set) var firedBefore: UInt32 = 0
    private(set) var sequence: UInt32 = 0
    private(set) var reopenedCount: UInt32 = 0
    /// Where it stood before its newest event.
    private var previousState = AlarmState.inactive
    private var previousPriority: Priority?

    @inline(__always) var isOpen: Bool { life.isOpen }
    /// Whether there was one: what has ended is remembered until the next begins.
    @inline(__always) var isRemembered: Bool { fired != nil }
    /// Open, and told to whom it concerns: only such an episode can speak for another.
    @inline(__always) var isTold: Bool { life.isOpen && !life.isSuppressed }

    /// Begins anew. A latched episode before it has to give way first.
    mutating func open(
        _ priority: Priority, _ alarmClass: AlarmClass, since start: Tick, suppressedBy: SuppressorSet, at tick: Tick,
        rules: RuleTable
    ) -> AlarmEvent {
        firedBefore = fired == tick ? firedBefore &+ 1 : 0
        fired = tick
        started = start
        sequence = 0
        reopenedCount = 0
        previousState = .pending
        previousPriority = nil
        return life.open(priority, alarmClass, suppressedBy: suppressedBy, at: tick, rules: rules)
    }

    /// Lets something happen to the life, and remembers where it stood before.
    mutating func happens(_ deed: (inout EpisodeLife) -> AlarmEvent?) -> AlarmEvent? {
        let before = life
        guard let event = deed(&life) else { return nil }
        previousState = before.state
        previousPriority = before.priority
        return event
    }

    /// What a person does to it.
    mutating func answer(_ deed: (inout EpisodeLife) -> EpisodeLife.Answer) -> EpisodeLife.Answer {
        let before = life
        let answer = deed(&life)
        guard case .event = answer else { return answer }
        previousState = before.state
        previousPriority = before.priority
        return answer
    }

    mutating func enterHold() { life.enterHold() }

    /// Not inside the margin any more; breaching, it is as if it had never left.
    mutating func leaveHold(isBreaching: Bool) {
        if isBreaching, life.state == .resolving { reopenedCount &+= 1 }
        life.leaveHold()
    }

    mutating func regainData() { life.regainData() }

    /// The transition an event makes, numbered. The caller adds what it alone knows: the values.
    mutating func transition(
        _ event: AlarmEvent, _ kind: ConditionKind, _ subject: AlarmSubject, stage: AlarmStage, at tick: Tick,
        rules: RuleTable, command: CommandNumber? = nil, staysOnHub: Bool = false
    ) -> AlarmTransition {
        sequence &+= 1
        var transition = AlarmTransition(
            kind, subject, event, at: tick, startedAt: started ?? tick, firedAt: fired ?? tick)
        transition.firedBefore = firedBefore > 0 ? firedBefore : nil
        transition.state = life.state
        transition.previousState = previousState
        transition.stage = stage
        transition.priority = life.priority
        transition.previousPriority = previousPriority
        transition.roles = life.tell(event, rules: rules, staysOnHub: staysOnHub)
        transition.ladder = life.ladder
        transition.level = life.level
        // The time of day may have been set since: people read when it is due by the one of now.
        transition.ladderStartedAt = life.ladderStartedAt.map { tick.moved(to: $0.monotonic) }
        transition.nextStepAt = life.nextStepAt.map { tick.moved(to: $0.monotonic) }
        transition.acknowledgedUntil = life.acknowledgedUntil.map { tick.moved(to: $0.monotonic) }
        transition.wasAcknowledged = life.wasAcknowledged
        transition.isLatched = life.isLatched
        transition.suppressedBy = life.suppressedBy
        transition.peakPriority = life.peakPriority
        transition.resolution = life.resolution
        transition.command = command
        transition.episodeSequence = sequence
        transition.reopenedCount = reopenedCount
        transition.isUnknown = life.isUnknown
        return transition
    }

    /// What is still to come rests between its steps.
    mutating func rest(until next: Tick) { life.rest(until: next) }

    /// A test: everybody hears of it once.
    mutating func tellEverybodyOnce() -> RoleSet { life.tellEverybodyOnce() }

    /// Takes up an episode where its last transition left it, on this boot's clock.
    mutating func restore(_ transition: AlarmTransition, at tick: Tick, rules: RuleTable) {
        life.restore(transition, at: tick, rules: rules)
        started = tick.rebased(transition.startedAt)
        fired = tick.rebased(transition.firedAt)
        firedBefore = transition.firedBefore ?? 0
        sequence = transition.episodeSequence
        reopenedCount = transition.reopenedCount
    }

    /// How a reference stands to this episode.
    enum Match: BitwiseCopyable { case this, earlier, unknown }

    /// - Parameter start: when this run began. What had ended before it is not known here, and is over.
    func match(_ reference: EpisodeReference, start: Tick) -> Match {
        guard let started, let fired else { return reference.firedAt < start.wall ? .earlier : .unknown }
        let before = reference.firedBefore ?? 0
        if reference.firedAt == fired.wall, before == firedBefore {
            return reference.startedAt == started.wall ? .this : .unknown
        }
        return (reference.firedAt, before) < (fired.wall, firedBefore) ? .earlier : .unknown
    }
}
