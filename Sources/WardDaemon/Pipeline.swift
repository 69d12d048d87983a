import Alarms
import Dispatch
import Journal
import Ports
import Recordings
import Rings
import Vitals
import Webhooks

/// The daemon's stages and the order they are joined in. Read this page first: it is the path of a reading.
///
/// ```
/// thread "spotward.ports"          one epoll(7) loop: bytes, ticks              PortIntake
///    │  ring of LiveInput, doorbell                                   └─ ring of slices ─▶ queue "spotward.record"
///    ▼
/// thread "spotward.evaluate"       the pure fold: readings → transitions         EvaluationStage, EvaluationFold
///    │  a large ward's evaluator has helpers, threads "spotward.shard1" …          WardEvaluator
///    ▲  ▲                                                             │  rings of records, doorbell
///    │  │  ring of DocumentInput, taken at ticks                      ▼
///    │ thread "spotward.documents"   dropped files                    queue "spotward.journal"     JournalStage
///    │    DocumentIntake                                              commits: decisions first, then rows
///    │  ring of Command, taken at ticks                               │  after the commit          │ outcomes
///    │                                                                ▼                            ▼
/// queue "spotward.commands"        what people ask                    thread "spotward.deliver"    back to CommandDesk
///    CommandDesk  ◀─ thread "spotward.control", dropped files, receivers' signed answers              Courier
///
/// queue "spotward.heartbeat"       asks the journal's queue each minute how the ward stands, and says it at every endpoint
/// ```
///
/// From byte to decision no thread waits for a lock of ours. What a full ring cannot take is counted and becomes an alarm.
package final class Pipeline: Sendable {
    private let evaluation: EvaluationStage
    private let journal: JournalStage
    private let recorder: RecorderStage
    private let intake: DocumentIntake
    private let courier: Courier
    private let desk: CommandDesk
    /// `nil` in safe mode.
    private let control: ControlSocket?
    private let heart: HeartbeatStage
    private let ports: PortLoop
    private let clock: PortClock
    private let signs = HubSigns()
    private let bells: [Doorbell]
    private let outcomes: OutcomeRelay
    /// Commits readings that no alert hurries, and retries what is due.
    private let metronome: DispatchSource
    /// Ticks of the ports' thread.
    private let ticks = TickCount()

    /// Joins the stages and starts them.
    ///
    /// - Parameters:
    ///   - tickEvery: on the pipeline's clock.
    ///   - watch: sees what is decided; only a measurement has one.
    init(
        _ ward: Ward, _ takeover: WardTakeover, receivers: ReceiverWatch = ReceiverWatch(), store: sending JournalStore,
        opening: JournalOpening, runNumber: Int64,
        finder: DeviceFinder, clock: PortClock, start: Tick, log: DaemonLog, mode: StartMode = .whole,
        tickEvery: Duration = .seconds(1),
        watch: DecisionWatch? = nil
    ) throws {
        self.clock = clock
        let live = Ring<LiveInput>.make(capacity: DaemonLimits.liveInputs)
        let commands = Ring<Command>.make(capacity: DaemonLimits.commands)
        let rows = Ring<DocumentInput>.make(capacity: DaemonLimits.documentRows)
        let decisions = Ring<Decision>.make(capacity: DaemonLimits.decisions)
        let scores = Ring<ScoreRecord>.make(capacity: DaemonLimits.scoreRecords)
        let readings = Ring<ReadingRecord>.make(capacity: DaemonLimits.readingRecords)
        let slices = Ring<RecordingSlice>.make(capacity: DaemonLimits.recordingSlices)
        let portAccounts = Ring<Account>.make(capacity: DaemonLimits.accounts)
        let evaluatorAccounts = Ring<Account>.make(capacity: DaemonLimits.accounts)
        let rowGauge = rows.producer.gauge
        let commandCount = CommandCount()
        let recordGauge = readings.producer.gauge

        // Delivery and journal: outcomes come back to the journal's queue.
        let relay = OutcomeRelay()
        outcomes = relay
        let commandRelay = CommandRelay()
        let disk = DiskRelay()
        courier = try Courier(
            endpoints: ward.endpoints, version: Build.version, wallClock: { clock.timeOfDay() },
            isSynchronised: { ClockDiscipline.isSynchronised != false }, onOutcome: { relay.pass($0) })
        let fetch = AcknowledgementFetch(
            ward.askedReceivers, hubID: ward.configuration.hubID, lists: try store.acknowledgementLists(),
            start: PortClock.life.monotonicNow())
        let newestCanary = try store.canary()
        let canary = CanaryWatch(ward, newest: newestCanary, start: start)
        let certificates =
            mode.isSafe
            ? CertificateWatch([])
            : CertificateWatch(ward.configuration.certificates, standing: takeover.certificateNews)
        let reconciliation = Reconciliation(
            endpoints: ward.owedEndpoints.map(\.name), differing: try store.differingDays())
        journal = JournalStage(
            store: store, opening: opening, alerts: AlertBook(ward.composer), commandRelay: commandRelay,
            phone: ward.configuration.hubPhone, instructions: ward.configuration.hubInstructions,
            annunciator: Annunciator(
                stateFolder: ward.configuration.stateFolder, program: ward.configuration.annunciate, log: log),
            secondRoute: ward.configuration.secondRoute.map {
                SecondRoute(
                    program: $0, hubID: ward.configuration.hubID, start: start.monotonic, log: log)
            },
            decisions: decisions.consumer, scores: scores.consumer,
            readings: readings.consumer, portAccounts: portAccounts.consumer,
            evaluatorAccounts: evaluatorAccounts.consumer,
            endpoints: ward.owedEndpoints,
            sourceNames: ward.configuration.plan.sources.map(\.name),
            deliveries: DeliveryDesk(
                courier: courier, roles: Dictionary(uniqueKeysWithValues: ward.endpoints.map { ($0.name, $0.roles) }),
                fallbacks: ward.fallbacks),
            clock: clock, deliveryClock: DeliveryClock(clock, start: start), receivers: receivers, log: log,
            signs: signs, disk: disk)
        let outcomeBell = relay.connect(journal)
        let journalBell = journal.doorbell { $0.drain() }

        // Evaluation.
        let alarm = TickAlarm()
        let shardCount = ward.shardCount(children: takeover.register.plan.admissions.count)
        if shardCount > 1 { log.note("\(shardCount) evaluators share the ward") }
        let evaluator = WardEvaluator(
            plan: ward.configuration.plan, chart: ward.chart.chart, rules: ward.configuration.rules, start: start,
            count: shardCount)
        evaluation = EvaluationStage(
            fold: EvaluationFold(evaluator), inputs: live.consumer, commands: commands.consumer,
            rows: rows.consumer,
            records: RecordRings(
                decisions: decisions.producer, scores: scores.producer, readings: readings.producer,
                journal: journalBell, watch: watch),
            accounts: evaluatorAccounts.producer, sourceCount: ward.configuration.plan.sources.count,
            alarm: alarm)
        let evaluationBell = evaluation.doorbell { $0.drain() }

        // Recording, commands and documents.
        let recordedRun = max(runNumber, RecordingFolder.newestRun(in: ward.recordingsPath) + 1)
        let folder = RecordingFolder(
            path: ward.recordingsPath, runNumber: recordedRun,
            keepByteCount: ward.configuration.recordings.keepByteCount,
            segmentByteCount: ward.configuration.recordings.segmentByteCount,
            header: ward.recordingHeader(runNumber: recordedRun, bootID: opening.record.bootID, start: start))
        recorder = RecorderStage(
            slices: slices.consumer, folder: folder, stateFolder: ward.configuration.stateFolder, log: log)
        disk.connect(recorder)
        let recorderBell = recorder.doorbell { $0.drain() }
        let roster = WardRoster(takeover.register.plan)
        desk = CommandDesk(
            register: takeover.register, file: takeover.file, ring: commands.producer, count: commandCount,
            journal: journal, recorder: recorder, roster: roster,
            endpoints: ward.endpoints, nextNumber: takeover.commands.nextNumber, clock: clock, log: log)
        commandRelay.connect(desk)
        intake = DocumentIntake(
            roster: roster, desk: desk, folders: ward.folderPlans, rows: rows.producer, journal: journal,
            recorder: recorder, clock: clock, log: log)
        let intakeBell = intake.doorbell { $0.work() }

        heart = HeartbeatStage(
            receivers: ward.heartbeatReceivers, hub: HubIdentity(id: ward.configuration.hubID, build: Build.version),
            period: ward.configuration.heartbeatPeriod,
            journal: journal, courier: courier, record: opening.record, runNumber: runNumber,
            clock: clock, speed: ward.configuration.clockSpeed, stateFolder: ward.configuration.stateFolder, log: log)
        metronome = Self.metronome(on: journal)
        bells = [journalBell, evaluationBell, recorderBell, intakeBell, outcomeBell]
        let lines = try takeover.lines
        recorder.onQueue { stage in
            for line in lines { stage.note(RecordingEntry(at: start.monotonic, .command(line))) }
        }
        journal.onQueue {
            $0.isUnwatched = mode.isSafe
            $0.take(over: takeover, at: start)
            $0.acknowledgements = fetch
            $0.tellReceivers()
            $0.canary = canary
            $0.tellCanary(canary?.standing)
            $0.certificates = certificates
            $0.signs.tell(certificates.sign)
            $0.reconciliation = reconciliation
            $0.signs.tell(reconciliation.sign)
            if let sign = mode.sign { $0.signs.tell(sign) }
        }
        evaluation.onQueue { $0.restore(takeover.inputs(at: start)) }
        bells.forEach { $0.activate() }
        metronome.activate()

        // The ports last: from here on readings come.
        let events = PortIntake(
            decoding: PortDecoding(ward.streams), inputs: live.producer, evaluate: evaluationBell,
            tap: RecordingTap(slices.producer, doorbell: recorderBell), accounts: portAccounts.producer,
            documentRows: rowGauge, commands: commandCount, recordLosses: recordGauge, signs: signs,
            folderDoorbell: intakeBell, ticks: ticks, clock: clock, log: log)
        ports = try PortLoop(
            ports: ward.portPlans, folders: ward.folderPlans, finder: finder, clock: clock, tickEvery: tickEvery,
            alarm: alarm, events: events)
        let ports = ports
        evaluation.onQueue { $0.start { ports.wake() } }
        intake.onQueue { $0.start { ports.wake() } }
        desk.onQueue { $0.start { ports.wake() } }
        if !takeover.unfinished.isEmpty { desk.onQueue { $0.resume(takeover.unfinished) } }
        do {
            // Whoever asks is to learn that nobody is watched, and not that their alarm is unknown.
            control = mode.isSafe ? nil : try ControlDoor.open(ward.configuration.controlSocket, desk)
        } catch {
            ports.stop()
            throw error
        }
        intakeBell.ring()
        heart.onQueue { $0.start() }
    }

    /// The evaluators beside the first, where several share the ward.
    var shardThreads: [ShardThread] { evaluation.shards }

    /// Has heartbeats say which stages do not go on.
    func tell(standingStill: @escaping @Sendable () -> [String]) { heart.onQueue { $0.watch(standingStill) } }

    /// The stages an alert goes through, each to be asked whether it goes on. Documents are none of them: a long file holds
    /// their thread for minutes, and nothing that is watched waits for it.
    var stages: [StageWatch.Stage] {
        evaluation.shards.map(\.stage) + [
            StageWatch.Stage("spotward.ports") { [ticks] in UInt64(ticks.count.value) },
            StageWatch.Stage("spotward.evaluate") { [evaluation] in evaluation.executor.async($0) },
            StageWatch.Stage("spotward.journal") { [journal] in journal.executor.queue.async(execute: $0) },
            StageWatch.Stage("spotward.deliver") { [courier] in courier.ask($0) },
            StageWatch.Stage("spotward.commands") { [desk] in desk.executor.queue.async(execute: $0) },
        ]
    }

    /// What is noticed of the hub outside of the stages.
    func tell(_ sign: HubSign) { signs.tell(sign) }

    /// A start waits only for what it needs of the journal: the rest of it is looked through beside the ward.
    func checkRecord(quarantined: String?, unreadableCount: Int) {
        journal.onQueue { stage in
            if let quarantined { stage.tellQuarantine(quarantined) }
            if unreadableCount > 0 { stage.tellUnreadable(unreadableCount) }
            stage.checkAudit()
        }
        journal.checkHistory()
    }

    /// Stops in the order of the path, so that everything that came in is decided, kept and, if somebody answers, told.
    package func stop() {
        heart.onQueue { $0.stop() }
        intake.isStopping.store(true, ordering: .relaxed)
        control?.stop()
        // Room for the last accounts, which nobody tells again.
        journal.onQueue { $0.drainAll() }
        ports.stop()
        intake.onQueue { _ in }
        journal.onQueue { $0.drainAll() }
        evaluation.onQueue { $0.stop() }
        journal.onQueue { $0.drainAll() }
        desk.onQueue { $0.stop() }
        courier.stop(within: DaemonLimits.stopPatience)
        journal.onQueue { [outcomes] in outcomes.deliver(to: $0) }
        let now = clock.monotonicNow()
        recorder.onQueue { $0.stop(at: now) }
        metronome.cancel()
        journal.onQueue { $0.stop() }
        bells.forEach { $0.cancel() }
    }

    private static func metronome(on journal: JournalStage) -> DispatchSource {
        let timer = DispatchSource.makeTimerSource(queue: journal.executor.queue)
        let period = DispatchTimeInterval.microseconds(Int(DaemonLimits.commitPeriod.wholeMicroseconds))
        timer.schedule(deadline: .now() + period, repeating: period)
        timer.setEventHandler { @Sendable in journal.assumeIsolated { $0.beat() } }
        guard let source = timer as? DispatchSource else {
            preconditionFailure("a timer on Linux is a DispatchSource")
        }
        return source
    }
}
