/// One serial port or HID device that is plugged in now, as the kernel describes it.
public struct AttachedDevice: Sendable, Hashable {
    public enum Kind: String, Sendable { case serial, hidraw }

    public var kind: Kind
    /// `/dev/ttyUSB0`, `/dev/hidraw1`: today's name, not its identity.
    public var node: String
    /// The link under `/dev/serial/by-id`, where there is one.
    public var stableLink: String?
    /// `nil` for a port that is not on USB.
    public var usb: USBAddress?
    /// Which of the device's ports this is, as the kernel names it: `1-1.4:1.0`.
    public var usbInterface: String?
    public var manufacturerText: String?
    public var productText: String?
    /// The node's own number; a name may come to mean another device between two looks.
    var number: DeviceNumber?

    public init(
        kind: Kind, node: String, stableLink: String? = nil, usb: USBAddress? = nil, usbInterface: String? = nil,
        manufacturerText: String? = nil, productText: String? = nil
    ) {
        self.kind = kind
        self.node = node
        self.stableLink = stableLink
        self.usb = usb
        self.usbInterface = usbInterface
        self.manufacturerText = manufacturerText
        self.productText = productText
    }
}

/// Major and minor number of a device node.
struct DeviceNumber: Sendable, Hashable {
    var major: UInt32
    var minor: UInt32
}
