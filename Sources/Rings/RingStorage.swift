import Synchronization

/// The memory both ends of a ring share. It is freed once, when the last of the two ends and all gauges are gone.
///
/// `pushed` and `popped` count upwards for ever, so full and empty differ without wasting a slot. Elements lie in segments, and
/// `order` says which segment the next so many elements have: the producer takes one that the consumer has left before one that
/// was never written (`SegmentOrder`). A ring in which little waits so stays in a few pages, however large it is; taken
/// round and round it touches all of its memory in time, and a hub grew by 3 MiB in its first days.
///
/// ```
/// | slots, order, shifts | padding | pushed, lost | padding | popped | padding |
///   order: producer's                producer's               consumer's
/// ```
///
/// The padding keeps what one end writes out of the cache line pairs the other end writes.
@usableFromInline
@safe final class RingStorage<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    // Sendable by hand: `slots` and `order` are the only things here the compiler cannot vouch for. A slot, and the place in
    // `order` that leads to it, is written by the producer before the releasing store of `pushed` that publishes it, and read
    // by the consumer after the acquiring load that saw it; it is written again only after the consumer's releasing store of
    // `popped`.
    @usableFromInline let slots: UnsafeMutablePointer<Element>
    /// Segments by the order of their use: that of the elements from `n << segmentShift` on at `n & orderMask`.
    @usableFromInline let order: UnsafeMutablePointer<Int32>
    @usableFromInline let capacity: Int
    /// The elements of one segment, as a power of two.
    @usableFromInline let segmentShift: Int

    private let paddingBeforePushed = CachePadding()
    @usableFromInline let pushed = Atomic<Int>(0)
    @usableFromInline let lost = Counter()

    private let paddingBeforePopped = CachePadding()
    @usableFromInline let popped = Atomic<Int>(0)
    private let paddingAfterPopped = CachePadding()

    @usableFromInline
    init(capacity: Int) {
        precondition(
            RingLimits.capacity.contains(capacity) && capacity.nonzeroBitCount == 1,
            "the capacity of a ring is a power of two within RingLimits.capacity")
        self.capacity = capacity
        let fittingCount = max(RingLimits.segmentByteCount / MemoryLayout<Element>.stride, 1)
        segmentShift = min(Int.bitWidth - 1 - fittingCount.leadingZeroBitCount, capacity.trailingZeroBitCount)
        unsafe slots = .allocate(capacity: capacity)
        let segmentCount = capacity >> segmentShift
        unsafe order = .allocate(capacity: segmentCount)
        for segment in 0..<segmentCount { unsafe order[segment] = Int32(segment) }
    }

    deinit {
        unsafe slots.deallocate()
        unsafe order.deallocate()
    }

    @usableFromInline var segmentCapacity: Int { @inline(__always) @inlinable get { 1 &<< segmentShift } }
    @usableFromInline var segmentMask: Int { @inline(__always) @inlinable get { segmentCapacity &- 1 } }
    @usableFromInline var orderMask: Int { @inline(__always) @inlinable get { (capacity &>> segmentShift) &- 1 } }
}

/// Two cache lines: processors fetch lines in pairs.
struct CachePadding {
    private let words = InlineArray<16, UInt64>(repeating: 0)
}
