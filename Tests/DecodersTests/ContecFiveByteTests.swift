import Testing
import Vitals

@testable import Decoders

@Suite struct ContecFiveByteTests {
    /// Vectors c5-1 to c5-11, typed by hand from the layout.
    @Test(arguments: [
        ("c5-1 normal frame", "85 40 07 48 62", ["spo2=98 hr=72"]),
        ("c5-2 pulse of 128 or more", "86 50 48 0e 60", ["spo2=96 hr=142"]),
        ("c5-4 searching", "83 20 63 7f 7f", ["none(searching)"]),
        ("c5-5 falling with a value", "e6 45 09 60 52", ["spo2=82 hr=96 spo2-falling"]),
        ("c5-7 frame cut by a new one", "85 40 07 85 41 07 48 62", ["skip(3)", "spo2=98 hr=72"]),
        ("c5-8 bit 7 set inside", "85 40 87 48 62 85 40 07 48 62", ["skip(5)", "spo2=98 hr=72"]),
        (
            "c5-10 download, no clock", "f2 80 00 f2 80 00 f2 80 00 80 80 0b f0 c8 62 f1 8e 60 f1 ff 7f f0 c9 61",
            ["spo2=98 hr=72 stored", "spo2=96 hr=142 stored", "none(no-value) stored", "spo2=97 hr=73 stored"]
        ),
        ("c5-11 download, clock 22:41", "f2 96 29 f2 96 29 f2 96 29 f0 c8 62", ["spo2=98 hr=72 stored"]),
    ])
    func aFrameSaysWhatItsLayoutSays(name: String, hex: String, expected: [String]) {
        #expect(transcript(bytes(hex), .contec5byte) == expected)
    }

    @Test(arguments: [
        ("85 40 17 48 62", "none(probe-off)"),  // probe error
        ("95 40 07 48 62", "none(searching)"),  // searching too long
        ("85 40 27 48 62", "none(searching)"),
        ("85 40 37 48 62", "none(probe-off)"),  // both: the probe is the reason
        ("80 40 07 48 62", "spo2=98 hr=72 weak-signal"),
        ("85 40 07 00 00", "none(no-value)"),  // some clones, without a flag
        ("85 40 47 7f 62", "spo2=98"),  // pulse 255
        ("85 40 07 48 7f", "hr=72"),  // SpO2 127
        ("85 40 07 00 62", "spo2=98"),
        ("85 40 47 7e 62", "spo2=98 hr=254"),
        ("85 40 07 7f 62", "spo2=98 hr=127"),
        ("85 40 47 00 62", "spo2=98 hr=128"),
        ("85 40 07 48 64", "spo2=100 hr=72"),
        ("85 40 07 48 65", "refused(impossible-value)"),
        ("85 40 07 48 7e", "refused(impossible-value)"),
    ])
    func eachFieldAndFlagIsJudgedAlone(hex: String, expected: String) {
        #expect(transcript(bytes(hex), .contec5byte) == [expected])
    }

    @Test func aDownloadEndsAfterItsLengthAndLiveFramesGoOn() {
        let stream = bytes("f2 80 00 f2 80 00 f2 80 00 80 80 02 f0 c8 62 f0 c9 61 85 40 07 48 62")
        #expect(transcript(stream, .contec5byte) == ["spo2=98 hr=72 stored", "skip(3)", "spo2=98 hr=72"])
    }

    @Test func aLiveFrameThatCutsThePreambleCostsOnlyThatPreamble() {
        let stream = bytes("f2 80 85 40 07 48 62 f2 80 00 f2 80 00 80 80 02 f0 c8 62")
        #expect(transcript(stream, .contec5byte) == ["skip(2)", "spo2=98 hr=72", "spo2=98 hr=72 stored"])
    }

    @Test func aTrioWithoutAPreambleIsNoReading() {
        #expect(transcript(bytes("f0 c8 62 85 40 07 48 62"), .contec5byte) == ["skip(3)", "spo2=98 hr=72"])
    }

    @Test func aLiveFrameThatBeginsLikeAPreambleIsLive() {
        // Beep, falling, searching too long, strength 2; wave and pulse could be 16:39.
        #expect(transcript(bytes("f2 10 27 48 62"), .contec5byte) == ["none(searching) spo2-falling"])
    }

    /// A model with a clock gives 22:41 and no date; one without gives a length.
    @Test func aTimeOfDayIsTodayOrYesterday() throws {
        let stream = bytes("f2 96 29 f2 96 29 f2 96 29 f0 c8 62 f0 c9 62")
        let stored = events(stream, .contec5byte).compactMap { event -> StoredReadings? in
            if case .frame(.stored(let stored)) = event.kind { stored } else { nil }
        }
        #expect(stored.map(\.stamp.clock) == [.timeOfDay, .timeOfDay])
        #expect(stored.map(\.stamp.firstIndex) == [0, 1])
        #expect(stored[0][0].measuredAt == nil)
        for (clock, expected) in [
            ((22, 41, 0), "2026-11-21 22:41:01"), ((22, 40, 59), "2026-11-20 22:41:01"),
            ((23, 59, 59), "2026-11-21 22:41:01"), ((0, 0, 0), "2026-11-20 22:41:01"),
        ] {
            let date = try #require(CivilDate(year: 2026, month: 11, day: 21))
            let now = try #require(CivilDateTime(date: date, hour: clock.0, minute: clock.1, second: clock.2))
            let local = try #require(stored[1].stamp.local(index: 0, downloadedAt: now))
            #expect("\(local.date) \(local.hour):\(local.minute):0\(local.second)" == expected)
        }
    }

    @Test func aModelThatGivesALengthHasNoClock() {
        let stream = bytes("f2 80 00 f2 80 00 f2 80 00 80 80 02 f0 c8 62")
        guard case .frame(.stored(let stored))? = events(stream, .contec5byte).last?.kind else {
            Issue.record("no stored reading")
            return
        }
        #expect(stored.stamp.clock == .none)
    }
}
