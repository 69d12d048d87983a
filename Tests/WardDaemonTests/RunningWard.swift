import Charts
import Decoders
import Foundation
import Glibc
import Journal
import Logging
import Ports
import Register
import Testing
import Vitals
import DeviceSimulators

@testable import Alarms
@testable import WardDaemon

/// A real daemon in a folder of its own: real files, a real pseudo-terminal, a real journal. Only the oximeter is played.
final class RunningWard {
    let folder: String
    let configurationPath: String
    private var pipeline: Pipeline?
    private var master: Int32 = -1

    static let secret = "0123456789abcdef0123456789abcdef"
    /// Receivers by the names of their endpoints.
    private(set) var receivers: [String: TestReceiver] = [:]
    private var speed: Double
    private let roles: [String: String]
    private let keys: [String: String]
    private let absent: [String]
    private let asksEvery: String?
    private let hub: String

    /// - Parameters:
    ///   - speed: seconds of the night in one second of life.
    ///   - receivers: endpoints with a receiver behind each, and the roles they serve; none for one that nobody answers.
    ///   - options: whom each receiver acknowledges as.
    ///   - more: further options of every receiver.
    ///   - hub: further keys of the configuration's hub.
    ///   - keys: more keys of the endpoint of each receiver, in the form of the configuration.
    ///   - asksEvery: how often each receiver is asked for acknowledgements; it reads them from `NAME.acks`.
    ///   - secrets: of receivers that know another one than the hub.
    ///   - held: what the log of a receiver holds before it starts.
    ///   - absent: more endpoints, without a receiver, as lines of the configuration.
    init(
        speed: Double = 60, receivers: [String: String] = [:], options: [String: String] = [:], more: [String] = [],
        hub: String = "", keys: [String: String] = [:], absent: [String] = [], secrets: [String: String] = [:],
        asksEvery: String? = nil, held: [String: String] = [:]
    ) throws {
        self.asksEvery = asksEvery
        self.hub = hub
        self.speed = speed
        self.keys = keys
        roles = receivers
        self.absent = absent
        folder = NSTemporaryDirectory() + "spotward-test-" + UUID().uuidString
        configurationPath = folder + "/spotward.yaml"
        for name in ["", "/drop"] { mkdir(folder + name, 0o700) }
        try Self.write(Self.secret, to: folder + "/secret.txt", mode: 0o600)
        for name in receivers.keys {
            var option = options[name].map { ["--acknowledge-as", $0] } ?? []
            if asksEvery != nil { option += ["--acks", folder + "/\(name).acks"] }
            if let secret = secrets[name] { try Self.write(secret, to: folder + "/\(name)-secret.txt", mode: 0o600) }
            if let held = held[name] { try Self.write(held, to: folder + "/\(name).ndjson", mode: 0o600) }
            let secretFile = folder + (secrets[name] == nil ? "/secret.txt" : "/\(name)-secret.txt")
            self.receivers[name] = try TestReceiver(name, in: folder, secret: secretFile, option + more)
        }
        try configure(receivers)
        try plugIn()
    }

    /// Starts again with other clocks.
    func run(atSpeed speed: Double) throws {
        self.speed = speed
        try configure(roles)
        try start()
    }

    private func configure(_ roles: [String: String]) throws {
        let now = WallInstant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        let text = """
            hub: {id: hub-test\(hub)\(hub.contains("canary") ? "" : ", canary: false")}
            state: state
            admissions:
              - {id: adm-a, born_on: 2024-03-02, admitted_at: \(now)}
              - {id: adm-b, born_on: 2015-03-02, admitted_at: \(now)}
            ports:
              devices:
                - {name: oximeter, path: port, profile: nonin-xpod-3012-df2, child: adm-a}
              folders:
                - {name: drop, path: drop}
            endpoints:
            \(endpointLines(roles))
            clock: {speed: \(speed)}
            """
        try Self.write(text, to: configurationPath, mode: 0o600)
    }

