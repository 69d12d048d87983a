/// One open device of the poll loop: a serial line or a HID device. The loop knows no more of it than this.
///
/// Nothing but the bytes of its plan is ever written. It belongs to the loop's thread.
struct OpenPort {
    /// What was opened, for messages.
    let node: String
    private let line: Line

    private enum Line {
        case serial(SerialPort)
        case hid(HIDPort)
    }

    /// Finds the device, opens and claims it, makes sure that what was opened is what was found, and only then sends the
    /// plan's start bytes. Never waits for the device.
    init(opening plan: PortPlan, finder: DeviceFinder) throws(PortError) {
        if let limit = plan.brokenLimit { throw PortError(.open, "\(plan.address)", .limit(limit)) }
        node = try finder.node(for: plan.address, plan.link.kind)
        switch plan.link {
        case .serial(let settings):
            let port = try SerialPort(opening: node, settings, sends: plan.sends)
            line = .serial(port)
            try finder.confirm(try DeviceNumber(of: port.descriptor, path: node), is: plan.address, .serial)
        case .hidraw(let byteCount):
            let port = try HIDPort(opening: node, reportByteCount: byteCount, sends: plan.sends)
            line = .hid(port)
            try finder.confirm(try DeviceNumber(of: port.descriptor, path: node), is: plan.address, .hidraw)
        }
        for message in plan.startBytes { try send(message) }
    }

    var rawDescriptor: Int32 {
        switch line {
        case .serial(let port): port.descriptor.rawValue
        case .hid(let port): port.descriptor.rawValue
        }
    }

    /// Whether one read gives one report, however many wait.
    var readsReports: Bool {
        switch line {
        case .serial: false
        case .hid: true
        }
    }

    func read(into buffer: inout [UInt8]) -> FileDescriptor.ReadOutcome {
        switch line {
        case .serial(let port): port.descriptor.read(into: &buffer)
        case .hid(let port): port.descriptor.read(into: &buffer)
        }
    }

    /// Sends one message of the plan. What cannot be taken now is an error: the device is stuck.
    func send(_ message: [UInt8]) throws(PortError) {
        guard !message.isEmpty else { return }
        switch line {
        case .serial(let port): try port.send(message)
        case .hid(let port): try port.send(message)
        }
    }

    /// Whether bytes that were sent have not left this machine yet.
    var hasUnsent: Bool {
        switch line {
        case .serial(let port): port.hasUnsent
        case .hid(let port): port.hasUnsent
        }
    }
}
