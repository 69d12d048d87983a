import Alarms
import Foundation
import GRDB
import Ports
import Register
import Rings
import Synchronization
import Vitals
import Webhooks

@testable import Journal
@testable import WardDaemon
@testable import WardTesting

/// One life of the daemon: the very stages of `Pipeline`, joined as there, and each told when to work. Only the poll loop, the
/// courier's thread, dropped files and the heartbeat are not there; nothing waits, and nothing happens by itself.
final class SimulatedHub {
    let folder: String
    let disk: CrashDisk
    let runNumber: Int64
    let carrier: PlayedCarrier
    let journal: JournalStage
    let quarantined: String?
    private let desk: CommandDesk
    private let recorder: RecorderStage
    private let evaluation: EvaluationStage
    private var intake: PortIntake
    private let clock: PortClock
    private let decisions: RingGauge

    /// Opens what stands in the folder, and takes over from the run before, as `Daemon.start` does.
    init(_ folder: String, _ ward: Ward, bootID: String, time: PlayedTime) throws {
        self.folder = folder
        disk = try CrashDisk(folder)
        carrier = PlayedCarrier(beside: disk)
        let clock = PortClock(showing: time)
        self.clock = clock
        let (monotonic, wall) = clock.now()
        let start = Tick(monotonic: monotonic, wall: wall)
        let log = DaemonLog(SimulatedWard.silence, sourceNames: ward.configuration.plan.sources.map(\.name))
        let file = RegisterFile(path: folder + "/register")
        let wardStart = WardStart(plan: ward.configuration.plan, kept: try file.load(), at: wall)
        let plan = wardStart.register.plan
        let names = WardNames(admissions: plan.admissions.map(\.id), sources: plan.sources.map(\.name))
        let opening = JournalOpening(
            directory: folder, names: names,
            record: RunRecord(
                bootID: bootID, startedAt: start, build: Build.version, configurationHash: ward.configuration.hash,
                rulesHash: ward.configuration.rulesIdentity.hash, chartHash: ward.chart.identity.hash))
        let (store, runNumber) = try opening.open(at: wall)
        self.runNumber = runNumber
        quarantined = store.openedAfterQuarantine
        let restoration = try Restoration(
            from: store, names: names, plan: plan, composer: ward.composer, at: wall, log: log)
        let takeover = WardTakeover(wardStart, file, restoration, unfinished: try store.commandsWithoutOutcome())
        let receivers = ReceiverWatch(try store.standings(), of: ward.configuration.endpoints.map(\.name))
        try store.adopt(fallbacks: ward.fallbacks, now: wall)

        let live = Ring<LiveInput>.make(capacity: DaemonLimits.liveInputs)
        let commands = Ring<Command>.make(capacity: DaemonLimits.commands)
        let rows = Ring<DocumentInput>.make(capacity: DaemonLimits.documentRows)
        let decisions = Ring<WardDaemon.Decision>.make(capacity: DaemonLimits.decisions)
        let scores = Ring<ScoreRecord>.make(capacity: DaemonLimits.scoreRecords)
        let readings = Ring<ReadingRecord>.make(capacity: DaemonLimits.liveInputs)
        let slices = Ring<RecordingSlice>.make(capacity: DaemonLimits.recordingSlices)
        let portAccounts = Ring<Account>.make(capacity: DaemonLimits.accounts)
        let evaluatorAccounts = Ring<Account>.make(capacity: DaemonLimits.accounts)
        let rowGauge = rows.producer.gauge
        let recordGauge = readings.producer.gauge
        self.decisions = decisions.producer.gauge
        let commandCount = CommandCount()
        let commandRelay = CommandRelay()
        let signs = HubSigns()
        let journal = JournalStage(
            store: store, opening: opening, alerts: AlertBook(ward.composer), commandRelay: commandRelay, phone: nil,
            decisions: decisions.consumer, scores: scores.consumer, readings: readings.consumer,
            portAccounts: portAccounts.consumer, evaluatorAccounts: evaluatorAccounts.consumer,
            endpoints: ward.owedEndpoints, sourceNames: ward.configuration.plan.sources.map(\.name),
            deliveries: DeliveryDesk(
                courier: carrier, roles: Dictionary(uniqueKeysWithValues: ward.endpoints.map { ($0.name, $0.roles) }),
                fallbacks: ward.fallbacks),
            clock: clock, deliveryClock: DeliveryClock(clock, start: start), receivers: receivers, log: log,
            signs: signs)
        self.journal = journal
        // A disk with room, whatever machine this is.
        journal.onQueue {
            $0.storage = StorageGuard(folder: folder) { _ in DiskSpace(usedByteCount: 1 << 30, freeByteCount: 1 << 40) }
        }
        // Rung and never heard: the simulation says when a stage looks.
        let bell = Doorbell(on: journal.executor.queue) {}
        evaluation = EvaluationStage(
            fold: EvaluationFold(
                WardEvaluator(
                    plan: ward.configuration.plan, chart: ward.chart.chart, rules: ward.configuration.rules,
                    start: start)),
            inputs: live.consumer, commands: commands.consumer, rows: rows.consumer,
            records: RecordRings(
                decisions: decisions.producer, scores: scores.producer, readings: readings.producer, journal: bell),
            accounts: evaluatorAccounts.producer, sourceCount: ward.configuration.plan.sources.count, alarm: TickAlarm()
        )
        recorder = RecorderStage(
            slices: slices.consumer,
            folder: RecordingFolder(
                path: folder + "/recordings", runNumber: runNumber, keepByteCount: 1 << 30, segmentByteCount: 1 << 30,
                header: ward.recordingHeader(runNumber: runNumber, bootID: bootID, start: start)),
            stateFolder: folder, log: log)
        desk = CommandDesk(
            register: takeover.register, file: file, ring: commands.producer, count: commandCount, journal: journal,
            recorder: recorder, roster: WardRoster(plan), endpoints: ward.endpoints,
            nextNumber: takeover.commands.nextNumber, clock: clock, log: log)
        commandRelay.connect(desk)
        intake = PortIntake(
            decoding: PortDecoding(ward.streams), inputs: live.producer, evaluate: bell,
            tap: RecordingTap(slices.producer, doorbell: bell), accounts: portAccounts.producer, documentRows: rowGauge,
            commands: commandCount, recordLosses: recordGauge, signs: signs, folderDoorbell: bell, ticks: TickCount(),
            clock: clock, log: log)
        journal.onQueue {
            $0.take(over: takeover, at: start)
            $0.tellReceivers()
        }
        evaluation.onQueue { $0.restore(takeover.inputs(at: start)) }
        if !takeover.unfinished.isEmpty { desk.onQueue { $0.resume(takeover.unfinished) } }
    }

