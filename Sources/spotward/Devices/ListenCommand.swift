import ArgumentParser
import Configuration
import Decoders
import Foundation
import Glibc
import Ports
import Vitals

extension DevicesCommand {
    /// `spotward devices listen`: is anything there, and is it understood.
    struct Listen: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "listen",
            abstract: "Listen to one port: bytes, frames and readings as they come, and what that means.",
            discussion: """
                Opens PORT for reading alone and prints a line each second: how many bytes came, the first of them, the \
                frames, what was skipped or refused and why, and the readings the daemon would have taken. At the end \
                (--duration, Ctrl-C) a sentence says what it comes to: understood, silent, or wrong speed or protocol, \
                and what to try.

                Nothing is written to the device. With --send-start the bytes that its profile lists under may_send are, \
                for devices that speak only when asked.

                A port that the daemon holds cannot be listened to; `spotward devices` shows what the daemon hears.

                Exit status: 0 understood, 65 bytes came and are not understood, 66 nothing came or the port cannot be \
                opened, 69 another program holds it.

                Examples:
                  spotward devices listen /dev/ttyUSB0 --profile contec-cms50e --send-start --duration 30s
                  spotward devices listen /dev/ttyUSB0 --protocol nonin-df2 --baud 9600
                """)

        @Argument(help: ArgumentHelp("The port: a serial device, a HID device or a link to one.", valueName: "port"))
        var port: String

        @Option(help: ArgumentHelp("A profile's name: `spotward devices table` lists them.", valueName: "id"))
        var profile: String?

        @Option(
            name: .customLong("protocol"),
            help: ArgumentHelp("A protocol's name, with --baud, instead of a profile.", valueName: "name"))
        var protocolName: String?

        @OptionGroup(title: "The line, over what the profile says") var line: LineOptions

        @Flag(help: "Send what the profile may send: start, keep-alive, stop.")
        var sendStart = false

        @Option(help: "End after so long: 90s, 15m.")
        var duration: SpanOption?

        @Flag(help: "Print every byte, not only the first of each second.")
        var allBytes = false

        func validate() throws {
            guard (profile == nil) != (protocolName == nil) else {
                throw ValidationError("Say what the device is: either --profile ID or --protocol NAME --baud N.")
            }
            if sendStart, profile == nil {
                throw ValidationError("--send-start wants --profile: nothing but a profile's bytes is ever sent.")
            }
            if protocolName != nil, line.baud == nil {
                throw ValidationError("--protocol wants --baud: the line of a device without a profile is not guessed.")
            }
        }

        func run() throws {
            let target = try ListenTarget(
                port: port, profile: profile, protocolName: protocolName, line: line, sends: sendStart,
                catalogue: .embedded)
            let output = OutputFile()
            let box = HearingBox(LineHearing(target.deviceProtocol, ignoring: target.ignoredFlags))
            if target.tried.wasNotAsked {
                StandardError.complain(
                    "This device speaks only when it is asked. Nothing is sent without --send-start.")
            }
            StandardError.complain("Listening to \(port) as \(target.tried.words). Ctrl-C ends it.")
            // Before the loop's thread is made, so that it is this one that is told of Ctrl-C.
            var signals = SignalWait()
            let events = HearingEvents(box, showsAllBytes: allBytes) { line in
                do { try output.write(Array((line + "\n").utf8)) } catch { Self.exit(withError: error) }
            }
            let loop = try PortLoop(
                ports: [target.plan], folders: [], clock: .life, tickEvery: .seconds(1), events: events)
            let clock = ContinuousClock()
            let start = clock.now
            while box.failure == nil, !signals.sleep(milliseconds: 50) {
                if let duration, clock.now - start >= .seconds(duration.seconds) { break }
            }
            loop.stop()
            box.with { $0.finish() }
            try Self.conclude(box, target, output)
        }

        /// Says what it comes to, and ends with its status.
        static func conclude(_ box: HearingBox, _ target: ListenTarget, _ output: OutputFile) throws {
            let heard = box.with { $0 }
            if let failure = box.failure {
                guard heard.ledger.bytesIn > 0 else { throw refusal(failure) }
                StandardError.complain(words(of: failure))
            }
            let verdict = heard.verdict
            try output.write(Array((verdict.text(heard, target.tried) + "\n").utf8))
            switch verdict {
            case .believed, .withoutValue, .onlyStored: break
            case .nothing: throw ExitCode(EX_NOINPUT)
            case .tooFew, .wrongRate, .anotherProtocol, .unreadable: throw ExitCode(EX_DATAERR)
            }
        }

        /// The daemon tries again; this does not.
        private static func words(of failure: PortError) -> String {
            "\(failure)".replacingOccurrences(of: "; it is tried again", with: "")
        }

        private static func refusal(_ failure: PortError) -> ExitCode {
            guard failure.cause == .alreadyOpen else {
                StandardError.complain(words(of: failure))
                return ExitCode(EX_NOINPUT)
            }
            StandardError.complain(
                "\(failure.path) is held by another program, most likely the daemon, which hears it now: "
                    + "`spotward devices` shows what comes. To listen here, stop the daemon first.")
            return ExitCode(EX_UNAVAILABLE)
        }
    }
}

/// How a line is set, where it is said.
struct LineOptions: ParsableArguments {
    @Option(help: "Bits a second.")
    var baud: Int?

    @Option(help: "7 or 8.")
    var dataBits: Int?

    @Option(help: "none, even or odd.")
    var parity: String?

    @Option(help: "1 or 2.")
    var stopBits: Int?

    @Option(help: "none, xonxoff or rtscts.")
    var flow: String?

    var isEmpty: Bool { baud == nil && dataBits == nil && parity == nil && stopBits == nil && flow == nil }

    /// `line` with what was said instead.
    func over(_ line: ProfileLine) throws -> ProfileLine {
        var line = line
        if let baud {
            guard BaudRate(rawValue: baud) != nil else {
                throw ValidationError(
                    "\(baud) is no line speed. Use one of "
                        + BaudRate.allCases.map { "\($0.rawValue)" }.joined(separator: ", ") + ".")
            }
            line.baud = baud
        }
        if let dataBits {
            guard SerialSettings.DataBits(rawValue: dataBits) != nil else {
                throw ValidationError("--data-bits wants 7 or 8.")
            }
            line.dataBits = dataBits
        }
        if let parity {
            guard let named = SerialLineOverride.Parity(rawValue: parity) else {
                throw ValidationError("--parity wants none, even or odd.")
            }
            line.parity = named
        }
        if let stopBits {
            guard SerialSettings.StopBits(rawValue: stopBits) != nil else {
                throw ValidationError("--stop-bits wants 1 or 2.")
            }
            line.stopBits = stopBits
        }
        if let flow {
            guard let named = ProfileLine.FlowControl(rawValue: flow) else {
                throw ValidationError("--flow wants none, xonxoff or rtscts.")
            }
            line.flowControl = named
        }
        return line
    }
}
