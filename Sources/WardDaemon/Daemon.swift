import Alarms
import Dispatch
import Glibc
import Journal
import Logging
import Ports
import Register
import Vitals
import Webhooks

/// `spotward run`: opens the journal, takes over from the run before, starts the pipeline, and stops it in order.
public struct Daemon: Sendable {
    private let ward: Ward
    private let logger: Logger

    public init(_ ward: Ward, logger: Logger) {
        self.ward = ward
        self.logger = logger
    }

    /// A ward whose stages are started and stopped by a measurement.
    package init(_ ward: Ward) { self.init(ward, logger: Logger(label: "spotward") { _ in SwiftLogNoOpLogHandler() }) }

    /// Runs until SIGTERM or SIGINT. At SIGHUP the settings are read again: see `Reload`.
    ///
    /// - Parameter path: of the configuration file this ward was made of.
    public func run(configuredBy path: String) throws {
        let tidier = Self.keepMemorySmall()
        defer { tidier.cancel() }
        let orders = SignalOrders(reloads: true)
        let manager = ServiceManager { name in unsafe getenv(name).map { unsafe String(cString: $0) } }
        var watched = try WatchedWard(self, manager)
        manager?.tell(.ready)
        manager?.tell(.status(watched.sentence))
        while true {
            let order = orders.next(within: watched.mode.isSafe ? safeModeLasts : nil)
            guard order != .stop else { break }
            guard order == .reload else {
                watched.stop(thenWhole: true)
                watched = try WatchedWard(watched.daemon, manager)
                manager?.tell(.status(watched.sentence))
                continue
            }
            manager?.tell(.reloading)
            try reload(&watched, from: path, manager)
            manager?.tell(.ready)
        }
        manager?.tell(.stopping)
        watched.stop()
    }

    /// What is let go goes back to the system, now and from here on.
    private static func keepMemorySmall() -> any DispatchSourceTimer {
        Allocator.giveBackBlocks(above: DaemonLimits.keptBlockByteCount)
        Allocator.shareArenas(DaemonLimits.memoryArenas)
        let timer = DispatchSource.makeTimerSource(queue: .global(qos: .utility))
        let period = DispatchTimeInterval.microseconds(Int(DaemonLimits.memoryPeriod.wholeMicroseconds))
        timer.schedule(deadline: .now() + period, repeating: period)
        timer.setEventHandler { @Sendable in Allocator.giveBackFreePages() }
        timer.activate()
        return timer
    }

    /// On the ward's clock, as what a start is held against is: a demonstration does not wait for either.
    private var safeModeLasts: Duration { DaemonLimits.safeModeLasts / ward.configuration.clockSpeed }
    private var startLives: Duration { DaemonLimits.startLives / ward.configuration.clockSpeed }

    /// All of the new settings or none of them: the old ward goes on where they have a defect, and comes back where they
    /// cannot be started.
    private func reload(_ watched: inout WatchedWard, from path: String, _ manager: ServiceManager?) throws {
        let next: Ward
        switch Reload.ward(from: path, inPlaceOf: watched.daemon.ward) {
        case .unusable(let reasons):
            watched.refused(reasons)
            manager?.tell(
                .status("the new settings have \(reasons.count) defect(s) and are not used; \(watched.sentence)"))
            return
        case .usable(let ward, let warnings):
            for warning in warnings { watched.log.warn(warning) }
            next = ward
        }
        watched.log.note("the settings are read again")
        let before = watched.daemon
        watched.stop()
        do {
            watched = try WatchedWard(Daemon(next, logger: logger), manager)
            manager?.tell(.status(watched.sentence))
        } catch {
            watched = try WatchedWard(before, manager)
            watched.refused(["the ward cannot be started with them: \(error)"])
            manager?.tell(.status("the new settings could not be started and are not used; \(watched.sentence)"))
        }
    }

    /// A ward whose stages run and are asked whether they go on.
    private struct WatchedWard {
        let daemon: Daemon
        let log: DaemonLog
        private let pipeline: Pipeline
        private let watch: StageWatch
        private let marks: StartMarks
        let mode: StartMode
        /// The start has lived for long enough.
        private let life: DispatchWorkItem

