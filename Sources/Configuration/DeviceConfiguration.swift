import Vitals

/// A device the daemon keeps open, with what its profile and the file say of it put together.
public struct DeviceConfiguration: Sendable, Hashable {
    public var name: String
    public var source: SourceIndex
    public var address: DeviceAddress
    /// `nil` for a device whose protocol a person named by hand: nothing is ever sent to it.
    public var profile: DeviceProfile?
    /// One of the protocol names the caller knows.
    public var protocolName: String
    /// The profile's, with what the file says otherwise.
    public var link: DeviceLink
    /// `nil` for a device nobody is bound to: its readings are counted as unassigned.
    public var child: ChildIndex?

    public init(
        name: String, source: SourceIndex, address: DeviceAddress, profile: DeviceProfile?, protocolName: String,
        link: DeviceLink, child: ChildIndex?
    ) {
        self.name = name
        self.source = source
        self.address = address
        self.profile = profile
        self.protocolName = protocolName
        self.link = link
        self.child = child
    }
}

/// Where a configured device is found each time it is opened.
public enum DeviceAddress: Sendable, Hashable {
    /// A link that survives replugging, or a port that is soldered to the board.
    case path(String)
    /// The one device that has one of these descriptors.
    case usb([USBDescriptors])

    /// What the file, or a profile, says of a USB device.
    public struct USBDescriptors: Sendable, Hashable {
        public var match: USBMatch
        public var serialNumber: String?
        /// As the kernel names it: `1-1.4`, or one port of a device with several, `1-1.4:1.0`.
        public var socket: String?

        public init(match: USBMatch, serialNumber: String? = nil, socket: String? = nil) {
            self.match = match
            self.serialNumber = serialNumber
            self.socket = socket
        }

        /// Whether one device could be both.
        func overlaps(_ other: Self) -> Bool {
            guard match.vendor == other.match.vendor, match.product == other.match.product else { return false }
            if let own = serialNumber, let others = other.serialNumber, own != others { return false }
            guard let own = socket, let others = other.socket else { return true }
            return own == others || own.hasPrefix(others + ":") || others.hasPrefix(own + ":")
        }
    }

    /// Whether one device could answer to both.
    func overlaps(_ other: DeviceAddress) -> Bool {
        switch (self, other) {
        case (.path(let own), .path(let others)): own == others
        case (.usb(let own), .usb(let others)): own.contains { own in others.contains(where: own.overlaps) }
        case (.path, .usb), (.usb, .path): false
        }
    }
}

/// Line settings that replace the profile's own; `nil` keeps the profile's.
public struct SerialLineOverride: Sendable, Hashable {
    public var baud: Int?
    public var parity: Parity?
    /// 1 or 2
    public var stopBits: Int?
    /// 7 or 8
    public var dataBits: Int?
    public var flowControl: ProfileLine.FlowControl?

    public enum Parity: String, Sendable, CaseIterable {
        case none
        case even
        case odd
    }

    public init(
        baud: Int? = nil, parity: Parity? = nil, stopBits: Int? = nil, dataBits: Int? = nil,
        flowControl: ProfileLine.FlowControl? = nil
    ) {
        self.baud = baud
        self.parity = parity
        self.stopBits = stopBits
        self.dataBits = dataBits
        self.flowControl = flowControl
    }
}

extension ProfileLine {
    /// This line with what `override` says otherwise.
    public func with(_ override: SerialLineOverride) -> ProfileLine {
        var line = self
        line.baud = override.baud ?? baud
        line.parity = override.parity ?? parity
        line.stopBits = override.stopBits ?? stopBits
        line.dataBits = override.dataBits ?? dataBits
        line.flowControl = override.flowControl ?? flowControl
        return line
    }
}
