import Charts
import Vitals

/// What became of one set of readings. Every set received gives exactly one of these.
public struct ReadingRecord: Sendable, BitwiseCopyable, Hashable {
    public var readings: ReadingSet
    public var arrival: Arrival
    public var arrivedWall: WallInstant
    /// The child the readings were admitted for.
    public var child: ChildIndex?
    public var disposition: Disposition
    /// Vital signs refused one by one, because their value is not plausible.
    public var implausible: VitalSignSet
    /// What a row of a file says the child breathes, with the device a person entered before where that still stands. Taken
    /// for the score where it is plausible, not too late and not older than what is known.
    public var oxygen: OxygenSupport?

    /// Whether the oxygen was refused, because its level is not plausible.
    public var isOxygenImplausible: Bool { oxygen.map { !$0.isFitFromMachine } ?? false }

    /// Whether the record has something in it that was not refused.
    public var hasPlausible: Bool {
        !readings.given.subtracting(implausible).isEmpty || (oxygen?.isFitFromMachine ?? false)
    }

    public enum Disposition: UInt8, Sendable, BitwiseCopyable, Hashable, CaseIterable {
        /// Scored and judged.
        case accepted
        /// Too late to score: stored, never pages, never resolves.
        case retrospective
        /// Belongs to no admitted child.
        case unassigned
        /// The frame carried no value (probe off, searching).
        case valueless
        /// A row of a file that could not be read.
        case refusedRow

        public var name: StaticString {
            switch self {
            case .accepted: "accepted"
            case .retrospective: "retrospective"
            case .unassigned: "unassigned"
            case .valueless: "valueless"
            case .refusedRow: "refused-row"
            }
        }
    }
}

extension ReadingRecord {
    /// Of readings that were admitted with all their values, at once.
    @inlinable
    public init(accepted readings: ReadingSet, _ arrival: Arrival, arrivedWall: WallInstant, child: ChildIndex) {
        self.readings = readings
        self.arrival = arrival
        self.arrivedWall = arrivedWall
        self.child = child
        disposition = .accepted
        implausible = []
        oxygen = nil
    }
}

/// One vital sign's part in a score.
public struct ScoreMember: Sendable, BitwiseCopyable, Hashable, Codable {
    public var value: Double?
    public var score: MemberScore
    /// How old the value was when the score was made.
    public var age: Duration

    public static let missing = ScoreMember(value: nil, score: .missing, age: .zero)
}

/// The SPOT score of a child at one moment. Devices give at most three of the seven scored parameters, so it is partial
/// until somebody enters the rest; a partial sum is never the PEWS.
public struct ScoreSnapshot: Sendable, BitwiseCopyable, Hashable, Codable {
    public var ageBand: AgeBand?
    public var spO2: ScoreMember
    public var heartRate: ScoreMember
    public var respiratoryRate: ScoreMember
    /// What the child breathes, where that is in the score; `nil` also in scores written before this was kept.
    public var oxygenSupport: OxygenSupport?
    // What people enter. The value of a grade is its place in its list; of oxygen, its level; of a pressure, mmHg.
    public var respiratoryDistress: ScoreMember
    public var oxygen: ScoreMember
    public var systolicBloodPressure: ScoreMember
    public var capillaryRefill: ScoreMember
    /// The sum of the sub-scores that are there.
    public var partialSum: UInt8
    /// The least and the most the total could be with all seven parameters.
    public var minimumTotal: UInt8
    public var maximumTotal: UInt8

    /// The seven members, in the chart's order.
    public subscript(_ parameter: ScoredParameter) -> ScoreMember {
        switch parameter {
        case .respiratoryRate: respiratoryRate
        case .respiratoryDistress: respiratoryDistress
        case .spO2: spO2
        case .oxygen: oxygen
        case .heartRate: heartRate
        case .systolicBloodPressure: systolicBloodPressure
        case .capillaryRefill: capillaryRefill
        }
    }

    /// The total, when all seven are there and scored. Nothing else is a total.
    public var total: UInt8? {
        for parameter in ScoredParameter.allCases where self[parameter].score.subScore == nil { return nil }
        return partialSum
    }
}

/// A child's score when one of its sub-scores changed.
public struct ScoreRecord: Sendable, BitwiseCopyable, Hashable {
    public var child: ChildIndex
    public var at: Tick
    public var score: ScoreSnapshot
}

/// Takes what the evaluator finds. Generic, so that the fold and its sink compile into one.
public protocol RecordSink: ~Copyable {
    /// What follows is of this part of a tick, and of the child or the source of this index.
    mutating func begin(_ part: TickPart, of index: Int32)
    /// Transitions of a step come before the record of the readings that caused them.
    mutating func append(_ transition: AlarmTransition)
    mutating func append(_ score: ScoreRecord)
    mutating func append(_ readings: ReadingRecord)
    /// The record of readings that were admitted with all their values, at once and for one child: most are. It says nothing
    /// that they and their arrival do not say.
    mutating func append(accepted readings: ReadingSet, _ arrival: Arrival, arrivedWall: WallInstant, child: ChildIndex)
    /// After the transitions the command made.
    mutating func append(_ outcome: CommandOutcome)
    mutating func append(_ notice: Notice)
}

extension RecordSink where Self: ~Copyable {
    /// Nothing, for whoever takes the records in the order they come.
    @inlinable
    @inline(__always)
    public mutating func begin(_ part: TickPart, of index: Int32) {}

    /// Their record, as any other.
    @inlinable
    @inline(__always)
    public mutating func append(
        accepted readings: ReadingSet, _ arrival: Arrival, arrivedWall: WallInstant, child: ChildIndex
    ) {
        append(ReadingRecord(accepted: readings, arrival, arrivedWall: arrivedWall, child: child))
    }
}

/// The parts of a tick that tell something, in their order: within each, children and sources follow in the order of the ward.
public enum TickPart: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    case birthdays
    case endsOfWaits
    case hub
    case sources
    case children
    case episodesOfSources
    case episodesOfChildren
    case episodesOfHub

    /// Whether the index beside it is a child's.
    public var isOfChildren: Bool {
        switch self {
        case .birthdays, .endsOfWaits, .children, .episodesOfChildren: true
        case .hub, .sources, .episodesOfSources, .episodesOfHub: false
        }
    }
}
