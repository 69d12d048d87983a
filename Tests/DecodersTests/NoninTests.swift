import Testing
import Vitals
import DeviceSimulators

@testable import Decoders

/// Five frames of format 2 a line.
private let goodPacket = bytes(
    """
    01 81 65 00 e7 01 80 66 48 2f 01 80 67 61 49 01 80 68 31 1a 01 80 69 55 3f
    01 80 6a 02 ed 01 80 6b 2c 18 01 80 6c 20 0d 01 80 6d 61 4f 01 80 6e 61 50
    01 80 6f 61 51 01 80 70 55 46 01 80 71 55 47 01 80 72 00 f3 01 80 73 48 3c
    01 80 74 61 56 01 80 75 61 57 01 80 76 55 4c 01 80 77 55 4d 01 80 78 00 f9
    01 80 79 48 42 01 80 7a 00 fb 01 80 7b 48 44 01 80 7c 55 52 01 80 7d 55 53
    """.replacingLineEnds)
private let missingPacket = bytes(
    """
    01 81 65 03 ea 01 80 66 7f 66 01 80 67 7f 67 01 80 68 31 1a 01 80 69 55 3f
    01 80 6a 02 ed 01 80 6b 2c 18 01 80 6c 00 ed 01 80 6d 7f 6d 01 80 6e 7f 6e
    01 80 6f 7f 6f 01 80 70 55 46 01 80 71 55 47 01 80 72 03 f6 01 80 73 7f 73
    01 80 74 7f 74 01 80 75 7f 75 01 80 76 55 4c 01 80 77 55 4d 01 80 78 03 fc
    01 80 79 7f 79 01 80 7a 03 fe 01 80 7b 7f 7b 01 80 7c 55 52 01 80 7d 55 53
    """.replacingLineEnds)
private let artefactPacket = bytes(
    """
    01 81 65 01 e8 01 80 66 34 1b 01 a0 67 61 69 01 a0 68 31 3a 01 a0 69 55 5f
    01 a0 6a 02 0d 01 a0 6b 2c 38 01 a0 6c 21 2e 01 80 6d 61 4f 01 80 6e 61 50
    01 80 6f 61 51 01 80 70 55 46 01 80 71 55 47 01 80 72 01 f4 01 80 73 34 28
    01 80 74 61 56 01 80 75 61 57 01 80 76 55 4c 01 80 77 55 4d 01 80 78 01 fa
    01 80 79 34 2e 01 80 7a 01 fc 01 80 7b 34 30 01 80 7c 55 52 01 80 7d 55 53
    """.replacingLineEnds)

extension String {
    fileprivate var replacingLineEnds: String { split(separator: "\n").joined(separator: " ") }
}

/// The same packet in format 7: the start byte goes and the wave has a high byte, here 0.
private func asFormat7(_ packet: [UInt8]) -> [UInt8] {
    stride(from: 0, to: packet.count, by: 5).flatMap { start in
        let head = [packet[start + 1], 0, packet[start + 2], packet[start + 3]]
        return head + [head.reduce(0, &+)]
    }
}

@Suite struct NoninTests {
    @Test func n2_1_aPacketIsOneReading() {
        #expect(transcript(goodPacket, .noninDF2) == ["spo2=97 hr=72 smartpoint"])
    }

    @Test func n2_2_codesForMissingAreNoValue() {
        #expect(transcript(missingPacket, .noninDF2) == ["none(no-value)"])
    }

    @Test func n2_4_flagsOfAnyFrameAreOfThePacket() {
        #expect(transcript(artefactPacket, .noninDF2) == ["spo2=97 hr=180 artefact low-battery smartpoint"])
    }

