import Vitals

/// One thing that came into the hub, in the order it came.
public struct RecordingEntry: Sendable, Hashable {
    public var at: MonotonicInstant
    public var event: RecordingEvent

    public init(at: MonotonicInstant, _ event: RecordingEvent) {
        self.at = at
        self.event = event
    }
}

public enum RecordingEvent: Sendable, Hashable {
    /// One batch as it was read from a port.
    case bytes(SourceIndex, [UInt8])
    case attached(SourceIndex)
    case detached(SourceIndex)
    /// Both clocks, and how many document rows and commands in all had been handed over when the tick was taken: they come
    /// from other threads, and these counts are their order.
    case tick(wall: WallInstant, documentRows: UInt64, commands: UInt64)
    case document(DocumentOpening)
    case documentBytes(number: UInt64, [UInt8])
    case documentEnded(number: UInt64)
    /// One line of JSON: what was restored at start, or what a person asked for.
    case command(String)
    /// Something was lost on the way to the evaluator, and how many.
    case lost(what: String, count: UInt64)
    /// What the hub noticed of itself, by its rule family: how bad (0: it is over, else 1 or 2), and the figure.
    case hub(what: String, stage: UInt8, value: UInt64)
    /// The recording was closed in order.
    case end
}

/// A dropped file begins to be read.
public struct DocumentOpening: Sendable, Hashable {
    public var source: SourceIndex
    /// Counts documents of a run.
    public var number: UInt64
    /// SHA-256 of the whole file, 64 lower-case hexadecimal digits.
    public var sha256: String
    public var format: String
    /// Rows before this one were taken by an earlier run.
    public var resumeFromRow: UInt64
    /// The local date and time, to the second, that stood in the file's name, where there was one.
    public var nameStamp: CivilDateTime?

    public init(
        source: SourceIndex, number: UInt64, sha256: String, format: String, resumeFromRow: UInt64,
        nameStamp: CivilDateTime? = nil
    ) {
        self.source = source
        self.number = number
        self.sha256 = sha256
        self.format = format
        self.resumeFromRow = resumeFromRow
        self.nameStamp = nameStamp
    }
}
