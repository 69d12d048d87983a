import Decoders
import Vitals

/// A device that is played live: it follows a story second by second and answers what is written to it, as far as its
/// documents say how.
///
/// A value without a clock: the caller says which second it is. It shows how this project's side behaves. It is no
/// evidence of what a real device does.
public struct SimulatedDevice: Sendable {
    public let deviceProtocol: DeviceProtocol
    public let story: DeviceStory
    private let oximeter: SimulatedOximeter
    private let manner: SimulatedManner
    private let patienceSeconds: Int?
    private var heard: [UInt8] = []
    private var asked: Set<UInt8> = []
    private var goOnUntil = Int.max

    /// - Parameters:
    ///   - speed: how many seconds of its story pass in one of life. A device's patience with its host is a matter of
    ///     life.
    ///   - start: what its clock shows at second 0; a clock more than ten minutes off is an alarm of its equipment.
    public init(
        _ deviceProtocol: DeviceProtocol, _ story: DeviceStory, speed: Int = 1,
        from start: CivilDateTime = SimulatedLines.documentedStart
    ) {
        self.deviceProtocol = deviceProtocol
        self.story = story
        oximeter = SimulatedOximeter(deviceProtocol, story.moments.map(\.waypoint), from: start)
        manner = SimulatedManner(deviceProtocol)
        patienceSeconds = manner.patienceSeconds.map { $0 * speed }
    }

    /// Bytes that must leave together: a report of USB-HID, otherwise 1.
    public var unitByteCount: Int { manner.reportByteCount ?? 1 }

    /// Whether it says nothing until something is written to it.
    public var waitsToBeAsked: Bool { manner.isPolled || !manner.wanted.isEmpty }

    /// Whether one measurement now and then is all it sends.
    public var isSpot: Bool { manner.isSpot }

    /// Whether it would send by itself in `second`.
    public func isStreaming(second: Int) -> Bool {
        story.presence(second: second) == .sending && manner.speaks(asked, deviceProtocol) && second < goOnUntil
    }

    /// What it sends by itself in `second`.
    public func bytes(second: Int) -> [UInt8] {
        guard isStreaming(second: second) else { return [] }
        if manner.isSpot, second % SimulatorLimits.secondsBetweenMeasurements != Self.spotSecond { return [] }
        let bytes = oximeter.bytes(second: second)
        return deviceProtocol == .berryPM6750 ? packetsAskedFor(bytes) : bytes
    }

    /// Takes what was written to it in `second`.
    ///
    /// - Returns: what it answers at once.
    public mutating func hear(_ bytes: [UInt8], second: Int) -> [UInt8] {
        guard story.presence(second: second) == .sending else { return [] }
        heard += bytes
        var answer: [UInt8] = []
        while let (command, end) = firstCommand() {
            heard.removeFirst(end)
            answer += filled(obey(command, second: second))
        }
        heard.removeFirst(max(0, heard.count - SimulatorLimits.heardByteCount))
        return answer
    }

    /// The plug was pulled: what was asked of it is forgotten.
    public mutating func unplug() {
        heard = []
        asked = []
        goOnUntil = .max
    }

    private mutating func obey(_ command: SimulatedManner.Command, second: Int) -> [UInt8] {
        switch command.deed {
        case .begin(let part):
            asked.insert(part)
            goOnUntil = patienceSeconds.map { second + $0 } ?? .max
        case .stop:
            asked = []
        case .goOn:
            // Too late: it has stopped, and wants to be asked anew.
            if second >= goOnUntil { asked = [] }
            goOnUntil = patienceSeconds.map { second + $0 } ?? .max
        case .answer:
            return command.reply + oximeter.bytes(second: second)
        }
        return command.reply
    }

    /// The earliest whole command in what was heard, and where it ends.
    private func firstCommand() -> (command: SimulatedManner.Command, end: Int)? {
        for start in heard.indices {
            for command in manner.commands where heard[start...].starts(with: command.bytes) {
                return (command, start + command.bytes.count)
            }
        }
        return nil
    }

    private func packetsAskedFor(_ bytes: [UInt8]) -> [UInt8] {
        var kept: [UInt8] = []
        var rest = bytes[...]
        while rest.count > 3 {
            let packet = rest.prefix(2 + Int(rest[rest.startIndex + 2]))
            if asked.contains(rest[rest.startIndex + 3]) { kept += packet }
            rest = rest.dropFirst(packet.count)
        }
        return kept
    }

    private func filled(_ bytes: [UInt8]) -> [UInt8] {
        guard let size = manner.reportByteCount, !bytes.isEmpty else { return bytes }
        return bytes + Array(repeating: 0, count: (size - bytes.count % size) % size)
    }

    private static let spotSecond = 2
}
