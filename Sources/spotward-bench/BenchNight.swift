import Configuration
import DeviceSimulators
import Decoders
import Recordings
import Vitals

/// A day of one child as the daemon records it, made second by second: a device's batches or the rows of a file, and the
/// tick. The child's story is `BenchStory`, told again every half hour.
///
/// A device's bytes come in batches a fiftieth of a second apart, as `spotward simulate-device` writes them and a USB
/// converter hands them over. Rows are of three vital signs, one a second, in a file that is read as it grows.
struct BenchNight {
    enum Origin: Equatable {
        case device(DeviceProtocol)
        case rows
    }

    static let batchesPerSecond = 50
    static let childName = "bench-1"
    static let recordingName = "night.rec"
    static let configurationName = "spotward.yaml"

    private let origin: Origin
    private let writer: RecordingWriter
    private let story: [[UInt8]]
    private let displays: [SimulatedOximeter.Display]
    private static let start = BenchWard.tick(second: 0)

    /// Begins a recording: its header is appended to `output`.
    init(_ origin: Origin, to output: inout [UInt8]) {
        self.origin = origin
        var header = RecordingHeader()
        header.hubBuild = "bench"
        header.runID = "1"
        header.segment = 0
        header.startedAt = Self.start.monotonic
        header.startedAtWall = Self.start.wall
        let oximeter: SimulatedOximeter
        switch origin {
        case .device(let deviceProtocol):
            oximeter = BenchStory.oximeter(deviceProtocol)
            story = (0..<BenchStory.seconds).map { oximeter.bytes(second: $0) }
            header.sources = [
                RecordingSource(
                    index: SourceIndex(0), kind: .serial, format: deviceProtocol.rawValue, admission: Self.childName,
                    name: "device")
            ]
        case .rows:
            oximeter = BenchStory.oximeter(.noninDF2)
            story = []
            header.sources = [
                RecordingSource(index: SourceIndex(0), kind: .folder, format: "documents", name: "folder")
            ]
        }
        displays = (0..<BenchStory.seconds).map { oximeter.display(second: $0) }
        writer = RecordingWriter(header, to: &output)
        switch origin {
        case .device: append(.attached(SourceIndex(0)), at: Self.start.monotonic, to: &output)
        case .rows:
            let opening = DocumentOpening(
                source: SourceIndex(0), number: 1, sha256: String(repeating: "0", count: 64), format: "csv",
                resumeFromRow: 1)
            append(.document(opening), at: Self.start.monotonic, to: &output)
            append(.documentBytes(number: 1, Array(Self.rowsHead.utf8)), at: Self.start.monotonic, to: &output)
        }
    }

    /// What the rows of a day look like as a file of their own.
    static let rowsHead = "measured_at,child,spo2,hr,temp\n"

    /// Appends what came in one second of the day, and the tick that ends it.
    func append(second: Int, to output: inout [UInt8]) {
        let place = second % BenchStory.seconds
        let begin = BenchWard.tick(second: second)
        let end = BenchWard.tick(second: second + 1)
        switch origin {
        case .device:
            let bytes = story[place]
            for batch in 0..<Self.batchesPerSecond {
                let from = bytes.count * batch / Self.batchesPerSecond
                let to = bytes.count * (batch + 1) / Self.batchesPerSecond
                guard from < to else { continue }
                let span = Duration.microseconds(Int64(batch + 1) * 1_000_000 / Int64(Self.batchesPerSecond) - 1)
                writer.appendBytes(
                    bytes.span.extracting(from..<to), source: SourceIndex(0), at: begin.monotonic.advanced(by: span),
                    to: &output)
            }
        case .rows:
            let row = Array(self.row(second: second).utf8)
            writer.appendDocumentBytes(row.span, number: 1, at: begin.monotonic, to: &output)
        }
        writer.appendTick(
            wall: end.wall, documentRows: origin == .rows ? UInt64(second + 1) : 0, commands: 0, at: end.monotonic,
            to: &output)
    }

    /// One row of a file of the day.
    func row(second: Int) -> String {
        let display = displays[second % BenchStory.seconds]
        let spO2 = display.spO2.map { "\($0)" } ?? ""
        let heartRate = display.heartRate.map { "\($0)" } ?? ""
        return
            "\(BenchWard.tick(second: second).wall),\(Self.childName),\(spO2),\(heartRate),36.\(6 + second / 600 % 4)\n"
    }

    func end(second: Int, to output: inout [UInt8]) {
        let now = BenchWard.tick(second: second).monotonic
        if origin == .rows { append(.documentEnded(number: 1), at: now, to: &output) }
        append(.end, at: now, to: &output)
    }

    private func append(_ event: RecordingEvent, at now: MonotonicInstant, to output: inout [UInt8]) {
        do throws(RecordingWriter.Refusal) {
            try writer.append(RecordingEntry(at: now, event), to: &output)
        } catch {
            preconditionFailure("no long text is recorded here")
        }
    }

    /// The configuration of the ward the night is of. It sends nothing.
    static func configuration(_ origin: Origin) -> String {
        let ports =
            switch origin {
            case .device(let deviceProtocol):
                "  devices:\n    - {name: device, path: ports/device, protocol: \(deviceProtocol.rawValue), "
                    + "serial: {baud: 115200}, child: \(childName)}\n"
            case .rows: "  folders:\n    - {name: folder, path: drop}\n"
            }
        return """
            hub: {id: hub-bench}
            state: state
            admissions:
              - {id: \(childName), born_on: 2023-02-01, admitted_at: 2026-11-21T19:00:00Z}
            ports:
            \(ports)endpoints:
              - {name: team, url: "https://127.0.0.1:1/alerts", secret_file: secret.txt}

            """
    }
}