    // MARK: What comes in

    func take(_ bytes: [UInt8], from source: SourceIndex) {
        intake.bytes(source: source, bytes.span, at: clock.monotonicNow())
    }

    func plug(_ source: SourceIndex, isIn: Bool) {
        let now = clock.monotonicNow()
        if isIn {
            intake.attached(source: source, at: now)
        } else {
            intake.gone(source: source, reason: PortError(.read, "port", .hungUp), at: now)
        }
    }

    func take(_ news: ClockNews) { intake.clock(news) }

    func ask(_ line: String, reply: @escaping @Sendable (ControlAnswer) -> Void) {
        let peer = ControlPeer(processID: 1, userID: 0, groupID: 0)
        desk.onQueue { _ = $0.take(CommandRequest(line: line, source: .socket(peer), reply: reply)) }
    }

    // MARK: What is done about it

    /// - Parameter meanwhile: what happens when the ports' thread has counted, and before the evaluator looks.
    func tick(_ meanwhile: () -> Void = {}) {
        let (monotonic, wall) = clock.now()
        intake.tick(at: monotonic, wall: wall)
        meanwhile()
        evaluation.onQueue { $0.drain() }
    }

    var hasDecided: Bool { decisions.waitingCount > 0 }

    func take(_ outcomes: [DeliveryOutcome]) {
        journal.onQueue { $0.take(outcomes) }
        rest()
    }

    func beat() {
        journal.onQueue { $0.beat() }
        rest()
    }

    /// Until nothing lies on a queue any more.
    private func rest() {
        for _ in 0..<4 { journal.onQueue { _ in } }
        desk.onQueue { _ in }
    }

    /// The rows that wait for one another are written, as where somebody is about to look.
    func writeOut() { journal.onQueue { $0.writeOut() } }

    func record() { recorder.onQueue { $0.drain() } }

    /// As `Pipeline.stop` does.
    func stop() {
        desk.onQueue { $0.stop() }
        journal.onQueue { $0.stop() }
    }

    /// Lets the files go without another word, as a process that is gone.
    func letGo() { journal.onQueue { try? $0.store.close() } }

    /// Looks into the journal, and is not seen by the disk.
    func look<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) throws -> Value {
        try disk.spared { try journal.onQueue { stage in Result { try stage.store.queue.read(body) } }.get() }
    }
}
