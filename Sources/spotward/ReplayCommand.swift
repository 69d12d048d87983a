import Alarms
import ArgumentParser
import Configuration
import Glibc
import Recordings
import Vitals
import WardDaemon

/// `spotward replay`: a recorded night once more, through the same code.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Fold recorded nights again and give their alerts.",
        discussion: """
            The recordings of a run are named in the order of their segments. With the configuration of that night the \
            alert log is the one the daemon wrote, byte for byte (`spotward journal alerts --json`); with other rules or \
            another chart the difference is what those would have changed. Nothing is sent and no journal is touched.

            A file of --out is there whole or not at all: Ctrl-C leaves none. On a terminal, when the alert log goes elsewhere, \
            it says how far it is.

            Exit status: 0 replayed, 65 a recording is damaged (what came before was replayed), 78 the configuration has \
            defects, 130 ended by Ctrl-C.

            Examples:
              spotward replay /var/lib/spotward/recordings/run-000012-*.rec --config spotward.yaml --out alerts.ndjson
              spotward replay night.rec --config stricter.yaml | diff alerts.ndjson -
            """)

    @Argument(help: ArgumentHelp("Recordings, oldest first.", valueName: "recording"))
    var recordings: [String]

    @OptionGroup var config: ConfigOption

    @Option(
        help: ArgumentHelp(
            "Where the alert log goes, one line of JSON an alert; standard output if not given.", valueName: "file"))
    var out: String?

    @Option(help: "max, or how fast the recorded clock runs: 1x, 10x.")
    var speed = ReplaySpeed.max

    func run() throws {
        let ward = try config.ward()
        let output = try OutputFile(out, .whole)
        let pacer = Pacer(speed)
        let progress = ProgressLine(
            of: InputFile.byteCount(of: recordings), isApart: out != nil || isatty(STDOUT_FILENO) != 1)
        defer { progress.end() }
        var replay = Replay(ward, pace: { pacer.wait(until: $0) })
        var failure: String?
        var unwritten: ExitCode?
        for path in recordings {
            replay.beginRecording()
            let input = try InputFile(path)
            do {
                while let piece = try input.next() {
                    // At once: a replay at the recorded pace tells each alert at its time.
                    try replay.feed(piece.span) { alert in
                        guard unwritten == nil else { return }
                        do throws(ExitCode) {
                            try output.write(Array("\(alert.line)\n".utf8))
                        } catch {
                            unwritten = error
                        }
                    }
                    if let unwritten { throw unwritten }
                    progress.advance(by: piece.count, "\(replay.alertCount) alerts")
                }
            } catch let error as ReplayError {
                failure = "\(path): \(error)"
                break
            }
            if let remark = Self.remark(on: replay.endRecording()) { StandardError.complain("\(path): \(remark)") }
        }
        try output.finish()
        progress.end()
        StandardError.complain(
            "\(replay.alertCount) alerts from \(replay.readingCount) sets of readings in \(Int(replay.recorded.inSeconds)) s of recording"
        )
        if let failure {
            StandardError.complain(failure)
            throw ExitCode(EX_DATAERR)
        }
    }

    private static func remark(on end: RecordingEnd) -> String? {
        switch end {
        case .closed: nil
        case .open: "the recording was not closed: the daemon was cut off, or still writes, or a segment follows"
        case .torn(let line, _): "the last line (\(line)) is torn, as after a crash; everything before it was replayed"
        case .headerIncomplete: "the recording ends within its header: there is nothing to replay"
        }
    }
}

/// How fast a replay runs.
enum ReplaySpeed: ExpressibleByArgument, Equatable {
    case max
    case times(Double)

    init?(argument: String) {
        if argument == "max" {
            self = .max
            return
        }
        let digits = argument.hasSuffix("x") ? String(argument.dropLast()) : argument
        guard let factor = Double(digits), factor > 0, factor <= 10_000 else { return nil }
        self = .times(factor)
    }

    var defaultValueDescription: String { "max" }
}

/// Holds a replay back to the recorded pace.
private struct Pacer {
    private let speed: ReplaySpeed
    private let started = ContinuousClock.now

    init(_ speed: ReplaySpeed) { self.speed = speed }

    func wait(until recorded: Duration) {
        guard case .times(let factor) = speed else { return }
        let due = started.advanced(by: .microseconds(Int64(Double(recorded.wholeMicroseconds) / factor)))
        let left = ContinuousClock.now.duration(to: due).wholeMicroseconds
        if left > 0 { usleep(UInt32(clamping: left)) }
    }
}
