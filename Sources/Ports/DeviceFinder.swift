import CPosix
import Glibc

/// Finds serial ports and HID devices by what they say of themselves, as the kernel shows it under /sys:
///
/// ```
/// /sys/class/tty/ttyUSB0 → …/usb1/1-1/1-1.4/1-1.4:1.0/ttyUSB0/tty/ttyUSB0      dev
///                                      │      └─ interface
///                                      └─ device: idVendor idProduct serial manufacturer product
/// /sys/class/hidraw/hidraw0 → …/1-1.4/1-1.4:1.0/0003:28E9:028A.0001/hidraw/hidraw0   dev  device/uevent: HID_ID, HID_NAME, HID_UNIQ
/// ```
///
/// Nothing is kept: each call looks anew, and nothing is opened but files of /sys.
public struct DeviceFinder: Sendable {
    private let sysRoot: String
    private let devRoot: String

    public init(sysRoot: String = "/sys", devRoot: String = "/dev") {
        self.sysRoot = sysRoot
        self.devRoot = devRoot
    }

    /// The folder where nodes come and go.
    var nodeFolder: String { devRoot }

    // MARK: What is there

    /// Serial ports on USB and HID devices, in the order of their names. A port that is soldered to the board is not
    /// listed: the kernel makes nodes for more of them than there are.
    public func attached() -> [AttachedDevice] {
        let links = stableLinks()
        return devices(.serial, links) + devices(.hidraw, links)
    }

    private func devices(_ kind: AttachedDevice.Kind, _ links: [String: String]) -> [AttachedDevice] {
        let classFolder = "\(sysRoot)/class/\(kind == .serial ? "tty" : "hidraw")"
        return SystemTree.names(in: classFolder).compactMap { name in
            // Virtual terminals have no device behind them.
            guard SystemTree.exists("\(classFolder)/\(name)/device"),
                let folder = SystemTree.resolved("\(classFolder)/\(name)")
            else { return nil }
            return device(kind, name, folder, links)
        }
    }

    private func device(
        _ kind: AttachedDevice.Kind, _ name: String, _ folder: String, _ links: [String: String]
    ) -> AttachedDevice? {
        let node = "\(devRoot)/\(SystemTree.value(of: "DEVNAME", in: SystemTree.lines("\(folder)/uevent")) ?? name)"
        var device = AttachedDevice(kind: kind, node: node, stableLink: SystemTree.resolved(node).flatMap { links[$0] })
        device.number = SystemTree.text("\(folder)/dev").flatMap(DeviceNumber.init(text:))
        if let usb = usbFolder(above: folder) {
            device.usb = address(usb.folder)
            device.usbInterface = usb.interface
            device.manufacturerText = SystemTree.text("\(usb.folder)/manufacturer")
            device.productText = SystemTree.text("\(usb.folder)/product")
        } else if kind == .serial {
            return nil
        }
        if kind == .hidraw { describe(&device, asHID: SystemTree.lines("\(folder)/device/uevent")) }
        return device
    }

    /// The nearest folder above that is a USB device, and its interface on the way.
    private func usbFolder(above folder: String) -> (folder: String, interface: String?)? {
        var parts = folder.split(separator: "/", omittingEmptySubsequences: true)
        var interface: String?
        while parts.count > 1 {
            let name = String(parts.removeLast())
            if interface == nil, name.contains(":"), name.contains("-") { interface = name }
            let above = "/" + parts.joined(separator: "/")
            if SystemTree.exists("\(above)/idVendor") { return (above, interface) }
        }
        return nil
    }

    private func address(_ folder: String) -> USBAddress? {
        guard let vendor = SystemTree.text("\(folder)/idVendor").flatMap({ UInt16($0, radix: 16) }),
            let product = SystemTree.text("\(folder)/idProduct").flatMap({ UInt16($0, radix: 16) })
        else { return nil }
        return USBAddress(
            vendor: vendor, product: product, serialNumber: SystemTree.text("\(folder)/serial"),
            socket: folder.split(separator: "/").last.map(String.init))
    }

    /// What the HID layer knows, for devices that hang on no USB socket: `HID_ID=0003:000028E9:0000028A`, where 0003 is USB.
    private func describe(_ device: inout AttachedDevice, asHID lines: [String]) {
        if device.productText == nil { device.productText = SystemTree.value(of: "HID_NAME", in: lines) }
        guard device.usb == nil, let id = SystemTree.value(of: "HID_ID", in: lines) else { return }
        let parts = id.split(separator: ":").map { UInt32($0, radix: 16) }
        guard parts.count == 3, parts[0] == 3, let vendor = parts[1].flatMap(UInt16.init(exactly:)),
            let product = parts[2].flatMap(UInt16.init(exactly:))
        else { return }
        device.usb = USBAddress(
            vendor: vendor, product: product, serialNumber: SystemTree.value(of: "HID_UNIQ", in: lines))
    }

    /// Names that survive replugging, by the node they lead to. udev's own come first.
    private func stableLinks() -> [String: String] {
        var links: [String: String] = [:]
        for folder in ["serial/by-id", "spotward/by-profile"] {
            for name in SystemTree.names(in: "\(devRoot)/\(folder)") {
                let link = "\(devRoot)/\(folder)/\(name)"
                guard let node = SystemTree.resolved(link), links[node] == nil else { continue }
                links[node] = link
            }
        }
        return links
    }

    // MARK: Where one is

    /// The node to open for `address` now.
    ///
    /// - Throws: when nothing answers to it, and when more than one does: reading the wrong child's device is worse than
    ///   reading none.
    public func node(for address: PortAddress, _ kind: AttachedDevice.Kind) throws(PortError) -> String {
        if case .path(let path) = address { return path }
        return try device(for: address, kind).node
    }

    /// Whether the node of this number is what `address` names, now that it is open.
    func confirm(_ number: DeviceNumber, is address: PortAddress, _ kind: AttachedDevice.Kind) throws(PortError) {
        if case .path(let path) = address {
            // What is a serial port is seen from the descriptor itself; a raw HID node looks like any other.
            guard kind == .hidraw else { return }
            let isHidraw = devices(.hidraw, [:]).contains { $0.number == number }
            if !isHidraw { throw PortError(.open, path, .notHidraw) }
            return
        }
        let found = try device(for: address, kind)
        if let expected = found.number, expected != number { throw PortError(.find, "\(address)", .changedMeanwhile) }
    }

    private func device(
        for address: PortAddress, _ kind: AttachedDevice.Kind
    ) throws(PortError) -> AttachedDevice {
        let wanted = address.usbAddresses
        let found = devices(kind, [:]).filter { device in wanted.contains { $0.isThat(of: device) } }
        guard let device = found.first else { throw PortError(.find, "\(address)", .notAttached) }
        if found.count > 1 { throw PortError(.find, "\(address)", .ambiguous(nodes: found.map(\.node))) }
        return device
    }
}

extension DeviceNumber {
    /// From the text of /sys, `188:0`.
    init?(text: String) {
        let parts = text.split(separator: ":").map { UInt32($0) }
        guard parts.count == 2, let major = parts[0], let minor = parts[1] else { return nil }
        self.init(major: major, minor: minor)
    }

    /// Of what is open.
    init(of descriptor: borrowing FileDescriptor, path: String) throws(PortError) {
        let device = try descriptor.status(path: path).st_rdev
        self.init(major: posix_device_major(device), minor: posix_device_minor(device))
    }
}