    @Test func n2_5_aWrongChecksumLosesThePacketAndNotTheNext() {
        var damaged = goodPacket
        damaged[39] = 0x0C
        #expect(
            transcript(damaged + goodPacket, .noninDF2)
                == ["skip(5)", "refused(packet-broken)", "spo2=97 hr=72 smartpoint"])
    }

    @Test func n2_7_aPacketBegunIsPartial() {
        #expect(transcript(bytes("01 81 01 00 83 01 80 01 48 ca"), .noninDF2) == ["partial(10)"])
    }

    /// n7-1, n7-2, n7-4, n7-5: frames are found; without a whole packet none gives a reading.
    @Test(arguments: [
        ("81 81 23 00 25 80 81 25 48 6e", [0, 5], 0),
        ("81 23 00 80 81 25 48 6e", [3], 3),
        ("a9 00 01 03 ad", [0], 0),
        ("01 02 03 81 7f ff 00 ff", [3], 3),
    ])
    func format7FramesAreFound(hex: String, frameStarts: [Int], skippedCount: Int) {
        var starts: [Int] = []
        var skipped = 0
        var position = 0
        for event in events(bytes(hex), .noninDF7) {
            switch event.kind {
            case .skipped: skipped += event.byteCount
            case .frame(let content):
                #expect(content == .nothing)
                starts.append(position)
            }
            position += event.byteCount
        }
        #expect(starts == frameStarts)
        #expect(skipped == skippedCount)
    }

    @Test func format7ReadsAPacketAsFormat2Does() {
        #expect(transcript(asFormat7(goodPacket), .noninDF7) == ["spo2=97 hr=72 smartpoint"])
        #expect(transcript(asFormat7(missingPacket), .noninDF7) == ["none(no-value)"])
        #expect(transcript(asFormat7(artefactPacket), .noninDF7) == ["spo2=97 hr=180 artefact low-battery smartpoint"])
    }

    /// Status of frame 5, with the check made right again.
    @Test(arguments: [
        (0x40, "none(probe-off) smartpoint"),  // sensor disconnected
        (0x08, "none(probe-off) smartpoint"),  // sensor alarm, the old value still shown
        (0x10, "spo2=97 hr=72 out-of-track smartpoint"),
        (0x20, "spo2=97 hr=72 artefact smartpoint"),
        (0x04, "spo2=97 hr=72 low-perfusion smartpoint"),
        (0x06, "spo2=97 hr=72 marginal-perfusion smartpoint"),
        (0x02, "spo2=97 hr=72 smartpoint"),  // green: good
    ])
    func aFlagInOneFrameCountsForThePacket(flag: UInt8, expected: String) {
        var packet = goodPacket
        packet[21] |= flag
        packet[24] = packet[20..<24].reduce(0, &+)
        #expect(transcript(packet, .noninDF2) == [expected])
        #expect(transcript(asFormat7(packet), .noninDF7) == [expected])
    }

    @Test(arguments: [127, 128, 255, 256, 300, 510])
    func pulseHasNineBits(pulse: Int) {
        for deviceProtocol in [DeviceProtocol.noninDF2, .noninDF7] {
            let packet = SimulatedNonin.packet(
                .init(spO2: 97, heartRate: pulse), deviceProtocol, timer: 0, wave: { _ in 0 })
            #expect(transcript(packet, deviceProtocol) == ["spo2=97 hr=\(pulse)"])
        }
    }

    @Test func eachFieldIsJudgedAlone() {
        let withoutPulse = SimulatedNonin.packet(.init(spO2: 97, heartRate: nil), .noninDF2, timer: 0) { _ in 0 }
        let withoutSpO2 = SimulatedNonin.packet(.init(spO2: nil, heartRate: 72), .noninDF2, timer: 0) { _ in 0 }
        #expect(transcript(withoutPulse + withoutSpO2, .noninDF2) == ["spo2=97", "hr=72"])
    }

    @Test func aPacketThatALostFrameCutShortIsBroken() {
        let short = Array(goodPacket[..<60] + goodPacket[65...])
        #expect(
            transcript(short + goodPacket, .noninDF2) == ["refused(packet-broken)", "spo2=97 hr=72 smartpoint"])
    }

    @Test func framesBeforeTheFirstPacketGiveNothing() {
        #expect(transcript(Array(goodPacket[50...]) + goodPacket, .noninDF2) == ["spo2=97 hr=72 smartpoint"])
    }

    @Test func aReadingIsPlacedAtItsPacketsFirstFrame() {
        let found = events(bytes("ff ff ff") + goodPacket + goodPacket, .noninDF2)
        let places = found.compactMap { event -> UInt64? in
            guard case .frame(.readings) = event.kind else { return nil }
            return event.offset
        }
        #expect(places == [3, 128])
    }
}
