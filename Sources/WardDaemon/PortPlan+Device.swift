import Configuration
import Ports
import Vitals

/// A configured device as the ports' plan of it. The profile's bytes are all that is ever sent; a device named by hand is
/// never written to.
extension PortPlan {
    init(_ device: DeviceConfiguration) {
        self.init(
            source: device.source, address: PortAddress(device.address), link: PortLink(device.link),
            profile: device.profile)
    }

    init(source: SourceIndex, address: PortAddress, link: PortLink, profile: DeviceProfile?) {
        self.init(
            source: source, address: address, link: link, startBytes: profile?.start ?? [],
            keepAlive: profile?.keepAlive.map { KeepAlive(bytes: $0.bytes, every: $0.every) },
            stopBytes: profile?.stop ?? [])
    }
}

extension PortAddress {
    /// Where the ports look for what the configuration names.
    public init(_ address: DeviceAddress) {
        switch address {
        case .path(let path): self = .path(path)
        case .usb(let descriptors): self = .oneOf(descriptors.map(USBAddress.init))
        }
    }
}

extension USBAddress {
    init(_ descriptors: DeviceAddress.USBDescriptors) {
        self.init(
            vendor: descriptors.match.vendor, product: descriptors.match.product,
            productText: descriptors.match.productText, serialNumber: descriptors.serialNumber,
            socket: descriptors.socket)
    }
}

extension PortLink {
    /// What carries the bytes, as the ports set it. The configuration holds only line speeds the ports know.
    public init(_ link: DeviceLink) {
        switch link {
        case .serial(let line), .gateway(let line): self = .serial(SerialSettings(line))
        case .hidraw(let byteCount): self = .hidraw(reportByteCount: byteCount)
        }
    }
}

extension SerialSettings {
    init(_ line: ProfileLine) {
        guard let baud = BaudRate(rawValue: line.baud), let dataBits = DataBits(rawValue: line.dataBits),
            let stopBits = StopBits(rawValue: line.stopBits)
        else { preconditionFailure("the readers of profiles and configurations hold a line within what ports can set") }
        let parity: Parity =
            switch line.parity {
            case .none: .none
            case .even: .even
            case .odd: .odd
            }
        let flowControl: FlowControl =
            switch line.flowControl {
            case .none: .none
            case .xonxoff: .software
            case .rtscts: .hardware
            }
        self.init(baud: baud, dataBits: dataBits, parity: parity, stopBits: stopBits, flowControl: flowControl)
    }
}
