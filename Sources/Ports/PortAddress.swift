/// Where a device is to be found each time it is opened. Never by the number the kernel gave it: `ttyUSB0` is whatever was
/// plugged in first.
public enum PortAddress: Sendable, Hashable {
    /// A device or a link to one, as under `/dev/serial/by-id`; followed anew at each opening.
    case path(String)
    /// Whatever has these descriptors, wherever it is plugged in and whatever it is called then.
    case usb(USBAddress)
    /// Whatever has any one of these: a model that is sold under several ids. It must be the only one.
    case oneOf([USBAddress])

    /// The descriptors that are looked for; none for a path.
    var usbAddresses: [USBAddress] {
        switch self {
        case .path: []
        case .usb(let address): [address]
        case .oneOf(let addresses): addresses
        }
    }
}

/// What tells one USB device from all others at this hub. With only `vendor` and `product` given it must be the only one.
public struct USBAddress: Sendable, Hashable {
    public var vendor: UInt16
    public var product: UInt16
    /// A part of the product text, without regard to case.
    public var productText: String?
    /// The device's own serial number.
    public var serialNumber: String?
    /// The socket it is plugged into, as the kernel names it: `1-1.4`. Of a device with several ports one port is named
    /// as its interface is, `1-1.4:1.0`.
    public var socket: String?

    public init(
        vendor: UInt16, product: UInt16, productText: String? = nil, serialNumber: String? = nil, socket: String? = nil
    ) {
        self.vendor = vendor
        self.product = product
        self.productText = productText
        self.serialNumber = serialNumber
        self.socket = socket
    }

    /// Whether `device` is what this names.
    public func isThat(of device: AttachedDevice) -> Bool {
        guard let usb = device.usb, usb.vendor == vendor, usb.product == product else { return false }
        if let serialNumber, serialNumber != usb.serialNumber { return false }
        if let socket, socket != usb.socket, socket != device.usbInterface { return false }
        guard let productText else { return true }
        return device.productText?.lowercased().contains(productText.lowercased()) ?? false
    }

    /// `10c4:ea60`
    public var ids: String { Self.hexadecimal(vendor) + ":" + Self.hexadecimal(product) }

    private static func hexadecimal(_ id: UInt16) -> String {
        let digits = String(id, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}

extension PortAddress: CustomStringConvertible {
    /// As it is named in messages.
    public var description: String {
        switch self {
        case .path(let path): path
        case .usb(let address): "usb \(address)"
        case .oneOf(let addresses): "usb " + addresses.map(\.description).joined(separator: " or ")
        }
    }
}

extension USBAddress: CustomStringConvertible {
    /// Ids first, then what tells one device of them from another.
    public var description: String {
        ids + (productText.map { " \"\($0)\"" } ?? "") + (serialNumber.map { " serial number \($0)" } ?? "")
            + (socket.map { " socket \($0)" } ?? "")
    }
}
