import ArgumentParser
import Configuration
import Decoders
import DeviceSimulators
import Foundation
import Glibc
import Ports
import Synchronization
import Testing

@testable import spotward

/// `spotward devices listen` on real pseudo-terminals.
@Suite struct ListenTests {
    private func target(
        _ port: String, profile: String? = nil, protocolName: String? = nil, _ words: [String] = [],
        sends: Bool = false
    ) throws -> ListenTarget {
        try ListenTarget(
            port: port, profile: profile, protocolName: protocolName, line: try LineOptions.parse(words), sends: sends,
            catalogue: .embedded)
    }

    private func status(_ words: [String]) -> Int32 {
        do {
            try DevicesCommand.Listen.parse(words).run()
            return 0
        } catch {
            return Spotward.exitCode(for: error).rawValue
        }
    }

    /// A device that plays in life's own time while `body` runs.
    private func withDevice(_ profile: String, _ body: (String) throws -> Void) throws {
        let (deviceProtocol, _) = try SimulateDeviceCommand.device(profile)
        let story = try DeviceStory(lines: "0:00 spo2 97 hr 131")
        let path = Mutex<String?>(nil)
        let isOver = Mutex(false)
        let thread = Thread {
            guard var player = try? DevicePlayer(SimulatedDevice(deviceProtocol, story), link: nil) else { return }
            path.withLock { $0 = player.port?.path }
            let start = ContinuousClock.now
            while !isOver.withLock({ $0 }) {
                _ = try? player.play(until: ContinuousClock.now - start)
                usleep(5_000)
            }
        }
        thread.start()
        defer { isOver.withLock { $0 = true } }
        var waited = 0
        while path.withLock({ $0 }) == nil, waited < 2_000 {
            usleep(1_000)
            waited += 1
        }
        try body(try #require(path.withLock { $0 }))
    }

    @Test func nothingIsSentUnlessItIsAskedForAndThenOnlyWhatTheProfileMaySend() throws {
        let quiet = try target("/dev/x", profile: "contec-cms50e")
        #expect(!quiet.plan.sends && quiet.tried.wasNotAsked)
        let asking = try target("/dev/x", profile: "contec-cms50e", sends: true)
        let profile = try #require(DeviceCatalogue.embedded.profile("contec-cms50e"))
        #expect(asking.plan.startBytes == profile.start && asking.plan.stopBytes == profile.stop)
        #expect(asking.plan.keepAlive?.bytes == profile.keepAlive?.bytes && !asking.tried.wasNotAsked)
        let plain = try target("/dev/x", profile: "nonin-xpod-3012-df2", sends: true)
        #expect(!plain.plan.sends && !plain.tried.wasNotAsked)
    }

    @Test func theLineIsTheProfilesWithWhatWasSaidOverIt() throws {
        let own = try target("/dev/x", profile: "contec-cms50d-plus")
        #expect(own.plan.link == .serial(SerialSettings(baud: .b19200, parity: .odd, flowControl: .software)))
        let said = try target(
            "/dev/x", profile: "contec-cms50d-plus", ["--baud", "4800", "--parity", "none", "--flow", "none"])
        #expect(said.plan.link == .serial(SerialSettings(baud: .b4800)))
        let bare = try target("/dev/x", protocolName: "nonin-df2", ["--baud", "9600", "--stop-bits", "2"])
        #expect(bare.plan.link == .serial(SerialSettings(baud: .b9600, stopBits: .two)) && !bare.plan.sends)
        let hid = try target("/dev/x", profile: "contec-cms50e-2")
        #expect(hid.plan.link == .hidraw(reportByteCount: 64))
        #expect(throws: ValidationError.self) {
            try self.target("/dev/x", profile: "contec-cms50e-2", ["--baud", "9600"])
        }
        for words in [
            ["--baud", "9601"], ["--data-bits", "9"], ["--parity", "mark"], ["--stop-bits", "3"], ["--flow", "x"],
        ] {
            #expect(throws: ValidationError.self) { try self.target("/dev/x", profile: "nonin-9560", words) }
        }
    }

    @Test(arguments: [
        [], ["--profile", "nonin-9560", "--protocol", "nonin-df13"], ["--protocol", "nonin-df2"],
        ["--protocol", "nonin-df2", "--baud", "9600", "--send-start"], ["--profile", "no-such-device"],
        ["--protocol", "no-such-protocol", "--baud", "9600"],
    ])
    func whatCannotBeMeantIsAUsageError(words: [String]) {
        #expect(status(["/dev/x"] + words) == EX_USAGE)
    }

    @Test func aDeviceThatIsUnderstoodEndsWell() throws {
        try withDevice("contec-cms50e") { path in
            #expect(status([path, "--profile", "contec-cms50e", "--send-start", "--duration", "4s"]) == 0)
            // It was told to stop, and is not asked again.
            #expect(status([path, "--profile", "contec-cms50e", "--duration", "2s"]) == EX_NOINPUT)
        }
    }

    @Test func aDeviceUnderAWrongNameDoesNotEndWell() throws {
        try withDevice("nonin-xpod-3012-df2") { path in
            #expect(status([path, "--profile", "contec-cms50d-plus", "--duration", "4s"]) == EX_DATAERR)
        }
    }

    @Test func aPortThatIsHeldIsRefused() throws {
        try withDevice("nonin-xpod-3012-df2") { path in
            let holder = open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC)
            defer { close(holder) }
            #expect(flock(holder, LOCK_EX | LOCK_NB) == 0)
            #expect(status([path, "--profile", "nonin-xpod-3012-df2", "--duration", "5s"]) == EX_UNAVAILABLE)
        }
    }

    @Test func whatIsNoPortIsRefused() {
        #expect(status(["/dev/null", "--profile", "nonin-9560", "--duration", "5s"]) == EX_NOINPUT)
        #expect(status(["/dev/spotward-nowhere", "--profile", "nonin-9560", "--duration", "5s"]) == EX_NOINPUT)
    }

    /// Every page of help teaches with an example.
    @Test(
        arguments: [
            DevicesCommand.self, DevicesCommand.List.self, DevicesCommand.Scan.self, DevicesCommand.Listen.self,
            DevicesCommand.Rules.self, DevicesCommand.Table.self, DevicesCommand.Manual.self,
            SimulateDeviceCommand.self,
        ] as [any ParsableCommand.Type])
    func everyCommandTeachesWithAnExample(command: any ParsableCommand.Type) {
        let help = Spotward.helpMessage(for: command)
        #expect(help.contains("  spotward "), "\(help)")
    }
}
