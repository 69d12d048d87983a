import Decoders
import Vitals
import DeviceSimulators

/// How each protocol writes that there is no value: codes, zeros, dashes, or an old number beside a flag.
extension ProtocolFacts {
    /// One way, its bytes, and all that may be read from them.
    struct Missing {
        var way: String
        var bytes: [UInt8]
        var read: [String]

        init(_ way: String, _ bytes: [UInt8], _ read: String...) {
            self.way = way
            self.bytes = bytes
            self.read = read
        }
    }

    static func missing(_ deviceProtocol: DeviceProtocol) -> [Missing] {
        switch deviceProtocol {
        case .contec5byte: fiveByte
        case .berryBCI:
            fiveByte + [
                Missing("old numbers, unplugged", bytes("a5 40 07 48 61"), "none(probe-off)"),
                Missing("old numbers, no signal", bytes("95 40 07 48 61"), "none(searching)"),
            ]
        case .contecV7:
            [
                Missing("a CMS50D+ without a finger", bytes("01 e1 84 c0 90 80 80 ff ff"), "none(probe-off)"),
                Missing("pulse 255", v7(0x05, pulse: 255, spO2: 97), "spo2=97"),
                Missing("SpO2 127", v7(0x05, pulse: 72, spO2: 127), "hr=72"),
                Missing("zeros", v7(0x05, pulse: 0, spO2: 0), "none(no-value)"),
                Missing("old numbers, probe error", v7(0x85, pulse: 72, spO2: 97), "none(probe-off)"),
                Missing("old numbers, searching too long", v7(0x15, pulse: 72, spO2: 97), "none(searching)"),
            ]
        case .contecEB:
            [
                Missing("SpO2 127", bytes("eb 01 04 00 7f 7f 00 6e"), "none(probe-off)"),
                Missing("zeros", bytes("eb 01 04 00 00 7f 00 6f"), "none(no-value)"),
            ]
        case .noninDF1:
            [
                Missing("pulse 511", bytes("83 7f 61"), "spo2=97"), Missing("SpO2 127", bytes("80 48 7f"), "hr=72"),
                Missing("both", bytes("83 7f 7f"), "none(no-value)"),
                Missing("old numbers, sensor off", bytes("c0 48 61"), "none(probe-off)"),
            ]
        case .noninDF8:
            [
                Missing("pulse 511", bytes("83 7f 61 00"), "spo2=97"),
                Missing("SpO2 127", bytes("80 48 7f 00"), "hr=72"),
                Missing("the old numbers held for ten seconds", bytes("80 48 61 08"), "none(probe-off)"),
            ]
        case .noninDF2, .noninDF7: noninPackets(deviceProtocol)
        case .noninDF13:
            [
                Missing("SpO2 127", thirteen(.init(spO2: nil, heartRate: 72)), "hr=72 spot t=2026-11-21T07:30:05"),
                Missing("pulse 511", thirteen(.init(spO2: 97, heartRate: nil)), "spo2=97 spot t=2026-11-21T07:30:05"),
                Missing(
                    "no measurement", thirteen(.init(spO2: 97, heartRate: 72, signal: .noValue)),
                    "none(no-value) spot t=2026-11-21T07:30:05"),
            ]
        case .noninASCII:
            [
                Missing("dashes", line("SPO2=--- HR=---"), "none(no-value)"),
                Missing("zeros", line("SPO2=000 HR=000"), "none(no-value)"),
            ]
        case .masimoASCII1: masimo
        case .nellcorASCII:
            [
                Missing("dashes", nellcor("---", "---", ""), "none(no-value) t=2026-11-21T07:30:05"),
                Missing(
                    "old numbers, disconnected", nellcor(" 97", " 72", "SD"), "none(probe-off) t=2026-11-21T07:30:05"),
                Missing(
                    "old numbers, pulse search", nellcor(" 97", " 72", "PS"), "none(searching) t=2026-11-21T07:30:05"),
            ]
        case .viatomLegacy, .viatomOxyII, .viatomPC60: viatom(deviceProtocol)
        case .berryPM6750:
            [
                Missing("SpO2 127", SimulatedFrames.pm6750Packet([4, 0, 127, 72]), "hr=72"),
                Missing("pulse 255", SimulatedFrames.pm6750Packet([4, 0, 97, 255]), "spo2=97"),
                Missing("old numbers, no finger", SimulatedFrames.pm6750Packet([4, 2, 97, 72]), "none(probe-off)"),
                Missing("old numbers, searching", SimulatedFrames.pm6750Packet([4, 3, 97, 72]), "none(searching)"),
                Missing("lead off", SimulatedFrames.pm6750Packet([2, 2, 72, 24, 0, 1]), "none(probe-off)"),
                Missing("probe off", SimulatedFrames.pm6750Packet([5, 1, 37, 1, 0, 0]), "none(probe-off)"),
                Missing("no degrees", SimulatedFrames.pm6750Packet([5, 0, 0, 0, 0, 0]), "none(no-value)"),
            ]
        case .taidoc:
            [
                Missing("SpO2 127", SimulatedFrames.taidoc(0x49, [127, 0, 0, 72]), "hr=72 spot"),
                Missing("pulse 255", SimulatedFrames.taidoc(0x49, [97, 0, 0, 255]), "spo2=97 spot"),
                Missing("zeros", SimulatedFrames.taidoc(0x49, [0, 0, 0, 0]), "none(no-value) spot"),
                Missing("an object's 21.5", SimulatedFrames.taidoc(0x26, [215, 0, 0, 0]), "none(no-value) spot"),
            ]
        case .bluetoothOximetry, .bluetoothSpotOximetry, .bluetoothTemperature, .bluetoothHeartRate:
            bluetooth(deviceProtocol)
        case .berryV15:
            [
                Missing("both", v15(0, 127, 255), "none(no-value)"), Missing("zeros", v15(0, 0, 0), "none(no-value)"),
                Missing("old numbers, no finger", v15(2, 97, 72), "none(probe-off)"),
                Missing("old numbers, no pulse", v15(4, 97, 72), "none(searching)"),
            ]
        case .choiceMMedUART:
            [
                Missing("zeros", SimulatedOthers.choiceMMed(.init(spO2: 0, heartRate: 0), wave: 0), "none(probe-off)"),
                Missing("pulse 0", SimulatedOthers.choiceMMed(.init(spO2: 97, heartRate: 0), wave: 0), "spo2=97"),
            ]
        case .jumper:
            [
                Missing("both", bytes("81 ff 7f 00"), "none(no-value)"),
                Missing("pulse 255", bytes("81 ff 61 10"), "spo2=97"),
                Missing("SpO2 127", bytes("81 48 7f 10"), "hr=72"),
                Missing("old numbers, no perfusion", bytes("81 48 61 00")),
            ]
        case .medicalDeviceData:
            [
                Missing(
                    "not a number, both", SimulatedOthers.scanReport(.init(spO2: nil, heartRate: nil), second: 0),
                    "none(no-value) t=2026-11-21T07:30:05"),
                Missing(
                    "not at this resolution", SimulatedOthers.scanReport(.init(spO2: 0x0800, heartRate: 72), second: 0),
                    "hr=72 t=2026-11-21T07:30:05"),
            ]
        }
    }

