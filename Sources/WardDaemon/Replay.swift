import Alarms
import Configuration
import Decoders
import Documents
import Glibc
import Recordings
import Vitals
import Webhooks

/// `spotward replay`: the same fold as the daemon's, fed from recordings, without threads and without a clock.
///
/// The same recording, rules and build give the same alert log, byte for byte, at any speed.
public struct Replay: ~Copyable {
    private let ward: Ward
    private let shardCount: Int
    /// Called before each tick with the time since the recording's start, to pace it.
    private let pace: (Duration) -> Void
    private var session: ReplaySession?
    private var reader = RecordingReader()
    /// The bytes of the line just read.
    private var payload: [UInt8] = []
    public private(set) var alertCount: UInt64 = 0
    public private(set) var readingCount: UInt64 = 0
    public private(set) var recorded = Duration.zero

    /// - Parameter shardCount: evaluators that share the ward, which nobody can tell from the log; `nil`: as in the daemon.
    public init(_ ward: Ward, shardCount: Int? = nil, pace: @escaping (Duration) -> Void = { _ in }) {
        self.ward = ward
        self.shardCount = shardCount ?? ward.shardCount(children: ward.configuration.plan.admissions.count)
        self.pace = pace
    }

    /// Begins the next recording. A further segment of the same run goes on with the same state; a new run begins anew.
    public mutating func beginRecording() { reader = RecordingReader() }

    /// Takes the next bytes of the recording and gives each alert as its line of the alert log.
    public mutating func feed(_ bytes: Span<UInt8>, alert: (Alert) -> Void) throws(ReplayError) {
        var position = 0
        while true {
            if let line = reader.nextPlain(in: bytes, at: &position, into: &payload) {
                try take(line, alert: alert)
                continue
            }
            let item: RecordingItem?
            do throws(RecordingDefect) {
                item = try reader.next(in: bytes, at: &position)
            } catch {
                throw .damaged(error)
            }
            guard let item else { return settle(alert) }
            switch item {
            case .header(let header): try begin(header)
            case .entry(let entry): try take(entry, alert: alert)
            }
        }
    }

    /// How the recording ended.
    public func endRecording() -> RecordingEnd { reader.finish() }

    private mutating func begin(_ header: RecordingHeader) throws(ReplayError) {
        let isContinued = header.runID != nil && header.runID == session?.runID && (header.segment ?? 0) > 0
        if isContinued {
            guard header.segment == (session?.segment ?? 0) + 1 else {
                throw .segmentMissing(expected: (session?.segment ?? 0) + 1, found: header.segment ?? 0)
            }
            session?.segment = header.segment ?? 0
            return
        }
        guard (header.segment ?? 0) == 0 else { throw .segmentMissing(expected: 0, found: header.segment ?? 0) }
        session = try ReplaySession(header, ward, shardCount: shardCount)
    }

    @inline(__always)
    private mutating func take(_ line: PlainLine, alert: (Alert) -> Void) throws(ReplayError) {
        if case .tick = line.content { passed(line.at) }
        guard session != nil else { throw .noHeader }
        try session?.take(line, payload)
        drain(alert)
    }

    private mutating func take(_ entry: RecordingEntry, alert: (Alert) -> Void) throws(ReplayError) {
        guard session != nil else { throw .noHeader }
        if case .tick = entry.event { passed(entry.at) }
        settle(alert)
        try session?.take(entry)
        settle(alert)
    }

    private mutating func passed(_ now: MonotonicInstant) {
        guard let started = session?.start.monotonic else { return }
        recorded = now.since(started)
        pace(recorded)
    }

    /// Nothing of what was taken is left untold.
    private mutating func settle(_ alert: (Alert) -> Void) {
        session?.settle()
        drain(alert)
    }

    @inline(__always)
    private mutating func drain(_ alert: (Alert) -> Void) {
        readingCount += UInt64(
            session?.drain { found in
                alertCount += 1
                alert(found)
            } ?? 0)
    }
}

/// Why a recording cannot be replayed.
public enum ReplayError: Error, Sendable, CustomStringConvertible {
    case damaged(RecordingDefect)
    case noHeader
    case bareCapture
    case segmentMissing(expected: UInt64, found: UInt64)
    case sourceUnknown(String)
    case documentUnknown(UInt64)
    case documentFormat(String)
    case commandUnreadable(String)
    case ticksMissing(waiting: Int)

    public var description: String {
        switch self {
        case .damaged(let defect): "the recording cannot be read: \(defect). Everything before that line was replayed."
        case .noHeader: "the recording has no header: it is not a recording of this program."
        case .bareCapture:
            "this is a capture of one device without clocks or children: decode it with `spotward decode FILE --protocol P`."
        case .segmentMissing(let expected, let found):
            "the recording is segment \(found) of its run and segment \(expected) comes first: name the segments of a run in order."
        case .sourceUnknown(let name):
            "the recording has a source \"\(name)\" that the configuration does not: add it, or use the configuration of that run."
        case .documentUnknown(let number):
            "the recording names file \(number), which it did not open: lines are missing."
        case .commandUnreadable(let line):
            "the recording has a command this build cannot read, \"\(line.prefix(80))\": use the build that made it."
        case .ticksMissing(let count):
            "\(count) rows or commands wait for a tick that lets them in, more than a daemon hands over: ticks are missing."
        case .documentFormat(let name): "the recording has a file in format \"\(name)\", which this build cannot read."
        }
    }
}
