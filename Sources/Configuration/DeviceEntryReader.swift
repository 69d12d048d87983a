/// Reads what one entry of `ports.devices` says of the device itself: what it is and where it is.
///
/// A profile brings the line and the few bytes that may be sent. Without one a person names the protocol and the line, and
/// nothing is ever sent.
struct DeviceEntryReader {
    let defects: DefectList
    /// The folder of the configuration file.
    let folder: String
    let profiles: ProfileShelf
    let knownProtocols: [String]

    /// What is known of a sound entry.
    struct Device {
        var profile: DeviceProfile?
        var protocolName: String
        var link: DeviceLink
        var address: DeviceAddress
        /// Where the address stands, for defects found later.
        var addressField: Field?
    }

    /// Every key is asked for before anything is given up.
    func read(_ entry: inout StrictMapping) -> Device? {
        let kind = kind(&entry)
        let link = link(entry.optional("serial"), kind, entry)
        let path = entry.optional("path")
        let usb = entry.optional("usb")
        let address = address(path, usb, kind, entry)
        guard let kind, let link, let address else { return nil }
        return Device(
            profile: kind.profile, protocolName: kind.protocolName, link: link, address: address,
            addressField: path ?? usb)
    }

    // MARK: What it is

    private enum Kind {
        case profile(DeviceProfile)
        case byHand(protocolName: String)

        var profile: DeviceProfile? { if case .profile(let profile) = self { profile } else { nil } }
        var protocolName: String {
            switch self {
            case .profile(let profile): profile.protocolName
            case .byHand(let name): name
            }
        }
    }

    private func kind(_ entry: inout StrictMapping) -> Kind? {
        let profileField = entry.optional("profile")
        let protocolField = entry.optional("protocol")
        if profileField != nil, let protocolField {
            protocolField.refuse("stands beside 'profile'", "Name the profile alone: it knows its protocol")
            return nil
        }
        if let profileField {
            guard let id = profileField.choice(profiles.ids.map { ($0, $0) }) else { return nil }
            guard let profile = profiles.profile(id) else {
                profileField.refuse("cannot be read in this build", "Use a newer build, or 'protocol:' and 'serial:'")
                return nil
            }
            guard knownProtocols.contains(profile.protocolName) else {
                profileField.refuse(
                    "has the protocol '\(profile.protocolName)', which this build cannot decode", "Use a newer build")
                return nil
            }
            return .profile(profile)
        }
        if let protocolField {
            return protocolField.choice(knownProtocols.map { ($0, $0) }).map { .byHand(protocolName: $0) }
        }
        if !entry.has("profile"), !entry.has("protocol") {
            defects.add(
                at: entry.node, key: entry.path + ".profile", "is missing",
                "Add 'profile:' with an id of docs/supported-devices.md, or 'protocol:' and 'serial:' for a device without one"
            )
        }
        return nil
    }

    // MARK: Its line

    private func link(_ field: Field?, _ kind: Kind?, _ entry: StrictMapping) -> DeviceLink? {
        switch kind {
        case .byHand?:
            if !entry.has("serial") {
                defects.add(
                    at: entry.node, key: entry.path + ".serial", "is missing",
                    "Add 'serial: {baud: …}': without a profile nothing is known of the line")
            }
            guard let line = line(field, needsBaud: true), let baud = line.baud else { return nil }
            return .serial(ProfileLine(baud: baud).with(line))
        case .profile(let profile)?:
            let override = line(field, needsBaud: false) ?? SerialLineOverride()
            switch profile.link {
            case .serial(let line): return .serial(line.with(override))
            case .gateway(let line): return .gateway(line.with(override))
            case .hidraw:
                field?.refuse("is given, and '\(profile.id)' is a HID device without a line", "Leave 'serial:' out")
                return profile.link
            }
        case nil:
            // Asked for all the same: an unknown profile does not make these keys unknown.
            _ = line(field, needsBaud: false)
            return nil
        }
    }

    private func line(_ field: Field?, needsBaud: Bool) -> SerialLineOverride? {
        field?.mapping { line in
            let baud = needsBaud ? line.required("baud") : line.optional("baud")
            return SerialLineOverride(
                baud: baud?.lineSpeed(),
                parity: line.optional("parity")?.choice(SerialLineOverride.Parity.allCases.map { ($0.rawValue, $0) }),
                stopBits: line.optional("stop_bits")?.integer(in: 1...2),
                dataBits: line.optional("data_bits")?.integer(in: 7...8),
                flowControl: line.optional("flow")?.choice(
                    ProfileLine.FlowControl.allCases.map { ($0.rawValue, $0) }))
        }
    }

