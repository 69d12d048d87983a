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
    public var manufacturerText: String?
    public var productText: String?

    public init(
        kind: Kind, node: String, stableLink: String? = nil, usb: USBAddress? = nil, manufacturerText: String? = nil,
        productText: String? = nil
    ) {
        self.kind = kind
        self.node = node
        self.stableLink = stableLink
        self.usb = usb
        self.manufacturerText = manufacturerText
        self.productText = productText
    }
}
