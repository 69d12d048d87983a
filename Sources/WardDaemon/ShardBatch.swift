import Alarms
import Vitals

/// Live inputs that the shards take together: all of it is everybody's to read, and each takes its own.
///
/// They lie here as they came, so that gathering is a copy. Of those that are no readings, which are few, the places are known:
///
/// ```
/// inputs    readings  readings  tick  readings  clock  readings
/// others                         2                4
/// ```
struct ShardBatch: Sendable {
    private(set) var inputs: ContiguousArray<LiveInput> = []
    private(set) var others: ContiguousArray<Int> = []
    private(set) var hasTick = false
    /// Which shard has each source: that of its child, or the one it was with before it was nobody's.
    var owners: ContiguousArray<UInt8> = []

    var count: Int { inputs.count }
    var isEmpty: Bool { inputs.isEmpty }

    mutating func reserveCapacity(_ count: Int) { inputs.reserveCapacity(count) }

    /// Adds inputs that are all readings.
    mutating func append(readings: ContiguousArray<LiveInput>.SubSequence) { inputs.append(contentsOf: readings) }

    mutating func append(_ input: LiveInput) {
        if !input.isReadings { others.append(inputs.count) }
        if case .tick = input { hasTick = true }
        inputs.append(input)
    }

    /// Whether an input is one shard's, and not this one's.
    func isElsewhere(_ input: LiveInput, than shard: UInt8) -> Bool {
        guard case .deviceClock(let source, _, _) = input else { return false }
        return owners[Int(source.rawValue)] != shard
    }

    mutating func removeAll() {
        inputs.removeAll(keepingCapacity: true)
        others.removeAll(keepingCapacity: true)
        hasTick = false
    }
}
