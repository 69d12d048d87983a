import Synchronization

/// The end of a ring that puts elements in. One exists for each ring; it belongs to one thread or queue at a time.
public struct RingProducer<Element: BitwiseCopyable & Sendable>: ~Copyable, Sendable {
    @usableFromInline let storage: RingStorage<Element>
    /// Our own copy of `storage.pushed`: nobody else writes it.
    @usableFromInline var pushed = 0
    /// What we last saw of the consumer's count. It is looked up again only when the ring seems full.
    @usableFromInline var poppedSeen = 0

    @inlinable
    init(_ storage: RingStorage<Element>) { self.storage = storage }

    /// Puts `element` in, visible to the consumer on return.
    ///
    /// - Returns: `false` when the ring is full. The element is then lost and counted in `lostCount`.
    @inlinable
    public mutating func push(_ element: Element) -> Bool {
        if pushed &- poppedSeen == storage.capacity {
            poppedSeen = storage.popped.load(ordering: .acquiring)
            guard pushed &- poppedSeen < storage.capacity else {
                storage.lost.add(1)
                return false
            }
        }
        // The slot is ours: the consumer has published that it is done with it, and the mask keeps it in bounds.
        unsafe storage.slots[pushed & storage.mask] = element
        pushed &+= 1
        storage.pushed.store(pushed, ordering: .releasing)
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