        init(_ daemon: Daemon, _ manager: ServiceManager?) throws {
            self.daemon = daemon
            let hub = daemon.ward.configuration
            let marks = StartMarks(stateFolder: hub.stateFolder, bootID: Daemon.bootID())
            let mode = hub.hasSafeMode ? StartMode(marks) : .whole
            (self.marks, self.mode) = (marks, mode)
            let log = DaemonLog(daemon.logger, sourceNames: daemon.ward.configuration.plan.sources.map(\.name))
            self.log = log
            let isSuspect = marks.isJournalSuspect(in: mode)
            let pipeline = try daemon.start(log, mode: mode, isJournalSuspect: isSuspect) { step in
                if let trouble = marks.mark(step, mode) { log.warn("it is not kept that this is a start: \(trouble)") }
            }
            self.pipeline = pipeline
            life = DispatchWorkItem { @Sendable [weak pipeline] in
                if let trouble = marks.settle() { log.warn("it is not kept that this start has lived: \(trouble)") }
                pipeline?.tell(HubSign(.notWatched, nil, value: 0))
            }
            if !mode.isSafe {
                let span = DispatchTimeInterval.microseconds(Int(daemon.startLives.wholeMicroseconds))
                DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + span, execute: life)
            }
            watch = StageWatch(
                pipeline.stages, period: manager?.watchdog.map { $0 / 4 } ?? DaemonLimits.stagePeriod, log: log
            ) { manager?.tell($0) }
            pipeline.tell(standingStill: { [watch] in watch.standingStill })
            watch.start()
        }

        /// Said here, and to whoever looks after the hub.
        func refused(_ reasons: [String]) {
            log.refusedReload(reasons)
            pipeline.tell(HubSign(.settings, .mild, value: UInt32(clamping: reasons.count)))
        }

        /// - Parameter thenWhole: safe mode is over, and the whole ward is tried again.
        func stop(thenWhole: Bool = false) {
            life.cancel()
            watch.stop()
            log.note("stopping")
            pipeline.stop()
            if let trouble = thenWhole ? marks.leaveSafeMode() : marks.settle() {
                log.warn("it is not kept that this run was stopped in order: \(trouble)")
            }
            log.note("stopped")
        }

