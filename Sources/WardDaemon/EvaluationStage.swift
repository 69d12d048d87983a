import Alarms
import Ports
import Rings
import Vitals

/// The actor that owns the evaluator, pinned to thread "spotward.evaluate". One hop stands between a byte and a decision:
/// the doorbell that wakes it. It is a thread's, because a queue's takes two to three times as long.
actor EvaluationStage {
    nonisolated let executor = ThreadExecutor(label: "spotward.evaluate")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private var fold: EvaluationFold
    private var inputs: RingConsumer<LiveInput>
    private var commands: RingConsumer<Command>
    private var rows: RingConsumer<DocumentInput>
    private var records: RecordRings
    private var accounts: RingProducer<Account>
    private let sourceCount: Int
    private var accountsToldAt: MonotonicInstant?
    private let alarm: TickAlarm
    /// The evaluators beside this one, where several share the ward: each to be asked whether it goes on.
    nonisolated let shards: [ShardThread]
    /// Inputs on their way from the ring to evaluators that share the ward.
    private var together: ContiguousArray<LiveInput> = []
    private var wake: @Sendable () -> Void = {}
    /// The second silences were last looked for in.
    private var lookedSecond: Int64?
    /// When the next silence begins, as far as it was looked for.
    private var deadline: MonotonicInstant?

    init(
        fold: consuming EvaluationFold, inputs: consuming RingConsumer<LiveInput>,
        commands: consuming RingConsumer<Command>, rows: consuming RingConsumer<DocumentInput>,
        records: consuming RecordRings,
        accounts: consuming RingProducer<Account>, sourceCount: Int, alarm: TickAlarm
    ) {
        shards = fold.shards
        self.fold = fold
        self.inputs = inputs
        self.commands = commands
        self.rows = rows
        self.records = records
        self.accounts = accounts
        self.sourceCount = sourceCount
        self.alarm = alarm
    }

    /// - Parameter wake: makes the ports' thread look at the alarm.
    func start(wake: @escaping @Sendable () -> Void) { self.wake = wake }

    /// Takes everything that waits. Called by the doorbell, on the thread.
    func drain() {
        if fold.isShared { return drainTogether() }
        while let input = inputs.pop() {
            fold.step(input, commands: &commands, rows: &rows, into: &records)
            // After each, and not at the end: while a file is taken in there may be no end for seconds.
            records.finishBatch()
            if case .tick(let tick, _, _) = input { look(at: tick.monotonic) }
        }
    }

    /// The same where several evaluators share the ward, which take all that there is between two ticks together.
    private func drainTogether() {
        while inputs.drain(upTo: DaemonLimits.shardBatch, { together.append($0) }) > 0 {
            var next = 0
            for place in together.indices {
                guard case .tick(let tick, _, _) = together[place] else { continue }
                fold.step(together[next..<place], into: &records)
                fold.step(together[place], commands: &commands, rows: &rows, into: &records)
                fold.settle(into: &records)
                records.finishBatch()
                look(at: tick.monotonic)
                next = place + 1
            }
            fold.step(together[next...], into: &records)
            records.finishBatch()
            together.removeAll(keepingCapacity: true)
        }
        fold.settle(into: &records)
        records.finishBatch()
    }

    /// What is not done at every tick: those that let rows in come by the thousand.
    private func look(at now: MonotonicInstant) {
        let isNewSecond = now.second != lookedSecond
        if isNewSecond || isPast(deadline, now) { askForTick(after: now) }
        lookedSecond = now.second
        if let told = accountsToldAt, now.since(told) < DaemonLimits.accountPeriod { return }
        accountsToldAt = now
        publishAccounts()
    }

    private func isPast(_ deadline: MonotonicInstant?, _ now: MonotonicInstant) -> Bool {
        deadline.map { $0 <= now } ?? false
    }

    /// Silence is told by a tick, and at its deadline. Each second has a tick, so that looking two ahead misses none.
    private func askForTick(after now: MonotonicInstant) {
        let next = fold.nextSilence(within: .seconds(2))
        guard next != deadline else { return }
        deadline = next
        alarm.set(next)
        if next != nil { wake() }
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
