import Testing
import Vitals
import DeviceSimulators

@testable import Decoders

@Suite struct BerryPM6750Tests {
    /// Vectors pm-1 to pm-10.
    @Test(arguments: [
        ("pm-1 a command", "55 aa 04 01 01 f9", []),
        ("pm-2 SpO2 98, pulse 75", "55 aa 06 04 00 62 4b 48", ["spo2=98 hr=75"]),
        ("pm-4 SpO2 in error, pulse good", "55 aa 06 04 00 7f 4b 2b", ["hr=75"]),
        ("pm-5 temperature", "55 aa 08 05 00 24 08 00 00 c6", ["temp=36.8"]),
        ("pm-7 heart rate, respiratory rate", "55 aa 08 02 18 56 10 00 01 76", ["hr=86 rr=16"]),
        ("pm-8 lead off", "55 aa 08 02 1a 00 00 00 00 db", ["none(probe-off)"]),
        (
            "pm-10 garbage with a lone 55 in front", "00 11 22 55 33 55 aa 06 04 00 5d 44 54",
            ["skip(5)", "spo2=93 hr=68"]
        ),
    ])
    func aPacketSaysWhatItsLayoutSays(name: String, hex: String, expected: [String]) {
        #expect(transcript(bytes(hex), .berryPM6750) == expected)
    }

    @Test(
        arguments: [
            ([0x04, 1, 98, 75], "none(probe-off)"), ([0x04, 2, 98, 75], "none(probe-off)"),
            ([0x04, 3, 98, 75], "none(searching)"), ([0x04, 4, 98, 75], "none(searching)"),
            ([0x04, 5, 98, 75], "none(no-value)"), ([0x04, 0, 98, 255], "spo2=98"), ([0x04, 0, 98, 0], "spo2=98"),
            ([0x04, 0, 98, 127], "spo2=98 hr=127"), ([0x04, 0, 98, 128], "spo2=98 hr=128"),
            ([0x04, 0, 98, 254], "spo2=98 hr=254"), ([0x04, 0, 127, 255], "none(no-value)"),
            ([0x04, 0, 100, 75], "spo2=100 hr=75"), ([0x04, 0, 101, 75], "refused(impossible-value)"),
            ([0x02, 0x00, 128, 60], "hr=128 rr=60"), ([0x02, 0x01, 86, 16], "hr=86 rr=16 weak-signal"),
            ([0x02, 0x00, 0, 16], "rr=16"), ([0x02, 0x00, 86, 0], "hr=86"), ([0x02, 0x00, 86, 255], "hr=86"),
            ([0x02, 0x00, 0, 0], "none(no-value)"), ([0x02, 0x02, 86, 16], "none(probe-off)"),
            ([0x05, 0, 40, 9, 0, 0], "temp=40.9"), ([0x05, 1, 36, 8, 36, 8], "none(probe-off)"),
            ([0x05, 2, 36, 8, 0, 0], "temp=36.8"), ([0x05, 0, 0, 0, 0, 0], "none(no-value)"),
            ([0x05, 0, 36, 10, 0, 0], "refused(impossible-value)"),
        ] as [([UInt8], String)])
    func eachFieldIsJudgedAlone(typeAndData: [UInt8], expected: String) {
        #expect(transcript(SimulatedFrames.pm6750Packet(typeAndData), .berryPM6750) == [expected])
    }

    @Test func wavesBeatsPressureAndVersionsGiveNoReading() {
        for type in [0x01, 0x03, 0x30, 0x31, 0xFC, 0xFD, 0xFE, 0xFF] as [UInt8] {
            #expect(transcript(SimulatedFrames.pm6750Packet([type, 1, 120, 80, 60, 40]), .berryPM6750) == [])
        }
    }

    @Test func theLongestPacketIsReadAndALongerOneIsNone() {
        let longest = SimulatedFrames.pm6750Packet(Array(repeating: 0x41, count: 62))
        #expect(longest[2] == 64)
        let good = SimulatedFrames.pm6750Packet([0x04, 0, 98, 75])
        #expect(transcript(longest + good, .berryPM6750) == ["spo2=98 hr=75"])
        let longer = SimulatedFrames.pm6750Packet(Array(repeating: 0x41, count: 63))
        #expect(transcript(longer + good, .berryPM6750) == ["skip(67)", "spo2=98 hr=75"])
    }

    @Test func theVitalSignsOfASecondAreOneReading() {
        let device = SimulatedOximeter(.berryPM6750, [.init(0, spO2: 97, heartRate: 140)])
        var stream = DeviceStream(.berryPM6750)
        var told: [ReadingSet] = []
        for second in 0..<4 {
            let batch = device.bytes(second: second)
            stream.feed(bytes: batch.span, at: MonotonicInstant(microseconds: Int64(second) * 1_000_000)) {
                readings, _ in
                told.append(readings)
            }
        }
        #expect(told.count == 3)
        for readings in told {
            #expect(readings.given.count == 4)
            #expect(readings[.spO2] == 97)
            #expect(readings[.respiratoryRate] == 24)
            #expect(readings[.temperature] == 37.1)
        }
    }

    @Test func aLeadThatIsOffDoesNotTakeAwayTheOximetersValue() {
        var reducer = SecondReducer(joinsSigns: true)
        var oximetry = ReadingSet()
        oximetry[.spO2] = 97
        let now = MonotonicInstant(microseconds: 0)
        _ = reducer.offer(oximetry, at: now)
        _ = reducer.offer(ReadingSet(signal: .probeOff, quality: .weakSignal), at: now)
        let joined = reducer.finish()?.readings
        #expect(joined?[.spO2] == 97)
        #expect(joined?.signal == .measuring)
        #expect(joined?.quality == .weakSignal)
    }
}
