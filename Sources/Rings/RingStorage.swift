import Synchronization

/// The memory both ends of a ring share. It is freed once, when the last of the two ends and all gauges are gone.
///
/// `pushed` and `popped` count upwards for ever and wrap; an element's place is its count masked by the capacity, so
/// full and empty differ without wasting a slot.
///
/// ```
/// | slots, mask | padding | pushed, lost | padding | popped | padding |
///   read only               producer's               consumer's
/// ```
///
/// The padding keeps what one end writes out of the cache line pairs the other end writes.
@usableFromInline
@safe final class RingStorage<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    // Sendable by hand: `slots` is the only thing here the compiler cannot vouch for. A slot is written by the producer
    // before the releasing store of `pushed` that publishes it, and read by the consumer after the acquiring load that
    // saw it; it is written again only after the consumer's releasing store of `popped`.
    @usableFromInline let slots: UnsafeMutablePointer<Element>
    @usableFromInline let capacity: Int

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
        unsafe slots = .allocate(capacity: capacity)
    }

    deinit { unsafe slots.deallocate() }

    @usableFromInline var mask: Int { @inline(__always) @inlinable get { capacity &- 1 } }
}

/// Two cache lines: processors fetch lines in pairs.
struct CachePadding {
    private let words = InlineArray<16, UInt64>(repeating: 0)
}
