import Testing
import DeviceSimulators

@testable import Decoders

@Suite struct ViatomTests {
    @Test func theChecksAreThoseOfTheCatalogues() {
        let digits = Array("123456789".utf8)
        #expect(CyclicCheck.crc8(digits.span) == 0xF4)
        #expect(CyclicCheck.crc8Maxim(digits.span) == 0xA1)
    }

    /// Vectors vt-1 to vt-7; vt-2 is a real answer.
    @Test(arguments: [
        ("vt-1 a question", "aa 17 e8 00 00 00 00 1b", []),
        (
            "vt-2 real", "55 00 ff 00 00 0d 00 62 42 00 00 00 00 00 61 00 92 0a 01 00 2f",
            ["spo2=98 hr=66 motion"]
        ),
        (
            "vt-4 worn, calibrating", "55 00 ff 00 00 0d 00 00 00 00 00 00 00 00 55 00 03 00 01 00 5c",
            ["none(searching) motion"]
        ),
        (
            "vt-5 wrong check, then good",
            "55 00 ff 00 00 0d 00 62 46 00 00 00 00 00 61 00 92 0a 01 00 2f "
                + "55 00 ff 00 00 0d 00 62 42 00 00 00 00 00 61 00 92 0a 01 00 2f",
            ["refused(check-failed)", "skip(21)", "spo2=98 hr=66 motion"]
        ),
        ("vt-7 status 1", "55 01 fe 00 00 00 00 4e", []),
    ])
    func aRingsAnswer(name: String, hex: String, expected: [String]) {
        #expect(transcript(bytes(hex), .viatomLegacy) == expected)
    }

    /// SpO2, pulse low and high, battery, charging, worn.
    @Test(
        arguments: [
            ([97, 0x7F, 0, 90, 0, 1], "spo2=97 hr=127"), ([97, 0x80, 0, 90, 0, 1], "spo2=97 hr=128"),
            ([97, 0x2C, 1, 90, 0, 1], "spo2=97 hr=300"), ([97, 0xFF, 1, 90, 0, 1], "spo2=97 hr=511"),
            ([97, 0, 2, 90, 0, 1], "refused(impossible-value)"), ([97, 0xFF, 0xFF, 90, 0, 1], "spo2=97"),
            ([97, 0x48, 0xFF, 90, 0, 1], "spo2=97"), ([0xFF, 72, 0, 90, 0, 1], "hr=72"),
            ([0, 72, 0, 90, 0, 1], "hr=72"),
            ([97, 0, 0, 90, 0, 1], "spo2=97"), ([97, 72, 0, 90, 0, 0], "none(probe-off)"),
            ([0xFF, 0xFF, 0xFF, 90, 0, 0], "none(probe-off)"), ([97, 72, 0, 11, 0, 1], "spo2=97 hr=72"),
            ([97, 72, 0, 10, 0, 1], "spo2=97 hr=72 low-battery"), ([97, 72, 0, 10, 1, 1], "spo2=97 hr=72"),
            ([100, 72, 0, 90, 0, 1], "spo2=100 hr=72"), ([101, 72, 0, 90, 0, 1], "refused(impossible-value)"),
            ([254, 72, 0, 90, 0, 1], "refused(impossible-value)"),
        ] as [([UInt8], String)])
    func eachFieldOfARingIsJudgedAlone(fields: [UInt8], expected: String) {
        let data = [fields[0], fields[1], fields[2], 0, 0, 0, 0, fields[3], fields[4], 0, 12, fields[5], 0]
        #expect(transcript(SimulatedFrames.viatomAnswer(data), .viatomLegacy) == [expected])
    }

    @Test func anAnswerWithAWaveIsReadByItsInnerLength() {
        let head: [UInt8] = [97, 140, 0, 80, 0, 12, 1, 0, 0, 0, 125, 0]
        let wave = [UInt8](repeating: 156, count: 125)
        #expect(transcript(SimulatedFrames.viatomAnswer(head + wave), .viatomLegacy) == ["spo2=97 hr=140"])
        #expect(transcript(SimulatedFrames.viatomAnswer(head + wave.dropLast()), .viatomLegacy) == [])
    }

    @Test func anAnswerMayCarry256BytesAndNotOneMore() {
        let longest = SimulatedFrames.viatomAnswer(Array(repeating: 0x7B, count: 256))
        let good = SimulatedFrames.viatomLegacy(.init(spO2: 97, heartRate: 140))
        #expect(longest.count == Limits.longestFrameByteCount)
        #expect(transcript(longest + good, .viatomLegacy) == ["spo2=97 hr=140"])
        let longer = SimulatedFrames.viatomAnswer(Array(repeating: 0x7B, count: 257))
        #expect(transcript(longer + good, .viatomLegacy) == ["skip(265)", "spo2=97 hr=140"])
    }

