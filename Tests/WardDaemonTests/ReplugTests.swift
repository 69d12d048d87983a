import Configuration
import Decoders
import Foundation
import Glibc
import Journal
import Logging
import Ports
import Testing
import Vitals
import DeviceSimulators

@testable import WardDaemon

/// Two children's oximeters behind equal cables, plugged in now in one order, now in the other, up to the alerts.
@Suite(.serialized) struct ReplugTests {
    private static let well = SimulatedOximeter(.noninDF2, [.init(0, spO2: 98, heartRate: 110)])
    private static let ill = SimulatedOximeter(.noninDF2, [.init(0, spO2: 86, heartRate: 110)])

    @Test func devicesSwappedInPluggingOrderAlarmForTheirOwnChild() throws {
        let ward = try TwoBeds()
        try ward.start()
        // Well in one order.
        try ward.plugIn(["A": "ttyUSB0", "B": "ttyUSB1"])
        #expect(ward.wait { ward.attachedCount() == 2 })
        ward.play(["A": Self.well, "B": Self.well], seconds: 0..<20)
        ward.unplug()
        usleep(500_000)
        // In the other order, and child a, whose device is A, is ill.
        try ward.plugIn(["B": "ttyUSB0", "A": "ttyUSB1"])
        usleep(1_000_000)
        ward.play(["A": Self.ill, "B": Self.well], seconds: 0..<60)
        let hasFired = ward.wait { (try? ward.alerts())?.contains { $0.contains("spot.spo2.low") } ?? false }
        ward.stop()
        #expect(hasFired)
        let low = try ward.alerts().filter { $0.contains("spot.spo2.low") }
        #expect(!low.isEmpty && low.allSatisfy { $0.contains("adm-a") && !$0.contains("adm-b") })
        for name in ["left", "right"] {
            let standing = try ward.standing(name)
            let counters = Dictionary(uniqueKeysWithValues: standing.counters.map { ($0.name, $0.value) })
            #expect(counters["readings.received"] ?? 0 >= 60, "\(name) \(counters)")
        }
    }
}

/// A daemon whose devices are found in a folder laid out as /sys is.
private final class TwoBeds {
    private let folder = NSTemporaryDirectory() + "spotward-test-" + UUID().uuidString
    private var pipeline: Pipeline?
    private var masters: [String: Int32] = [:]
    private var plugged: [String] = []
    private static let speed = 60.0

    init() throws {
        for name in ["sys/class/tty", "sys/class/hidraw", "dev"] {
            try FileManager.default.createDirectory(atPath: folder + "/" + name, withIntermediateDirectories: true)
        }
        try RunningWard.write(RunningWard.secret, to: folder + "/secret.txt", mode: 0o600)
        let now = WallInstant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        let text = """
            hub: {id: hub-test}
            state: state
            admissions:
              - {id: adm-a, born_on: 2024-03-02, admitted_at: \(now)}
              - {id: adm-b, born_on: 2015-03-02, admitted_at: \(now)}
            ports:
              devices:
                - {name: left, profile: nonin-xpod-3012-df2, usb: {id: "0403:6001", serial: A}, child: adm-a}
                - {name: right, profile: nonin-xpod-3012-df2, usb: {id: "0403:6001", serial: B}, child: adm-b}
            endpoints:
              - {name: team, url: "https://127.0.0.1:1/", secret_file: secret.txt}
            clock: {speed: \(Self.speed)}
            """
        try RunningWard.write(text, to: folder + "/spotward.yaml", mode: 0o600)
    }

    deinit {
        stop()
        unplug()
        try? FileManager.default.removeItem(atPath: folder)
    }

    func start() throws {
        var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        var files = WardFiles(path: folder + "/spotward.yaml")
        guard let ward = files.wardWithSecrets() else {
            throw RunningWard.Failure(text: files.defects.map(\.description).joined())
        }
        pipeline = try Daemon(ward, logger: logger).start(
            DaemonLog(logger, sourceNames: ward.configuration.plan.sources.map(\.name)),
            finder: DeviceFinder(sysRoot: folder + "/sys", devRoot: folder + "/dev"))
    }

    func stop() {
        pipeline?.stop()
        pipeline = nil
    }

    /// Serial numbers, and the names the kernel gives them this time.
    func plugIn(_ names: [String: String]) throws {
        for (serialNumber, name) in names {
            var (master, slave): (Int32, Int32) = (-1, -1)
            var path = [CChar](repeating: 0, count: 256)
            guard openpty(&master, &slave, &path, nil, nil) == 0 else { throw RunningWard.Failure(text: "openpty") }
            var status = stat()
            fstat(slave, &status)
            close(slave)
            masters[serialNumber] = master
            let device = folder + "/sys/devices/\(serialNumber)"
            let node = device + "/1-1:1.0/\(name)"
            try FileManager.default.createDirectory(atPath: node + "/device", withIntermediateDirectories: true)
            for (file, text) in [("idVendor", "0403"), ("idProduct", "6001"), ("serial", serialNumber)] {
                try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: device + "/" + file))
            }
            try Data("136:\(status.st_rdev & 0xFF)\n".utf8).write(to: URL(fileURLWithPath: node + "/dev"))
            symlink(node, folder + "/sys/class/tty/" + name)
            symlink(
                String(decoding: path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self),
                folder + "/dev/" + name)
            plugged += [folder + "/sys/class/tty/" + name, folder + "/dev/" + name]
        }
    }

    func unplug() {
        for path in plugged { unlink(path) }
        for master in masters.values { close(master) }
        (plugged, masters) = ([], [:])
    }

    /// Pseudo-terminals that a port has set raw.
    func attachedCount() -> Int {
        masters.values.count { master in
            var attributes = termios()
            tcgetattr(master, &attributes)
            return attributes.c_lflag & tcflag_t(ICANON) == 0
        }
    }

    func play(_ oximeters: [String: SimulatedOximeter], seconds: Range<Int>) {
        for second in seconds {
            for (serialNumber, oximeter) in oximeters {
                let bytes = oximeter.bytes(second: second)
                _ = bytes.withUnsafeBytes { Glibc.write(masters[serialNumber] ?? -1, $0.baseAddress, $0.count) }
            }
            usleep(UInt32(1_000_000 / Self.speed))
        }
    }

    func wait(until isDone: () -> Bool) -> Bool {
        let end = Date().addingTimeInterval(20)
        while Date() < end {
            if isDone() { return true }
            usleep(20_000)
        }
        return false
    }

    func alerts() throws -> [String] {
        var lines: [String] = []
        try ReadOnlyJournal(directory: folder + "/state").alerts { lines.append($0.line) }
        return lines
    }

    func standing(_ name: String) throws -> SourceStanding {
        let all = try ReadOnlyJournal(directory: folder + "/state").sourceStandings()
        return try #require(all.first { $0.name == name })
    }
}
