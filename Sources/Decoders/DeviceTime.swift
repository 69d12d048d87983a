import Vitals

/// A device's own clock as it was read, and when.
public struct DeviceTime: Sendable, BitwiseCopyable, Hashable {
    /// Local time of a device without a zone is London time.
    public var read: WallInstant
    public var arrivedAt: MonotonicInstant
    /// It is when a single measurement was made, which may be long ago; else what the clock showed as it was sent.
    public var isOfMeasurement: Bool

    public init(read: WallInstant, arrivedAt: MonotonicInstant, isOfMeasurement: Bool) {
        self.read = read
        self.arrivedAt = arrivedAt
        self.isOfMeasurement = isOfMeasurement
    }
}