    private static let fiveByte = [
        Missing("pulse 255", bytes("85 40 47 7f 61"), "spo2=97"), Missing("SpO2 127", bytes("85 40 07 48 7f"), "hr=72"),
        Missing("a clone's zeros", bytes("85 40 07 00 00"), "none(no-value)"),
        Missing("old numbers, probe error", bytes("85 40 17 48 61"), "none(probe-off)"),
        Missing("old numbers, searching", bytes("85 40 27 48 61"), "none(searching)"),
    ]

    private static func v7(_ status: UInt8, pulse: UInt8, spO2: UInt8) -> [UInt8] {
        SimulatedContec.v7Packet(type: 0x01, [status, 40, 0x14, pulse, spO2, 0xFF, 0xFF])
    }

    private static func noninPackets(_ deviceProtocol: DeviceProtocol) -> [Missing] {
        func packet(_ display: SimulatedOximeter.Display) -> [UInt8] {
            SimulatedNonin.packet(display, deviceProtocol, timer: 0, wave: { _ in 0 })
        }
        return [
            Missing("pulse 511", packet(.init(spO2: 97, heartRate: nil)), "spo2=97"),
            Missing("SpO2 127", packet(.init(spO2: nil, heartRate: 72)), "hr=72"),
            Missing("both", packet(.init(spO2: nil, heartRate: nil)), "none(no-value)"),
            Missing("sensor off", packet(.init(spO2: 97, heartRate: 72, signal: .probeOff)), "none(probe-off)"),
        ]
    }

    private static func thirteen(_ display: SimulatedOximeter.Display) -> [UInt8] {
        SimulatedFrames.noninDF13(display, second: 0)
    }

