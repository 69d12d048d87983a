import Alarms
import Vitals

/// What one shard found in a batch, with the place of each record among those of all shards.
///
/// ```
/// place   63          40 39   32 31            0
///         | input      | part  | child, source |
/// ```
///
/// Inputs are numbered through a batch. A reading's input is one shard's alone, and a tick goes over children and sources in
/// the ward's order, part by part: so no two shards have a record of one place, and those of one place stand in the order
/// they came in. Children have the ward's names here. What is the hub's is told by the first shard alone.
///
/// Most readings leave a record that says nothing they do not say themselves: it has no place here, and is made when it is told.
struct ShardLog: RecordSink, Sendable {
    /// Where a record belongs and where it lies: the records themselves are large, and stay where they were put.
    struct Placed: Sendable, BitwiseCopyable {
        enum Kind: UInt8, Sendable {
            case transition
            case score
            case outcome
            case notice
            case reading
        }

        var place: UInt64
        var kind: Kind
        /// In the list of its kind.
        var index: UInt32
    }

    /// In the order they came in.
    private(set) var records: ContiguousArray<Placed> = []
    private var transitions: ContiguousArray<AlarmTransition> = []
    private var scores: ContiguousArray<ScoreRecord> = []
    private var outcomes: ContiguousArray<CommandOutcome> = []
    private var notices: ContiguousArray<Notice> = []
    private var readings: ContiguousArray<ReadingRecord> = []
    let share: WardShare
    private var place: UInt64 = 0
    /// One input that is nobody else's: all it makes stands in one list.
    private var isAlone = false

    static let inputShift: UInt64 = 40

    init(_ share: WardShare) { self.share = share }

    /// An input of a batch.
    @inline(__always)
    mutating func begin(input number: Int) {
        isAlone = false
        place = UInt64(number) << Self.inputShift
    }

    /// An input that is taken while all others rest.
    mutating func beginAlone() {
        isAlone = true
        place = 0
    }

    mutating func begin(_ part: TickPart, of index: Int32) {
        let index = UInt32(bitPattern: index)
        let named = part.isOfChildren ? share.global(ChildIndex(index)).rawValue : index
        place = (place >> Self.inputShift) << Self.inputShift | UInt64(part.rawValue) << 32 | UInt64(named)
    }

    mutating func append(_ transition: AlarmTransition) {
        var transition = transition
        // A test is the hub's, and knows its child by the ward's name.
        if transition.condition != .test {
            if transition.subject == .hub, share.number != 0 { return }
            transition.subject = share.global(transition.subject)
        } else if share.number != 0 {
            return
        }
        note(.transition, transitions.count)
        transitions.append(transition)
    }

    mutating func append(_ score: ScoreRecord) {
        note(.score, scores.count)
        scores.append(score)
        scores[scores.count - 1].child = share.global(score.child)
    }

    mutating func append(_ record: ReadingRecord) {
        note(.reading, readings.count)
        readings.append(record)
        readings[readings.count - 1].child = record.child.map { share.global($0) }
        readings[readings.count - 1].arrival.child = record.arrival.child.map { share.global($0) }
    }

    mutating func append(
        accepted readings: ReadingSet, _ arrival: Arrival, arrivedWall: WallInstant, child: ChildIndex
    ) {
        guard isAlone else { return }
        append(ReadingRecord(accepted: readings, arrival, arrivedWall: arrivedWall, child: child))
    }

    mutating func append(_ outcome: CommandOutcome) {
        note(.outcome, outcomes.count)
        outcomes.append(outcome)
    }

    mutating func append(_ notice: Notice) {
        note(.notice, notices.count)
        notices.append(notice)
        notices[notices.count - 1].child = share.global(notice.child)
    }

    private mutating func note(_ kind: Placed.Kind, _ index: Int) {
        records.append(Placed(place: place, kind: kind, index: UInt32(truncatingIfNeeded: index)))
    }

    /// Tells the record of a number as one evaluator would, and says what it was.
    @inline(__always)
    func tell(_ number: Int, into sink: inout some RecordSink & ~Copyable) -> Placed.Kind {
        let index = Int(records[number].index)
        let kind = records[number].kind
        switch kind {
        case .transition: sink.append(transitions[index])
        case .score: sink.append(scores[index])
        case .outcome: sink.append(outcomes[index])
        case .notice: sink.append(notices[index])
        case .reading: sink.append(readings[index])
        }
        return kind
    }

    mutating func removeAll() {
        records.removeAll(keepingCapacity: true)
        transitions.removeAll(keepingCapacity: true)
        scores.removeAll(keepingCapacity: true)
        outcomes.removeAll(keepingCapacity: true)
        notices.removeAll(keepingCapacity: true)
        readings.removeAll(keepingCapacity: true)
    }
}