    /// Vectors ox-1 to ox-5.
    @Test(arguments: [
        ("ox-1", "a5 e1 1e 00 01 00 00 02", []),
        ("ox-2", "a5 e1 1e 00 02 00 00 bf", []),
        ("ox-4 wrong check", "a5 e1 1e 00 02 00 00 be", ["refused(check-failed)", "skip(8)"]),
    ])
    func aFrameOfTheRingS(name: String, hex: String, expected: [String]) {
        #expect(transcript(bytes(hex), .viatomOxyII) == expected)
    }

    @Test func ox_5_aReportIsItsCountItsFrameAndPadding() {
        let report = bytes("08 a5 e1 1e 00 02 00 00 bf" + String(repeating: " 00", count: 55))
        let found = events(report, .viatomOxyII)
        #expect(found.map(\.byteCount) == [1, 8, 55])
        #expect([found[0].skip, found[2].skip] == [.padding, .padding])
    }

    /// Contact, SpO2, pulse, battery.
    @Test(
        arguments: [
            ([1, 97, 127, 90], "spo2=97 hr=127"), ([1, 97, 128, 90], "spo2=97 hr=128"),
            ([1, 97, 254, 90], "spo2=97 hr=254"),
            ([1, 97, 255, 90], "spo2=97"), ([1, 97, 0, 90], "spo2=97"), ([1, 255, 72, 90], "hr=72"),
            ([1, 0, 72, 90], "hr=72"), ([1, 0, 0, 90], "none(no-value)"), ([0, 97, 72, 90], "none(probe-off)"),
            ([3, 97, 72, 90], "none(no-value)"), ([1, 97, 72, 10], "spo2=97 hr=72 low-battery"),
            ([1, 101, 72, 90], "refused(impossible-value)"),
        ] as [([UInt8], String)])
    func eachFieldOfTheRingSIsJudgedAlone(fields: [UInt8], expected: String) {
        var data = [UInt8](repeating: 0, count: 14)
        data[5] = fields[0]
        data[6] = fields[1]
        data[8] = fields[2]
        data[13] = fields[3]
        #expect(transcript(SimulatedFrames.viatomOxyIIFrame(0x04, data, number: 1), .viatomOxyII) == [expected])
        #expect(transcript(SimulatedFrames.viatomOxyIIFrame(0x05, data, number: 1), .viatomOxyII) == [])
        #expect(transcript(SimulatedFrames.viatomOxyIIFrame(0x04, data.dropLast(), number: 1), .viatomOxyII) == [])
    }

    /// Vectors pc-1 to pc-7; pc-1 and pc-2 are real.
    @Test(arguments: [
        ("pc-1 real", "aa 55 0f 08 01 62 44 00 4b 00 c0 3d", ["spo2=98 hr=68"]),
        ("pc-2 real, no finger", "aa 55 0f 08 01 00 00 00 00 00 c0 96", ["none(probe-off)"]),
        ("pc-4 battery", "aa 55 f0 03 03 03 f6", []),
        ("pc-5 pulse 260", "aa 55 0f 08 01 61 04 01 1e 00 c0 4c", ["spo2=97 hr=260"]),
        ("pc-7 first part", "aa 55 0f 08 01 62 44", ["partial(7)"]),
    ])
    func aFrameOfAPC60(name: String, hex: String, expected: [String]) {
        #expect(transcript(bytes(hex), .viatomPC60) == expected)
    }

    /// SpO2, pulse low and high.
    @Test(
        arguments: [
            ([97, 127, 0], "spo2=97 hr=127"), ([97, 128, 0], "spo2=97 hr=128"), ([97, 0xFE, 1], "spo2=97 hr=510"),
            ([97, 0xFF, 1], "spo2=97"), ([97, 0, 2], "refused(impossible-value)"), ([97, 0, 0], "spo2=97"),
            ([0, 72, 0], "hr=72"), ([127, 72, 0], "hr=72"), ([100, 72, 0], "spo2=100 hr=72"),
            ([101, 72, 0], "refused(impossible-value)"),
        ] as [([UInt8], String)])
    func eachFieldOfAPC60IsJudgedAlone(fields: [UInt8], expected: String) {
        let frame = SimulatedFrames.pc60Frame(0x0F, [0x01] + fields + [45, 0, 0xC0])
        #expect(transcript(frame, .viatomPC60) == [expected])
    }

    @Test func aPC60sEmptyBatteryIsSaidOfTheReadingsBehindIt() {
        let numbers = SimulatedFrames.pc60Frame(0x0F, [0x01, 97, 72, 0, 45, 0, 0xC0])
        let stream =
            SimulatedFrames.pc60Frame(0xF0, [0x03, 0]) + numbers + SimulatedFrames.pc60Frame(0xF0, [0x03, 1]) + numbers
        #expect(transcript(stream, .viatomPC60) == ["spo2=97 hr=72 low-battery", "spo2=97 hr=72"])
    }
}
