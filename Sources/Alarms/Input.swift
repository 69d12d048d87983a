import Charts
import Vitals

/// Where and when a set of readings came in.
public struct Arrival: Sendable, BitwiseCopyable, Hashable {
    public var source: SourceIndex
    public var at: MonotonicInstant
    /// The child a row of a file names; `nil` to use the source's own child.
    public var child: ChildIndex?
    /// The row of a dropped file, so that the journal can say how far a file has been applied.
    public var row: DocumentRowNumber?

    public init(source: SourceIndex, at: MonotonicInstant, child: ChildIndex? = nil, row: DocumentRowNumber? = nil) {
        self.source = source
        self.at = at
        self.child = child
        self.row = row
    }
}

/// A row of a dropped file: the file's number in the journal and the row's number in the file, from 1.
public struct DocumentRowNumber: Sendable, BitwiseCopyable, Hashable {
    public var document: UInt32
    public var row: UInt64

    public init(document: UInt32, row: UInt64) {
        self.document = document
        self.row = row
    }
}

/// Everything the evaluator can learn. The fold over a sequence of these is the whole of the daemon's judgement.
public enum Input: Sendable, BitwiseCopyable {
    /// Values, or a `Signal` that says why there are none.
    case readings(ReadingSet, Arrival)
    /// A row of a file that carried no reading; it counts, and the file's progress moves on.
    case rowRefused(Arrival)
    /// A row names a child who is not on this ward.
    case unassigned(ReadingSet, Arrival)
    case source(SourceIndex, SourceEvent, at: MonotonicInstant)
    /// How far a live device's own clock runs ahead of the hub's; less than zero: behind. Said when it was first read, and
    /// when it has moved against the hub's.
    case deviceClock(SourceIndex, ahead: Duration, at: MonotonicInstant)
    /// A row of a file that says what the child breathes, with vital signs of the same time or without.
    case row(ReadingSet, oxygen: OxygenSupport, Arrival)
    /// Inputs that were lost because a ring was full: never silent.
    case lost(count: UInt64, at: MonotonicInstant)
    /// What the hub noticed of itself.
    case hub(HubSign, at: MonotonicInstant)
    case tick(Tick)
    /// What a person asks, decided at a moment.
    case command(Command, at: Tick)
    /// At start: what was entered before, as of when it was made. It is shown and scored, and alarms nobody anew.
    case restoreObservations(ChildIndex, EnteredObservations, at: WallInstant)
    /// At start: an episode that was open when the hub last stopped, as its last transition left it.
    case restoreEpisode(AlarmTransition)
    /// At start: when the daily question was last answered, asked and left without an answer, so that a restart does not
    /// ask again.
    case restoreCarer(
        ChildIndex, answeredAt: WallInstant?, askedAt: WallInstant?, unansweredAt: WallInstant?)
    /// At start: the day a change of the chart was last told, and the birthday that was last announced ahead.
    case restoreBirthday(ChildIndex, changedOn: CivilDate?, announcedFor: CivilDate?)
    /// At start: when the child's last timely reading was.
    case restoreLiveness(ChildIndex, WallInstant)
}

/// What happened to a source as a whole.
public enum SourceEvent: UInt8, Sendable, BitwiseCopyable, Codable {
    case attached
    case gone
    /// Bytes come but no frames stand back to back: wrong speed, wrong protocol or a bad cable.
    case unreadable
    case readable
}
