import Charts
import Vitals

/// Numbers the commands of one run, from 1. The text of a command (who, why, the note) is kept by whoever gave the number.
public struct CommandNumber: RawRepresentable, Sendable, BitwiseCopyable, Hashable, Codable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    public init(_ rawValue: UInt32) { self.rawValue = rawValue }
}

/// What a person asks of the evaluator, as the fold sees it: indices and instants, no text. A command is checked against the
/// ward before it gets here; what the fold cannot do it says in its `CommandOutcome`, and nothing traps.
public struct Command: Sendable, BitwiseCopyable {
    public var number: CommandNumber
    public var deed: Deed

    public init(_ number: CommandNumber, _ deed: Deed) {
        self.number = number
        self.deed = deed
    }

    public enum Deed: Sendable, BitwiseCopyable {
        // The ward.
        /// A child comes to the ward; its index is the next one.
        case admit(ChildIndex, ChildPlan)
        /// The child leaves: its open episodes end, and nothing about it alarms any more.
        case discharge(ChildIndex)
        /// In place of any other limit on the same side of the same vital sign.
        case setLimit(ChildIndex, LimitPlan)
        case removeLimit(ChildIndex, VitalSign, Side)
        /// A device belongs to one child or to nobody.
        case bind(SourceIndex, ChildIndex?)
        /// How often a reading is due; `nil`: devices stream.
        case setCadence(ChildIndex, Duration?)
        /// The adjacent chart near a birthday, until an instant; `nil` for the chart of the age.
        case chooseChart(ChildIndex, AgeBand?, until: WallInstant)
        /// Nothing is expected of the child's devices until then: a planned disconnection.
        case pause(ChildIndex, until: WallInstant)
        case endPause(ChildIndex)
        /// Alarms of the equipment wait until then.
        case quiet(ChildIndex, until: WallInstant)
        case endQuiet(ChildIndex)

        // An episode.
        /// A clinical person takes it, until an instant; `nil` for as long as the ladder lets an acknowledgement last.
        case acknowledge(EpisodeReference, until: WallInstant?)
        /// A clinical person ends it, with a reason.
        case close(EpisodeReference)
        /// Entered in error.
        case void(EpisodeReference)

        // What people see and feel.
        /// Somebody is worried. It fires whatever the numbers say.
        case concern(ChildIndex, ConcernSource)
        /// The answer to the daily question. "Worse" is a concern.
        case carerAnswer(ChildIndex, CarerAnswer)
        /// Entered observations, as of when they were made.
        case observe(ChildIndex, EnteredObservations, at: WallInstant, isCorrection: Bool)
        /// A clinician chooses the level behind a carer's "worse".
        case carerLevel(ChildIndex, EscalationLevel)

        /// An alarm that is none, through the real path; `nil` for the hub's own.
        case testAlert(ChildIndex?)
    }
}

/// Names one episode for good: what it is about, and when it began and fired.
public struct EpisodeReference: Sendable, BitwiseCopyable, Hashable, Codable {
    public var condition: ConditionKind
    public var subject: AlarmSubject
    public var startedAt: WallInstant
    public var firedAt: WallInstant
    public var firedBefore: UInt32?

    public init(_ transition: AlarmTransition) {
        condition = transition.condition
        subject = transition.subject
        startedAt = transition.startedAt.wall
        firedAt = transition.firedAt.wall
        firedBefore = transition.firedBefore
    }
}

/// A child's stay as the fold sees it.
public struct ChildPlan: Sendable, BitwiseCopyable, Hashable {
    public var bornOn: CivilDate
    public var admittedAt: WallInstant
    /// How often a reading is due; `nil`: devices stream.
    public var cadence: Duration?

    public init(bornOn: CivilDate, admittedAt: WallInstant, cadence: Duration?) {
        self.bornOn = bornOn
        self.admittedAt = admittedAt
        self.cadence = cadence
    }

    public init(_ admission: Admission) {
        self.init(bornOn: admission.bornOn, admittedAt: admission.admittedAt, cadence: admission.cadence)
    }
}

/// A clinician's limit as the fold sees it.
public struct LimitPlan: Sendable, BitwiseCopyable, Hashable {
    public var sign: VitalSign
    public var side: Side
    public var value: Double
    public var until: WallInstant?

    public init(sign: VitalSign, side: Side, value: Double, until: WallInstant?) {
        self.sign = sign
        self.side = side
        self.value = value
        self.until = until
    }

    public init(_ limit: ClinicianLimit) {
        self.init(sign: limit.sign, side: limit.side, value: limit.value, until: limit.until)
    }
}

/// Who is worried.
public enum ConcernSource: UInt8, CaseIterable, Sendable, BitwiseCopyable, Codable {
    case parent
    case youngPerson
    case staff
    /// A carer answered the daily question with "worse".
    case carerQuestion

    public var name: StaticString {
        switch self {
        case .parent: "parent"
        case .youngPerson: "young-person"
        case .staff: "staff"
        case .carerQuestion: "carer-question"
        }
    }
}

/// What became of a command in the fold.
public struct CommandOutcome: Sendable, BitwiseCopyable, Hashable {
    public var number: CommandNumber
    public var at: Tick
    public var result: Result

    public enum Result: UInt8, Sendable, BitwiseCopyable, Codable, CaseIterable {
        case done
        /// A late acknowledgement of an episode that is over: on record, and nothing is opened again.
        case recorded
        case noSuchEpisode
        case noSuchChild
        case noSuchSource
        /// The index of an admission is not the next one, or the ward is full.
        case wardFull
        /// Longer than a pause or a quiet may be, already over, or a second pause without a reading between.
        case notAllowed

        public var name: StaticString {
            switch self {
            case .done: "done"
            case .recorded: "recorded"
            case .noSuchEpisode: "no-such-episode"
            case .noSuchChild: "no-such-child"
            case .noSuchSource: "no-such-source"
            case .wardFull: "ward-full"
            case .notAllowed: "not-allowed"
            }
        }
    }

    public init(_ number: CommandNumber, at tick: Tick, _ result: Result) {
        self.number = number
        at = tick
        self.result = result
    }
}
