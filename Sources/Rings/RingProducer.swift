import Synchronization

/// The end of a ring that puts elements in. One exists for each ring; it belongs to one thread or queue at a time.
public struct RingProducer<Element: BitwiseCopyable & Sendable>: ~Copyable, Sendable {
    @usableFromInline let storage: RingStorage<Element>
    /// Our own copy of `storage.pushed`: nobody else writes it.
    @usableFromInline var pushed = 0
    /// The slot of the next element, while `pushed` is below `limit`.
    @usableFromInline package var place = 0
    /// Where to look again: the segment ends, or the ring was full there when the consumer's count was last looked up.
    @usableFromInline var limit = 0
    @usableFromInline var segments = SegmentOrder()

    @inlinable
    init(_ storage: RingStorage<Element>) { self.storage = storage }

    /// Puts `element` in, visible to the consumer on return.
    ///
    /// - Returns: `false` when the ring is full. The element is then lost and counted in `lostCount`.
    @inlinable
    public mutating func push(_ element: Element) -> Bool {
        if pushed == limit, !findRoom() {
            storage.lost.add(1)
            return false
        }
        // The slot is ours: the consumer has published that it is done with it, and a segment has a place below its end.
        unsafe storage.slots[place] = element
        place &+= 1
        pushed &+= 1
        storage.pushed.store(pushed, ordering: .releasing)
        return true
    }

    @inlinable @inline(never)
    mutating func findRoom() -> Bool {
        let popped = storage.popped.load(ordering: .acquiring)
        let waitingCount = pushed &- popped
        guard waitingCount < storage.capacity else { return false }
        let usedCount = pushed & storage.segmentMask
        if usedCount == 0 {
            let next = pushed &>> storage.segmentShift
            let left = popped &>> storage.segmentShift
            unsafe segments.open(next, left: left, in: storage.order, mask: storage.orderMask)
            place = unsafe Int(storage.order[next & storage.orderMask]) &<< storage.segmentShift
        }
        limit = pushed &+ min(storage.capacity &- waitingCount, storage.segmentCapacity &- usedCount)
        return true
    }

    /// Elements refused because the ring was full.
    @inlinable public var lostCount: Int { storage.lost.value }

    /// A view of the counts for other threads.
    public var gauge: RingGauge { RingGauge(storage) }
}

extension RingProducer {
    /// The shared memory, so that a test can see it freed.
    package var sharedStorage: AnyObject { storage }
}
