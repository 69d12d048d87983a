import ArgumentParser
import DeviceSimulators
import Foundation
import Glibc
import Testing

@testable import spotward

/// Simulated devices on real pseudo-terminals.
@Suite struct SimulatedPortTests {
    private let folder = FileManager.default.temporaryDirectory.path + "/spotward-\(UUID().uuidString)"

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    private func reader(_ path: String) throws -> FarEnd { try FarEnd(path) }

    private func player(_ profile: String, _ story: String, link: String? = nil) throws -> DevicePlayer {
        let (deviceProtocol, _) = try SimulateDeviceCommand.device(profile)
        return try DevicePlayer(SimulatedDevice(deviceProtocol, try DeviceStory(lines: story)), link: link)
    }

    @Test func aReaderGetsASecondOfBytesInASecond() throws {
        var player = try player("nonin-xpod-3012-df2", "0:00 spo2 97 hr 118")
        let far = try reader(try #require(player.port).path)
        _ = try player.play(until: .milliseconds(500))
        let half = far.received()
        #expect(half.count == 187)
        _ = try player.play(until: .seconds(1))
        let device = SimulatedOximeter(.noninDF2, [.init(0, spO2: 97, heartRate: 118)])
        #expect(half + far.received() == device.bytes(second: 0))
        _ = try player.play(until: .seconds(3))
        #expect(far.received().count == 750 && player.unreadByteCount == 0)
    }

    @Test func whatNobodyReadsIsLost() throws {
        var player = try player("nonin-xpod-3012-df2", "0:00 spo2 97 hr 118")
        #expect(try player.play(until: .seconds(2)).isEmpty)
        let far = try reader(try #require(player.port).path)
        #expect(far.received().isEmpty)
        #expect(try player.play(until: .milliseconds(2_500)) == ["0:02 a program has opened it"])
        #expect(far.received().count <= 187)
    }

    @Test func aDeviceIsAskedOverTheTerminal() throws {
        var player = try player("contec-cms50e", "0:00 spo2 97 hr 118")
        let far = try reader(try #require(player.port).path)
        _ = try player.play(until: .seconds(2))
        #expect(far.received().isEmpty)
        far.send([0x7D, 0x81, 0xA1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80])
        let events = try player.play(until: .seconds(3))
        #expect(events == ["0:02 was asked to send: 7d 81 a1 80 80 80 80 80 80"])
        _ = try player.play(until: .seconds(4))
        #expect(far.received().count == 540)
    }

    @Test func reportsOfAHIDDeviceAreNeverCut() throws {
        var player = try player("contec-cms50e-2", "0:00 spo2 97 hr 118")
        let far = try reader(try #require(player.port).path)
        _ = try player.play(until: .zero)
        far.send([0x9B, 0x00, 0x1B, 0x9B, 0x01, 0x1C])
        var total = 0
        for part in 1...40 {
            _ = try player.play(until: .milliseconds(part * 70))
            let count = far.received().count
            #expect(count % 64 == 0)
            total += count
        }
        #expect(total > 0)
    }

    @Test func theStoryPullsThePlugAndTheLinkFindsItAgain() throws {
        let link = folder + "/bedside"
        var player = try player("nonin-xpod-3012-df2", "0:00 spo2 97\n0:02 unplugged\n0:04 spo2 97", link: link)
        let first = try reader(link)
        _ = try player.play(until: .milliseconds(1_900))
        _ = first.received()
        let events = try player.play(until: .milliseconds(2_100))
        #expect(events == ["0:02 unplugged"] && player.port == nil)
        #expect(first.isHungUp && access(link, F_OK) != 0)
        let back = try player.play(until: .milliseconds(4_100))
        #expect(back.count == 1 && back[0].hasPrefix("0:04 plugged in at /dev/pts/"))
        let second = try reader(link)
        _ = try player.play(until: .milliseconds(6_000))
        #expect(!second.received().isEmpty)
        player.end()
        #expect(access(link, F_OK) != 0 && second.isHungUp)
    }

    @Test func aLinkTakesNothingElsesPlace() throws {
        let path = folder + "/taken"
        _ = FileManager.default.createFile(atPath: path, contents: Data())
        #expect(throws: SimulatedLink.Failure.self) { try self.player("nonin-9560", "0:00 spo2 97", link: path) }
        let dead = folder + "/dead"
        symlink("/dev/pts/999999", dead)
        var player = try player("nonin-9560", "0:00 spo2 97", link: dead)
        #expect(access(dead, F_OK) == 0)
        // Somebody else has taken the name since: it is left alone.
        unlink(dead)
        symlink("/dev/null", dead)
        player.end()
        #expect(access(dead, F_OK) == 0)
    }

    @Test func theCommandPlaysForItsTimeAndLeavesNoLink() throws {
        let link = folder + "/spot"
        let command = try SimulateDeviceCommand.parse(["nonin-9560", "--link", link, "--duration", "1s"])
        try command.run()
        var status = stat()
        #expect(lstat(link, &status) != 0)
    }

    @Test func whatCannotBePlayedEndsWithItsOwnStatus() throws {
        func status(_ words: [String]) -> Int32 {
            do {
                try SimulateDeviceCommand.parse(words + ["--duration", "1s"]).run()
                return 0
            } catch {
                return Spotward.exitCode(for: error).rawValue
            }
        }
        #expect(status(["no-such-device"]) == EX_USAGE)
        #expect(status(["nonin-9560", "--story", "no-such-story"]) == EX_USAGE)
        #expect(status(["nonin-9560", "--speed", "0"]) == EX_USAGE)
        #expect(status(["nonin-9560", "--speed", "61"]) == EX_USAGE)
        let story = folder + "/story.txt"
        try "0:00 asleep".write(toFile: story, atomically: true, encoding: .utf8)
        #expect(status(["nonin-9560", "--story", story]) == EX_DATAERR)
        #expect(status(["nonin-9560", "--story", folder]) == EX_NOINPUT)
        #expect(status(["nonin-9560", "--link", story]) == EX_CANTCREAT)
    }

    @Test(arguments: [("1s", 1), ("90", 90), ("15m", 900), ("24h", 86_400), ("86400", 86_400)])
    func aSpanIsReadInItsUnits(text: String, seconds: Int) {
        #expect(SpanOption(argument: text)?.seconds == seconds)
    }

    @Test(arguments: ["", "s", "0", "0s", "-1s", "1.5m", "25h", "86401", "1d", "9999999s"])
    func anotherSpanIsRefused(text: String) { #expect(SpanOption(argument: text) == nil) }
}

/// The end of a pseudo-terminal where a program reads.
final class FarEnd {
    private let descriptor: CInt

    init(_ path: String) throws {
        descriptor = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        try #require(descriptor >= 0, "\(path)")
    }

    deinit { close(descriptor) }

    func received() -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return all }
            all += buffer[..<count]
        }
    }

    func send(_ bytes: [UInt8]) { _ = write(descriptor, bytes, bytes.count) }

    var isHungUp: Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) == 1 && entry.revents & Int16(POLLHUP) != 0
    }
}
