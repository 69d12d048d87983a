import Decoders

/// A serial line whose two ends are set differently: bit by bit what the sender puts on it, and what a receiver at another
/// speed makes of that.
///
///     idle ─┐start┌ d0 d1 … d7 [parity] ┌ stop  idle …
///           └─────┘
///
/// The receiver waits for a low level, looks again half a bit later and then reads the middle of each of its own bits, as
/// a UART does. A low stop bit is a framing error, and its level begins the next byte.
public struct SimulatedWire: Sendable {
    /// How the bytes of a second come.
    public enum Pace: Sendable, CaseIterable { case spread, atOnce }

    /// What a receiver's driver hands on of a byte with a framing or parity error. Most adapters tell of none.
    public enum Damage: Sendable, CaseIterable { case asRead, asZero, dropped }

    /// A byte as the receiver read it.
    public struct Heard: Sendable {
        public var byte: UInt8
        public var isDamaged: Bool
    }

    private let sender: WireSettings
    private let receiver: WireSettings
    /// Start, data, parity and stop.
    private let bitCount: Int

    public init(from sender: WireSettings, to receiver: WireSettings) {
        self.sender = sender
        self.receiver = receiver
        bitCount = 1 + sender.dataBits + (sender.parity == .none ? 0 : 1) + sender.stopBits
    }

    /// What is read of the `bytes` of one second.
    public func heard(_ bytes: [UInt8], pace: Pace) -> [Heard] {
        guard !bytes.isEmpty else { return [] }
        let spacing = pace == .atOnce ? bitCount : max(bitCount, sender.baud / bytes.count)
        let patterns = bytes.map(pattern)
        // A unit of time in which the bits of both ends are whole, and have a middle.
        let sentBit = receiver.baud * 2
        let readBit = sender.baud * 2

        func level(at time: Int) -> Bool {
            let index = time / sentBit
            let place = index % spacing
            guard index / spacing < patterns.count, place < bitCount else { return true }
            return patterns[index / spacing] >> UInt16(place) & 1 == 1
        }
        func nextLow(from time: Int) -> Int? {
            var index = time / sentBit
            while index / spacing < patterns.count {
                let place = index % spacing
                if place >= bitCount {
                    index += spacing - place
                } else if patterns[index / spacing] >> UInt16(place) & 1 == 0 {
                    return max(time, index * sentBit)
                } else {
                    index += 1
                }
            }
            return nil
        }

        var output: [Heard] = []
        var time = 0
        while let start = nextLow(from: time) {
            let middle = start + readBit / 2
            guard !level(at: middle) else {
                time = middle
                continue
            }
            var byte: UInt8 = 0
            for number in 0..<receiver.dataBits where level(at: middle + readBit * (number + 1)) {
                byte |= 1 << UInt8(number)
            }
            var last = receiver.dataBits + 1
            var isDamaged = false
            if let parity = receiver.parity.bit(of: byte) {
                isDamaged = level(at: middle + readBit * last) != parity
                last += 1
            }
            time = middle + readBit * last
            output.append(Heard(byte: byte, isDamaged: isDamaged || !level(at: time)))
        }
        return output
    }

    /// The bits of a byte, the first in the lowest place.
    private func pattern(_ byte: UInt8) -> UInt16 {
        var pattern = UInt16(byte) << 1
        var place = sender.dataBits + 1
        if let parity = sender.parity.bit(of: byte) {
            pattern |= parity ? 1 << UInt16(place) : 0
            place += 1
        }
        for stop in place..<bitCount { pattern |= 1 << UInt16(stop) }
        return pattern
    }
}

extension SimulatedWire {
    /// How a device of this protocol, or its bridge, sets its line; `nil` for USB-HID, which has none.
    public static func line(of deviceProtocol: DeviceProtocol) -> WireSettings? {
        switch deviceProtocol {
        case .contec5byte: WireSettings(baud: 19_200, parity: .odd)
        case .taidoc: WireSettings(baud: 19_200)
        case .noninDF1, .noninDF2, .noninDF7, .noninDF8, .noninDF13, .noninASCII, .masimoASCII1, .nellcorASCII:
            WireSettings(baud: 9600)
        case .berryBCI, .contecV7, .berryPM6750, .choiceMMedUART: WireSettings(baud: 115_200)
        // Over a bridge or a gateway.
        case .viatomLegacy, .viatomOxyII, .viatomPC60, .bluetoothOximetry, .bluetoothSpotOximetry,
            .bluetoothTemperature, .bluetoothHeartRate, .berryV15, .jumper, .medicalDeviceData:
            WireSettings(baud: 115_200)
        case .contecEB: nil
        }
    }

    /// The speeds a person tries.
    public static let speeds = [4800, 9600, 19_200, 38_400, 57_600, 115_200]
}

extension [SimulatedWire.Heard] {
    public func handedOn(_ damage: SimulatedWire.Damage) -> [UInt8] {
        switch damage {
        case .asRead: map(\.byte)
        case .asZero: map { $0.isDamaged ? 0 : $0.byte }
        case .dropped: compactMap { $0.isDamaged ? nil : $0.byte }
        }
    }
}

extension WireSettings.Parity {
    /// The bit behind the data; `nil` where there is none.
    fileprivate func bit(of byte: UInt8) -> Bool? {
        let isOdd = byte.nonzeroBitCount % 2 == 1
        return switch self {
        case .none: nil
        case .odd: !isOdd
        case .even: isOdd
        }
    }
}
