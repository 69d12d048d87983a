import Vitals

/// The life of an episode from its firing on: the state table of alarm semantics, section 2, and the ladder of section 8.
/// A value: events are methods, each says what the team is to hear of it, and `nil` is nothing.
///
///     inactive ─open─▶ firing ◀──────expiry────── acknowledged
///                        │ ▲ └──────acknowledge──────▶ │ ▲
///                  inside│ │breach               inside│ │breach
///                        ▼ │                           ▼ │
///                      resolving ──hold──▶ resolved (latched, where nobody took a P1 or P2)
///
/// It asks no clock. What comes before the firing, the onset, is `ConditionState`'s.
struct EpisodeLife: BitwiseCopyable, Hashable {
    private(set) var state = AlarmState.inactive
    private(set) var alarmClass = AlarmClass.physiological
    private(set) var priority = Priority.technical
    /// The most urgent it has been since it fired or was last taken.
    private(set) var peakPriority = Priority.technical
    private(set) var level: UInt8 = 0
    /// From when the ladder counts; `nil` while suppressed.
    @PackedTick private(set) var ladderStartedAt: Tick? = nil
    /// The next step or reminder, if nobody takes it.
    @PackedTick private(set) var nextStepAt: Tick? = nil
    @PackedTick private(set) var acknowledgedUntil: Tick? = nil
    /// Somebody has taken it since it last became worse.
    private(set) var wasAcknowledged = false
    private(set) var isLatched = false
    private(set) var isUnknown = false
    private(set) var suppressedBy: SuppressorSet = []
    /// Everybody who has been called so far; who hears of what calls nobody.
    private(set) var told: RoleSet = []
    private(set) var resolution: Resolution?

    var ladder: LadderKind { LadderKind(alarmClass, priority) }
    @inline(__always) var isOpen: Bool { state == .firing || state == .acknowledged || state == .resolving }
    @inline(__always) var isSuppressed: Bool { !suppressedBy.isEmpty }
    /// Whether time can still bring something.
    var waits: Bool { isOpen || isLatched }

    // MARK: Beginning

    mutating func open(
        _ priority: Priority, _ alarmClass: AlarmClass, suppressedBy: SuppressorSet, at now: Tick, rules: RuleTable
    ) -> AlarmEvent {
        self = EpisodeLife()
        state = .firing
        self.priority = priority
        self.alarmClass = alarmClass
        peakPriority = priority
        self.suppressedBy = suppressedBy
        guard suppressedBy.isEmpty else { return .suppressed }
        startLadder(at: now, rules)
        return .fired
    }

    /// What keeps it from being told has changed. Nothing that has been told is suppressed again; what is on its way out
    /// waits whether it goes.
    mutating func suppress(by suppressors: SuppressorSet, at now: Tick, rules: RuleTable) -> AlarmEvent? {
        guard isOpen, isSuppressed else { return nil }
        if suppressors.isEmpty, state == .resolving { return nil }
        suppressedBy = suppressors
        guard suppressors.isEmpty else { return nil }
        startLadder(at: now, rules)
        return .fired
    }

    // MARK: Time

    /// Whether a step, a reminder or the end of an acknowledgement has come.
    @inline(__always)
    func isDue(at now: Tick) -> Bool {
        if let acknowledgedUntil, acknowledgedUntil.monotonic <= now.monotonic { return true }
        guard let nextStepAt else { return false }
        return nextStepAt.monotonic <= now.monotonic
    }

    /// When time next brings something, if nothing happens before. What is suppressed is looked at with every tick.
    func nextLook(at now: Tick) -> MonotonicInstant {
        if isSuppressed { return now.monotonic }
        let never = MonotonicInstant(microseconds: .max)
        return min(acknowledgedUntil?.monotonic ?? never, nextStepAt?.monotonic ?? never)
    }

    /// What is due at `now`, one event at a time: ask until there is none. Steps that were missed come each once and in
    /// order; reminders that were missed are one.
    mutating func pass(to now: Tick, rules: RuleTable) -> AlarmEvent? {
        switch state {
        case .acknowledged: expire(at: now, rules)
        case .firing: climb(at: now, rules)
        case .resolved: remindOfLatched(at: now)
        case .inactive, .pending, .resolving, .void: nil
        }
    }

    private mutating func expire(at now: Tick, _ rules: RuleTable) -> AlarmEvent? {
        guard let until = acknowledgedUntil, until.monotonic <= now.monotonic else { return nil }
        state = .firing
        acknowledgedUntil = nil
        let steps = rules[ladder]
        if level < steps.top { level += 1 }
        // The step after this one keeps its distance: nobody is called three times in one second.
        ladderStartedAt = now.advanced(by: .zero - steps[Int(level)].after)
        plan(at: now, steps)
        return .acknowledgementExpired
    }

