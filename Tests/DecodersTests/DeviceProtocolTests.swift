import Testing

@testable import Decoders

@Suite struct DeviceProtocolTests {
    @Test func namesAreThoseOfConfigurationsAndRecordings() {
        #expect(
            DeviceProtocol.allCases.map(\.rawValue) == [
                "contec-5byte", "berry-bci", "contec-v7", "contec-eb", "nonin-df1", "nonin-df2", "nonin-df7",
                "nonin-df8",
                "nonin-df13", "nonin-ascii", "masimo-ascii1", "nellcor-ascii", "viatom-legacy", "viatom-oxyii",
                "viatom-pc60", "berry-pm6750", "taidoc", "ble-plx-2a5f", "ble-plx-2a5e", "ble-hts-2a1c", "ble-hr-2a37",
                "berry-v15", "choicemmed-md300c29", "jumper", "ieee-20601",
            ])
    }

    @Test func linesAreSetAsTheMakersSay() {
        #expect(
            DeviceProtocol.contec5byte.serialLine == SerialLine(baud: 19_200, parity: .odd, flowControl: .xonXoff))
        #expect(DeviceProtocol.contecV7.serialLine == SerialLine(baud: 115_200))
        #expect(DeviceProtocol.noninDF2.serialLine == SerialLine(baud: 9600))
        #expect(DeviceProtocol.noninDF7.serialLine == SerialLine(baud: 9600))
    }

    @Test(arguments: DeviceProtocol.allCases)
    func nothingIsSentButToStartAndToGoOn(deviceProtocol: DeviceProtocol) {
        let start =
            switch deviceProtocol {
            case .contecV7: "7d 81 a1 80 80 80 80 80 80"
            case .contecEB: "9b 00 1b 9b 01 1c"
            case .berryPM6750: "55 aa 04 01 01 f9 55 aa 04 03 01 f7 55 aa 04 04 01 f6"
            default: ""
            }
        #expect(deviceProtocol.startCommand == bytes(start))
        let (keepAlive, every): (String?, Duration) =
            switch deviceProtocol {
            case .contecV7: ("7d 81 af 80 80 80 80 80 80", .seconds(5))
            case .contecEB: ("9a 1a", .seconds(5))
            case .viatomLegacy: ("aa 17 e8 00 00 00 00 1b", .seconds(2))
            default: (nil, .zero)
            }
        #expect(deviceProtocol.keepAlive?.command == keepAlive.map(bytes))
        #expect(deviceProtocol.keepAlive == nil || deviceProtocol.keepAlive?.every == every)
    }

    @Test func inlineStoresHoldWhatTheirLimitsSay() {
        var line = ProvingLine<Int>()
        for frame in 0..<Limits.frameCountToConfirm { #expect(line.push(frame) == nil) }
        #expect(line.push(99) == 0)
        #expect(Limits.shortPendingByteCount <= Limits.pendingByteCount)
        for deviceProtocol in DeviceProtocol.allCases {
            #expect(deviceProtocol.longestFrameByteCount <= Limits.longestFrameByteCount)
            #expect(Limits.longestFrameByteCount <= Limits.pendingByteCount)
        }
    }
}
