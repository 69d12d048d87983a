/// What the producer knows of the segments of its ring: which were left by the consumer and come again.
///
/// Uses of segments are numbered without end, and use `n` reads its segment at `n` modulo the number of segments. Ahead of the
/// use under way stand the segments that were written before, then those that never were:
///
/// ```
/// left        under way     reusable     never written     left
/// … leftCount               freshFrom                      leftCount + segments …
/// ```
///
/// A segment that the consumer leaves changes places with the first that was never written.
@usableFromInline
struct SegmentOrder: Sendable {
    /// Uses that the consumer is through with, as far as they were taken note of.
    private var leftCount = 0
    /// The first use to come whose segment was never written.
    private var freshFrom = 0

    @usableFromInline
    init() {}

    /// Puts the segment for the use `next` in its place. The ring has room for its first element.
    ///
    /// - Parameter newLeftCount: how many uses the consumer is through with by now.
    @usableFromInline
    mutating func open(_ next: Int, left newLeftCount: Int, in order: UnsafeMutablePointer<Int32>, mask: Int) {
        while leftCount < newLeftCount {
            let again = leftCount + mask + 1
            // Otherwise it was opened again before its last element was taken: no other was free.
            if freshFrom <= again {
                // Both uses are to come: the consumer reads neither before `pushed` says so.
                let left = unsafe order[leftCount & mask]
                unsafe order[leftCount & mask] = order[freshFrom & mask]
                unsafe order[freshFrom & mask] = left
                freshFrom += 1
            }
            leftCount += 1
        }
        freshFrom = max(freshFrom, next + 1)
    }
}
