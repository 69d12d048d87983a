import ArgumentParser
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
            Opens PORT as the protocol wants it, writes what comes to a recording with its arrival times, and says how many \
            frames it understood. Stops with Ctrl-C or after --seconds. The file holds vital signs: treat it as a child's.

            Examples:
              spotward record /dev/serial/by-id/usb-Silicon_Labs_CP2102-if00-port0 --protocol contec-v7 --out night.rec
              spotward decode night.rec
            """)

    @Argument(help: ArgumentHelp("The serial device, best by its /dev/serial/by-id name.", valueName: "port"))
    var port: String

    @Option(
        name: .customLong("protocol"),
        help: "One of \(DeviceProtocol.allCases.map(\.rawValue).joined(separator: ", ")).")
    var protocolName: String

    @Option(help: ArgumentHelp("Where the recording goes; standard output if not given.", valueName: "file"))
    var out: String?

    @Option(help: "Stop after so many seconds.")
    var seconds: Int?

    func validate() throws {
        guard DeviceProtocol(rawValue: protocolName) != nil else {
            let names = DeviceProtocol.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("There is no protocol \"\(protocolName)\". Known: \(names).")
        }
        if let seconds, !(1...86_400).contains(seconds) { throw ValidationError("--seconds wants 1 to 86400.") }
    }

    func run() throws {
        guard let deviceProtocol = DeviceProtocol(rawValue: protocolName) else { return }
        let output = try OutputFile(out, .exclusive)
        let capture = PortCapture(port: port, deviceProtocol: deviceProtocol) { lines in
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
