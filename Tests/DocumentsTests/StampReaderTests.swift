import Testing
import Vitals

@testable import Documents

@Suite struct StampReaderTests {
    /// Days on which London's clocks change stand beside plain ones, so that each hour is met from the one before.
    @Test func theRememberedHourGivesWhatTheTimestampGives() {
        var random = SeededRandom(seed: 5)
        var reader = StampReader()
        let days = ["2026-03-29", "2026-10-25", "2026-07-01", "2026-13-01"]
        let zones = ["", "Z", "+01:00", "-0530", "z", ".5", ".25Z", ".00000", ",5", "+1", "ZZ", "+01:00:00"]
        for _ in 0..<200_000 {
            let day = days[Int.random(in: 0..<days.count, using: &random)]
            let zone = zones[Int.random(in: 0..<zones.count, using: &random)]
            let clock = [(0...3), (0...61), (0...61)].map { range in
                let number = Int.random(in: range, using: &random)
                return number < 10 ? "0\(number)" : "\(number)"
            }
            let bytes = Array("\(day)T\(clock.joined(separator: ":"))\(zone)".utf8)
            let expected = Timestamp(bytes.span)?.instant
            #expect(reader.instant(bytes.span) == expected, "\(String(decoding: bytes, as: UTF8.self))")
        }
    }

    @Test func everyByteOfTheRememberedHourAndZoneCounts() {
        let good = Array("2026-07-01T12:34:56+01:00".utf8)
        for place in good.indices {
            for byte in UInt8(0x20)...0x7E {
                var reader = StampReader()
                _ = reader.instant(good.span)
                var other = good
                other[place] = byte
                let expected = Timestamp(other.span)?.instant
                #expect(reader.instant(other.span) == expected)
            }
        }
    }
}
