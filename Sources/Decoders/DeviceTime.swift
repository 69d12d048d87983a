import Vitals

/// A device's own clock as it was read, and when.
public struct DeviceTime: Sendable, BitwiseCopyable, Hashable {
    /// Local time of a device without a zone is London time.
    public var read: WallInstant
    public var arrivedAt: MonotonicInstant
}
