import Configuration
import Decoders
import DeviceSimulators
import Testing
import Vitals

/// When a simulated device speaks. What it says is the business of the decoders' tests.
@Suite struct SimulatedDeviceTests {
    static let steady = DeviceStory([.init(.init(0, spO2: 97, heartRate: 118))])

    private func v7(_ command: UInt8) -> [UInt8] { [0x7D, 0x81, command, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80] }

    @Test func aDeviceThatWaitsIsSilentUntilItIsAskedAndAfterItIsTold() {
        var device = SimulatedDevice(.contecV7, Self.steady)
        #expect(device.waitsToBeAsked && device.bytes(second: 0).isEmpty)
        #expect(device.hear(v7(0xA1), second: 0).isEmpty)
        #expect(device.bytes(second: 1).count == 540)
        _ = device.hear(v7(0xA2), second: 1)
        #expect(device.bytes(second: 2).isEmpty)
    }

    @Test func aCommandIsUnderstoodInPiecesAndBehindNoise() {
        var device = SimulatedDevice(.contecV7, Self.steady)
        for byte in [0x00, 0x7D, 0x81] + v7(0xA1) { _ = device.hear([byte], second: 0) }
        #expect(device.isStreaming(second: 0))
    }

    @Test func withoutItsKeepAliveItStopsAndWithItGoesOn() {
        var device = SimulatedDevice(.contecV7, Self.steady)
        _ = device.hear(v7(0xA1), second: 0)
        #expect(device.isStreaming(second: 29) && !device.isStreaming(second: 30))
        _ = device.hear(v7(0xAF), second: 29)
        #expect(device.isStreaming(second: 58) && !device.isStreaming(second: 59))
        // Too late: it wants to be asked anew.
        _ = device.hear(v7(0xAF), second: 59)
        #expect(!device.isStreaming(second: 59))
        _ = device.hear(v7(0xA1), second: 60)
        #expect(device.isStreaming(second: 60))
    }

    @Test func aFastClockLeavesItsPatienceAsItIsInLife() {
        var device = SimulatedDevice(.contecV7, Self.steady, speed: 10)
        _ = device.hear(v7(0xA1), second: 0)
        #expect(device.isStreaming(second: 299) && !device.isStreaming(second: 300))
    }

    @Test func aRingAnswersEachQuestionOnceAndSaysNothingElse() {
        var ring = SimulatedDevice(.viatomLegacy, Self.steady)
        let poll: [UInt8] = [0xAA, 0x17, 0xE8, 0, 0, 0, 0, 0x1B]
        #expect(ring.bytes(second: 3).isEmpty)
        #expect(ring.hear(poll, second: 3).count == 21)
        #expect(ring.hear(poll + poll, second: 3).count == 42)
        #expect(ring.bytes(second: 4).isEmpty)
        // Of the factory reset it knows nothing.
        #expect(ring.hear([0xAA, 0x18, 0xE7, 0, 0, 0, 0, 0x21], second: 5).isEmpty)
    }

    @Test func aBoardSendsThePacketsThatWereSwitchedOnAndNoOthers() {
        var board = SimulatedDevice(.berryPM6750, Self.steady)
        #expect(board.bytes(second: 0).isEmpty)
        _ = board.hear([0x55, 0xAA, 0x04, 0x03, 0x01, 0xF7], second: 0)
        let bytes = board.bytes(second: 0)
        #expect(bytes.count == 8 && bytes[3] == 0x04)
        _ = board.hear([0x55, 0xAA, 0x04, 0x04, 0x01, 0xF6], second: 0)
        #expect(board.bytes(second: 0).count == 18)
    }

    @Test func aHIDDeviceWantsBothKindsAndSendsWholeReports() {
        var device = SimulatedDevice(.contecEB, Self.steady)
        _ = device.hear([0x9B, 0x00, 0x1B], second: 0)
        #expect(device.bytes(second: 0).isEmpty)
        _ = device.hear([0x9B, 0x01, 0x1C], second: 0)
        #expect(device.unitByteCount == 64 && device.bytes(second: 0).count % 64 == 0)
        let answer = device.hear([0x9B, 0x7F, 0x1A], second: 1)
        #expect(answer.starts(with: [0xEB, 0x7F, 0x6A]) && answer.count == 64)
        #expect(device.bytes(second: 2).isEmpty)
    }

    @Test func measurementsComeNowAndThen() {
        let device = SimulatedDevice(.noninDF13, Self.steady)
        let seconds = (0..<61).filter { !device.bytes(second: $0).isEmpty }
        #expect(seconds == [2, 32])
    }

    @Test func aSilentOrUnpluggedDeviceSaysNothingAndHearsNothing() throws {
        let story = try DeviceStory(lines: "0:00 spo2 97\n0:10 silent\n0:20 unplugged\n0:30 spo2 97")
        var device = SimulatedDevice(.contecV7, story)
        _ = device.hear(v7(0xA1), second: 0)
        #expect(device.isStreaming(second: 9) && !device.isStreaming(second: 10) && !device.isStreaming(second: 20))
        #expect(device.isStreaming(second: 29) == false)
        device.unplug()
        _ = device.hear(v7(0xA1), second: 25)
        #expect(!device.isStreaming(second: 30))
        _ = device.hear(v7(0xA1), second: 30)
        #expect(device.isStreaming(second: 30))
    }

    @Test(arguments: DeviceProtocol.allCases)
    func whatIsHeardNeverEndsADevice(deviceProtocol: DeviceProtocol) {
        var noise = SimulatedNoise(seed: 7)
        var device = SimulatedDevice(deviceProtocol, Self.steady)
        for second in 0..<50 { _ = device.hear(noise.bytes(400), second: second) }
        _ = device.bytes(second: 50)
    }

    /// A profile with a wrong start byte would be silent on the real device, and is on this one.
    @Test(arguments: DeviceCatalogue.embedded.all.map(\.id))
    func whatAProfileSendsMakesItsDeviceSpeak(id: String) throws {
        let profile = try #require(DeviceCatalogue.embedded.profile(id))
        let deviceProtocol = try #require(DeviceProtocol(rawValue: profile.protocolName))
        var device = SimulatedDevice(deviceProtocol, Self.steady)
        var answers: [UInt8] = []
        for message in profile.start + (profile.keepAlive.map { [$0.bytes] } ?? []) {
            answers += device.hear(message, second: 1)
        }
        #expect(!answers.isEmpty || !device.bytes(second: 2).isEmpty)
        for message in profile.stop { _ = device.hear(message, second: 2) }
        if !profile.stop.isEmpty { #expect(device.bytes(second: 3).isEmpty) }
    }
}
