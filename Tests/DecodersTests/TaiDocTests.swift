import Testing
import DeviceSimulators

@testable import Decoders

@Suite struct TaiDocTests {
    /// Vectors td-1 to td-5.
    @Test(arguments: [
        ("td-1 a question is no value", "51 49 00 00 00 00 a3 3d", ["none(no-value) spot"]),
        ("td-2 answer", "51 49 61 00 00 48 a5 e8", ["spo2=97 hr=72 spot"]),
        ("td-4 thermometer", "51 26 74 01 00 00 a5 91", ["temp=37.2 spot"]),
        (
            "td-5 wrong check, then good", "51 49 61 00 00 48 a5 00 51 49 60 00 00 47 a5 e6",
            ["refused(check-failed)", "skip(8)", "spo2=96 hr=71 spot"]
        ),
    ])
    func anAnswerSaysWhatItsLayoutSays(name: String, hex: String, expected: [String]) {
        #expect(transcript(bytes(hex), .taidoc) == expected)
    }

    @Test(
        arguments: [
            (0x49, [97, 0, 0, 127], "spo2=97 hr=127 spot"), (0x49, [97, 0, 0, 128], "spo2=97 hr=128 spot"),
            (0x49, [97, 0, 0, 254], "spo2=97 hr=254 spot"), (0x49, [97, 0, 0, 255], "spo2=97 spot"),
            (0x49, [97, 0, 0, 0], "spo2=97 spot"), (0x49, [127, 0, 0, 72], "hr=72 spot"),
            (0x49, [100, 0, 0, 72], "spo2=100 hr=72 spot"), (0x49, [101, 0, 0, 72], "refused(impossible-value)"),
            (0x26, [0x2C, 0x01, 0, 0], "temp=30 spot"), (0x26, [0x2B, 0x01, 0, 0], "none(no-value) spot"),
            (0x26, [0xC2, 0x01, 0, 0], "temp=45 spot"), (0x26, [0xC3, 0x01, 0, 0], "none(no-value) spot"),
            (0x26, [0x8D, 0x0E, 0, 0], "temp=37.25 spot"), (0x26, [0xE7, 0x03, 0, 0], "none(no-value) spot"),
            (0x26, [0, 0, 0, 0], "none(no-value) spot"),
        ] as [(UInt8, [UInt8], String)])
    func eachFieldIsJudgedAlone(command: UInt8, data: [UInt8], expected: String) {
        #expect(transcript(SimulatedFrames.taidoc(command, data), .taidoc) == [expected])
    }

    @Test func theTimeOfARecordIsThatOfTheAnswerBeforeItAndOfNoOther() {
        let stream =
            SimulatedFrames.taidocTemperature(tenths: 385, second: 60)
            + SimulatedFrames.taidoc(0x26, [0x74, 0x01, 0, 0])
        #expect(transcript(stream, .taidoc) == ["temp=38.5 spot t=2026-11-21T07:31:00", "temp=37.2 spot"])
    }

    @Test func aTimeThatIsNoneIsLeftOut() {
        let stream = SimulatedFrames.taidoc(0x25, [0, 0, 0, 0]) + SimulatedFrames.taidoc(0x49, [97, 0, 0, 72])
        #expect(transcript(stream, .taidoc) == ["spo2=97 hr=72 spot"])
    }
}
