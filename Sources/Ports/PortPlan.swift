import Vitals

/// One device as the configuration names it: where it is found, how it is read, and all that may ever be said to it.
public struct PortPlan: Sendable, Hashable {
    public var source: SourceIndex
    public var address: PortAddress
    public var link: PortLink
    /// Sent once after each opening, in this order, for devices that stream only when asked. On hidraw one report each.
    /// At most `PortLimits.messageCount` messages of `PortLimits.sentByteCount` bytes, or of one report.
    public var startBytes: [[UInt8]]
    /// Sent again and again, for devices that stop by themselves.
    public var keepAlive: KeepAlive?
    /// Sent when the loop stops in order.
    public var stopBytes: [[UInt8]]

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
        source: SourceIndex, address: PortAddress, link: PortLink, startBytes: [[UInt8]] = [],
        keepAlive: KeepAlive? = nil, stopBytes: [[UInt8]] = []
    ) {
        self.source = source
        self.address = address
        self.link = link
        self.startBytes = startBytes
        self.keepAlive = keepAlive
        self.stopBytes = stopBytes
    }

    /// Whether anything is ever written. A port that only listens is opened for reading alone.
    public var sends: Bool { messages.contains { !$0.isEmpty } }

    /// The first limit of `PortLimits` this plan is beyond.
    var brokenLimit: String? {
        if case .hidraw(let count) = link, !PortLimits.reportByteCount.contains(count) { return "reportByteCount" }
        if startBytes.count > PortLimits.messageCount || stopBytes.count > PortLimits.messageCount {
            return "messageCount"
        }
        if messages.contains(where: { $0.count > link.messageByteLimit }) { return "sentByteCount" }
        guard let keepAlive else { return nil }
        return PortLimits.keepAlivePeriod.contains(keepAlive.every) ? nil : "keepAlivePeriod"
    }

    private var messages: [[UInt8]] { startBytes + stopBytes + (keepAlive.map { [$0.bytes] } ?? []) }
}

/// What carries the bytes, and how it is set.
public enum PortLink: Sendable, Hashable {
    case serial(SerialSettings)
    /// USB-HID: reports of a fixed length without report numbers.
    case hidraw(reportByteCount: Int)

    var kind: AttachedDevice.Kind {
        switch self {
        case .serial: .serial
        case .hidraw: .hidraw
        }
    }

    /// Bytes one message may have.
    var messageByteLimit: Int {
        switch self {
        case .serial: PortLimits.sentByteCount
        case .hidraw(let count): min(count, PortLimits.sentByteCount)
        }
    }
}
