import Decoders
import Vitals
import DeviceSimulators

/// What the ten rules of reading need to know of a protocol. Every `switch` here names every protocol, so that a new one
/// does not compile without its entry.
enum ProtocolFacts {
    /// Which of SpO2 and pulse may come without the other.
    enum Pair: Hashable { case either, onlyTogether, oneSign }

    static func pair(_ deviceProtocol: DeviceProtocol) -> Pair {
        switch deviceProtocol {
        case .contec5byte, .berryBCI, .contecV7, .noninDF1, .noninDF2, .noninDF7, .noninDF8, .noninDF13, .noninASCII,
            .masimoASCII1, .nellcorASCII, .viatomLegacy, .viatomOxyII, .viatomPC60, .berryPM6750, .taidoc,
            .bluetoothOximetry, .bluetoothSpotOximetry, .berryV15, .choiceMMedUART, .jumper, .medicalDeviceData:
            .either
        // SpO2 127 says that the finger is out.
        case .contecEB: .onlyTogether
        case .bluetoothTemperature, .bluetoothHeartRate: .oneSign
        }
    }

    /// Readings, or reasons for none, before the lock; `nil` where each proves itself.
    static func withheldCount(_ deviceProtocol: DeviceProtocol) -> Int? {
        switch deviceProtocol {
        case .contec5byte, .berryBCI, .contecV7, .contecEB, .noninDF2, .noninDF7, .berryV15, .choiceMMedUART: 20
        case .noninDF1, .noninDF8, .noninASCII, .masimoASCII1, .nellcorASCII, .jumper: 10
        case .viatomLegacy, .viatomOxyII, .viatomPC60, .berryPM6750, .bluetoothOximetry, .bluetoothHeartRate: 3
        case .noninDF13, .taidoc, .bluetoothSpotOximetry, .bluetoothTemperature, .medicalDeviceData: nil
        }
    }

    /// What a device sends of its memory, and how many readings that is; `nil` where nothing stored is read.
    static func stored(_ deviceProtocol: DeviceProtocol) -> (bytes: [UInt8], count: UInt64)? {
        let low = SimulatedOximeter.Display(spO2: 80, heartRate: 60)
        switch deviceProtocol {
        case .contec5byte: return (SimulatedContec.fiveByteDownload(Array(repeating: (80, 60), count: 12)), 12)
        case .contecV7:
            let trio = SimulatedContec.v7Packet(type: 0x0F, [80, 60, 80, 60, 80, 60])
            return (trio + SimulatedContec.v7Packet(type: 0x0C, []) + trio, 6)
        case .contecEB: return (SimulatedContecEB.automaticDownload(Array(repeating: (80, 60), count: 12)), 24)
        case .noninDF13: return (SimulatedFrames.noninDF13(low, second: -600, isFromMemory: true), 1)
        // Measurement status bit 9: from storage.
        case .bluetoothOximetry: return (line("2a5f 04 50 00 3c 00 00 02"), 1)
        case .bluetoothSpotOximetry: return (line("2a5e 02 50 00 3c 00 00 02"), 1)
        case .berryBCI, .noninDF1, .noninDF2, .noninDF7, .noninDF8, .noninASCII, .masimoASCII1, .nellcorASCII,
            .viatomLegacy, .viatomOxyII, .viatomPC60, .berryPM6750, .taidoc, .bluetoothTemperature,
            .bluetoothHeartRate, .berryV15, .choiceMMedUART, .jumper, .medicalDeviceData:
            return nil
        }
    }

    /// Whether a live reading has the device's own time beside it.
    static func hasClock(_ deviceProtocol: DeviceProtocol) -> Bool {
        switch deviceProtocol {
        case .noninDF13, .masimoASCII1, .nellcorASCII, .taidoc, .bluetoothSpotOximetry, .medicalDeviceData: true
        case .contec5byte, .berryBCI, .contecV7, .contecEB, .noninDF1, .noninDF2, .noninDF7, .noninDF8, .noninASCII,
            .viatomLegacy, .viatomOxyII, .viatomPC60, .berryPM6750, .bluetoothOximetry, .bluetoothTemperature,
            .bluetoothHeartRate, .berryV15, .choiceMMedUART, .jumper:
            false
        }
    }
}