    private static var masimo: [Missing] {
        func row(_ numbers: String, _ exceptions: String) -> [UInt8] {
            line("11/21/26 07:30:05 SN=0000000001 \(numbers) PI=03.60% ALARM=0000 EXC=\(exceptions)")
        }
        let time = " t=2026-11-21T07:30:05"
        return [
            Missing("dashes", row("SPO2=---% BPM=---", "000800"), "none(no-value)" + time),
            Missing("the trend's 000", row("SPO2=000% BPM=000", "000800"), "none(no-value)" + time),
            Missing("old numbers, sensor off", row("SPO2=097% BPM=072", "000820"), "none(probe-off)" + time),
            Missing("old numbers, pulse search", row("SPO2=097% BPM=072", "000808"), "none(searching)" + time),
            Missing("old numbers, defective", row("SPO2=097% BPM=072", "000802"), "none(sensor-fault)" + time),
        ]
    }

    private static func nellcor(_ spO2: String, _ pulse: String, _ status: String) -> [UInt8] {
        line("21-Nov-26 07:30:05   \(spO2)     \(pulse)    40    \(status)")
    }

    private static func viatom(_ deviceProtocol: DeviceProtocol) -> [Missing] {
        func ring(_ spO2: UInt8, _ pulse: UInt8, _ high: UInt8, worn: UInt8) -> [UInt8] {
            SimulatedFrames.viatomAnswer([spO2, pulse, high, 0, 0, 0, 0, 90, 0, 0, 12, worn, 0])
        }
        func ringS(_ contact: UInt8, _ spO2: UInt8, _ pulse: UInt8) -> [UInt8] {
            let data: [UInt8] = [0, 0, 0, 0, 0, contact, spO2, 0, pulse, 0, 0, 0, 0, 90]
            return SimulatedFrames.viatomOxyIIFrame(0x04, data, number: 1)
        }
        func numbers(_ spO2: UInt8, _ pulse: UInt8) -> [UInt8] {
            SimulatedFrames.pc60Frame(0x0F, [0x01, spO2, pulse, 0, 45, 0, 0xC0])
        }
        return switch deviceProtocol {
        case .viatomLegacy:
            [
                Missing("not worn", ring(0xFF, 0xFF, 0xFF, worn: 0), "none(probe-off)"),
                Missing("old numbers, not worn", ring(97, 72, 0, worn: 0), "none(probe-off)"),
                Missing("calibrating", ring(0, 0, 0, worn: 1), "none(searching)"),
                Missing("below 61 %", ring(0xFF, 72, 0, worn: 1), "hr=72"),
            ]
        case .viatomOxyII:
            [
                Missing("no contact", ringS(0, 97, 72), "none(probe-off)"),
                Missing("ff", ringS(1, 0xFF, 0xFF), "none(no-value)"),
                Missing("zeros", ringS(1, 0, 0), "none(no-value)"),
            ]
        default:
            [Missing("no finger", numbers(0, 0), "none(probe-off)"), Missing("no SpO2", numbers(0, 72), "hr=72")]
        }
    }

    private static func bluetooth(_ deviceProtocol: DeviceProtocol) -> [Missing] {
        switch deviceProtocol {
        case .bluetoothOximetry:
            [
                Missing("not a number", line("2a5f 00 ff 07 48 00"), "hr=72"),
                Missing("a PM100's zeros", line("2a5f 00 00 00 00 00"), "none(no-value)"),
                Missing(
                    "a PM100's old numbers, not on the user", line("2a5f 08 62 00 48 00 00 08 00"), "none(probe-off)"),
                Missing("invalid", line("2a5f 04 62 00 48 00 00 80"), "none(no-value)"),
            ]
        case .bluetoothSpotOximetry:
            [
                Missing("not a number", line("2a5e 00 62 00 ff 07"), "spo2=98 spot"),
                Missing("old numbers, disconnected", line("2a5e 04 5f 00 3c 00 00 80 00"), "none(probe-off) spot"),
            ]
        case .bluetoothTemperature:
            [
                Missing("not a number", line("2a1c 00 ff ff 7f 00"), "none(no-value) spot"),
                Missing("minus infinity", line("2a1c 00 02 00 80 00"), "none(no-value) spot"),
                Missing("a Beurer's object", line("2a1c 01 10 03 00 ff"), "none(no-value) spot"),
            ]
        default:
            [
                Missing("zero", line("2a37 00 00"), "none(no-value)"),
                Missing("old number, contact lost", line("2a37 04 48"), "none(probe-off)"),
            ]
        }
    }

    private static func v15(_ status: UInt8, _ spO2: UInt8, _ pulse: UInt8) -> [UInt8] {
        let frame: [UInt8] = [
            0xFF, 0xAA, 1, status, spO2, spO2, pulse, pulse, 0, 0, 25, 25, 40, 0x39, 0x30, 0, 0, 80, 100,
        ]
        return frame + [frame.reduce(0, &+)]
    }
}
