import Alarms
import Charts
import Synchronization
import Vitals

/// What the ports' thread tells the evaluator, in the order it happened. Small, because a ring copies it.
package enum LiveInput: Sendable, BitwiseCopyable {
    case readings(ReadingSet, SourceIndex, at: MonotonicInstant)
    case source(SourceIndex, SourceEvent, at: MonotonicInstant)
    /// How far a device's own clock runs ahead.
    case deviceClock(SourceIndex, ahead: Duration, at: MonotonicInstant)
    case lost(count: UInt64, at: MonotonicInstant)
    /// What the hub noticed of itself.
    case hub(HubSign, at: MonotonicInstant)
    /// Time, and how many document rows and commands in all had been handed over by then. Both come from other threads
    /// and are taken at ticks, so that their place in the order is recorded with the tick and a replay takes them at the
    /// same place.
    case tick(Tick, documentRows: UInt64, commands: UInt64)

    @inline(__always)
    var isReadings: Bool { if case .readings = self { true } else { false } }
}

/// One row of a dropped file on its way to the evaluator.
struct DocumentInput: Sendable, BitwiseCopyable {
    enum Content: Sendable, BitwiseCopyable {
        case readings(ReadingSet)
        /// The row names a child who is not on this ward.
        case unassigned(ReadingSet)
        case refused
    }

    var source: SourceIndex
    var child: ChildIndex?
    var row: DocumentRowNumber
    var content: Content
    /// What the child breathes, where the row says so.
    var oxygen: OxygenSupport?
}

/// How many commands the desk has handed over in all. One writer; whoever reads a count sees the commands it counts.
final class CommandCount: Sendable {
    private let count = Atomic<UInt64>(0)

    var value: UInt64 { count.load(ordering: .acquiring) }

    func add(_ more: Int) { count.wrappingAdd(UInt64(more), ordering: .releasing) }
}

/// Takes live inputs: a ring in the daemon, the fold itself in a replay.
protocol LiveInputSink: ~Copyable {
    mutating func push(_ input: LiveInput)
}

/// Gives the commands handed over so far, oldest first.
protocol CommandQueue: ~Copyable {
    mutating func pop() -> Command?
}

/// Gives the document rows handed over so far, oldest first.
protocol DocumentRows: ~Copyable {
    mutating func pop() -> DocumentInput?
}
