import Vitals

/// Whom or what an alarm is about.
public enum AlarmSubject: Sendable, BitwiseCopyable, Hashable, Codable {
    case child(ChildIndex)
    /// A source, and the child it is bound to.
    case source(SourceIndex, ChildIndex?)
    case hub
}

/// What happened to an episode. The names are the last word but one of the message's type.
public enum AlarmEvent: UInt8, Sendable, BitwiseCopyable, Codable, CaseIterable {
    case fired
    case raised
    case lowered
    case unknown
    case resolved
    /// The onset was reached while something suppressed it: on record, told to nobody, no ladder.
    case suppressed
    /// Nobody took it in time: the next step of the ladder.
    case escalated
    /// Said again between two steps of the ladder, or after the last.
    case reminded
    case acknowledged
    /// The acknowledgement ran out and it is still so: the next step of the ladder.
    case acknowledgementExpired
    /// Over by the numbers at P1 or P2, and nobody ever took it: shown until somebody does.
    case clearedUnacknowledged
    /// Entered in error.
    case voided
    /// The same concern said again: the acknowledgement counts no more.
    case renewed

    public var name: StaticString {
        switch self {
        case .fired: "fired"
        case .raised: "raised"
        case .lowered: "lowered"
        case .unknown: "unknown"
        case .resolved: "resolved"
        case .suppressed: "suppressed"
        case .escalated: "escalated"
        case .reminded: "reminded"
        case .acknowledged: "acknowledged"
        case .acknowledgementExpired: "ack_expired"
        case .clearedUnacknowledged: "cleared_unacked"
        case .voided: "voided"
        case .renewed: "renewed"
        }
    }

    /// Whether somebody is called by it. The rest is sent so that receivers stay right, and rings nowhere.
    public var pages: Bool {
        switch self {
        case .fired, .raised, .escalated, .reminded, .acknowledgementExpired, .clearedUnacknowledged, .renewed,
            .unknown:
            true
        case .lowered, .resolved, .suppressed, .acknowledged, .voided: false
        }
    }
}

/// Where an episode stands.
public enum AlarmState: UInt8, Sendable, BitwiseCopyable, Codable, CaseIterable {
    case inactive
    case pending
    case firing
    /// In range with margin; the hold is running.
    case resolving
    case resolved
    /// A clinical person has it, until their acknowledgement runs out.
    case acknowledged
    /// Entered in error.
    case void

    public var name: StaticString {
        switch self {
        case .inactive: "inactive"
        case .pending: "pending"
        case .firing: "firing"
        case .resolving: "resolving"
        case .resolved: "resolved"
        case .acknowledged: "acknowledged"
        case .void: "void"
        }
    }
}

/// Which of a condition's stages an episode has reached.
public enum AlarmStage: UInt8, Sendable, BitwiseCopyable, Codable, Comparable {
    case mild = 1
    case severe = 2
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// A change of alarm state: what the team is told of, and what a restart and a replay are checked against.
///
/// It holds the whole of what a person needs to recompute the decision, and it is enough to restore the episode.
public struct AlarmTransition: Sendable, BitwiseCopyable, Hashable, Codable {
    public var condition: ConditionKind
    public var subject: AlarmSubject
    public var event: AlarmEvent
    public var state: AlarmState
    public var previousState: AlarmState
    public var stage: AlarmStage
    public var priority: Priority
    public var previousPriority: Priority?
    /// Who is told by this transition: the roles of its ladder's steps so far. None: the hub alone.
    public var roles: RoleSet
    public var ladder: LadderKind
    /// The step of the ladder reached, from 0; 1 and more is escalated.
    public var level: UInt8
    /// From when the ladder counts; `nil` while suppressed.
    public var ladderStartedAt: Tick?
    /// When the next step or reminder is due, if nobody takes it.
    public var nextStepAt: Tick?
    /// Until when somebody has it; `nil` for nobody.
    public var acknowledgedUntil: Tick?
    /// Somebody has taken it since it last became worse.
    public var wasAcknowledged: Bool
    /// Over by the numbers and taken by nobody: it stays on the list until somebody does.
    public var isLatched: Bool
    /// What keeps it from being told.
    public var suppressedBy: SuppressorSet
    /// The most urgent it has been since it fired or was last taken.
    public var peakPriority: Priority
    /// What ended it.
    public var resolution: Resolution?
    /// The command that made this transition, where one did.
    public var command: CommandNumber?
    /// An alarm that is none: through the real path, and said to be a test everywhere.
    public var isTest: Bool
    /// 1 for the first transition of its episode.
    public var episodeSequence: UInt32
    /// When this was decided.
    public var at: Tick
    /// When the condition began; with the condition and the subject it names the episode.
    public var startedAt: Tick
    public var firedAt: Tick
    /// Episodes of this condition that fired in the same tick before this one; `nil` for none. Rows of a file come in one
    /// tick and may carry the same second, and each episode is one of its own.
    public var firedBefore: UInt32?
    /// Times the episode went back from resolving to firing.
    public var reopenedCount: UInt32
    /// The data is gone: what follows is the last that was known.
    public var isUnknown: Bool

