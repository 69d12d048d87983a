import Synchronization

/// A count that one thread raises and any thread reads: bytes received, readings refused.
///
/// A relaxed load and a relaxed store (0.4 ns) and not a read-modify-write (7 ns): right only because there is a single
/// writer at any time. Two writers would lose counts. Readers see every value late by no more than the machine's caches,
/// and never a torn one. Keep it as a `let` of the class that owns it.
public struct Counter: ~Copyable, Sendable {
    @usableFromInline let count = Atomic<Int>(0)

    @inlinable
    public init() {}

    /// Raises the count. Only the one writer may call it. It wraps after 2^63, which no count here reaches.
    @inlinable
    public func add(_ amount: Int) {
        count.store(count.load(ordering: .relaxed) &+ amount, ordering: .relaxed)
    }

    /// The count as last written.
    @inlinable public var value: Int { count.load(ordering: .relaxed) }
}
