import Synchronization

/// The end of a ring that takes elements out. One exists for each ring; it belongs to one thread or queue at a time,
/// and is kept inside the actor or class that does the work.
public struct RingConsumer<Element: BitwiseCopyable & Sendable>: ~Copyable, Sendable {
    @usableFromInline let storage: RingStorage<Element>
    /// Our own copy of `storage.popped`: nobody else writes it.
    @usableFromInline var popped = 0
    /// What we last saw of the producer's count. It is looked up again only when the ring seems empty.
    @usableFromInline var pushedSeen = 0

    @inlinable
    init(_ storage: RingStorage<Element>) { self.storage = storage }

    /// The oldest element, or `nil` when the ring is empty.
    @inlinable
    public mutating func pop() -> Element? {
        if popped == pushedSeen {
            pushedSeen = storage.pushed.load(ordering: .acquiring)
            guard popped != pushedSeen else { return nil }
        }
        // The slot is published: `popped` is behind a count loaded with acquiring order.
        let element = unsafe storage.slots[popped & storage.mask]
        popped &+= 1
        storage.popped.store(popped, ordering: .releasing)
        return element
    }

    /// Hands the oldest elements to `body` in order, at most `limit` of them, and gives their places back together at
    /// the end.
    ///
    /// - Returns: how many there were. When it equals `limit` there may be more: call again before going to sleep.
    @inlinable
    public mutating func drain(upTo limit: Int, _ body: (Element) -> Void) -> Int {
        pushedSeen = storage.pushed.load(ordering: .acquiring)
        let count = min(pushedSeen &- popped, max(limit, 0))
        guard count > 0 else { return 0 }
        for _ in 0..<count {
            body(unsafe storage.slots[popped & storage.mask])
            popped &+= 1
        }
        storage.popped.store(popped, ordering: .releasing)
        return count
    }

    /// A view of the counts for other threads.
    public var gauge: RingGauge { RingGauge(storage) }
}
