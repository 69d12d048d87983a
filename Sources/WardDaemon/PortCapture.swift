import Configuration
import Decoders
import Dispatch
import Glibc
import Ports
import Recordings
import Synchronization
import Vitals

/// One device recorded to a file, with what its decoder made of it: `spotward record`.
public struct PortCapture: Sendable {
    private let plan: PortPlan
    private let deviceProtocol: DeviceProtocol
    private let write: @Sendable ([UInt8]) -> Void

    /// What came of a capture.
    public struct Outcome: Sendable {
        public var byteCount: UInt64 = 0
        public var frameCount: UInt64 = 0
        public var readingCount: UInt64 = 0

        public var summary: String {
            "\(byteCount) bytes, \(frameCount) frames, \(readingCount) readings with a value or a reason"
        }
    }

    /// - Parameters:
    ///   - profile: whose bytes are sent; without one nothing is.
    ///   - link: the profile's, or the line as a person names it.
    ///   - write: takes the lines of the recording, on the ports' thread.
    public init(
        port: String, deviceProtocol: DeviceProtocol, link: DeviceLink, profile: DeviceProfile?,
        write: @escaping @Sendable ([UInt8]) -> Void
    ) {
        plan = PortPlan(source: SourceIndex(0), address: .path(port), link: PortLink(link), profile: profile)
        self.deviceProtocol = deviceProtocol
        self.write = write
    }

    /// Records until SIGINT, SIGTERM or the time is over.
    public func run(seconds: Int?, say: @escaping @Sendable (String) -> Void) throws -> Outcome {
        let orders = SignalOrders(reloads: false)
        let clock = PortClock.life
        let (monotonic, wall) = clock.now()
        var header = RecordingHeader()
        header.deviceProtocol = deviceProtocol.rawValue
        header.startedAt = monotonic
        header.startedAtWall = wall
        header.about = [
            RecordingHeader.About(key: "Link", value: "\(plan.address)"),
            RecordingHeader.About(key: "Recorded", value: wall.description),
            RecordingHeader.About(key: "By", value: "spotward \(Build.version)"),
        ]
        let outcome = OutcomeBox()
        let events = CaptureEvents(header, deviceProtocol, outcome, write: write, say: say)
        let loop = try PortLoop(ports: [plan], folders: [], clock: clock, tickEvery: .seconds(1), events: events)
        _ = orders.next(within: seconds.map { .seconds($0) })
        loop.stop()
        return outcome.value
    }
}

private final class OutcomeBox: Sendable {
    private let outcome = Mutex(PortCapture.Outcome())
    var value: PortCapture.Outcome { outcome.withLock { $0 } }
    func set(_ value: PortCapture.Outcome) { outcome.withLock { $0 = value } }
}

/// Writes each batch as it comes and follows it with the decoder.
private struct CaptureEvents: PortEvents, ~Copyable, Sendable {
    private let writer: RecordingWriter
    private var stream: DeviceStream
    private let outcome: OutcomeBox
    private let write: @Sendable ([UInt8]) -> Void
    private let say: @Sendable (String) -> Void

    init(
        _ header: RecordingHeader, _ deviceProtocol: DeviceProtocol, _ outcome: OutcomeBox,
        write: @escaping @Sendable ([UInt8]) -> Void, say: @escaping @Sendable (String) -> Void
    ) {
        var lines: [UInt8] = []
        writer = RecordingWriter(header, to: &lines)
        stream = DeviceStream(deviceProtocol)
        self.outcome = outcome
        self.write = write
        self.say = say
        write(lines)
    }

    mutating func bytes(source: SourceIndex, _ bytes: Span<UInt8>, at now: MonotonicInstant) {
        var lines: [UInt8] = []
        writer.appendBytes(bytes, source: source, at: now, to: &lines)
        write(lines)
        stream.feed(bytes: bytes, at: now) { _, _ in }
    }

    mutating func attached(source: SourceIndex, at now: MonotonicInstant) { note(.attached(source), at: now) }

    mutating func gone(source: SourceIndex, reason: PortError, at now: MonotonicInstant) {
        note(.detached(source), at: now)
        say("\(reason)")
    }

    mutating func stillGone(source: SourceIndex, reason: PortError, at now: MonotonicInstant) { say("\(reason)") }

    mutating func tick(at now: MonotonicInstant, wall: WallInstant) { tell() }

    mutating func folderChanged(source: SourceIndex) {}

    mutating func stopped(at now: MonotonicInstant) {
        note(.end, at: now)
        tell()
    }

    private func note(_ event: RecordingEvent, at now: MonotonicInstant) {
        var lines: [UInt8] = []
        // Only texts can be too long, and these entries have none.
        try? writer.append(RecordingEntry(at: now, event), to: &lines)
        write(lines)
    }

    private func tell() {
        let ledger = stream.ledger
        outcome.set(
            PortCapture.Outcome(byteCount: ledger.bytesIn, frameCount: ledger.frames, readingCount: ledger.readings))
    }
}
