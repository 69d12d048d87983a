import Alarms
import Decoders
import Ports
import Rings
import Vitals

/// What the poll loop's thread does with what it hears: record it, decode it, hand it to the evaluator. It never waits.
struct PortIntake: PortEvents, ~Copyable, Sendable {
    private var decoding: PortDecoding
    private var queue: LiveQueue
    private var tap: RecordingTap
    private var accounts: RingProducer<Account>
    /// Document rows the intake has handed over.
    private let documentRows: RingGauge
    /// Commands the desk has handed over.
    private let commands: CommandCount
    /// Records the journal's ring had no room for.
    private let recordLosses: RingGauge
    private let folderDoorbell: Doorbell
    private let log: DaemonLog
    private var lossesTold: UInt64 = 0
    /// What the stages noticed of the hub itself, and what of it was told.
    private let signs: HubSigns
    private var signsTold: [UInt64]
    private var accountsToldAt: MonotonicInstant?
    private let clock: PortClock
    /// Ticks so far: the loop goes round.
    private let ticks: TickCount

    init(
        decoding: consuming PortDecoding, inputs: consuming RingProducer<LiveInput>, evaluate: Doorbell,
        tap: consuming RecordingTap, accounts: consuming RingProducer<Account>, documentRows: RingGauge,
        commands: CommandCount, recordLosses: RingGauge, signs: HubSigns, folderDoorbell: Doorbell, ticks: TickCount,
        clock: PortClock, log: DaemonLog
    ) {
        self.decoding = decoding
        queue = LiveQueue(inputs: inputs, doorbell: evaluate)
        self.tap = tap
        self.accounts = accounts
        self.documentRows = documentRows
        self.commands = commands
        self.recordLosses = recordLosses
        self.signs = signs
        signsTold = [UInt64](repeating: 0, count: signs.count)
        self.folderDoorbell = folderDoorbell
        self.clock = clock
        self.ticks = ticks
        self.log = log
    }

    mutating func bytes(source: SourceIndex, _ bytes: Span<UInt8>, at now: MonotonicInstant) {
        tap.note(bytes, from: source, at: now)
        decoding.take(bytes, from: source, at: now, into: &queue)
        queue.ring()
    }

    mutating func attached(source: SourceIndex, at now: MonotonicInstant) {
        tap.note(.attached, source, at: now)
        decoding.attach(source, at: now, into: &queue)
        queue.ring()
        log.attached(source)
    }

    mutating func gone(source: SourceIndex, reason: PortError, at now: MonotonicInstant) {
        tap.note(.detached, source, at: now)
        decoding.detach(source, at: now, into: &queue)
        queue.ring()
        log.gone(source, reason)
    }

    mutating func stillGone(source: SourceIndex, reason: PortError, at now: MonotonicInstant) {
        log.gone(source, reason)
    }

    mutating func tick(at now: MonotonicInstant, wall: WallInstant) {
        ticks.count.add(1)
        tellLosses(at: now)
        tellSigns(at: now)
        decoding.tick(Tick(monotonic: now, wall: wall), into: &queue)
        let rows = UInt64(documentRows.pushedCount)
        // Read after the rows: a child's rows are handed over after the command that admits the child, and go in after it.
        let commands = self.commands.value
        tap.noteTick(at: now, wall: wall, documentRows: rows, commands: commands)
        queue.push(.tick(Tick(monotonic: now, wall: wall), documentRows: rows, commands: commands))
        queue.ring()
        if let told = accountsToldAt, now.since(told) < DaemonLimits.accountPeriod { return }
        accountsToldAt = now
        publishAccounts()
    }

    /// The clock's word goes the way of every other sign, in front of the tick it is told with.
    mutating func clock(_ news: ClockNews) {
        signs.tell(news.sign)
        log.clock(news)
    }

    mutating func folderChanged(source: SourceIndex) { folderDoorbell.ring() }

    /// Rows or a command were handed over: a tick of its own lets them in at once.
    mutating func woken(at now: MonotonicInstant) {
        let (monotonic, wall) = clock.now()
        tick(at: max(now, monotonic), wall: wall)
    }

    /// The last standing of the accounts.
    mutating func stopped(at now: MonotonicInstant) { publishAccounts() }

    /// Whatever was lost anywhere becomes an input, so that it is an alarm and is recorded.
    private mutating func tellLosses(at now: MonotonicInstant) {
        let losses = queue.lostCount &+ tap.lostCount &+ UInt64(recordLosses.lostCount)
        guard losses > lossesTold else { return }
        tap.noteLost(losses - lossesTold, at: now)
        queue.push(.lost(count: losses - lossesTold, at: now))
        log.lost(losses - lossesTold)
        lossesTold = losses
    }

    /// Likewise what the hub noticed of itself, where it is news.
    private mutating func tellSigns(at now: MonotonicInstant) {
        for place in signsTold.indices {
            let word = signs.word(at: place)
            guard word != signsTold[place] else { continue }
            signsTold[place] = word
            guard let sign = HubSign(word: word) else { continue }
            tap.note(sign, at: now)
            queue.push(.hub(sign, at: now))
        }
    }

    private mutating func publishAccounts() {
        for index in 0..<decoding.sourceCount {
            let source = SourceIndex(UInt16(index))
            guard let ledger = decoding.ledger(of: source) else { continue }
            _ = accounts.push(.decoding(source, ledger))
        }
    }
}

/// How often the ports' thread has ticked. It alone writes.
final class TickCount: Sendable {
    let count = Counter()
}

/// The producing end of the live inputs, and the bell that wakes the evaluator.
struct LiveQueue: LiveInputSink, ~Copyable, Sendable {
    private var inputs: RingProducer<LiveInput>
    private let doorbell: Doorbell
    private var isNew = false

    init(inputs: consuming RingProducer<LiveInput>, doorbell: Doorbell) {
        self.inputs = inputs
        self.doorbell = doorbell
    }

    var lostCount: UInt64 { UInt64(inputs.lostCount) }

    /// A full ring refuses and counts; the count becomes an alarm at the next tick.
    mutating func push(_ input: LiveInput) {
        _ = inputs.push(input)
        isNew = true
    }

    /// Wakes the evaluator, if there is anything for it: of the bytes of a second most batches only move what is held.
    mutating func ring() {
        guard isNew else { return }
        isNew = false
        doorbell.ring()
    }
}

/// The standing of one source's books.
package enum Account: Sendable, BitwiseCopyable {
    case decoding(SourceIndex, DecodingLedger)
    case readings(SourceIndex, ReadingLedger)
}
