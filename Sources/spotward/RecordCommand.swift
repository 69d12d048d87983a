import ArgumentParser
import Configuration
import Decoders
import Glibc
import Ports
import Vitals
import WardDaemon

/// `spotward record`: what one device sends, kept as a recording.
struct RecordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Record what a device sends, to look at it or to send it in.",
        discussion: """
            Opens PORT as the device's profile says (docs/supported-devices.md), sends what the profile allows to be sent, \
            writes what comes to a recording with its arrival times, and says how many frames it understood. For a device \
            without a profile name protocol and speed; then nothing is sent. Stops with Ctrl-C or after --seconds. The file \
            holds vital signs: treat it as a child's.

            Examples:
              spotward record /dev/serial/by-id/usb-Silicon_Labs_CP2102-if00-port0 --profile contec-cms50e --out night.rec
              spotward record /dev/ttyS0 --protocol nonin-df2 --baud 9600 --out night.rec
              spotward decode night.rec
            """)

    @Argument(
        help: ArgumentHelp("The serial or HID device, best by a name that survives replugging.", valueName: "port"))
    var port: String

    @Option(name: .customLong("profile"), help: "What the device is, by its profile.")
    var profileID: String?

    @Option(
        name: .customLong("protocol"),
        help: "In place of a profile: one of \(DeviceProtocol.allCases.map(\.rawValue).joined(separator: ", ")).")
    var protocolName: String?

    @Option(help: "Bits a second; with --protocol.")
    var baud: Int?

    @Option(help: "none, even or odd; with --protocol.")
    var parity: String?

    @Option(help: ArgumentHelp("Where the recording goes; standard output if not given.", valueName: "file"))
    var out: String?

    @Option(help: "Stop after so many seconds.")
    var seconds: Int?

    func validate() throws {
        _ = try device()
        if let seconds, !(1...86_400).contains(seconds) { throw ValidationError("--seconds wants 1 to 86400.") }
    }

    /// What the words of the command line name.
    private func device() throws -> (deviceProtocol: DeviceProtocol, link: DeviceLink, profile: DeviceProfile?) {
        if let profileID {
            guard protocolName == nil, baud == nil, parity == nil else {
                throw ValidationError("--profile knows protocol and line: leave --protocol, --baud and --parity out.")
            }
            guard let profile = DeviceCatalogue.embedded.profile(profileID),
                let deviceProtocol = DeviceProtocol(rawValue: profile.protocolName)
            else {
                let ids = DeviceCatalogue.embedded.all.map(\.id).joined(separator: ", ")
                throw ValidationError("There is no profile \"\(profileID)\". Known: \(ids).")
            }
            return (deviceProtocol, profile.link, profile)
        }
        guard let protocolName else { throw ValidationError("Name the device: --profile, or --protocol and --baud.") }
        guard let deviceProtocol = DeviceProtocol(rawValue: protocolName) else {
            let names = DeviceProtocol.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("There is no protocol \"\(protocolName)\". Known: \(names).")
        }
        guard let baud, BaudRate(rawValue: baud) != nil else {
            let rates = BaudRate.allCases.map { "\($0.rawValue)" }.joined(separator: ", ")
            throw ValidationError("--protocol wants --baud, one of \(rates).")
        }
        var line = ProfileLine(baud: baud)
        if let parity {
            guard let known = SerialLineOverride.Parity(rawValue: parity) else {
                throw ValidationError("--parity wants none, even or odd.")
            }
            line.parity = known
        }
        return (deviceProtocol, .serial(line), nil)
    }

    func run() throws {
        let device = try device()
        let output = try OutputFile(out, .exclusive)
        let capture = PortCapture(
            port: port, deviceProtocol: device.deviceProtocol, link: device.link, profile: device.profile
        ) { lines in
            do {
                try output.write(lines)
            } catch {
                // A recording that cannot be kept ends at once, rather than go on and keep nothing.
                Self.exit(withError: error)
            }
        }
        let outcome = try capture.run(seconds: seconds) { text in StandardError.complain(text) }
        StandardError.complain(outcome.summary)
        if outcome.byteCount == 0 {
            StandardError.complain(
                "Nothing came. Is the device on, with a finger in it, and set to send? Is the speed right?")
            throw ExitCode(EX_NOINPUT)
        }
    }
}