    private func endpointLines(_ roles: [String: String]) -> String {
        guard !receivers.isEmpty else {
            return "  - {name: team, url: \"https://127.0.0.1:1/\", secret_file: secret.txt}"
        }
        let present = receivers.sorted { $0.key < $1.key }.map { name, receiver in
            var keys = keys[name].map { ", \($0)" } ?? ""
            if let asksEvery { keys += ", acknowledgements: {url: \"\(receiver.url)v1/acks\", every: \(asksEvery)}" }
            return
                "  - {name: \(name), url: \"\(receiver.url)\", secret_file: secret.txt, ca_file: ca.pem, roles: [\(roles[name] ?? "")]\(keys)}"
        }
        return (present + absent.map { "  - {\($0)}" }).joined(separator: "\n")
    }

    /// What the daemon answers to a command on its control socket.
    func ask(_ deed: WardCommand.Deed, as role: Person.Role = .nurse) throws -> ControlAnswer {
        try ask(WardCommand(deed, by: Person(name: "N. Owl", role: role)).requestLine)
    }

    func ask(_ line: String) throws -> ControlAnswer {
        let client = ControlClient(path: folder + "/state/control.sock")
        return try ControlAnswer(line: try client.ask(line: line, within: .seconds(10)))
    }

    /// Puts a command on record as a run does that is cut off right after.
    func record(_ command: WardCommand) throws {
        let (store, tick) = try beginRun()
        _ = try store.append(
            command: CommandEntry(
                number: CommandNumber(1), at: tick, kind: command.deed.kind.rawValue, byName: command.by.name,
                byRole: command.by.role.rawValue, line: command.line, origin: .socket))
        try store.close()
    }

    /// Commits a row of a dropped file that says what a child breathes, as a run does.
    func record(oxygen: OxygenSupport, of child: ChildIndex, source name: String) throws {
        let index = try #require(try ward().configuration.plan.sources.firstIndex { $0.name == name })
        let (store, tick) = try beginRun()
        let record = ReadingRecord(
            readings: ReadingSet(measuredAt: tick.wall),
            arrival: Arrival(source: SourceIndex(UInt16(index)), at: tick.monotonic), arrivedWall: tick.wall,
            child: child, disposition: .accepted, implausible: [], oxygen: oxygen)
        _ = try store.commit(JournalBatch(readings: [record]))
        try store.close()
    }

    func beginRun() throws -> (JournalStore, Tick) {
        let now = WallInstant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        let tick = Tick(monotonic: PortClock.life.monotonicNow(), wall: now)
        let plan = try ward().configuration.plan
        let store = try JournalStore(directory: folder + "/state", now: now)
        _ = try store.beginRun(
            RunRecord(
                bootID: "", startedAt: tick, build: "", configurationHash: "", rulesHash: "", chartHash: ""),
            names: WardNames(admissions: plan.admissions.map(\.id), sources: plan.sources.map(\.name)))
        return (store, tick)
    }

    /// The alerts of the journal.
    func messages() throws -> [Message] { try alertLines().compactMap(Message.init) }

    /// Pulls the oximeter's plug.
    func unplug() {
        unlink(folder + "/port")
        close(master)
        master = -1
    }

    deinit {
        pipeline?.stop()
        if master >= 0 { close(master) }
        try? FileManager.default.removeItem(atPath: folder)
    }

    func ward() throws -> Ward {
        var files = WardFiles(path: configurationPath)
        guard let ward = files.wardWithSecrets() else { throw Failure(text: files.defects.map(\.description).joined()) }
        return ward
    }

    func start() throws {
        var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        try start(logger: logger)
    }

    func start(logger: Logger) throws { try start(logger: logger, mode: .whole) }

    /// Starts it as a daemon that has failed before does.
    func start(mode: StartMode) throws {
        try start(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, mode: mode)
    }

    private func start(logger: Logger, mode: StartMode) throws {
        let ward = try ward()
        pipeline = try Daemon(ward, logger: logger).start(
            DaemonLog(logger, sourceNames: ward.configuration.plan.sources.map(\.name)), mode: mode
        ) { _ in }
    }

    func stop() {
        pipeline?.stop()
        pipeline = nil
    }

