import Vitals

/// Whether a child is being heard. Armed by admission and not by the first reading, and moved only by time: no reading
/// is needed for it to fire, and only a timely one ends it.
struct SilenceState: BitwiseCopyable {
    private(set) var lastTimely: MonotonicInstant
    /// The newest sign of life heard since the start: the only thing that ends a silence. What was restored is a memory,
    /// and a clock set back could make it look new.
    private var lastHeard: MonotonicInstant?
    private(set) var isOpen = false
    private(set) var stage = AlarmStage.mild
    private(set) var fired: Tick?
    private(set) var started: Tick?
    private(set) var sequence: UInt32 = 0
    /// It began within `silenceAfterAlarm` of a physiological alarm, so it is P2 from the start.
    private(set) var followsAlarm = false

    init(armedAt instant: MonotonicInstant) { lastTimely = instant }

    /// Moves the last sign of life; an older one than is known changes nothing.
    mutating func hear(at instant: MonotonicInstant) {
        lastTimely = max(lastTimely, instant)
        lastHeard = max(lastHeard ?? instant, instant)
    }

    /// Starts over from a known sign of life, later or earlier than the admission.
    mutating func restore(lastTimely instant: MonotonicInstant) { lastTimely = instant }

    mutating func restore(_ transition: AlarmTransition) {
        isOpen = transition.event != .resolved
        stage = transition.stage
        fired = transition.firedAt
        started = transition.startedAt
        sequence = transition.episodeSequence
        followsAlarm = transition.priority >= .high
    }

    /// Looks at the time. `warning` and `urgent` are how long without a reading each stage takes.
    mutating func observe(
        at tick: Tick, warning: Duration, urgent: Duration, followsAlarm: Bool, mayStart: Bool
    ) -> AlarmEvent? {
        let silent = tick.monotonic.since(lastTimely)
        if isOpen {
            if let lastHeard, tick.monotonic.since(lastHeard) < warning {
                isOpen = false
                return .resolved
            }
            guard stage == .mild, silent >= urgent else { return nil }
            stage = .severe
            return .raised
        }
        guard mayStart, silent >= warning else { return nil }
        isOpen = true
        stage = followsAlarm || silent >= urgent ? .severe : .mild
        self.followsAlarm = followsAlarm
        started = Tick(monotonic: lastTimely, wall: tick.wall(at: lastTimely))
        fired = tick
        sequence = 0
        return .fired
    }

    mutating func nextSequence() -> UInt32 {
        sequence += 1
        return sequence
    }

    /// P2 where it follows a physiological alarm, else by the stage reached.
    func priority(_ rule: ConditionRule) -> Priority {
        let priority = rule.stage(stage)?.priority ?? .medium
        return followsAlarm ? max(priority, .high) : priority
    }
}
