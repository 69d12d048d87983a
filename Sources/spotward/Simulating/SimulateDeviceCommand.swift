import ArgumentParser
import Configuration
import Decoders
import DeviceSimulators
import Glibc
import Vitals

/// `spotward simulate-device`: a device without a device, for demonstrations and drills.
struct SimulateDeviceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate-device",
        abstract: "Play a device on a pseudo-terminal, live, for a demonstration or a drill.",
        discussion: """
            Plugs a made-up device in at a pseudo-terminal and says where. It sends what its documents say such a device \
            sends, at its own rate; one that speaks only when asked stays silent until it is asked, and stops without its \
            keep-alive. Ctrl-C pulls the plug.

            A story says what happens: one of \(DeviceStory.named.map(\.name).joined(separator: ", ")), or a file of \
            lines "0:00 spo2 97 hr 118", "3:00 probe-off", "4:00 silent", "5:00 unplugged". Values glide to those of the \
            next line. docs/simulated-devices.md has all of it, and a drill with two devices.

            It is never evidence of what a real device does. Messages of a drill go to real receivers: tell them before, \
            or use a configuration of its own.

            Exit status: 0 at Ctrl-C or when --duration is over, 64 no such device or story, 65 a defect in the story, \
            66 the story cannot be read, 71 no pseudo-terminal, 73 the link cannot be made.

            Examples:
              spotward simulate-device contec-cms50e --link /run/spotward/bedside
              spotward simulate-device nonin-xpod-3012-df2 --story desaturation --duration 10m
              spotward simulate-device contec-cms50e --story friday-drill.txt --speed 10
            """)

    @Argument(
        help: ArgumentHelp(
            "A profile's name, as `spotward devices table` lists them, or a protocol's.", valueName: "profile"))
    var profile: String

    @Option(help: ArgumentHelp("A name that leads to it, removed at the end.", valueName: "path"))
    var link: String?

    @Option(help: ArgumentHelp("What happens: a story's name or a file.", valueName: "story"))
    var story = "steady"

    @Option(
        help: "Seconds of the story in one second of life, 1 to 60. The daemon's clock.speed must be the same.")
    var speed = 1

    @Option(help: "End after so long, of life: 90s, 15m, 2h.")
    var duration: SpanOption?

    func validate() throws {
        guard (1...60).contains(speed) else { throw ValidationError("--speed wants 1 to 60, not \(speed).") }
    }

    func run() throws {
        let (deviceProtocol, name) = try Self.device(profile)
        let device = SimulatedDevice(
            deviceProtocol, try Self.story(story), speed: speed, from: Self.localNow())
        var signals = SignalWait()
        var player: DevicePlayer
        do { player = try DevicePlayer(device, link: link) } catch { throw Self.refusal(error) }
        defer { player.end() }
        try OutputFile().write(Array(introduction(device, name, player.port?.path).utf8))

        let clock = ContinuousClock()
        let start = clock.now
        while true {
            let elapsed = clock.now - start
            if let duration, elapsed >= .seconds(duration.seconds) { break }
            do {
                for event in try player.play(until: elapsed * speed) { StandardError.complain(event) }
            } catch {
                throw Self.refusal(error)
            }
            if signals.sleep(milliseconds: 20) { break }
        }
        var words = "\(player.sentByteCount) bytes were sent"
        if player.unreadByteCount > 0 { words += ", \(player.unreadByteCount) of them nobody read" }
        StandardError.complain(words + ".")
    }

    /// What a clock in the room shows: the device's own is set right.
    private static func localNow() -> CivilDateTime {
        let now = JournalOptions.now()
        return now.civil(offset: LondonTime.offset(at: now))
    }

    private func introduction(_ device: SimulatedDevice, _ name: String, _ path: String?) -> String {
        var lines = [path.map { "\(name) is plugged in at \($0)" } ?? "\(name) is not plugged in yet"]
        if let link { lines.append("  reached as \(link)") }
        lines.append(
            "  protocol \(device.deviceProtocol.rawValue), story \(story)" + (speed > 1 ? ", speed \(speed)" : ""))
        if device.waitsToBeAsked { lines.append("  silent until it is asked") }
        if device.isSpot {
            lines.append("  one measurement every \(SimulatorLimits.secondsBetweenMeasurements) s, not a stream")
        }
        if device.unitByteCount > 1 {
            lines.append(
                "  USB-HID reports of \(device.unitByteCount) bytes on a terminal: listen to it, the daemon wants a real one"
            )
        }
        return lines.joined(separator: "\n") + "\nCtrl-C pulls the plug.\n"
    }

    /// What a profile's or a protocol's name stands for.
    static func device(_ name: String) throws -> (deviceProtocol: DeviceProtocol, name: String) {
        if let profile = DeviceCatalogue.embedded.profile(name),
            let deviceProtocol = DeviceProtocol(rawValue: profile.protocolName)
        {
            return (deviceProtocol, "\(profile.id) (\(profile.name))")
        }
        if let deviceProtocol = DeviceProtocol(rawValue: name) { return (deviceProtocol, name) }
        throw ValidationError(
            "There is no profile or protocol \"\(name)\". Profiles: "
                + DeviceCatalogue.embedded.all.map(\.id).joined(separator: ", ") + ".")
    }

    /// One of ours by its name, otherwise a file.
    static func story(_ name: String) throws -> DeviceStory {
        let text: String
        if let named = DeviceStory.named.first(where: { $0.name == name }) {
            text = named.lines
        } else if access(name, F_OK) != 0 {
            throw ValidationError(
                "There is no story or file \"\(name)\". Stories: "
                    + DeviceStory.named.map(\.name).joined(separator: ", ") + ".")
        } else {
            let input = try InputFile(name)
            var bytes: [UInt8] = []
            while bytes.count <= SimulatorLimits.storyByteCount, let piece = try input.next() { bytes += piece }
            text = String(decoding: bytes, as: UTF8.self)
        }
        do {
            return try DeviceStory(lines: text)
        } catch {
            StandardError.complain("\(name): \(error). docs/simulated-devices.md shows how a story is written.")
            throw ExitCode(EX_DATAERR)
        }
    }

    private static func refusal(_ error: any Error) -> ExitCode {
        StandardError.complain("\(error)")
        return ExitCode(error is SimulatedLink.Failure ? EX_CANTCREAT : EX_OSERR)
    }
}
