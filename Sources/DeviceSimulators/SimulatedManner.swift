import Decoders

/// When a device speaks, and what makes it: typed from the makers' documents, apart from the profiles, so that a wrong byte
/// in a profile leaves the simulated device as silent as the real one.
struct SimulatedManner: Sendable {
    enum Deed: Sendable, Hashable {
        /// Live data of this kind, please.
        case begin(UInt8)
        case stop
        case goOn
        /// One answer, please.
        case answer
    }

    struct Command: Sendable, Hashable {
        var bytes: [UInt8]
        var deed: Deed
        /// What it says to the command itself.
        var reply: [UInt8] = []
    }

    /// What it understands; nothing else is answered.
    var commands: [Command] = []
    /// The kinds that must be asked for before anything comes; empty for devices that speak by themselves.
    var wanted: Set<UInt8> = []
    /// Only answers come.
    var isPolled = false
    /// How long it goes on without being asked to, seconds.
    var patienceSeconds: Int?
    /// The link carries whole reports of so many bytes.
    var reportByteCount: Int?
    /// A measurement now and then, not a stream.
    var isSpot = false

    init(_ deviceProtocol: DeviceProtocol) {
        isSpot = deviceProtocol.frameCountToLock == 1
        switch deviceProtocol {
        case .contecV7:
            commands = [
                Command(bytes: Self.v7(0xA1), deed: .begin(0)), Command(bytes: Self.v7(0xA2), deed: .stop),
                Command(bytes: Self.v7(0xAF), deed: .goOn),
            ]
            wanted = [0]
            patienceSeconds = 30
        case .contecEB:
            commands = [
                Command(bytes: [0x9B, 0x00, 0x1B], deed: .begin(0)),
                Command(bytes: [0x9B, 0x01, 0x1C], deed: .begin(1)),
                Command(bytes: [0x9B, 0x7F, 0x1A], deed: .stop, reply: [0xEB, 0x7F, 0x6A]),
                Command(bytes: [0x9A, 0x1A], deed: .goOn),
            ]
            wanted = [0, 1]
            patienceSeconds = 60
            reportByteCount = 64
        case .berryPM6750:
            commands = Self.pm6750Switches.map {
                Command(bytes: SimulatedFrames.pm6750Packet([$0.number, 0x01]), deed: .begin($0.type))
            }
            wanted = Set(Self.pm6750Switches.map(\.type))
        case .viatomLegacy:
            commands = [Command(bytes: [0xAA, 0x17, 0xE8, 0, 0, 0, 0, 0x1B], deed: .answer)]
            isPolled = true
        case .viatomOxyII:
            // What wakes the real one is an exchange of keys that nobody has documented; this one speaks unasked.
            reportByteCount = 64
        default:
            break
        }
    }

    /// Whether all that is needed, or for devices of several parts anything, was asked for.
    func speaks(_ asked: Set<UInt8>, _ deviceProtocol: DeviceProtocol) -> Bool {
        guard !isPolled else { return false }
        return deviceProtocol == .berryPM6750 ? !asked.isEmpty : wanted.isSubset(of: asked)
    }

    private static func v7(_ command: UInt8) -> [UInt8] { [0x7D, 0x81, command] + Array(repeating: 0x80, count: 6) }

    /// A command's number and the type of packet it switches on: ECG and breathing, SpO2, temperature, two waves.
    private static let pm6750Switches: [(number: UInt8, type: UInt8)] = [
        (0x01, 0x02), (0x03, 0x04), (0x04, 0x05), (0xFE, 0xFE), (0xFF, 0xFF),
    ]
}
