/// Where a device is to be found each time it is opened. Never by the number the kernel gave it: `ttyUSB0` is whatever was
/// plugged in first.
public enum PortAddress: Sendable, Hashable {
    /// A device or a link to one, as under `/dev/serial/by-id`; followed anew at each opening.
    case path(String)
    /// Whatever has these descriptors, wherever it is plugged in and whatever it is called then.
    case usb(USBAddress)
}

/// What tells one USB device from all others at this hub. With only `vendor` and `product` given it must be the only one.
public struct USBAddress: Sendable, Hashable {
    public var vendor: UInt16
    public var product: UInt16
    /// The device's own serial number.
    public var serialNumber: String?
    /// The socket it is plugged into, as the kernel names it: `1-1.4`.
    public var socket: String?

    public init(vendor: UInt16, product: UInt16, serialNumber: String? = nil, socket: String? = nil) {
        self.vendor = vendor
        self.product = product
        self.serialNumber = serialNumber
        self.socket = socket
    }
}
