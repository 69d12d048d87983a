import Alarms
import Vitals

/// Live inputs that the shards take together: all of it is everybody's to read, and each takes its own.
///
/// Readings, which most inputs are, lie apart in an array of their own, so that nobody asks of each what it is. The numbers of
/// inputs count both:
///
/// ```
/// readings     0  1  2     3  4
/// rest                  3 (after three readings)
/// number       0  1  2  3  4  5
/// ```
struct ShardBatch: Sendable {
    struct Readings: Sendable, BitwiseCopyable {
        var readings: ReadingSet
        var at: MonotonicInstant
        var source: SourceIndex
        /// Which shard has the source.
        var owner: UInt8
    }

    /// An input that is no reading.
    struct Other: Sendable, BitwiseCopyable {
        var input: LiveInput
        /// How many readings came before it.
        var readingCount: Int
        /// Which shard it is for; `nil`: all.
        var owner: UInt8?
    }

    private(set) var readings: ContiguousArray<Readings> = []
    private(set) var rest: ContiguousArray<Other> = []
    private(set) var hasTick = false

    var count: Int { readings.count + rest.count }
    var isEmpty: Bool { readings.isEmpty && rest.isEmpty }

    mutating func reserveCapacity(_ count: Int) { readings.reserveCapacity(count) }

    @inline(__always)
    mutating func append(_ readings: Readings) { self.readings.append(readings) }

    mutating func append(_ input: LiveInput, owner: UInt8?) {
        rest.append(Other(input: input, readingCount: readings.count, owner: owner))
        if case .tick = input { hasTick = true }
    }

    mutating func removeAll() {
        readings.removeAll(keepingCapacity: true)
        rest.removeAll(keepingCapacity: true)
        hasTick = false
    }
}
