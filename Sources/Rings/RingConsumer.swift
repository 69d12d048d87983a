import Synchronization

/// The end of a ring that takes elements out. One exists for each ring; it belongs to one thread or queue at a time,
/// and is kept inside the actor or class that does the work.
public struct RingConsumer<Element: BitwiseCopyable & Sendable>: ~Copyable, Sendable {
    @usableFromInline let storage: RingStorage<Element>
    /// Our own copy of `storage.popped`: nobody else writes it.
    @usableFromInline var popped = 0
    /// The slot of the oldest element, while `popped` is below `limit`.
    @usableFromInline var place = 0
    /// Where to look again: the segment ends, or there was no more when the producer's count was last looked up.
    @usableFromInline var limit = 0

    @inlinable
    init(_ storage: RingStorage<Element>) { self.storage = storage }

    /// The oldest element, or `nil` when the ring is empty.
    @inlinable
    public mutating func pop() -> Element? {
        guard popped != limit || findElements() else { return nil }
        let element = take()
        storage.popped.store(popped, ordering: .releasing)
        return element
    }

    /// Hands the oldest elements to `body` in order, at most `limit` of them, and gives their places back together at
    /// the end.
    ///
    /// - Returns: how many there were. When it equals `limit` there may be more: call again before going to sleep.
    @inlinable
    public mutating func drain(upTo limit: Int, _ body: (Element) -> Void) -> Int {
        var count = 0
        while count < limit, popped != self.limit || findElements() {
            body(take())
            count &+= 1
        }
        if count > 0 { storage.popped.store(popped, ordering: .releasing) }
        return count
    }

    @inlinable @inline(__always)
    mutating func take() -> Element {
        // The slot is published: `limit` is behind a count loaded with acquiring order.
        let element = unsafe storage.slots[place]
        place &+= 1
        popped &+= 1
        return element
    }

    @inlinable @inline(never)
    mutating func findElements() -> Bool {
        let pushed = storage.pushed.load(ordering: .acquiring)
        guard popped != pushed else { return false }
        let usedCount = popped & storage.segmentMask
        if usedCount == 0 {
            let next = popped &>> storage.segmentShift
            place = unsafe Int(storage.order[next & storage.orderMask]) &<< storage.segmentShift
        }
        limit = popped &+ min(pushed &- popped, storage.segmentCapacity &- usedCount)
        return true
    }

    /// A view of the counts for other threads.
    public var gauge: RingGauge { RingGauge(storage) }
}
