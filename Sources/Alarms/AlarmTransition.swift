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

    public var name: StaticString {
        switch self {
        case .fired: "fired"
        case .raised: "raised"
        case .lowered: "lowered"
        case .unknown: "unknown"
        case .resolved: "resolved"
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

    public var name: StaticString {
        switch self {
        case .inactive: "inactive"
        case .pending: "pending"
        case .firing: "firing"
        case .resolving: "resolving"
        case .resolved: "resolved"
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
    public var audience: Audience
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
        audience = .team
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
