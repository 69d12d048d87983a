import ArgumentParser
import Decoders
import Documents
import Glibc
import Vitals

/// What `--protocol` may name. The one place where device bytes and dropped files are told apart.
enum DecodeProtocol {
    case device(DeviceProtocol)
    case document(DocumentFormat)

    init?(_ name: String) {
        if let device = DeviceProtocol(rawValue: name) {
            self = .device(device)
        } else if let format = DocumentFormat(rawValue: name) {
            self = .document(format)
        } else {
            return nil
        }
    }

    static var names: String {
        (DeviceProtocol.allCases.map(\.rawValue) + DocumentFormat.allCases.map(\.rawValue)).joined(separator: ", ")
    }
}

/// `spotward decode`: what a decoder makes of bytes, to be compared with another program's output.
struct DecodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode",
        abstract: "Show what a decoder makes of a device's bytes or of a file of readings.",
        discussion: """
            FILE holds raw bytes as they came over the wire, or is a recording (.rec), which names its own protocol. \
            `-` is standard input. With --protocol csv or ndjson it is a file as it would be dropped.

            Each output row is one frame that carries a reading, at the device's own rate, or one row of the file:

              offset       where the frame (or its packet) begins in the bytes
              kind         reading · none(why) · skipped(bytes) · refused(why) · partial(bytes)
              measured_at  the device's own stamp, where it has one
              spo2 hr rr temp   values; empty where not given, never 0
              quality      what the device says of its own reading

            The columns are the same for every protocol and format. What a file says of oxygen has none: it counts in the \
            daemon, and `spotward journal readings` shows it.

            The decoder alone is shown: a stream of another maker can look right for some frames. With --locked a \
            reading counts only where frames stand back to back and, in a recording, come at the device's rate, as in \
            the daemon.

            Exit status: 0 decoded, 64 it is not said what the bytes are, 65 they are damaged (rows before that were \
            printed), 66 the file cannot be read, 74 the output cannot be written.

            Examples:
              spotward decode night.bin --protocol contec-v7
              spotward decode temperatures.csv --protocol csv
              spotward decode devices/contec-cms50e/recordings/edges.rec --format ndjson --locked
            """)

    @Argument(help: "Raw bytes or a recording; - for standard input.")
    var file: String

    @Option(name: .customLong("protocol"), help: "One of \(DecodeProtocol.names). A recording names its own.")
    var protocolName: String?

    @Option(help: "csv or ndjson.")
    var format = DecodeOutput.csv

    @Flag(help: "Only readings the daemon would believe.")
    var locked = false

    @Option(help: "Which source of a recording with several devices.")
    var source: UInt16?

    func run() throws {
        var named: DeviceProtocol?
        if let protocolName {
            switch DecodeProtocol(protocolName) {
            case .device(let device): named = device
            case .document(let format): return try DecodeDocument.run(file: file, format: format, output: self.format)
            case nil: throw ValidationError("\(DeviceDecoding.Failure.protocolUnknown(protocolName))")
            }
        }
        let input = try InputFile(file)
        var decoding = DeviceDecoding(named, isLocked: locked, source: source.map { SourceIndex($0) })
        var printer = DecodePrinter(format, of: input.byteCount)
        do {
            while let piece = try input.next() {
                try decoding.feed(piece.span) { printer.print($0) }
                try printer.flush(inputByteCount: piece.count)
            }
            try decoding.finish { printer.print($0) }
        } catch let failure as DeviceDecoding.Failure {
            // Rows before the failure help to find it.
            try printer.finish()
            StandardError.complain("\(input.name): \(failure)")
            throw ExitCode(failure.isOfTheCommandLine ? EX_USAGE : EX_DATAERR)
        }
        try printer.finish()
    }
}

extension DecodeOutput: ExpressibleByArgument {}
