import Configuration
import Ports

/// What to write into the configuration for devices that are plugged in and not named in it. Nothing is opened.
public struct DeviceSuggestion: Sendable {
    private let reports: [DeviceReport]
    private let attached: [AttachedDevice]
    private var taken: Set<String>

    /// - Parameters:
    ///   - reports: those of `DeviceReport.others`.
    ///   - attached: everything plugged in, to see what tells one from another.
    ///   - taken: names of the configuration.
    public init(_ reports: [DeviceReport], attached: [AttachedDevice], taken: [String]) {
        self.reports = reports
        self.attached = attached
        self.taken = Set(taken)
    }

    /// A block for `ports:`; devices that are only offered stand in it as comments. Empty when there is nothing to suggest.
    public func text() -> String {
        var suggestion = self
        return suggestion.write()
    }

    private mutating func write() -> String {
        var sure: [String] = []
        var offered: [String] = []
        for report in reports {
            guard let device = report.presence.device else { continue }
            switch report.recognition {
            case .sure(let id):
                sure += ["    # \(Self.seen(device))", "    - name: \(name(for: id))", "      profile: \(id)"]
                sure += address(of: device).map { "      \($0)" }
                sure.append("      # child: adm-…   whose it is; without it its readings are nobody's")
            case .offered(let ids):
                offered += [
                    "    # \(Self.seen(device))",
                    "    # The chip of its cable is one many devices have. Look at what is on it:",
                ]
                offered += ids.map { "    #   \($0)" }
                offered += ["    # - name: \(name(for: "device"))", "    #   profile: …   one of these"]
                offered += address(of: device).map { "    #   \($0)" }
                offered.append("    #   child: adm-…")
            case .unknown:
                offered += ["    # \(Self.seen(device))", "    # No profile knows it. It may be no device of ours."]
            }
        }
        guard !sure.isEmpty || !offered.isEmpty else { return "" }
        // A list of comments alone is an empty value, which the configuration refuses.
        let head = sure.isEmpty ? ["# ports:", "#   devices:"] : ["ports:", "  devices:"]
        return (head + sure + offered).joined(separator: "\n") + "\n"
    }

    /// A name of the configuration that is not taken.
    private mutating func name(for base: String) -> String {
        var number = 1
        while !taken.insert("\(base)-\(number)").inserted { number += 1 }
        return "\(base)-\(number)"
    }

    /// What finds this device and no other: its serial number, otherwise the socket it is plugged into.
    private func address(of device: AttachedDevice) -> [String] {
        guard let usb = device.usb else { return ["path: \(device.stableLink ?? device.node)"] }
        let twins = attached.filter { $0.usb.map { $0.ids == usb.ids } ?? false && $0.kind == device.kind }
        let sameSerial = twins.filter { $0.usb?.serialNumber == usb.serialNumber }
        if let serial = usb.serialNumber, Self.isPlain(serial), sameSerial.count == 1 {
            return ["usb: {id: \"\(usb.ids)\", serial: \"\(serial)\"}"]
        }
        let socket =
            sameSerial.contains { $0.node != device.node && $0.usb?.socket == usb.socket }
            ? device.usbInterface ?? usb.socket : usb.socket
        guard let socket, Self.isPlain(socket) else { return ["usb: {id: \"\(usb.ids)\"}"] }
        return [
            "# It has no serial number of its own: this is the socket it is in. Plug it in there, always.",
            "usb: {id: \"\(usb.ids)\", socket: \"\(socket)\"}",
        ]
    }

    private static func seen(_ device: AttachedDevice) -> String {
        let ids = device.usb.map { " \($0.ids)" } ?? ""
        let text = (device.productText ?? "").unicodeScalars.prefix(64).map {
            $0.value >= 0x20 && $0.value < 0x7F ? Character($0) : "?"
        }
        return "\(device.node)\(ids)" + (text.isEmpty ? "" : " \"\(String(text))\"")
    }

    /// Whether a text may stand between quotation marks as it is.
    private static func isPlain(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64
            && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7F && $0 != "\"" && $0 != "\\" }
    }
}
