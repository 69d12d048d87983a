import Vitals

/// One serial port as the configuration names it.
public struct SerialPortPlan: Sendable, Hashable {
    public var source: SourceIndex
    /// A device, or better a link to it under `/dev/serial/by-id`: links are followed anew at each opening.
    public var path: String
    public var settings: SerialSettings
    /// Sent once after each opening, for devices that stream only when asked. At most `PortLimits.sentByteCount`.
    public var startBytes: [UInt8]
    /// Sent again and again, for devices that stop by themselves.
    public var keepAlive: KeepAlive?

    /// Bytes sent every so often, real time.
    public struct KeepAlive: Sendable, Hashable {
        public var bytes: [UInt8]
        public var every: Duration

        public init(bytes: [UInt8], every: Duration) {
            self.bytes = bytes
            self.every = every
        }
    }

    public init(
        source: SourceIndex, path: String, settings: SerialSettings, startBytes: [UInt8] = [],
        keepAlive: KeepAlive? = nil
    ) {
        self.source = source
        self.path = path
        self.settings = settings
        self.startBytes = startBytes
        self.keepAlive = keepAlive
    }

    /// Whether anything is ever written. A port that only listens is opened for reading alone.
    var sends: Bool { !startBytes.isEmpty || !(keepAlive?.bytes.isEmpty ?? true) }

    /// The first limit of `PortLimits` this plan is beyond.
    var brokenLimit: String? {
        if startBytes.count > PortLimits.sentByteCount { return "sentByteCount" }
        guard let keepAlive else { return nil }
        if keepAlive.bytes.count > PortLimits.sentByteCount { return "sentByteCount" }
        return PortLimits.keepAlivePeriod.contains(keepAlive.every) ? nil : "keepAlivePeriod"
    }
}
