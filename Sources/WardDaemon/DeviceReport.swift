import Configuration
import Decoders
import FoundationEssentials
import Glibc
import Journal
import Ports
import Register
import Vitals

/// What is known of one device: configured, plugged in, or both.
///
/// It is made from the configuration, the journal and what the kernel says is plugged in. No device is opened.
public struct DeviceReport: Sendable {
    /// The configured name; `nil` for a device nobody named.
    public var name: String?
    /// Where the configuration says it is.
    public var address: PortAddress?
    public var presence: Presence
    /// What the configuration takes it for.
    public var protocolName: String?
    public var profileID: String?
    /// What its plug says it is.
    public var recognition: Recognition
    public var admission: String?
    public var standing: SourceStanding?

    public enum Presence: Sendable, Hashable {
        case attached(AttachedDevice)
        /// At a path, and nothing known on USB: a port of the board, a pseudo-terminal.
        case path(String)
        case absent
        /// Several devices answer to the address, so none is read.
        case ambiguous([AttachedDevice])
    }

    /// How sure the profiles are of a device from its plug alone.
    public enum Recognition: Sendable, Hashable {
        /// It is this profile's.
        case sure(String)
        /// The ids are of a cable's chip, which many devices share: it may be one of these.
        case offered([String])
        case unknown

        public init(_ device: AttachedDevice, _ catalogue: DeviceCatalogue) {
            guard let usb = device.usb else {
                self = .unknown
                return
            }
            let isHID = device.kind == .hidraw
            let matches = catalogue.matches(
                vendor: usb.vendor, product: usb.product, productText: device.productText
            ).filter { $0.link.isHID == isHID }
            let sure = matches.filter(\.isSure)
            if let first = sure.first, sure.count == 1 {
                self = .sure(first.id)
            } else {
                self = matches.isEmpty ? .unknown : .offered(matches.map(\.id))
            }
        }
    }

    /// The configured devices in their order, then what else is plugged in. Of HID devices nobody named only those that a
    /// profile knows: the others are mice and keyboards.
    public static func all(
        of ward: Ward, attached: [AttachedDevice], catalogue: DeviceCatalogue, at now: WallInstant
    ) -> [DeviceReport] {
        let configuration = ward.configuration
        // With the profiles of the site's own folder, as far as a device is configured by one.
        let catalogue = DeviceCatalogue(catalogue.all + configuration.devices.compactMap(\.profile))
        let standings = (try? ReadOnlyJournal(directory: configuration.stateFolder).sourceStandings()) ?? []
        // Who is bound to whom is what the team asked for last, not what the file said first.
        let kept = (try? RegisterFile(path: ward.registerPath).load()) ?? []
        let plan = WardStart(plan: configuration.plan, kept: kept, at: now).register.plan
        var reports: [DeviceReport] = []
        for port in ward.portPlans {
            let index = Int(port.source.rawValue)
            guard plan.sources.indices.contains(index) else { continue }
            let source = plan.sources[index]
            let presence = Presence(port.address, kind: port.link.isHID ? .hidraw : .serial, among: attached)
            reports.append(
                DeviceReport(
                    name: source.name, address: port.address, presence: presence,
                    protocolName: ward.streams[index]?.deviceProtocol.rawValue,
                    profileID: configuration.devices.first { $0.source == port.source }?.profile?.id,
                    recognition: presence.device.map { Recognition($0, catalogue) } ?? .unknown,
                    admission: source.child.flatMap { plan.name(of: $0) },
                    standing: standings.first { $0.name == source.name }))
        }
        return reports + others(attached, beside: reports, catalogue)
    }

    /// What is plugged in and no report is of.
    public static func others(
        _ attached: [AttachedDevice], beside reports: [DeviceReport], _ catalogue: DeviceCatalogue
    ) -> [DeviceReport] {
        let known = Set(reports.flatMap(\.presence.nodes))
        return attached.compactMap { device in
            let recognition = Recognition(device, catalogue)
            guard !known.contains(device.node), device.kind == .serial || recognition != .unknown else { return nil }
            return DeviceReport(presence: .attached(device), recognition: recognition)
        }
    }
}

extension DeviceReport.Presence {
    /// Where an address leads now.
    init(_ address: PortAddress, kind: AttachedDevice.Kind, among attached: [AttachedDevice]) {
        let candidates = attached.filter { $0.kind == kind }
        let found: [AttachedDevice]
        switch address {
        case .path(let path):
            guard let node = Self.target(of: path) else {
                self = .absent
                return
            }
            found = candidates.filter { $0.node == node }
            if found.isEmpty {
                self = .path(node)
                return
            }
        case .usb(let usb): found = candidates.filter { usb.isThat(of: $0) }
        case .oneOf(let several): found = candidates.filter { device in several.contains { $0.isThat(of: device) } }
        }
        guard let first = found.first else {
            self = .absent
            return
        }
        self = found.count == 1 ? .attached(first) : .ambiguous(found)
    }

    public var device: AttachedDevice? {
        if case .attached(let device) = self { device } else { nil }
    }

    /// Today's names of what it is.
    var nodes: [String] {
        switch self {
        case .attached(let device): [device.node]
        case .path(let node): [node]
        case .absent: []
        case .ambiguous(let devices): devices.map(\.node)
        }
    }

    private static func target(of path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}

extension PortLink {
    var isHID: Bool {
        if case .hidraw = self { true } else { false }
    }
}
