import Glibc
import Recordings
import Vitals

/// The recordings of a hub on disk: segments of one run after another, the oldest removed when the budget is full.
///
///     recordings/run-000012-0000.rec, run-000012-0001.rec, …
struct RecordingFolder: Sendable {
    let path: String
    private let keepByteCount: Int
    private let segmentByteCount: Int
    private var header: RecordingHeader
    private let runNumber: Int64
    private var descriptor: Int32 = -1
    private var written = 0
    private(set) var writer: RecordingWriter

    init(path: String, runNumber: Int64, keepByteCount: Int, segmentByteCount: Int, header: RecordingHeader) {
        self.path = path
        self.runNumber = runNumber
        self.keepByteCount = keepByteCount
        self.segmentByteCount = segmentByteCount
        self.header = header
        writer = RecordingWriter(startedAt: header.startedAt)
    }

    /// The segment now being written.
    var segmentPath: String { path + "/" + Self.name(run: runNumber, segment: header.segment ?? 0) }

    /// Appends whole lines. Says what went wrong; the recording then has a hole and the daemon goes on.
    mutating func write(_ lines: [UInt8]) -> String? {
        if descriptor < 0 || written + lines.count > segmentByteCount {
            if let failure = rotate() { return failure }
        }
        return append(lines)
    }

    mutating func close() {
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        Glibc.close(descriptor)
        descriptor = -1
    }

    private mutating func rotate() -> String? {
        if descriptor >= 0 {
            close()
            header.segment = (header.segment ?? 0) + 1
        }
        mkdir(path, 0o700)
        prune()
        descriptor = open(segmentPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return failure("open") }
        written = 0
        var lines: [UInt8] = []
        writer = RecordingWriter(header, to: &lines)
        return append(lines)
    }

    private mutating func append(_ lines: [UInt8]) -> String? {
        var start = 0
        while start < lines.count {
            // The slice keeps its memory for the length of the call.
            let count = unsafe lines[start...].withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                return failure("write")
            }
            start += count
        }
        written += lines.count
        return nil
    }

    /// Removes the oldest segments until a new one fits the budget.
    private func prune() {
        var segments = Self.segments(in: path)
        var total = segments.reduce(0) { $0 + $1.byteCount }
        while total + segmentByteCount > keepByteCount, let oldest = segments.first {
            unlink(path + "/" + oldest.name)
            total -= oldest.byteCount
            segments.removeFirst()
        }
    }

    /// Removes the oldest segments, but never the one now being written, until the disk has room. `false` where
    /// that is not enough.
    func makeRoom(until hasRoom: () -> Bool) -> Bool {
        for segment in Self.segments(in: path) {
            guard !hasRoom() else { return true }
            guard path + "/" + segment.name != segmentPath else { break }
            unlink(path + "/" + segment.name)
        }
        return hasRoom()
    }

    /// Segments last written to before an instant, by the file's own time; never the one now being written.
    func removeSegments(writtenBefore instant: WallInstant) {
        for segment in Self.segments(in: path) where path + "/" + segment.name != segmentPath {
            guard segment.writtenAt < instant else { continue }
            unlink(path + "/" + segment.name)
        }
    }

    private func failure(_ call: String) -> String {
        "\(call) \(segmentPath): \(String(cString: strerror(errno))). The recording has a hole here; alarms go on. "
            + "Check the disk."
    }

    private static func name(run: Int64, segment: UInt64) -> String {
        "run-\(padded(UInt64(clamping: run), to: 6))-\(padded(segment, to: 4)).rec"
    }

    private static func padded(_ number: UInt64, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    /// The number of the newest run in a folder; 0 when there is none. A journal begun anew counts runs from 1 again, and
    /// the recordings of before are kept.
    static func newestRun(in path: String) -> Int64 {
        segments(in: path).compactMap { Int64($0.name.dropFirst("run-".count).prefix { $0 != "-" }) }.max() ?? 0
    }

    /// The names in a folder, but for its own and its parent's.
    static func entries(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// The segments in a folder, oldest first: names sort as they were written.
    static func segments(in path: String) -> [(name: String, byteCount: Int, writtenAt: WallInstant)] {
        var segments: [(name: String, byteCount: Int, writtenAt: WallInstant)] = []
        for name in entries(in: path) {
            guard name.hasPrefix("run-"), name.hasSuffix(".rec") else { continue }
            var status = stat()
            guard lstat(path + "/" + name, &status) == 0 else { continue }
            let written = Int64(status.st_mtim.tv_sec).multipliedReportingOverflow(by: 1_000_000).partialValue
            segments.append((name, Int(status.st_size), WallInstant(microseconds: written)))
        }
        return segments.sorted { $0.name < $1.name }
    }
}
