import Testing
import DeviceSimulators

@testable import Decoders

@Suite struct ChoiceMMedTests {
    /// Vectors md-1 to md-5.
    @Test(arguments: [
        ("md-1", "ff ff 01 12 34 01 12 30 00 00 00 00 00 00 00 62 48", ["spo2=98 hr=72"]),
        ("md-2 no finger", "ff ff 01 12 34 01 12 30 00 00 00 00 00 00 00 00 00", ["none(probe-off)"]),
        (
            "md-4 a lost byte",
            "ff ff 01 12 34 01 12 30 00 00 00 00 00 00 62 48 ff ff 01 12 34 01 12 30 00 00 00 00 00 00 00 61 47",
            ["skip(16)", "spo2=97 hr=71"]
        ),
        ("md-5 no pulse", "ff ff 01 12 34 01 12 30 00 00 00 00 00 00 00 62 00", ["spo2=98"]),
    ])
    func aFrame(name: String, hex: String, expected: [String]) {
        #expect(transcript(bytes(hex), .choiceMMedUART) == expected)
    }

    /// SpO2 and pulse.
    @Test(
        arguments: [
            ([97, 127], ["spo2=97 hr=127"]), ([97, 128], ["spo2=97 hr=128"]), ([97, 254], ["spo2=97 hr=254"]),
            ([97, 255], ["skip(17)"]), ([0, 72], ["hr=72"]), ([100, 72], ["spo2=100 hr=72"]),
            ([101, 72], ["refused(impossible-value)"]), ([127, 72], ["hr=72"]),
        ] as [([UInt8], [String])])
    func eachFieldIsJudgedAlone(fields: [UInt8], expected: [String]) {
        let head = bytes("ff ff 01 12 34 01 12 30 00 00 00 00 00 00 00")
        let next = SimulatedOthers.choiceMMed(.init(spO2: 60, heartRate: 60), wave: 0)
        #expect(transcript(head + fields + next, .choiceMMedUART) == expected + ["spo2=60 hr=60"])
    }

    /// Wherever one byte is lost, nothing but the frame's own values is read.
    @Test func aLostByteNeverMakesAnotherNumber() {
        let frame = SimulatedOthers.choiceMMed(.init(spO2: 97, heartRate: 72), wave: 40)
        for lost in frame.indices {
            var damaged = frame
            damaged.remove(at: lost)
            let read = transcript(frame + damaged + frame + frame, .choiceMMedUART).filter { !$0.hasPrefix("skip") }
            #expect(Set(read) == ["spo2=97 hr=72"], "byte \(lost)")
            #expect(read.count >= 2)
        }
    }
}
