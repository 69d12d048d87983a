import Alarms
import Vitals

/// The evaluator with the order of its three streams: live inputs as they come, then at a tick the tick itself, the commands
/// it counts, and the document rows it counts.
///
/// The daemon and the replay both run this and nothing else, which is why a replay is the night again.
struct EvaluationFold: ~Copyable {
    private var evaluator: StreamEvaluator
    private var commandsTaken: UInt64 = 0
    private var rowsTaken: UInt64 = 0

    init(_ evaluator: consuming StreamEvaluator) { self.evaluator = evaluator }

    mutating func step(
        _ input: LiveInput, commands: inout some CommandQueue & ~Copyable, rows: inout some DocumentRows & ~Copyable,
        into sink: inout some RecordSink & ~Copyable
    ) {
        switch input {
        case .readings(let readings, let source, let instant):
            evaluator.step(readings, Arrival(source: source, at: instant), into: &sink)
        case .source(let source, let event, let instant):
            evaluator.step(.source(source, event, at: instant), into: &sink)
        case .deviceClock(let source, let ahead, let instant):
            evaluator.step(.deviceClock(source, ahead: ahead, at: instant), into: &sink)
        case .lost(let count, let instant):
            evaluator.step(.lost(count: count, at: instant), into: &sink)
        case .hub(let sign, let instant):
            evaluator.step(.hub(sign, at: instant), into: &sink)
        case .tick(let tick, let documentRows, let commandCount):
            evaluator.step(.tick(tick), into: &sink)
            while commandsTaken < commandCount, let command = commands.pop() {
                commandsTaken += 1
                evaluator.step(.command(command, at: tick), into: &sink)
            }
            while rowsTaken < documentRows, let row = rows.pop() {
                rowsTaken += 1
                take(row, at: tick.monotonic, into: &sink)
            }
        }
    }

    /// Puts back what the last run left: children who came by command, episodes, observations, signs of life.
    mutating func restore(_ input: Input, into sink: inout some RecordSink & ~Copyable) {
        evaluator.step(input, into: &sink)
    }

    /// When the next silence begins or becomes urgent, if that is within `span` of the newest tick.
    mutating func nextSilence(within span: Duration) -> MonotonicInstant? { evaluator.nextSilence(within: span) }

    func ledger(of source: SourceIndex) -> ReadingLedger { evaluator.ledger(of: source) }

    private mutating func take(
        _ row: DocumentInput, at instant: MonotonicInstant, into sink: inout some RecordSink & ~Copyable
    ) {
        let arrival = Arrival(source: row.source, at: instant, child: row.child, row: row.row)
        switch (row.content, row.oxygen) {
        case (.readings(let readings), nil): evaluator.step(readings, arrival, into: &sink)
        case (.readings(let readings), let oxygen?):
            evaluator.step(.row(readings, oxygen: oxygen, arrival), into: &sink)
        case (.unassigned(let readings), _): evaluator.step(.unassigned(readings, arrival), into: &sink)
        case (.refused, _): evaluator.step(.rowRefused(arrival), into: &sink)
        }
    }
}
