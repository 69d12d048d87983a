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
    enum Record: Sendable, BitwiseCopyable {
        case transition(AlarmTransition)
        case score(ScoreRecord)
        case outcome(CommandOutcome)
        case notice(Notice)
        case reading(ReadingRecord)
    }

    struct Placed: Sendable, BitwiseCopyable {
        var place: UInt64
        var record: Record
    }

    private(set) var records: ContiguousArray<Placed> = []
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
        note(.transition(transition))
    }

    mutating func append(_ score: ScoreRecord) {
        var score = score
        score.child = share.global(score.child)
        note(.score(score))
    }

    mutating func append(_ record: ReadingRecord) {
        var record = record
        record.child = record.child.map { share.global($0) }
        record.arrival.child = record.arrival.child.map { share.global($0) }
        note(.reading(record))
    }

    mutating func append(
        accepted readings: ReadingSet, _ arrival: Arrival, arrivedWall: WallInstant, child: ChildIndex
    ) {
        guard isAlone else { return }
        append(ReadingRecord(accepted: readings, arrival, arrivedWall: arrivedWall, child: child))
    }

    mutating func append(_ outcome: CommandOutcome) { note(.outcome(outcome)) }

    mutating func append(_ notice: Notice) {
        var notice = notice
        notice.child = share.global(notice.child)
        note(.notice(notice))
    }

    private mutating func note(_ record: Record) { records.append(Placed(place: place, record: record)) }

    mutating func removeAll() { records.removeAll(keepingCapacity: true) }
}

extension ShardLog.Record {
    var isReading: Bool { if case .reading = self { true } else { false } }

    /// Tells it as one evaluator would.
    func tell(_ sink: inout some RecordSink & ~Copyable) {
        switch self {
        case .transition(let transition): sink.append(transition)
        case .score(let score): sink.append(score)
        case .outcome(let outcome): sink.append(outcome)
        case .notice(let notice): sink.append(notice)
        case .reading(let record): sink.append(record)
        }
    }
}
