import Alarms
import Rings

/// What the evaluator finds, on its way to the journal: three rings and one bell.
struct RecordRings: RecordSink, ~Copyable, Sendable {
    private var transitions: RingProducer<AlarmTransition>
    private var scores: RingProducer<ScoreRecord>
    private var readings: RingProducer<ReadingRecord>
    /// Transitions the ring had no room for. Unbounded on purpose and empty in all but a stalled disk: an alert is the
    /// last thing to drop.
    private var backlog: [AlarmTransition] = []
    private let doorbell: Doorbell
    private var isUrgent = false

    init(
        transitions: consuming RingProducer<AlarmTransition>, scores: consuming RingProducer<ScoreRecord>,
        readings: consuming RingProducer<ReadingRecord>, journal doorbell: Doorbell
    ) {
        self.transitions = transitions
        self.scores = scores
        self.readings = readings
        self.doorbell = doorbell
    }

    mutating func append(_ transition: AlarmTransition) {
        isUrgent = true
        if !backlog.isEmpty || !transitions.push(transition) { backlog.append(transition) }
    }

    mutating func append(_ score: ScoreRecord) { _ = scores.push(score) }

    mutating func append(_ record: ReadingRecord) {
        if record.arrival.row != nil { isUrgent = true }
        _ = readings.push(record)
    }

    mutating func append(_ outcome: CommandOutcome) {}
    mutating func append(_ notice: Notice) {}

    /// Ends a batch: an alert, or a row whose file waits for it, wakes the journal at once; readings wait for its timer.
    mutating func finishBatch() {
        while let first = backlog.first, transitions.push(first) { backlog.removeFirst() }
        if isUrgent { doorbell.ring() }
        isUrgent = !backlog.isEmpty
    }
}
