import Testing
import Vitals
import DeviceSimulators

@testable import Decoders

/// Whatever a whole frame with a right check carries, nothing traps and nothing impossible is told.
@Suite struct RandomContentTests {
    private static func summed(_ head: [UInt8]) -> [UInt8] { head + [head.reduce(0, &+) & 0x7F] }

    /// A whole frame of random content.
    private static func frame(_ deviceProtocol: DeviceProtocol, _ noise: inout SimulatedNoise) -> [UInt8] {
        func hexadecimal(_ bytes: [UInt8]) -> String {
            bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
        let length = Int(noise.next() % 25)
        switch deviceProtocol {
        case .contecEB:
            let heads: [([UInt8], Int)] = [
                ([0xEB, 0x01], 8), ([0xEC], 21), ([0xED, 0x04, 1, 0, 0], 30), ([0xED, 0x04, 2, 0, 0], 30),
                ([0xD0, 0], 14),
                ([0xD2, 0, 0], 20), ([0xD3, 0, 0], 20), ([0xED, 0x04], 30), ([0xD3], 20),
            ]
            let (head, count) = heads[Int(noise.next() % UInt64(heads.count))]
            return summed(head + noise.bytes(count - 1 - head.count).map { $0 & 0x7F })
        case .noninDF13:
            let data = noise.bytes(noise.next() % 2 == 0 ? 14 : 23)
            return [0, 2, 0, 0x0D, 0, UInt8(data.count)] + data + [data.reduce(0, &+), 0x03]
        case .viatomLegacy:
            return SimulatedFrames.viatomAnswer(noise.bytes(length % 3 == 0 ? 13 : length))
        case .viatomOxyII:
            return SimulatedFrames.viatomOxyIIFrame(0x04, noise.bytes(length), number: 0)
        case .viatomPC60:
            return SimulatedFrames.pc60Frame(length % 4 == 0 ? 0xF0 : 0x0F, [UInt8(length % 4)] + noise.bytes(length))
        case .berryPM6750:
            return SimulatedFrames.pm6750Packet([UInt8(noise.next() % 7)] + noise.bytes(length))
        case .taidoc:
            return SimulatedFrames.taidoc([0x25, 0x26, 0x49][length % 3], noise.bytes(4))
        case .bluetoothOximetry, .bluetoothSpotOximetry, .bluetoothTemperature, .bluetoothHeartRate:
            return line(deviceProtocol.rawValue.suffix(4) + " " + hexadecimal(noise.bytes(1 + length)))
        case .berryV15:
            let frame = [0xFF, 0xAA, 0x01] + noise.bytes(16)
            return frame + [frame.reduce(0, &+)]
        case .choiceMMedUART:
            return [0xFF, 0xFF, 0x01] + noise.bytes(2) + [0x01] + noise.bytes(2) + Array(repeating: 0, count: 7)
                + noise.bytes(2)
        case .jumper:
            return [0x81] + noise.bytes(3)
        case .medicalDeviceData:
            let time: [UInt8] = [0x20, 0x26, 0x11, 0x21, 0x07, 0x30, 0x05, 0x00]
            let list = (0..<Int(noise.next() % 4)).map { _ in
                SimulatedOthers.word([1, 10, 2][Int(noise.next() % 3)])
                    + SimulatedOthers.sized(noise.bytes(2) + time.prefix(noise.next() % 8 == 0 ? 7 : 8))
            }
            let type = [0x0D23, 0x0D1D, 0x0D1C, 0x0D24][length % 4]
            // After a configuration of its own a device's handles are not known until a standard one comes.
            let number =
                type == 0x0D1C ? SimulatedOthers.word([0x4001, 0x0190][Int(noise.next() % 2)]) : noise.bytes(4)
            return SimulatedOthers.event(type, number + SimulatedOthers.counted(list))
        default:
            return noise.bytes(deviceProtocol.longestFrameByteCount)
        }
    }

    @Test(arguments: DeviceProtocol.allCases)
    func nothingTrapsAndNothingImpossibleIsTold(deviceProtocol: DeviceProtocol) {
        var noise = SimulatedNoise(seed: 77)
        var stream: [UInt8] = []
        for _ in 0..<5000 { stream += Self.frame(deviceProtocol, &noise) }
        var tolds = 0
        for event in events(stream, deviceProtocol) {
            guard case .frame(let content) = event.kind else { continue }
            let sets: [ReadingSet] =
                switch content {
                case .readings(let readings): [readings]
                case .stored(let stored): (0..<stored.count).map { stored[$0] }
                case .nothing, .refused: []
                }
            for readings in sets {
                tolds += 1
                if let spO2 = readings[.spO2] { #expect(spO2 > 0 && spO2 <= 100) }
                if let pulse = readings[.heartRate] { #expect(pulse > 0 && pulse <= 511) }
                if let rate = readings[.respiratoryRate] { #expect(rate > 0 && rate < 255) }
                if let temperature = readings[.temperature] { #expect(temperature > 0 && temperature < 256) }
                #expect(!readings.given.isEmpty || readings.signal != .measuring)
            }
        }
        // Lines of text, packets and V7 hardly ever come of noise.
        let isRare: Set<DeviceProtocol> = [.noninASCII, .masimoASCII1, .nellcorASCII, .noninDF2, .noninDF7, .contecV7]
        #expect(tolds > 0 || isRare.contains(deviceProtocol), "\(tolds)")
    }
}
