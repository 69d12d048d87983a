import Testing

@testable import Decoders

@Suite struct DeviceProtocolTests {
    @Test func namesAreThoseOfConfigurationsAndRecordings() {
        #expect(DeviceProtocol.allCases.map(\.rawValue) == ["contec-5byte", "contec-v7", "nonin-df2", "nonin-df7"])
    }

    @Test func linesAreSetAsTheMakersSay() {
        #expect(
            DeviceProtocol.contec5byte.serialLine == SerialLine(baud: 19_200, parity: .odd, flowControl: .xonXoff))
        #expect(DeviceProtocol.contecV7.serialLine == SerialLine(baud: 115_200))
        #expect(DeviceProtocol.noninDF2.serialLine == SerialLine(baud: 9600))
        #expect(DeviceProtocol.noninDF7.serialLine == SerialLine(baud: 9600))
    }

    @Test func onlyTheV7IsWrittenToAndOnlyToStartAndGoOn() {
        for deviceProtocol in DeviceProtocol.allCases where deviceProtocol != .contecV7 {
            #expect(deviceProtocol.startCommand.isEmpty)
            #expect(deviceProtocol.keepAlive == nil)
        }
        #expect(DeviceProtocol.contecV7.startCommand == bytes("7d 81 a1 80 80 80 80 80 80"))
        #expect(DeviceProtocol.contecV7.keepAlive?.command == bytes("7d 81 af 80 80 80 80 80 80"))
        #expect(DeviceProtocol.contecV7.keepAlive?.every == .seconds(5))
    }

    @Test func inlineStoresHoldWhatTheirLimitsSay() {
        var line = ProvingLine<Int>()
        for frame in 0..<Limits.frameCountToConfirm { #expect(line.push(frame) == nil) }
        #expect(line.push(99) == 0)
        #expect(Limits.pendingByteCount >= Limits.longestFrameByteCount)
    }
}
