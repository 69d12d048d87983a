import Alarms
import Rings

/// What the evaluator decided, in its order: a message about an alarm is made of the ward as it stood then.
package enum Decision: Sendable, BitwiseCopyable {
    case transition(AlarmTransition)
    case outcome(CommandOutcome)
    case notice(Notice)
}

/// Sees what is decided, as it is decided, on the evaluator's thread. Only a measurement has one.
package struct DecisionWatch: Sendable {
    var reading: @Sendable (ReadingRecord) -> Void
    var transition: @Sendable (AlarmTransition) -> Void

    package init(
        reading: @escaping @Sendable (ReadingRecord) -> Void,
        transition: @escaping @Sendable (AlarmTransition) -> Void
    ) {
        self.reading = reading
        self.transition = transition
    }
}

/// What the evaluator finds, on its way to the journal: three rings and one bell.
package struct RecordRings: RecordSink, ~Copyable, Sendable {
    private var decisions: RingProducer<Decision>
    private var scores: RingProducer<ScoreRecord>
    private var readings: RingProducer<ReadingRecord>
    /// Decisions the ring had no room for. Unbounded on purpose and empty in all but a stalled disk: an alert is the last
    /// thing to drop.
    private var backlog: [Decision] = []
    /// Rows behind such decisions: a row is told when all it caused is.
    private var heldRows: [ReadingRecord] = []
    private let doorbell: Doorbell
    private var isUrgent = false
    private var hasRung = false
    private let watch: DecisionWatch?

    package init(
        decisions: consuming RingProducer<Decision>, scores: consuming RingProducer<ScoreRecord>,
        readings: consuming RingProducer<ReadingRecord>, journal doorbell: Doorbell, watch: DecisionWatch? = nil
    ) {
        self.decisions = decisions
        self.scores = scores
        self.readings = readings
        self.doorbell = doorbell
        self.watch = watch
    }

    package mutating func append(_ transition: AlarmTransition) {
        append(.transition(transition))
        watch?.transition(transition)
    }

    package mutating func append(_ outcome: CommandOutcome) { append(.outcome(outcome)) }
    package mutating func append(_ notice: Notice) { append(.notice(notice)) }

    /// The first of a batch wakes the journal at once: it does not wait for what else the evaluator has to go through.
    private mutating func append(_ decision: Decision) {
        if !backlog.isEmpty || !decisions.push(decision) { backlog.append(decision) }
        if !hasRung { doorbell.ring() }
        hasRung = true
        isUrgent = true
    }

    package mutating func append(_ score: ScoreRecord) { _ = scores.push(score) }

    package mutating func append(_ record: ReadingRecord) {
        if record.arrival.row != nil {
            isUrgent = true
            if !backlog.isEmpty { return heldRows.append(record) }
        }
        _ = readings.push(record)
        watch?.reading(record)
    }

    /// Ends a batch: a decision, or a row whose file waits for it, wakes the journal at once; readings wait for its timer.
    package mutating func finishBatch() {
        if !backlog.isEmpty { catchUp() }
        if isUrgent { doorbell.ring() }
        isUrgent = !backlog.isEmpty
        hasRung = false
    }

    private mutating func catchUp() {
        var count = 0
        while count < backlog.count, decisions.push(backlog[count]) { count += 1 }
        backlog.removeFirst(count)
        guard backlog.isEmpty else { return }
        for row in heldRows { _ = readings.push(row) }
        heldRows = []
    }
}
