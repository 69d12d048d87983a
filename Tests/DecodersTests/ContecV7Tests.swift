import Testing
import DeviceSimulators

@testable import Decoders

@Suite struct ContecV7Tests {
    /// Vectors v7-1 to v7-13; v7-1 and v7-2 are as a real device sent them.
    @Test(arguments: [
        ("v7-1 real frame, no perfusion index", "01 e0 85 d5 9a bd e3 ff ff", ["spo2=99 hr=61"]),
        ("v7-2 finger out with zeros", "01 e1 84 c0 90 80 80 ff ff", ["none(probe-off)"]),
        ("v7-4 perfusion index present", "01 80 86 b0 88 c8 e2 d9 81", ["spo2=98 hr=72"]),
        ("v7-5 searching, documented codes", "01 ea 80 80 90 ff ff ff ff", ["none(searching) weak-signal"]),
        ("v7-7 frame cut short", "01 e0 85 d5 01 e0 85 d5 9a bd e3 ff ff", ["skip(4)", "spo2=99 hr=61"]),
        (
            "v7-8 a byte lost its bit 7", "01 e0 85 55 9a bd e3 ff ff 01 e0 85 d5 9a bd e3 ff ff",
            ["skip(9)", "spo2=99 hr=61"]
        ),
        (
            "v7-10 three stored samples", "0f 80 e2 c6 e2 c6 e2 c5",
            ["spo2=98 hr=70 stored", "spo2=98 hr=70 stored", "spo2=98 hr=69 stored"]
        ),
        (
            "v7-11 stored, 140, 127/255, 0/0", "0f 8a df 8c ff ff 80 80",
            ["spo2=95 hr=140 stored", "none(no-value) stored", "none(no-value) stored"]
        ),
        (
            "v7-13 date, time, length of a segment",
            "07 80 80 81 94 9a 8b 95 12 80 80 81 87 9e 85 80 08 84 80 81 80 9c 80 80", []
        ),
    ])
    func aPacketSaysWhatItsLayoutSays(name: String, hex: String, expected: [String]) {
        #expect(transcript(bytes(hex), .contecV7) == expected)
    }

    /// d0 status, d1 wave, d2 bar, d3 pulse, d4 SpO2, d5 d6 perfusion index.
    @Test(arguments: [
        ([0x85, 0x40, 0x17, 72, 98, 0xFF, 0xFF], "none(probe-off)"),
        ([0x15, 0x40, 0x17, 72, 98, 0xFF, 0xFF], "none(searching)"),
        ([0x05, 0xC0, 0x17, 72, 98, 0xFF, 0xFF], "none(searching)"),
        ([0x25, 0x40, 0x17, 72, 98, 0xFF, 0xFF], "spo2=98 hr=72 spo2-falling"),
        ([0x05, 0x40, 0x17, 127, 98, 0xFF, 0xFF], "spo2=98 hr=127"),
        ([0x05, 0x40, 0x17, 128, 98, 0xFF, 0xFF], "spo2=98 hr=128"),
        ([0x05, 0x40, 0x17, 254, 98, 0xFF, 0xFF], "spo2=98 hr=254"),
        ([0x05, 0x40, 0x17, 255, 98, 0xFF, 0xFF], "spo2=98"),
        ([0x05, 0x40, 0x17, 72, 127, 0xFF, 0xFF], "hr=72"),
        ([0x05, 0x40, 0x17, 0, 0, 0xFF, 0xFF], "none(no-value)"),
        ([0x05, 0x40, 0x17, 72, 100, 0xFF, 0xFF], "spo2=100 hr=72"),
        ([0x05, 0x40, 0x17, 72, 101, 0xFF, 0xFF], "refused(impossible-value)"),
        ([0x05, 0x40, 0x17, 72, 226, 0xFF, 0xFF], "refused(impossible-value)"),
    ])
    func eachFieldAndFlagIsJudgedAlone(data: [UInt8], expected: String) {
        #expect(transcript(SimulatedContec.v7Packet(type: 1, data), .contecV7) == [expected])
    }

    @Test func storedWithPerfusionIndexIsOneReading() {
        let packet = SimulatedContec.v7Packet(type: 0x09, [97, 131, 0x59, 0x01])
        #expect(transcript(packet, .contecV7) == ["spo2=97 hr=131 stored"])
    }

    @Test func repliesOfEveryTypeBetweenLiveFramesBreakNothing() {
        let live = bytes("01 e0 85 d5 9a bd e3 ff ff")
        let lengths: [UInt8: Int] = [
            0x02: 9, 0x03: 9, 0x04: 9, 0x05: 9, 0x06: 4, 0x07: 8, 0x08: 8, 0x0A: 4, 0x0B: 4, 0x0C: 2, 0x0D: 3, 0x0E: 3,
            0x10: 3, 0x11: 9, 0x12: 8, 0x13: 9, 0x14: 9, 0x15: 9,
        ]
        for (type, length) in lengths {
            let reply = [type] + [UInt8](repeating: 0x80, count: length - 1)
            #expect(transcript(live + reply + live, .contecV7) == ["spo2=99 hr=61", "spo2=99 hr=61"], "type \(type)")
        }
    }

    @Test func aPacketOfAnUnknownTypeIsSkippedWhole() {
        let stream = bytes("16 80 80 80 01 e0 85 d5 9a bd e3 ff ff")
        #expect(transcript(stream, .contecV7) == ["skip(4)", "spo2=99 hr=61"])
    }

    @Test func storedReadingsCarryTheTimeOfTheirSegmentASecondApart() {
        let segment = bytes("07 80 80 81 94 9a 8b 95 12 80 80 81 87 9e 85 80 08 84 80 81 80 9c 80 80")
        let data = bytes("0f 80 e2 c6 e2 c6 e2 c5")
        let live = bytes("01 e0 85 d5 9a bd e3 ff ff")
        let words = transcript(segment + data + live + data, .contecV7)
        let times = (5...10).map { "t=2026-11-21T07:30:" + ($0 < 10 ? "0" : "") + "\($0)" }
        #expect(words.filter { $0.contains("stored") }.map { String($0.suffix(21)) } == times)
        #expect(words.filter { !$0.contains("stored") } == ["spo2=99 hr=61"])
    }

    @Test(arguments: [
        "07 80 80 81 94 80 81 81",  // year 0: no clock
        "07 80 80 81 94 9a 8d 95",  // month 13
    ])
    func aSegmentWithoutADateHasNoTime(date: String) {
        let stream = bytes(date + " 12 80 80 81 87 9e 85 80 0f 80 e2 c6 e2 c6 e2 c5")
        #expect(
            transcript(stream, .contecV7) == ["spo2=98 hr=70 stored", "spo2=98 hr=70 stored", "spo2=98 hr=69 stored"])
    }

    @Test func theNextSegmentDoesNotTakeTheTimeOfTheLast() {
        let dated = bytes("07 80 80 81 94 9a 8b 95 12 80 80 81 87 9e 85 80")
        let undated = bytes("07 80 80 82 94 80 80 80 12 80 80 82 80 80 80 80")
        #expect(
            transcript(dated + undated + bytes("09 80 e2 c6 ff ff"), .contecV7) == ["spo2=98 hr=70 stored"])
    }
}