    /// The value that made this transition, the newest, and the furthest beyond the threshold so far.
    public var triggerValue: Double?
    public var latestValue: Double?
    public var worstValue: Double?
    /// The last value that does not breach this stage (low side: the lowest good value's printed neighbour).
    public var threshold: Double?
    /// When the newest value was measured, and what its device said of it.
    public var latestAt: MonotonicInstant?
    public var quality: Quality
    /// How late the deciding reading was, where it came late.
    public var lateness: Duration?

    /// The window the decision was taken over: its length, its valid and its breaching seconds.
    public var window: WindowCounts
    /// Pending alarms of this condition that went away before their onset, since the hub started.
    public var nearMissCount: UInt32

    public var score: ScoreSnapshot?
    /// What else stood around the child; `nil` for what is about no child.
    public var context: ChildContext?
    /// What came of the vital sign in the two minutes before, where the condition watches one.
    public var samples: SampleStrip?

    /// Whether anybody beside the hub is told.
    public var audience: Audience { roles.isEmpty ? .hub : .team }

    /// A first transition with nothing known but its identity; the evaluator fills in the rest.
    public init(
        _ condition: ConditionKind, _ subject: AlarmSubject, _ event: AlarmEvent, at tick: Tick, startedAt: Tick,
        firedAt: Tick
    ) {
        self.condition = condition
        self.subject = subject
        self.event = event
        state = .firing
        previousState = .pending
        stage = .mild
        priority = .technical
        roles = .primaryNurse
        ladder = .technical
        level = 0
        wasAcknowledged = false
        isLatched = false
        suppressedBy = []
        peakPriority = .technical
        isTest = false
        episodeSequence = 1
        at = tick
        self.startedAt = startedAt
        self.firedAt = firedAt
        reopenedCount = 0
        isUnknown = false
        quality = []
        window = WindowCounts()
        nearMissCount = 0
    }
}

/// What ended an episode.
public enum Resolution: UInt8, Sendable, BitwiseCopyable, Codable, CaseIterable {
    /// Valid data inside the margin for the whole hold.
    case data
    /// A clinical person closed it, with a reason.
    case closed
    case discharged
    case void

    public var name: StaticString {
        switch self {
        case .data: "data"
        case .closed: "closed"
        case .discharged: "discharged"
        case .void: "void"
        }
    }
}

/// What a sliding window held when it was looked at, in seconds.
public struct WindowCounts: Sendable, BitwiseCopyable, Hashable, Codable {
    public var seconds: UInt16
    public var valid: UInt16
    public var breaching: UInt16

    public init(seconds: UInt16 = 0, valid: UInt16 = 0, breaching: UInt16 = 0) {
        self.seconds = seconds
        self.valid = valid
        self.breaching = breaching
    }
}
