import ArgumentParser
import Decoders
import WardDaemon

/// What both scenarios of a night ask: what it is of.
struct NightOptions: ParsableArguments {
    @Option(
        name: .customLong("protocol"), help: "A device that speaks so; without one it is rows of a file, one a second.")
    var deviceProtocol: DeviceProtocol?

    var origin: BenchNight.Origin { deviceProtocol.map { .device($0) } ?? .rows }
}

/// A recording to alerts: `Replay` over a recording in memory, as `spotward replay` reads it from a file.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "A recorded night to alerts, in memory.",
        discussion: """
            Examples:
              spotward-bench replay --protocol contec-v7 --seconds 86400 --json
              spotward-bench replay --made 7200 --seconds 3600
            """)

    @OptionGroup var night: NightOptions

    @Option(help: "Seconds that are replayed.")
    var seconds: Int

    @Option(help: "Seconds that are made, if more: then two lengths differ in the replay alone.")
    var made = 0

    @Flag(help: "Print one line of JSON.")
    var json = false

    /// As many bytes as `spotward replay` reads at a time.
    private static let pieceByteCount = 65_536

    func run() throws {
        var bytes: [UInt8] = []
        let night = BenchNight(self.night.origin, to: &bytes)
        var end = 0
        for second in 0..<max(seconds, made) {
            night.append(second: second, to: &bytes)
            if second + 1 == seconds { end = bytes.count }
        }
        let folder = try BenchFolder()
        let path = folder.path + "/" + BenchNight.configurationName
        try BenchFile(path).write(Array(BenchNight.configuration(self.night.origin).utf8))
        let files = WardFiles(path: path)
        guard let ward = files.ward() else {
            throw BenchFailure(files.defects.map { "\($0)" }.joined(separator: "\n"))
        }

        var replay = Replay(ward)
        var alertByteCount = 0
        let clock = ContinuousClock()
        let began = clock.now
        for from in stride(from: 0, to: end, by: Self.pieceByteCount) {
            let piece = bytes.span.extracting(from..<min(from + Self.pieceByteCount, end))
            try replay.feed(piece) { alertByteCount += $0.line.utf8.count }
        }
        let nanoseconds = (clock.now - began) / .nanoseconds(1)

        var report = BenchReport()
        report.add("bytes", end)
        report.add("seconds", seconds)
        report.add("reading_sets", Int(replay.readingCount))
        report.add("alerts", Int(replay.alertCount))
        report.add("alert_bytes", alertByteCount)
        report.add("nanoseconds", Int(nanoseconds))
        report.write(asJSON: json)
    }
}

/// Writes a night for `spotward replay`, with the configuration it is of.
struct MakeNightCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "make-night",
        abstract: "Write the recording of a night and its configuration, for spotward replay.",
        discussion: """
            FOLDER gets \(BenchNight.recordingName), \(BenchNight.configurationName) and, of rows, rows.csv: the same as \
            a file of their own.

            Example:
              spotward-bench make-night --protocol contec-v7 --seconds 86400 --folder night
            """)

    @OptionGroup var night: NightOptions

    @Option(help: "Its length.")
    var seconds: Int

    @Option(help: "A folder that is there.")
    var folder: String

    private static let pieceByteCount = 1 << 20

    func run() throws {
        var bytes: [UInt8] = []
        let night = BenchNight(self.night.origin, to: &bytes)
        let file = try BenchFile(folder + "/" + BenchNight.recordingName)
        for second in 0..<seconds {
            night.append(second: second, to: &bytes)
            guard bytes.count >= Self.pieceByteCount else { continue }
            try file.write(bytes)
            bytes.removeAll(keepingCapacity: true)
        }
        night.end(second: seconds, to: &bytes)
        try file.write(bytes)
        try BenchFile(folder + "/" + BenchNight.configurationName).write(
            Array(BenchNight.configuration(self.night.origin).utf8))
        if self.night.origin == .rows { try writeRows(night) }
    }

    private func writeRows(_ night: BenchNight) throws {
        let file = try BenchFile(folder + "/rows.csv")
        var bytes = Array(BenchNight.rowsHead.utf8)
        for second in 0..<seconds {
            bytes += Array(night.row(second: second).utf8)
            guard bytes.count >= Self.pieceByteCount else { continue }
            try file.write(bytes)
            bytes.removeAll(keepingCapacity: true)
        }
        try file.write(bytes)
    }
}