        var sentence: String {
            guard !mode.isSafe else { return "SAFE MODE: nobody is being watched, what is owed is sent" }
            let plan = daemon.ward.configuration.plan
            return
                "watching \(plan.admissions.count) of the configuration's children on \(plan.sources.count) sources; "
                + "a secondary notification path, not a certified medical device"
        }
    }

    /// Opens the journal, takes over from the run before and starts the stages.
    ///
    /// - Parameters:
    ///   - tickEvery: on the ward's clock. It is a second.
    ///   - watch: sees what is decided; only a measurement has one.
    package func start(
        _ log: DaemonLog, finder: DeviceFinder = DeviceFinder(), tickEvery: Duration = .seconds(1),
        watch: DecisionWatch? = nil
    ) throws -> Pipeline {
        try start(log, mode: .whole, finder: finder, tickEvery: tickEvery, watch: watch) { _ in }
    }

    /// - Parameters:
    ///   - isJournalSuspect: the journal is set aside, and not opened.
    ///   - reached: called at each step on the way to the journal.
    func start(
        _ log: DaemonLog, mode: StartMode, isJournalSuspect: Bool = false, finder: DeviceFinder = DeviceFinder(),
        tickEvery: Duration = .seconds(1), watch: DecisionWatch? = nil, reached: @Sendable (StartStep) -> Void
    ) throws -> Pipeline {
        let ward = mode.isSafe ? self.ward.unwatched : self.ward
        let newest = NewestKnown.instant(of: ward.timedFiles)
        guard let clock = PortClock(speed: ward.configuration.clockSpeed, knowing: newest) else {
            preconditionFailure("the configuration holds the clock's speed within its limits")
        }
        let (monotonic, wall) = clock.now()
        let start = Tick(monotonic: monotonic, wall: wall)
        let file = RegisterFile(path: ward.registerPath)
        // Settings that may be wrong are worse than no start: somebody is there to see it.
        let wardStart = WardStart(
            plan: ward.configuration.plan, kept: mode.isSafe ? [] : try file.load(), at: wall)
        for warning in wardStart.warnings { log.warn(warning) }
        let plan = wardStart.register.plan
        let names = WardNames(admissions: plan.admissions.map(\.id), sources: plan.sources.map(\.name))
        var opening = JournalOpening(
            directory: ward.configuration.stateFolder, names: names,
            record: RunRecord(
                bootID: Self.bootID(), startedAt: start, build: Build.version,
                configurationHash: ward.configuration.hash, rulesHash: ward.configuration.rulesIdentity.hash,
                chartHash: ward.chart.identity.hash))
        opening.retention = ward.configuration.retention
        opening.isThorough = mode.isSafe
        opening.isSuspect = isJournalSuspect
        var (store, runNumber) = try self.open(opening, at: wall, reached)
        opening.isSuspect = false
        if mode.isSafe { quarantineFiles(log) }
        let legacy: Legacy
        do {
            legacy = try Legacy(of: store, names, plan, ward.composer, mode, at: wall, log)
        } catch let error as JournalError where error.kind == .corrupt {
            // Damaged where only reading shows it: the whole file is looked through, and set aside.
            try? store.close()
            opening.isThorough = true
            (store, runNumber) = try opening.open(at: wall)
            legacy = try Legacy(of: store, names, plan, ward.composer, mode, at: wall, log)
        }
        let quarantined = store.openedAfterQuarantine
        if legacy.owedCount > 0 {
            log.note("\(legacy.owedCount) alerts of an earlier run are still owed; they are sent now")
        }
        opening.isThorough = false
        try store.adopt(fallbacks: ward.fallbacks, now: wall)

        let pipeline = try Pipeline(
            ward, WardTakeover(wardStart, file, legacy.restoration, unfinished: legacy.unfinished),
            receivers: ReceiverWatch(legacy.standings, of: ward.configuration.endpoints.map(\.name)),
            store: store, opening: opening, runNumber: runNumber,
            finder: finder, clock: clock, start: start, log: log, mode: mode, tickEvery: tickEvery, watch: watch)
        let children = "\(names.admissions.count) child\(names.admissions.count == 1 ? "" : "ren")"
        let sources = "\(names.sources.count) source\(names.sources.count == 1 ? "" : "s")"
        log.note("run \(runNumber) started: \(children), \(sources), state in \(ward.configuration.stateFolder)")
        pipeline.checkRecord(quarantined: quarantined, unreadableCount: legacy.restoration.unreadableCount)
        return pipeline
    }

    /// Opens the journal, and has each step of it known. An error is no end of the program: it is told, and does not count.
    private func open(
        _ opening: JournalOpening, at now: WallInstant, _ reached: @Sendable (StartStep) -> Void
    ) throws(JournalError) -> (store: JournalStore, runNumber: Int64) {
        do throws(JournalError) {
            let opened = try opening.open(at: now) { reached(.opening) }
            reached(.opened(at: now))
            return opened
        } catch {
            // Another daemon's folder has that daemon's marks.
            if error.kind != .locked { reached(.refused) }
            throw error
        }
    }

    /// A file that was in hand at each of the ends is the likeliest reason for them: it is put aside, and stays whole.
    private func quarantineFiles(_ log: DaemonLog) {
        for plan in ward.folderPlans {
            do throws(PortError) {
                var folder = try DropFolder(plan)
                let count = try folder.refuseClaimed()
                if count > 0 {
                    log.warn(
                        "\(count) dropped files that were in hand when the program ended are put aside, in refused")
                }
            } catch {
                log.folderFailed(plan.source, error)
            }
        }
    }

    /// What the run before left in the journal.
    private struct Legacy {
        var restoration: Restoration
        var owedCount: Int
        var unfinished: [CommandRow]
        var standings: [StandingRow]

        init(
            of store: JournalStore, _ names: WardNames, _ plan: WardPlan, _ composer: AlertComposer,
            _ mode: StartMode, at now: WallInstant,
            _ log: DaemonLog
        ) throws {
            owedCount = try store.undeliveredCount()
            standings = try store.standings()
            guard !mode.isSafe else {
                restoration = try Restoration(inSafeModeFrom: store, names: names, plan: plan)
                unfinished = []
                return
            }
            restoration = try Restoration(from: store, names: names, plan: plan, composer: composer, at: now, log: log)
            unfinished = try store.commandsWithoutOutcome()
        }
    }

    /// The kernel's id of this boot: monotonic instants compare only within one.
    static func bootID() -> String {
        guard let file = unsafe fopen("/proc/sys/kernel/random/boot_id", "r") else { return "unknown" }
        defer { unsafe fclose(file) }
        var line = [CChar](repeating: 0, count: 64)
        guard unsafe fgets(&line, 64, file) != nil else { return "unknown" }
        return String(decoding: line.prefix { $0 > 32 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
