import Alarms
import Rings
import Vitals

/// The actor that owns the evaluator, pinned to queue "spotward.evaluate". One hop stands between a byte and a decision:
/// the doorbell that wakes it.
actor EvaluationStage {
    nonisolated let executor = QueueExecutor(label: "spotward.evaluate", qualityOfService: .userInteractive)
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private var fold: EvaluationFold
    private var inputs: RingConsumer<LiveInput>
    private var commands: RingConsumer<Command>
    private var rows: RingConsumer<DocumentInput>
    private var records: RecordRings
    private var accounts: RingProducer<Account>
    private let sourceCount: Int
    private var accountsToldAt: MonotonicInstant?

    init(
        fold: consuming EvaluationFold, inputs: consuming RingConsumer<LiveInput>,
        commands: consuming RingConsumer<Command>, rows: consuming RingConsumer<DocumentInput>,
        records: consuming RecordRings,
        accounts: consuming RingProducer<Account>, sourceCount: Int
    ) {
        self.fold = fold
        self.inputs = inputs
        self.commands = commands
        self.rows = rows
        self.records = records
        self.accounts = accounts
        self.sourceCount = sourceCount
    }

    /// Takes everything that waits. Called by the doorbell, on the queue.
    func drain() {
        var tickedAt: MonotonicInstant?
        while let input = inputs.pop() {
            if case .tick(let tick, _, _) = input { tickedAt = tick.monotonic }
            fold.step(input, commands: &commands, rows: &rows, into: &records)
        }
        records.finishBatch()
        guard let now = tickedAt else { return }
        if let told = accountsToldAt, now.since(told) < DaemonLimits.accountPeriod { return }
        accountsToldAt = now
        publishAccounts()
    }

    /// Puts back what was open when the hub last stopped. Before the first input.
    func restore(_ inputs: [Input]) {
        for input in inputs { fold.restore(input, into: &records) }
    }

    /// Takes what is left and tells the last standing of the accounts.
    func stop() {
        drain()
        publishAccounts()
    }

    private func publishAccounts() {
        for index in 0..<sourceCount {
            let source = SourceIndex(UInt16(index))
            _ = accounts.push(.readings(source, fold.ledger(of: source)))
        }
    }
}

extension RingConsumer: DocumentRows where Element == DocumentInput {}
extension RingConsumer: CommandQueue where Element == Command {}
