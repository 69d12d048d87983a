import Vitals

/// Which ladder an episode climbs: that of its priority, or of its class where the class has one.
public enum LadderKind: UInt8, CaseIterable, Sendable, BitwiseCopyable, Codable {
    case critical
    case high
    case medium
    case technical
    case concern
    case system

    /// The key in the rules file.
    public var name: StaticString {
        switch self {
        case .critical: "P1"
        case .high: "P2"
        case .medium: "P3"
        case .technical: "P4"
        case .concern: "concern"
        case .system: "system"
        }
    }

    public init(_ alarmClass: AlarmClass, _ priority: Priority) {
        self =
            switch (alarmClass, priority) {
            case (.concern, _): .concern
            case (.system, _): .system
            case (_, .critical): .critical
            case (_, .high): .high
            case (_, .medium): .medium
            case (_, .technical): .technical
            }
    }
}

/// Who is told when, until somebody takes the alarm. Minutes count from firing, never from delivery: a dead network
/// cannot hold the ladder up.
public struct Ladder: Sendable, BitwiseCopyable, Hashable {
    /// One step. Those of the steps before are told again.
    public struct Step: Sendable, BitwiseCopyable, Hashable {
        /// From firing; the first step's is 0.
        public var after: Duration
        /// Who joins here. None on the first step: the hub alone shows it.
        public var roles: RoleSet

        public init(after: Duration, roles: RoleSet) {
            self.after = after
            self.roles = roles
        }
    }

    private var slots: InlineArray<4, Step>
    /// 1…4
    public private(set) var count: Int
    /// After the last step the whole ladder is told again this often, until somebody answers.
    public var thenEvery: Duration
    /// Between the steps; `nil` for never.
    public var remindEvery: Duration?
    /// How long an acknowledgement holds at most.
    public var acknowledgementLasts: Duration

    /// `nil` unless there are one to four steps, the first at 0, each later than the one before.
    public init?(
        steps: [Step], thenEvery: Duration, remindEvery: Duration? = nil, acknowledgementLasts: Duration
    ) {
        guard (1...Limits.ladderSteps).contains(steps.count), steps[0].after == .zero,
            zip(steps, steps.dropFirst()).allSatisfy({ $0.after < $1.after })
        else { return nil }
        slots = InlineArray(repeating: steps[0])
        for (index, step) in steps.enumerated() { slots[index] = step }
        count = steps.count
        self.thenEvery = thenEvery
        self.remindEvery = remindEvery
        self.acknowledgementLasts = acknowledgementLasts
    }

    public subscript(_ level: Int) -> Step { slots[min(level, count - 1)] }

    /// The last level.
    public var top: UInt8 { UInt8(count - 1) }

    /// Everybody told at a level: those who join there and those of the steps before.
    public func roles(upTo level: UInt8) -> RoleSet {
        var roles: RoleSet = []
        for index in 0...min(Int(level), count - 1) { roles.formUnion(slots[index].roles) }
        return roles
    }

    public static func == (a: Self, b: Self) -> Bool {
        a.count == b.count && a.thenEvery == b.thenEvery && a.remindEvery == b.remindEvery
            && a.acknowledgementLasts == b.acknowledgementLasts && (0..<a.count).allSatisfy { a[$0] == b[$0] }
    }

    public func hash(into hasher: inout Hasher) {
        for index in 0..<count { hasher.combine(slots[index]) }
    }
}

extension Ladder {
    /// The proposed ladder of each kind (alarm semantics, section 8). The charts ask for a medical review within 30 minutes
    /// at Medium and 15 at High; P2 and P1 end inside those.
    static func proposed(_ kind: LadderKind) -> Ladder {
        func minutes(_ count: Int) -> Duration { .seconds(count * 60) }
        let ladder: Ladder? =
            switch kind {
            case .critical:
                Ladder(
                    steps: [
                        Step(after: .zero, roles: .primaryNurse), Step(after: minutes(2), roles: .secondNurse),
                        Step(after: minutes(5), roles: .inCharge), Step(after: minutes(10), roles: .escalation),
                    ], thenEvery: minutes(5), remindEvery: minutes(2), acknowledgementLasts: minutes(15))
            case .high:
                Ladder(
                    steps: [
                        Step(after: .zero, roles: .primaryNurse), Step(after: minutes(5), roles: .secondNurse),
                        Step(after: minutes(15), roles: .inCharge), Step(after: minutes(30), roles: .escalation),
                    ], thenEvery: minutes(15), remindEvery: minutes(10), acknowledgementLasts: minutes(30))
            case .medium:
                Ladder(
                    steps: [
                        Step(after: .zero, roles: .primaryNurse), Step(after: minutes(15), roles: .primaryNurse),
                        Step(after: minutes(60), roles: .inCharge),
                    ], thenEvery: minutes(60), acknowledgementLasts: minutes(120))
            case .technical:
                Ladder(
                    steps: [
                        Step(after: .zero, roles: .hubOnly), Step(after: minutes(10), roles: .hubOnly),
                        Step(after: minutes(20), roles: .primaryNurse),
                    ], thenEvery: minutes(120), acknowledgementLasts: minutes(240))
            case .concern:
                Ladder(
                    steps: [
                        Step(after: .zero, roles: [.primaryNurse, .reviewer]),
                        Step(after: minutes(3), roles: .inCharge), Step(after: minutes(5), roles: .secondNurse),
                        Step(after: minutes(10), roles: .escalation),
                    ], thenEvery: minutes(5), remindEvery: minutes(2), acknowledgementLasts: minutes(15))
            case .system:
                Ladder(
                    steps: [
                        Step(after: .zero, roles: .operations), Step(after: minutes(5), roles: .primaryNurse),
                        Step(after: minutes(15), roles: .inCharge),
                    ], thenEvery: minutes(60), acknowledgementLasts: minutes(240))
            }
        guard let ladder else { preconditionFailure("a proposed ladder has one to four rising steps from 0") }
        return ladder
    }
}