    private mutating func climb(at now: Tick, _ rules: RuleTable) -> AlarmEvent? {
        guard let nextStepAt, nextStepAt.monotonic <= now.monotonic else { return nil }
        let steps = rules[ladder]
        let step = nextStep(steps)
        let isStep = step.map { $0.monotonic <= now.monotonic } ?? false
        if isStep { level += 1 }
        plan(at: now, steps)
        return isStep ? .escalated : .reminded
    }

    private mutating func remindOfLatched(at now: Tick) -> AlarmEvent? {
        guard isLatched, let nextStepAt, nextStepAt.monotonic <= now.monotonic else { return nil }
        self.nextStepAt = nil
        return .reminded
    }

    // MARK: What the data says

    /// It has become worse, by its priority or within it: nobody has it any more, and the ladder of the new priority
    /// starts here.
    mutating func raise(to priority: Priority, at now: Tick, rules: RuleTable) -> AlarmEvent? {
        guard isOpen, priority >= self.priority else { return nil }
        self.priority = priority
        peakPriority = max(peakPriority, priority)
        state = .firing
        forgetAcknowledgement()
        if !isSuppressed { startLadder(at: now, rules) }
        return .raised
    }

    /// It has become less bad: nobody is called, and who has it keeps it.
    mutating func lower(to priority: Priority, at now: Tick, rules: RuleTable) -> AlarmEvent? {
        guard isOpen, priority <= self.priority else { return nil }
        self.priority = priority
        if nextStepAt != nil { plan(at: now, rules[ladder]) }
        return .lowered
    }

    /// The data has gone. The hold is broken by it; the ladder runs on.
    mutating func loseData() -> AlarmEvent? {
        guard isOpen, !isUnknown else { return nil }
        isUnknown = true
        leaveHold()
        return .unknown
    }

    mutating func regainData() { isUnknown = false }

    /// In range with margin: the hold runs, and no step is due while it does.
    mutating func enterHold() { if state == .firing || state == .acknowledged { state = .resolving } }

    /// Not in range with margin any more. What fell due meanwhile comes with the next tick.
    mutating func leaveHold() {
        guard state == .resolving else { return }
        state = acknowledgedUntil == nil ? .firing : .acknowledged
    }

    /// The hold is met on valid data. A P1 or P2 that nobody ever took stays shown, with one more reminder.
    mutating func resolve(at now: Tick, rules: RuleTable) -> AlarmEvent? {
        guard isOpen, alarmClass != .concern else { return nil }
        let isLatched = !wasAcknowledged && peakPriority >= .high && !isSuppressed
        let reminder = isLatched ? firstDue(after: now, rules[ladder]) : nil
        end(.data)
        self.isLatched = isLatched
        nextStepAt = reminder
        return isLatched ? .clearedUnacknowledged : .resolved
    }

    // MARK: What people do

    enum Answer: BitwiseCopyable, Hashable {
        case event(AlarmEvent)
        /// On record; nothing changes.
        case recorded
        case notAllowed
    }

    /// A clinical person takes it: until the instant they ask for, and no longer than the ladder and `Limits` let it.
    mutating func acknowledge(until asked: Tick?, at now: Tick, rules: RuleTable) -> Answer {
        guard isOpen || isLatched, !isSuppressed else { return .recorded }
        let longest = min(rules[ladder].acknowledgementLasts, Limits.longestAcknowledgement)
        let until = asked.map { now.earlier($0, orAfter: longest) } ?? now.advanced(by: longest)
        guard isLatched || until.monotonic > now.monotonic else { return .notAllowed }
        wasAcknowledged = true
        peakPriority = priority
        nextStepAt = nil
        if isLatched {
            isLatched = false
            return .event(.acknowledged)
        }
        acknowledgedUntil = until
        if state == .firing { state = .acknowledged }
        return .event(.acknowledged)
    }

    /// A person ends it with a reason, or the child leaves.
    mutating func close(_ resolution: Resolution) -> Answer {
        guard isOpen || isLatched else { return .recorded }
        end(resolution)
        return .event(.resolved)
    }

    /// Entered in error.
    mutating func void() -> Answer {
        guard state != .inactive, state != .void else { return .recorded }
        end(.void)
        state = .void
        return .event(.voided)
    }

    /// The same worry again: who had it has it no more, and the ladder starts over.
    mutating func renew(at now: Tick, rules: RuleTable) -> AlarmEvent? {
        guard isOpen else { return nil }
        state = .firing
        forgetAcknowledgement()
        if !isSuppressed { startLadder(at: now, rules) }
        return .renewed
    }

    /// A new episode of the same condition takes the place of this one, which nobody has taken yet.
    mutating func giveWay() -> AlarmEvent? {
        guard isLatched else { return nil }
        isLatched = false
        nextStepAt = nil
        return .resolved
    }

