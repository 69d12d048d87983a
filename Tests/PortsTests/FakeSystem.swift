import Glibc

@testable import Ports

/// A folder laid out as the kernel lays out /sys and /dev, with pseudo-terminals where the hardware would be.
final class FakeSystem {
    private let scratch: ScratchFolder

    init() throws {
        scratch = try ScratchFolder()
        for folder in ["sys", "sys/class", "sys/class/tty", "sys/class/hidraw", "sys/devices", "dev"] {
            scratch.makeFolder(folder)
        }
    }

    var finder: DeviceFinder { DeviceFinder(sysRoot: scratch.path("sys"), devRoot: scratch.path("dev")) }
    func node(_ name: String) -> String { scratch.path("dev/" + name) }

    /// What a device says of itself.
    struct Descriptors {
        var vendor = "10c4"
        var product = "ea60"
        var serialNumber: String?
        var productText: String? = "CP2102 USB to UART Bridge Controller"
    }

    /// Plugs a device into a socket under the name the kernel would give it now.
    ///
    /// - Parameter leadsTo: what an opening of the node reaches.
    func plug(
        _ kind: AttachedDevice.Kind, _ name: String, socket: String, _ descriptors: Descriptors, leadsTo: String
    ) throws {
        let device = "sys/devices/\(socket)"
        let folder = "\(device)/\(socket):1.0/\(name)-parent/\(name)"
        makeFolders(folder + "/device")
        try write(device + "/idVendor", descriptors.vendor)
        try write(device + "/idProduct", descriptors.product)
        try write(device + "/manufacturer", "Maker")
        if let text = descriptors.productText { try write(device + "/product", text) }
        if let text = descriptors.serialNumber { try write(device + "/serial", text) }
        if kind == .hidraw { try write(folder + "/device/uevent", "DRIVER=hid-generic\nHID_NAME=Maker \(name)") }
        try finish(kind, name, folder, leadsTo: leadsTo)
    }

    /// A HID device that hangs on no socket, as one made by uhid does.
    func plugHID(_ name: String, id: String, hidName: String, leadsTo: String) throws {
        let folder = "sys/devices/virtual/\(name)"
        makeFolders(folder + "/device")
        try write(folder + "/device/uevent", "HID_ID=\(id)\nHID_NAME=\(hidName)\nHID_PHYS=\nHID_UNIQ=SN7")
        try finish(.hidraw, name, folder, leadsTo: leadsTo)
    }

    /// A terminal without a device behind it, as the kernel makes dozens.
    func addVirtualTerminal(_ name: String) {
        makeFolders("sys/devices/virtual/tty/\(name)")
        symlink(scratch.path("sys/devices/virtual/tty/\(name)"), scratch.path("sys/class/tty/\(name)"))
    }

    /// udev's link to a node.
    func link(_ place: String, to name: String) {
        makeFolders("dev/" + place.split(separator: "/").dropLast().joined(separator: "/"))
        symlink(node(name), node(place))
    }

    func unplug(_ kind: AttachedDevice.Kind, _ name: String, socket: String) {
        unlink(node(name))
        unlink(scratch.path("sys/class/\(kind == .serial ? "tty" : "hidraw")/\(name)"))
        // The ids go first, so that nothing half removed is taken for a device.
        unlink(scratch.path("sys/devices/\(socket)/idVendor"))
        unlink(scratch.path("sys/devices/\(socket)/serial"))
    }

    private func finish(_ kind: AttachedDevice.Kind, _ name: String, _ folder: String, leadsTo: String) throws {
        var status = stat()
        stat(leadsTo, &status)
        let file = try DeviceNumber(
            of: FileDescriptor(owning: open(leadsTo, O_RDONLY | O_NOCTTY | O_NONBLOCK)), path: leadsTo)
        try write(folder + "/dev", "\(file.major):\(file.minor)")
        try write(folder + "/uevent", "MAJOR=\(file.major)\nDEVNAME=\(name)")
        let entry = scratch.path("sys/class/\(kind == .serial ? "tty" : "hidraw")/\(name)")
        unlink(entry)
        symlink(scratch.path(folder), entry)
        symlink(leadsTo, node(name))
    }

    private func makeFolders(_ path: String) {
        var made = ""
        for part in path.split(separator: "/") {
            made += made.isEmpty ? "\(part)" : "/\(part)"
            mkdir(scratch.path(made), 0o700)
        }
    }

    private func write(_ name: String, _ text: String) throws { try scratch.write(name, Array((text + "\n").utf8)) }
}
