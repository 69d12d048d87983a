import Testing

@testable import Decoders

@Suite struct BerryBCITests {
    /// Vectors bci-1 to bci-7.
    @Test(arguments: [
        ("bci-1 normal frame", "85 40 07 48 62", ["spo2=98 hr=72"]),
        ("bci-2 pulse 180", "84 30 46 34 5f", ["spo2=95 hr=180"]),
        ("bci-4 probe unplugged", "a0 00 40 7f 7f", ["none(probe-off) weak-signal"]),
        ("bci-5 searching", "84 00 60 7f 7f", ["none(searching)"]),
        (
            "bci-7 garbage, a broken frame, a good one", "00 7f 12 85 40 85 41 06 49 61",
            ["skip(5)", "spo2=97 hr=73"]
        ),
    ])
    func aFrameSaysWhatItsLayoutSays(name: String, hex: String, expected: [String]) {
        #expect(transcript(bytes(hex), .berryBCI) == expected)
    }

    @Test(arguments: [
        ("a5 40 07 48 62", "none(probe-off)"),  // probe unplugged, an old value beside it
        ("85 40 17 48 62", "none(probe-off)"),  // no finger
        ("95 40 07 48 62", "none(searching)"),  // no signal
        ("85 40 27 48 62", "none(searching)"),
        ("8f 40 07 48 62", "spo2=98 hr=72"),  // strength not valid says nothing of the value
        ("80 40 07 48 62", "spo2=98 hr=72 weak-signal"),
        ("85 40 47 7f 62", "spo2=98"),
        ("85 40 47 7e 62", "spo2=98 hr=254"),
        ("85 40 07 7f 62", "spo2=98 hr=127"),
        ("85 40 47 00 62", "spo2=98 hr=128"),
        ("85 40 07 48 7f", "hr=72"),
        ("85 40 07 48 64", "spo2=100 hr=72"),
        ("85 40 07 48 65", "refused(impossible-value)"),
    ])
    func eachFieldAndFlagIsJudgedAlone(hex: String, expected: String) {
        #expect(transcript(bytes(hex), .berryBCI) == [expected])
    }

    @Test func theSameBitIsFallingForContecAndUnpluggedForBerry() {
        let frame = bytes("e6 45 09 60 52")
        #expect(transcript(frame, .contec5byte) == ["spo2=82 hr=96 spo2-falling"])
        #expect(transcript(frame, .berryBCI) == ["none(probe-off)"])
    }

    @Test func aContecDownloadIsNoiseToABerry() {
        let stream = bytes("f2 80 00 f2 80 00 f2 80 00 80 80 02 f0 c8 62")
        #expect(transcript(stream, .berryBCI).allSatisfy { $0.hasPrefix("skip") || $0.hasPrefix("partial") })
    }
}