    // MARK: What is still to come

    /// A step nearer: nobody has it any more, and where nobody had it the next of the ladder joins.
    mutating func approach(rules: RuleTable) -> AlarmEvent? {
        guard isOpen else { return nil }
        if !wasAcknowledged, level < rules[ladder].top { level += 1 }
        state = .firing
        forgetAcknowledgement()
        return .raised
    }

    /// Told, and not again before it is nearer: until then nobody is reminded, and whoever has it keeps it.
    mutating func rest(until next: Tick) {
        nextStepAt = nil
        if acknowledgedUntil != nil { acknowledgedUntil = next }
    }

    // MARK: Who is told

    /// Whom an event of this moment goes to, and notes it. What calls nobody goes to all who were called before.
    mutating func tell(_ event: AlarmEvent, rules: RuleTable, staysOnHub: Bool = false) -> RoleSet {
        guard event.pages, event != .unknown else { return told }
        guard !isSuppressed, !staysOnHub else { return [] }
        let roles = rules[ladder].roles(upTo: level)
        told.formUnion(roles)
        return roles
    }

    /// A test goes to everybody, once, and climbs no ladder.
    mutating func tellEverybodyOnce() -> RoleSet {
        nextStepAt = nil
        told = .all
        return told
    }

    // MARK: Restart

    /// Takes up the life where a transition left it, on this boot's clock. A wall clock that was set back cannot put
    /// what is due further away than it can be.
    mutating func restore(_ transition: AlarmTransition, at now: Tick, rules: RuleTable) {
        self = EpisodeLife()
        state = transition.state
        alarmClass = transition.condition.alarmClass
        priority = transition.priority
        peakPriority = max(transition.peakPriority, transition.priority)
        level = transition.level
        wasAcknowledged = transition.wasAcknowledged
        isLatched = transition.isLatched
        isUnknown = transition.isUnknown
        suppressedBy = transition.suppressedBy
        resolution = transition.resolution
        let steps = rules[ladder]
        told = transition.roles
        if let ladderStart = transition.ladderStartedAt {
            let start = now.rebased(ladderStart)
            ladderStartedAt = start.monotonic <= now.monotonic ? start : now
        }
        let longest = min(steps.acknowledgementLasts, Limits.longestAcknowledgement)
        acknowledgedUntil = transition.acknowledgedUntil.map { now.earlier(now.rebased($0), orAfter: longest) }
        let furthest = firstDue(after: now, steps)
        nextStepAt = transition.nextStepAt.map {
            let due = now.rebased($0)
            return furthest.map { $0.monotonic < due.monotonic ? $0 : due } ?? due
        }
    }

    // MARK: Ladder

    private mutating func startLadder(at now: Tick, _ rules: RuleTable) {
        let steps = rules[ladder]
        level = min(level, steps.top)
        ladderStartedAt = now
        plan(at: now, steps)
    }

    private mutating func plan(at now: Tick, _ steps: Ladder) {
        guard let step = nextStep(steps) else {
            nextStepAt = now.advanced(by: steps.thenEvery)
            return
        }
        let reminder = steps.remindEvery.map { now.advanced(by: $0) }
        nextStepAt = reminder.map { $0.monotonic < step.monotonic ? $0 : step } ?? step
    }

    /// When the step above the present level is due; `nil` at the top.
    private func nextStep(_ steps: Ladder) -> Tick? {
        guard level < steps.top, let ladderStartedAt else { return nil }
        return ladderStartedAt.advanced(by: steps[Int(level) + 1].after)
    }

    /// The first step or reminder that lies after `now`.
    private func firstDue(after now: Tick, _ steps: Ladder) -> Tick? {
        guard let ladderStartedAt else { return nil }
        var due = now.advanced(by: (level < steps.top ? steps.remindEvery : nil) ?? steps.thenEvery)
        if let nextStepAt, nextStepAt.monotonic > now.monotonic, nextStepAt.monotonic < due.monotonic {
            due = nextStepAt
        }
        var above = Int(level) + 1
        while above < steps.count {
            let step = ladderStartedAt.advanced(by: steps[above].after)
            if step.monotonic > now.monotonic, step.monotonic < due.monotonic { due = step }
            above += 1
        }
        return due
    }

    private mutating func forgetAcknowledgement() {
        acknowledgedUntil = nil
        wasAcknowledged = false
    }

    private mutating func end(_ resolution: Resolution) {
        state = .resolved
        self.resolution = resolution
        isLatched = false
        isUnknown = false
        acknowledgedUntil = nil
        nextStepAt = nil
    }
}

extension Tick {
    /// `other`, or this tick and `span` where that is earlier.
    func earlier(_ other: Tick, orAfter span: Duration) -> Tick {
        let bound = advanced(by: span)
        return other.monotonic < bound.monotonic ? other : bound
    }
}
