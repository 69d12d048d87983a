import Vitals

/// What the poll loop tells its owner, on its own thread, in the order it happened.
///
/// A conforming type belongs to that thread: it holds decoders and the producing ends of rings, and must not wait. The
/// loop is generic over it, so a batch of bytes costs a direct call.
public protocol PortEvents: ~Copyable, SendableMetatype {
    /// One batch as read, at most `PortLimits.batchByteCount`, and its arrival. The bytes are the loop's: copy what is kept.
    mutating func bytes(source: SourceIndex, _ bytes: Span<UInt8>, at now: MonotonicInstant)

    /// A port or a folder is there, for the first time or again.
    mutating func attached(source: SourceIndex, at now: MonotonicInstant)

    /// A port or a folder is not there: told once when it goes, or when the first attempt to open it fails.
    mutating func gone(source: SourceIndex, reason: PortError, at now: MonotonicInstant)

    /// It is still not there, and an attempt to open it failed for another reason than the last one told.
    mutating func stillGone(source: SourceIndex, reason: PortError, at now: MonotonicInstant)

    /// Time passed: once in each period, never twice at one instant.
    mutating func tick(at now: MonotonicInstant, wall: WallInstant)

    /// The hub's clock was set; told just before the next tick.
    mutating func clock(_ news: ClockNews)

    /// There may be something in a drop folder. The intake looks; the loop does no file work.
    mutating func folderChanged(source: SourceIndex)

    /// `PortLoop.wake()` was called; many calls may be one.
    mutating func woken(at now: MonotonicInstant)

    /// The loop has ended: nothing more comes.
    mutating func stopped(at now: MonotonicInstant)
}

extension PortEvents where Self: ~Copyable {
    public mutating func stillGone(source: SourceIndex, reason: PortError, at now: MonotonicInstant) {}
    public mutating func clock(_ news: ClockNews) {}
    public mutating func woken(at now: MonotonicInstant) {}
    public mutating func stopped(at now: MonotonicInstant) {}
}
