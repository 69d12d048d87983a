import Alarms
import Vitals

/// The evaluator with the order of its three streams: live inputs as they come, then at a tick the tick itself, the commands
/// it counts, and the document rows it counts.
///
/// The daemon and the replay both run this and nothing else, which is why a replay is the night again.
struct EvaluationFold: ~Copyable {
    private var evaluator: WardEvaluator
    private var commandsTaken: UInt64 = 0
    private var rowsTaken: UInt64 = 0

    init(_ evaluator: consuming WardEvaluator) { self.evaluator = evaluator }

    /// Several evaluators share the ward.
    var isShared: Bool { !evaluator.isOne }
    var waitsForOthers: Bool { evaluator.waitsForOthers }

    /// The evaluators beside the first, where several share the ward.
    var shards: [ShardThread] { evaluator.others }

    mutating func step(
        _ input: LiveInput, commands: inout some CommandQueue & ~Copyable, rows: inout some DocumentRows & ~Copyable,
        into sink: inout some RecordSink & ~Copyable
    ) {
        evaluator.take(input, into: &sink)
        guard case .tick(let tick, let documentRows, let commandCount) = input else { return }
        while commandsTaken < commandCount, let command = commands.pop() {
            commandsTaken += 1
            evaluator.step(.command(command, at: tick), into: &sink)
        }
        while rowsTaken < documentRows, let row = rows.pop() {
            rowsTaken += 1
            take(row, at: tick.monotonic, into: &sink)
        }
    }

    /// Takes inputs of which none is a tick.
    mutating func step(
        _ inputs: ContiguousArray<LiveInput>.SubSequence, into sink: inout some RecordSink & ~Copyable
    ) {
        evaluator.take(inputs, into: &sink)
    }

    /// Tells whatever of the inputs is not told yet: where evaluators share a ward they take inputs together. Whoever has no
    /// more inputs for now calls it.
    ///
    /// - Returns: whether there was anything.
    @discardableResult
    @inline(__always)
    mutating func settle(into sink: inout some RecordSink & ~Copyable) -> Bool { evaluator.settle(into: &sink) }

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
