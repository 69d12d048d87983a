import Synchronization

/// The counts of one ring, readable from anywhere: for the watchdog, the journal's accounts and the tests.
///
/// Every element offered was pushed or lost, and every pushed one is popped or waiting.
public struct RingGauge: Sendable {
    private let storage: any RingCounts

    init(_ storage: any RingCounts) { self.storage = storage }

    /// How many elements the ring holds at most.
    public var capacity: Int { storage.capacity }
    /// Elements put in since the ring was made.
    public var pushedCount: Int { storage.pushedCount }
    /// Elements taken out since the ring was made.
    public var poppedCount: Int { storage.poppedCount }
    /// Elements refused because the ring was full.
    public var lostCount: Int { storage.lostCount }
    /// Elements in the ring now. The two counts are read one after the other, so it is exact only when both ends rest.
    public var waitingCount: Int {
        let popped = poppedCount
        return min(max(pushedCount &- popped, 0), capacity)
    }
}

/// What a gauge reads, without the element's type.
protocol RingCounts: AnyObject, Sendable {
    var capacity: Int { get }
    var pushedCount: Int { get }
    var poppedCount: Int { get }
    var lostCount: Int { get }
}

extension RingStorage: RingCounts {
    var pushedCount: Int { pushed.load(ordering: .acquiring) }
    var poppedCount: Int { popped.load(ordering: .acquiring) }
    var lostCount: Int { lost.value }
}
