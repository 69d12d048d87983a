import Testing
import DeviceSimulators

@testable import Decoders

@Suite struct JumperTests {
    /// Vectors jp-1 to jp-5; the perfusion index is not read.
    @Test(arguments: [
        ("jp-1", "81 38 63 44", ["spo2=99 hr=56"]), ("jp-2 no finger", "81 ff 7f 00", ["none(no-value)"]),
        ("jp-4 too short", "81 38 63", ["partial(3)"]), ("jp-5 no pulse", "81 ff 61 10", ["spo2=97"]),
    ])
    func aPacket(name: String, hex: String, expected: [String]) {
        #expect(transcript(bytes(hex), .jumper) == expected)
    }

    @Test(
        arguments: [
            ("81 7f 61 10", ["spo2=97 hr=127"]), ("81 80 61 10", ["spo2=97 hr=128"]),
            ("81 81 61 10", ["spo2=97 hr=129"]), ("81 fe 61 10", ["spo2=97 hr=254"]), ("81 00 61 10", ["spo2=97"]),
            ("81 48 7f 10", ["hr=72"]), ("81 48 00 10", ["hr=72"]), ("81 48 64 10", ["spo2=100 hr=72"]),
            ("81 48 65 10", ["refused(impossible-value)"]), ("81 48 61 01", ["spo2=97 hr=72"]),
            // A value beside no perfusion says nothing.
            ("81 48 61 00", []), ("81 ff 61 00", []),
        ])
    func eachFieldIsJudgedAlone(hex: String, expected: [String]) {
        #expect(transcript(bytes(hex), .jumper) == expected)
    }

    @Test func aWaveIsPassedOverUpToTheNextPacket() {
        let wave = bytes("80 10 20 30 40 50")
        let numbers = bytes("81 8c 61 22")
        let found = events(wave + numbers + wave + wave + numbers, .jumper)
        #expect(found.map(\.byteCount) == [6, 4, 6, 6, 4])
        #expect(found.map(\.skip) == [.padding, .noise, .padding, .padding, .noise])
    }

    /// A notification carries 20 bytes and no more: a wave that goes on is noise.
    @Test func aWaveEndsWithItsNotification() {
        let longest = [0x80] + [UInt8](repeating: 0x10, count: 19)
        #expect(events(longest + [0x81, 72, 97, 34], .jumper).map(\.skip) == [.padding, .noise])
        #expect(events(longest + [0x10, 0x81, 72, 97, 34], .jumper).map(\.byteCount) == [20, 1, 4])
        #expect(events(longest + [0x10, 0x81, 72, 97, 34], .jumper)[1].skip == .noise)
        #expect(transcript(Array(longest.prefix(19)), .jumper) == ["partial(19)"])
    }

    /// A Nonin's format 8 with a pulse above 127 has this form. At a perfusion of 0 nothing is read from it.
    @Test func aNoninsFormat8IsNotRead() {
        let nonin = SimulatedFrames.noninSlow(.init(spO2: 97, heartRate: 140), isFormat8: true)
        #expect(nonin.first == 0x81)
        #expect(transcript(nonin + nonin, .jumper) == [])
    }
}
