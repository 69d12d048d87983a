import Alarms
import Rings
import Vitals

/// A piece of port traffic on its way to the recording, small enough to be copied through a ring.
struct RecordingSlice: Sendable, BitwiseCopyable {
    static let byteLimit = 192

    enum Kind: UInt8, Sendable, BitwiseCopyable {
        case bytes
        case attached
        case detached
        case tick
        case lost
        case hub
    }

    var kind: Kind
    var source = SourceIndex(0)
    var at: MonotonicInstant
    var wall = WallInstant(microseconds: 0)
    /// Bytes held, document rows handed over, inputs lost, or a sign of the hub in one number, by kind.
    var count: UInt64 = 0
    /// Commands handed over, at a tick.
    var commandCount: UInt64 = 0
    var bytes = InlineArray<192, UInt8>(repeating: 0)

    init(_ kind: Kind, at now: MonotonicInstant) {
        self.kind = kind
        at = now
    }
}

/// The producing end of the recording: copies traffic into slices. Never waits; what does not fit is counted.
struct RecordingTap: ~Copyable, Sendable {
    private var slices: RingProducer<RecordingSlice>
    private let doorbell: Doorbell
    private(set) var lostCount: UInt64 = 0
    private var writtenSecond: Int64?
    private var ticksKept = 0
    /// Ticks that let a file's rows in come by the thousand a second.
    private static let ticksTogether = 32

    init(_ slices: consuming RingProducer<RecordingSlice>, doorbell: Doorbell) {
        self.slices = slices
        self.doorbell = doorbell
    }

    mutating func note(_ bytes: Span<UInt8>, from source: SourceIndex, at now: MonotonicInstant) {
        var start = 0
        while start < bytes.count {
            let end = min(start + RecordingSlice.byteLimit, bytes.count)
            var slice = RecordingSlice(.bytes, at: now)
            slice.source = source
            slice.count = UInt64(end - start)
            for index in start..<end { slice.bytes[index - start] = bytes[index] }
            push(slice)
            start = end
        }
    }

    mutating func note(_ kind: RecordingSlice.Kind, _ source: SourceIndex, at now: MonotonicInstant) {
        var slice = RecordingSlice(kind, at: now)
        slice.source = source
        push(slice)
    }

    mutating func noteLost(_ count: UInt64, at now: MonotonicInstant) {
        var slice = RecordingSlice(.lost, at: now)
        slice.count = count
        push(slice)
    }

    mutating func note(_ sign: HubSign, at now: MonotonicInstant) {
        var slice = RecordingSlice(.hub, at: now)
        slice.count = sign.word
        push(slice)
    }

    /// The recording is written once a second, and sooner when much waits: it is for later, and the disk is slow.
    mutating func noteTick(at now: MonotonicInstant, wall: WallInstant, documentRows: UInt64, commands: UInt64) {
        var slice = RecordingSlice(.tick, at: now)
        slice.wall = wall
        slice.count = documentRows
        slice.commandCount = commands
        push(slice)
        ticksKept += 1
        guard now.second != writtenSecond || ticksKept >= Self.ticksTogether else { return }
        writtenSecond = now.second
        ticksKept = 0
        doorbell.ring()
    }

    private mutating func push(_ slice: RecordingSlice) {
        if !slices.push(slice) { lostCount &+= 1 }
    }
}
