/// Upper bounds of this target.
public enum RingLimits {
    /// Elements one ring may hold: a power of two. At 64 bytes an element the largest ring is 64 MiB.
    public static let capacity: ClosedRange<Int> = 2...(1 << 20)
    /// The memory a ring takes at a time: two pages. An element that is larger has a segment of its own.
    static let segmentByteCount = 8192
}