    /// Stops it, and waits until its parts are gone.
    ///
    /// - Returns: the names of those that are still there.
    func stopAndNameWhatStays() -> [String] {
        let parts = pipeline.map { Mirror(reflecting: $0).children.compactMap(StoppedPart.init) } ?? []
        precondition(parts.count > 5, "a pipeline has its stages")
        stop()
        _ = wait(seconds: 5) { parts.allSatisfy { $0.object == nil } }
        return parts.filter { $0.object != nil }.map(\.name)
    }

    private struct StoppedPart {
        let name: String
        weak var object: AnyObject?

        init?(_ child: Mirror.Child) {
            guard type(of: child.value) is AnyClass else { return nil }
            name = child.label ?? "?"
            object = child.value as AnyObject
        }
    }

    /// The stages of the running daemon, by which it is watched.
    var stages: [StageWatch.Stage] { pipeline?.stages ?? [] }

    /// The threads of the evaluators beside the first.
    var shardThreads: [ShardThread] { pipeline?.shardThreads ?? [] }

    /// Plays so many seconds of the night, one batch a second.
    func play(_ oximeter: SimulatedOximeter, seconds: Range<Int>, speed: Double? = nil) {
        let speed = speed ?? self.speed
        for second in seconds {
            send(oximeter.bytes(second: second))
            usleep(UInt32(1_000_000 / speed))
        }
    }

    func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Glibc.write(master, $0.baseAddress, $0.count) }
            if count > 0 { sent += count } else { usleep(200) }
        }
    }

    /// Drops a file the way a careful sender does: under another name first.
    func drop(_ text: String, as name: String) throws {
        try Self.write(text, to: folder + "/drop/." + name, mode: 0o600)
        rename(folder + "/drop/." + name, folder + "/drop/" + name)
    }

    /// Waits until `isDone` or until the patience is over.
    func wait(seconds: Double = 20, until isDone: () throws -> Bool) rethrows -> Bool {
        let end = Date().addingTimeInterval(seconds)
        while Date() < end {
            if try isDone() { return true }
            usleep(20_000)
        }
        return false
    }

    func journal() throws -> ReadOnlyJournal { try ReadOnlyJournal(directory: folder + "/state") }

    func alertLines() throws -> [String] {
        var lines: [String] = []
        try journal().alerts { lines.append($0.line) }
        return lines
    }

    func recordings() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder + "/state/recordings").sorted().map {
            folder + "/state/recordings/" + $0
        }
    }

    /// The alert log of the recordings, folded again.
    ///
    /// - Parameter shardCount: evaluators that share the two children; `nil` for as many as in the daemon.
    func replayedLines(shardCount: Int? = nil) throws -> [String] {
        var lines: [String] = []
        var replay = Replay(try ward(), shardCount: shardCount)
        for path in try recordings() {
            replay.beginRecording()
            let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
            try replay.feed(bytes.span) { lines.append($0.line) }
        }
        return lines
    }

    private func plugIn() throws {
        var slave: Int32 = -1
        var path = [CChar](repeating: 0, count: 256)
        guard openpty(&master, &slave, &path, nil, nil) == 0 else { throw Failure(text: "openpty failed") }
        var attributes = termios()
        tcgetattr(slave, &attributes)
        cfmakeraw(&attributes)
        tcsetattr(slave, TCSANOW, &attributes)
        symlink(path, folder + "/port")
    }

    static func write(_ text: String, to path: String, mode: mode_t) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        chmod(path, mode)
    }

    struct Failure: Error { var text: String }
}

extension SimulatedOximeter {
    /// Half a minute well, then SpO2 88 % for the rest of ten minutes.
    static let desaturation = SimulatedOximeter(
        .noninDF2,
        [
            SimulatedOximeter.Waypoint(0, spO2: 98, heartRate: 120),
            SimulatedOximeter.Waypoint(30, spO2: 98, heartRate: 120),
            SimulatedOximeter.Waypoint(31, spO2: 88, heartRate: 130),
            SimulatedOximeter.Waypoint(600, spO2: 88, heartRate: 130),
        ])
}