    // MARK: Where it is

    private func address(_ path: Field?, _ usb: Field?, _ kind: Kind?, _ entry: StrictMapping) -> DeviceAddress? {
        let matches = kind?.profile?.matches ?? []
        if path != nil, let usb {
            usb.refuse("stands beside 'path'", "Say where the device is in one way")
            return nil
        }
        if let path { return self.path(path) }
        if let usb {
            let descriptors = usb.mapping { self.descriptors(&$0, matches) }
            if let descriptors, kind?.profile?.isSure != true, descriptors.contains(where: \.isModelAlone) {
                defects.warn(
                    .deviceByIDsAlone, line: usb.node.line, key: usb.path,
                    "whatever has these ids will be taken for this device: add its serial number or its socket")
            }
            return descriptors.map(DeviceAddress.usb)
        }
        guard !entry.has("path"), !entry.has("usb") else { return nil }
        guard let profile = kind?.profile, profile.isSure, !matches.isEmpty else {
            if kind != nil {
                defects.add(
                    at: entry.node, key: entry.path + ".path", "is missing",
                    "Add 'path:' or 'usb:'; spotward devices scan writes it for what is plugged in")
            }
            return nil
        }
        return .usb(matches.map { DeviceAddress.USBDescriptors(match: $0) })
    }

    private func path(_ field: Field) -> DeviceAddress? {
        guard let path = field.path(in: folder) else { return nil }
        guard !Self.isNumberedByPlugging(path) else {
            field.refuse(
                "is whatever was plugged in first, and may be another child's device tomorrow",
                "Name its link under /dev/serial/by-id, or 'usb:' with its serial number or socket; spotward devices scan shows both"
            )
            return nil
        }
        return .path(path)
    }

    /// `/dev/ttyUSB0`, `/dev/ttyACM0`, `/dev/hidraw0`: numbered in the order of plugging in. `/dev/ttyS0` and
    /// `/dev/ttyAMA0` are sockets of the board and stay what they are.
    static func isNumberedByPlugging(_ path: String) -> Bool {
        for prefix in ["/dev/ttyUSB", "/dev/ttyACM", "/dev/hidraw"] where path.hasPrefix(prefix) {
            let rest = path.utf8.dropFirst(prefix.utf8.count)
            if rest.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) { return true }
        }
        return false
    }

    private func descriptors(
        _ usb: inout StrictMapping, _ matches: [USBMatch]
    ) -> [DeviceAddress.USBDescriptors]? {
        // A profile knows its ids; the file may name others, as of another maker's cable.
        let idField = matches.isEmpty ? usb.required("id") : usb.optional("id")
        let id = idField?.usbID()
        let serialNumber = usb.optional("serial")?.shownText(Limits.productTextCount)
        let socketField = usb.optional("socket")
        let socket = socketField?.usbSocket()
        if idField != nil, id == nil || socketField != nil && socket == nil { return nil }
        if let id {
            let match = USBMatch(vendor: id.vendor, product: id.product)
            return [DeviceAddress.USBDescriptors(match: match, serialNumber: serialNumber, socket: socket)]
        }
        guard !matches.isEmpty, !usb.has("id") else { return nil }
        return matches.map { DeviceAddress.USBDescriptors(match: $0, serialNumber: serialNumber, socket: socket) }
    }
}

extension DeviceAddress.USBDescriptors {
    /// Whether any device of the model answers to it.
    fileprivate var isModelAlone: Bool { serialNumber == nil && socket == nil }
}

extension Field {
    /// A USB socket as the kernel names it: bus, then the ports on the way to it, `1-1.4`; with an interface, `1-1.4:1.0`.
    func usbSocket() -> String? {
        guard let text = text() else { return nil }
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"): true
            default: false
            }
        }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard isPlain, text.utf8.count <= Limits.usbSocketByteCount, parts.count == 2, parts.allSatisfy({ !$0.isEmpty })
        else {
            refuse("'\(text.readable)' is not a socket", "Write it as spotward devices shows it, such as 1-1.4")
            return nil
        }
        return text
    }
}
