import Alarms
import ArgumentParser
import Dispatch
import Glibc
import Journal
import Logging
import Ports
import Rings
import Synchronization
import Vitals
import WardDaemon
import Webhooks

/// How long after its decision an alert is on the disk, while rows of a file come as fast as the journal takes them.
struct CommitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "commit",
        abstract: "Decision to commit, beside rows at the greatest rate: the daemon's own rings and journal stage.",
        discussion: """
            A thread plays the evaluator: it pushes records of rows, and now and then a P1, whose time runs from the push until
            the journal stage says that it is on the disk. With --rows-per-second 0 nothing else is written.

            Example:
              spotward-bench commit --folder empty-folder --alerts 500
            """)

    @Option(help: "The state folder of the journal; made if missing.")
    var folder: String

    @Option(help: "Alerts to time.")
    var alerts: Int

    @Option(help: "Milliseconds between alerts.")
    var every = 20

    @Option(help: "Rows a second beside; none by itself: as many as the journal takes.")
    var rowsPerSecond: Int?

    @Option(help: "A score to each so many rows.")
    var rowsPerScore = 10

    @Flag(help: "Print one line of JSON.")
    var json = false

    func run() throws {
        let childCount = 64
        let night = try KeptRecords.night(childCount: childCount, seconds: 60, areRows: true)
        let names = BenchWard.names(childCount: childCount, namesChildren: true)
        guard let clock = PortClock(speed: 1) else { throw ValidationError("The clock does not run.") }
        let opening = JournalOpening(directory: folder, names: names, record: BenchWard.runRecord())
        let store = try opening.open(at: clock.now().wall).store
        _ = try store.beginDocument(sha256: "bench", format: "csv", folder: "bench", at: clock.now().wall)

        let watch = CommitWatch()
        let log = DaemonLog(
            Logger(label: "bench", factory: { _ in CommitLogHandler(watch: watch) }), sourceNames: names.sources)
        let decisions = Ring<Decision>.make(capacity: DaemonLimits.decisions)
        let scores = Ring<ScoreRecord>.make(capacity: DaemonLimits.scoreRecords)
        let readings = Ring<ReadingRecord>.make(capacity: DaemonLimits.readingRecords)
        let portAccounts = Ring<Account>.make(capacity: DaemonLimits.accounts)
        let evaluatorAccounts = Ring<Account>.make(capacity: DaemonLimits.accounts)
        let courier = try Courier(
            endpoints: [], version: "bench", wallClock: { PortClock.life.now().wall }, onOutcome: { _ in })
        let stage = JournalStage(
            store: store, opening: opening,
            alerts: AlertBook(try BenchWard.composer(childCount: childCount, namesChildren: true)),
            commandRelay: CommandRelay(), phone: nil, decisions: decisions.consumer, scores: scores.consumer,
            readings: readings.consumer, portAccounts: portAccounts.consumer,
            evaluatorAccounts: evaluatorAccounts.consumer, endpoints: [], sourceNames: names.sources,
            deliveries: DeliveryDesk(courier: courier, roles: [:]), clock: clock, log: log)
        let bell = stage.doorbell { $0.drain() }
        bell.activate()
        var rings = RecordRings(
            decisions: decisions.producer, scores: scores.producer, readings: readings.producer, journal: bell)

        let time = ContinuousClock()
        let began = time.now
        var pushed = 0
        var told = 0
        var nextAlert = began.advanced(by: .milliseconds(200))
        while told < alerts {
            let now = time.now
            if now >= nextAlert {
                var alert = night.firstCritical[told % childCount]
                alert.startedAt = BenchWard.tick(second: told / childCount + 1)
                watch.decide()
                rings.append(alert)
                told += 1
                nextAlert = now.advanced(by: .milliseconds(every))
            }
            let allowed =
                rowsPerSecond.map { $0 * (began.duration(to: now).wholeNanoseconds / 1000) / 1_000_000 } ?? .max
            // As the intake does: so many rows on the way and no more.
            let room = min(allowed - pushed, DaemonLimits.uncommittedRows - (pushed - stage.committedRows.value), 512)
            for _ in 0..<max(room, 0) {
                if rowsPerScore > 0, pushed % rowsPerScore == 0 {
                    rings.append(night.scores[pushed % night.scores.count])
                }
                rings.append(night.readings[pushed % night.readings.count])
                pushed += 1
            }
            rings.finishBatch()
            if room <= 0 { usleep(200) }
        }
        while watch.waitingCount > 0 { usleep(1000) }
        let span = began.duration(to: time.now)
        bell.cancel()
        stage.onQueue { $0.stop() }
        courier.stop(within: .zero)
        let spread = Spread(watch.times)
        var report = BenchReport()
        report.add("alerts", spread.count)
        report.add("p50_us", spread.p50 / 1000)
        report.add("p99_us", spread.p99 / 1000)
        report.add("greatest_us", spread.greatest / 1000)
        report.add("late_alerts", watch.times.count { $0 > 10_000_000 })
        report.add("rows_per_second", Int(Double(stage.committedRows.value) * 1e9 / Double(span.wholeNanoseconds)))
        report.write(asJSON: json)
    }
}

/// The alerts that were decided and not yet said to be on the disk, oldest first: the stage keeps their order.
private final class CommitWatch: Sendable {
    private struct State {
        var waiting: [ContinuousClock.Instant] = []
        var times: [Int] = []
    }

    private let state = Mutex(State())

    func decide() {
        let now = ContinuousClock.now
        state.withLock { $0.waiting.append(now) }
    }

    func commit() {
        let now = ContinuousClock.now
        state.withLock { state in
            guard !state.waiting.isEmpty else { return }
            state.times.append(state.waiting.removeFirst().duration(to: now).wholeNanoseconds)
        }
    }

    var waitingCount: Int { state.withLock { $0.waiting.count } }
    var times: [Int] { state.withLock { $0.times } }
}

/// Hears the line the stage writes for each alert when it is on the disk.
private struct CommitLogHandler: LogHandler {
    let watch: CommitWatch
    var logLevel = Logger.Level.notice
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        if event.level >= .warning {
            let text = "\(event.message)\n"
            _ = write(STDERR_FILENO, text, text.utf8.count)
        } else if event.message.description.contains(" fired, ") {
            watch.commit()
        }
    }
}
