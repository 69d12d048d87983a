import Vitals

/// Whether a child is being heard. Armed by admission and not by the first reading, and moved only by time: no reading
/// is needed for it to fire, and only a timely one ends it.
struct SilenceState: BitwiseCopyable {
    private(set) var lastTimely: MonotonicInstant
    /// The newest sign of life heard since the start: the only thing that ends a silence. What was restored is a memory,
    /// and a clock set back could make it look new.
    @Packed private(set) var lastHeard: MonotonicInstant? = nil
    /// Before this nothing is expected: the end of a planned pause, or the moment a person closed the silence before.
    @Packed private var expectedFrom: MonotonicInstant? = nil
    private(set) var stage = AlarmStage.mild
    /// It began within `silenceAfterAlarm` of a physiological alarm, so it is P2 from the start.
    private(set) var followsAlarm = false

    enum Change: BitwiseCopyable { case opens, raises, resolves }

    init(armedAt instant: MonotonicInstant) { lastTimely = instant }

    /// Moves the last sign of life; an older one than is known changes nothing.
    @inline(__always)
    mutating func hear(at instant: MonotonicInstant) {
        lastTimely = max(lastTimely, instant)
        lastHeard = max(lastHeard ?? instant, instant)
    }

    /// Starts over from a known sign of life, later or earlier than the admission.
    mutating func restore(lastTimely instant: MonotonicInstant) { lastTimely = instant }

    /// Takes up the stage of an episode where its last transition left it.
    mutating func restore(_ transition: AlarmTransition) {
        stage = transition.stage
        followsAlarm = transition.priority >= .high
    }

    /// Nothing is expected before `instant`.
    mutating func expectNothing(before instant: MonotonicInstant) { expectedFrom = instant }

    /// When time next brings something: the beginning, if nothing is heard until then.
    func nextLook(warning: Int64, isOpen: Bool, at now: MonotonicInstant) -> MonotonicInstant {
        isOpen ? now : MonotonicInstant(microseconds: since.microseconds &+ warning)
    }

    /// From when silence counts.
    private var since: MonotonicInstant { max(lastTimely, expectedFrom ?? lastTimely) }

    /// When it begins or becomes urgent, if nothing is heard until then; `nil` when it can become no worse.
    func deadline(warning: Int64, urgent: Int64, isOpen: Bool) -> MonotonicInstant? {
        if isOpen, stage != .mild { return nil }
        return MonotonicInstant(microseconds: since.microseconds &+ (isOpen ? urgent : warning))
    }

    /// Looks at the time. `warning` and `urgent` are how long without a reading each stage takes, in
    /// microseconds as everywhere here.
    mutating func observe(
        at now: MonotonicInstant, isOpen: Bool, warning: Int64, urgent: Int64, followsAlarm: Bool, mayStart: Bool
    ) -> Change? {
        let silent = now.microseconds &- since.microseconds
        if isOpen {
            if let lastHeard, now.microseconds &- lastHeard.microseconds < warning { return .resolves }
            guard stage == .mild, silent >= urgent else { return nil }
            stage = .severe
            return .raises
        }
        guard mayStart, silent >= warning else { return nil }
        stage = followsAlarm || silent >= urgent ? .severe : .mild
        self.followsAlarm = followsAlarm
        return .opens
    }

    /// P2 where it follows a physiological alarm, else by the stage reached.
    func priority(_ rule: ConditionRule) -> Priority {
        let priority = rule.stage(stage)?.priority ?? .medium
        return followsAlarm ? max(priority, .high) : priority
    }
}
