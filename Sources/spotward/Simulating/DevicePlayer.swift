import DeviceSimulators

/// Plays one simulated device on a pseudo-terminal. Time is an argument: the caller says how long it has played.
struct DevicePlayer {
    private var device: SimulatedDevice
    private let link: SimulatedLink?
    /// `nil` while the story has it unplugged.
    private(set) var port: SimulatedPort?
    /// The second that is being sent, its bytes, and how many of them are gone.
    private var second = 0
    private var current: [UInt8] = []
    private var sentCount = 0
    private var isOpen = false
    private var wasStreaming = false
    private var lostByteCount = 0
    private(set) var sentByteCount = 0

    /// Plugs the device in.
    init(_ device: SimulatedDevice, link: String?) throws {
        self.device = device
        self.link = link.map(SimulatedLink.init)
        if device.story.presence(second: 0) != .unplugged { try plugIn() }
        current = device.bytes(second: 0)
    }

    /// Bytes that nobody read.
    var unreadByteCount: Int { lostByteCount + (port?.lostByteCount ?? 0) }

    /// Does what is due when it has played for `elapsed`; what happened, for people.
    mutating func play(until elapsed: Duration) throws -> [String] {
        var events: [String] = []
        listen(&events)
        let target = max(0, Int(elapsed.components.seconds))
        while second < target {
            send(upTo: current.count)
            second += 1
            sentCount = 0
            try follow(&events)
            current = device.bytes(second: second)
        }
        let part = Double(elapsed.components.attoseconds) / 1e18
        send(upTo: Int(Double(current.count) * part))
        let isStreaming = device.isStreaming(second: second)
        if wasStreaming, !isStreaming, device.waitsToBeAsked, port != nil, isOpen {
            events.append("\(clock) sends no more")
        }
        wasStreaming = isStreaming
        return events
    }

    /// Pulls the plug for good.
    mutating func end() { unplug() }

    /// What was written to it, and its answers.
    private mutating func listen(_ events: inout [String]) {
        let heard = port?.received()
        if isOpen != (heard != nil) {
            isOpen = heard != nil
            events.append("\(clock) \(isOpen ? "a program has opened it" : "nobody has it open")")
        }
        guard let heard, !heard.isEmpty else { return }
        let wasStreaming = device.isStreaming(second: second)
        let answer = device.hear(heard, second: second)
        if !answer.isEmpty { put(answer) }
        let isStreaming = device.isStreaming(second: second)
        // It stops at once, and begins with the second that comes.
        if wasStreaming != isStreaming { current = [] }
        if !wasStreaming, isStreaming {
            events.append("\(clock) was asked to send: \(heard.prefix(16).hexadecimal)")
        }
    }

    /// Plugs and unplugs as the story has it.
    private mutating func follow(_ events: inout [String]) throws {
        switch (device.story.presence(second: second), port) {
        case (.unplugged, .some):
            unplug()
            events.append("\(clock) unplugged")
        case (.sending, nil), (.silent, nil):
            try plugIn()
            events.append("\(clock) plugged in at \(port?.path ?? "")")
        default: break
        }
    }

    private mutating func plugIn() throws {
        let made = try SimulatedPort()
        try link?.point(to: made.path)
        port = made
    }

    private mutating func unplug() {
        guard let port else { return }
        link?.remove(from: port.path)
        lostByteCount += port.lostByteCount
        device.unplug()
        isOpen = false
        self.port = nil
    }

    /// Sends the current second's bytes up to a place, in whole units of the link.
    private mutating func send(upTo place: Int) {
        let unit = device.unitByteCount
        let end = min(place / unit * unit, current.count)
        guard end > sentCount else { return }
        let piece = Array(current[sentCount..<end])
        sentCount = end
        put(piece)
    }

    private mutating func put(_ bytes: [UInt8]) {
        guard let port, isOpen else { return }
        port.send(bytes)
        sentByteCount += bytes.count
    }

    private var clock: String {
        let seconds = second % 60
        return "\(second / 60):\(seconds < 10 ? "0" : "")\(seconds)"
    }

}
