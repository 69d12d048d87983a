import Decoders
import Vitals

/// How the bytes of one source become readings: the protocol, and what the device's profile says of its quality.
public struct StreamPlan: Sendable, Hashable {
    public var deviceProtocol: DeviceProtocol
    /// Flags this model sets always or at random, so that they say nothing.
    public var ignoredFlags: Quality
    /// Readings do not count for so long after the lock.
    public var warmUp: Duration

    public init(_ deviceProtocol: DeviceProtocol, ignoredFlags: Quality = [], warmUp: Duration = .zero) {
        self.deviceProtocol = deviceProtocol
        self.ignoredFlags = ignoredFlags
        self.warmUp = warmUp
    }
}
