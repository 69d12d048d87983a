import Alarms
import Glibc
import Journal
import Logging
import Ports
import Register
import Vitals

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

    /// Runs until SIGTERM or SIGINT.
    public func run() throws {
        let log = DaemonLog(logger, sourceNames: ward.configuration.plan.sources.map(\.name))
        let stop = StopSignal()
        let pipeline = try start(log)
        stop.wait()
        log.note("stopping")
        pipeline.stop()
        log.note("stopped")
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
        guard let clock = PortClock(speed: ward.configuration.clockSpeed) else {
            preconditionFailure("the configuration holds the clock's speed within its limits")
        }
        let (monotonic, wall) = clock.now()
        let start = Tick(monotonic: monotonic, wall: wall)
        let file = RegisterFile(path: ward.registerPath)
        // Settings that may be wrong are worse than no start: somebody is there to see it.
        let wardStart = WardStart(plan: ward.configuration.plan, kept: try file.load(), at: wall)
        for warning in wardStart.warnings { log.warn(warning) }
        let plan = wardStart.register.plan
        let names = WardNames(admissions: plan.admissions.map(\.id), sources: plan.sources.map(\.name))
        let opening = JournalOpening(
            directory: ward.configuration.stateFolder, names: names,
            record: RunRecord(
                bootID: Self.bootID(), startedAt: start, build: Build.version,
                configurationHash: ward.configuration.hash, rulesHash: ward.configuration.rulesIdentity.hash,
                chartHash: ward.chart.identity.hash))
        let (store, runNumber) = try opening.open(at: wall)
        if let quarantined = store.openedAfterQuarantine {
            log.warn(
                "the journal was damaged and is kept as \(quarantined); a new one was begun. Tell the clinical team.")
        }
        let restoration = try Restoration(
            from: store, names: names, plan: plan, composer: ward.composer, at: wall, log: log)
        let undelivered = try store.undeliveredCount()
        if undelivered > 0 { log.note("\(undelivered) alerts of an earlier run are still owed; they are sent now") }

        let pipeline = try Pipeline(
            ward, WardTakeover(wardStart, file, restoration, unfinished: try store.commandsWithoutOutcome()),
            store: store, opening: opening, runNumber: runNumber,
            finder: finder, clock: clock, start: start, log: log, tickEvery: tickEvery, watch: watch)
        log.note(
            "run \(runNumber) started: \(names.admissions.count) children, \(names.sources.count) sources, state in \(ward.configuration.stateFolder)"
        )
        return pipeline
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
