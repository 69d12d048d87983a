/// A point on the hub's boot clock (`CLOCK_BOOTTIME`), which never steps and does not stop in suspend.
///
/// It orders everything: onset delays, holds, silence. Whole microseconds, so that a recording holds it exactly.
public struct MonotonicInstant: Sendable, BitwiseCopyable, Hashable, Comparable, Codable {
    public var microseconds: Int64

    // Inlinable: asked several times a reading.
    @inlinable public init(microseconds: Int64) { self.microseconds = microseconds }

    @inlinable public static func < (a: Self, b: Self) -> Bool { a.microseconds < b.microseconds }

    public func advanced(by span: Duration) -> Self { Self(microseconds: microseconds &+ span.wholeMicroseconds) }

    /// The time from `start` to here; negative when `start` is later.
    public func since(_ start: Self) -> Duration { .microseconds(microseconds &- start.microseconds) }

    /// The whole second this instant falls in, counted on the boot clock. Rates are reduced to one reading in each.
    @inlinable public var second: Int64 { microseconds / 1_000_000 }
}

extension Duration {
    /// This span in microseconds, towards zero; held at the ends of `Int64` rather than trapping.
    public var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, carried) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        return carried ? (seconds < 0 ? .min : .max) : sum
    }

    /// This span in seconds, for messages and files.
    public var inSeconds: Double { Double(wholeMicroseconds) / 1_000_000 }
}
