import Testing
import Vitals

@testable import Recordings

/// The short way of a plain line gives what the long way gives, or nothing.
@Suite struct PlainLineTests {
    @Test(arguments: 0..<200)
    func bothWaysReadTheSame(seed: UInt64) {
        var noise = Noise(state: 50_000 + seed)
        let (items, bytes) = noise.recording(entryCount: 40)
        let reading = read(bytes, takesPlain: true)
        #expect(reading.items == items)
        #expect(reading.says(read(bytes)))
    }

    @Test func everySplitInTwoIsTheWhole() {
        var noise = Noise(state: 7)
        let (_, bytes) = noise.recording(entryCount: 12)
        let whole = read(bytes)
        for split in 0...bytes.count { #expect(read(bytes, splitAt: split, takesPlain: true).says(whole)) }
    }

    @Test func whatTheHubWritesAllNightIsPlain() throws {
        var bytes = Array(head.utf8)
        let writer = RecordingWriter(startedAt: MonotonicInstant(microseconds: 10_000_000))
        for second in 0..<100 {
            let at = MonotonicInstant(microseconds: 10_000_000 + Int64(second) * 1_000_000)
            let batch = (0..<(1 + second)).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ second) }
            writer.appendBytes(batch.span, source: SourceIndex(0), at: at, to: &bytes)
            writer.appendDocumentBytes(batch.span, number: 3, at: at, to: &bytes)
            writer.appendTick(
                wall: WallInstant(microseconds: 1_795_296_180_000_000 + Int64(second)), documentRows: UInt64(second),
                commands: second > 50 ? 2 : 0, at: at, to: &bytes)
        }
        // Room behind the last line for a look of eight bytes.
        try writer.append(RecordingEntry(200_000_000, .end), to: &bytes)
        let reading = read(bytes, takesPlain: true)
        #expect(reading.plainCount == 300)
        #expect(reading.says(read(bytes)))
    }

    @Test(arguments: [
        "0.000000 bytes 0 0G", "0.000000 bytes 0 AB", "0.000000 bytes 0 012", "0.000000 bytes 0 ", "0.000000 bytes 0",
        "0.000000 bytes 2 01", "0.000000 bytes 65536 01", "0.000000 bytes 00 01", "0.000000 bytes 0 -",
        "0.000000  bytes 0 01", "0.00000 bytes 0 01", "0.0000000 bytes 0 01", "-0.000001 bytes 0 01",
        "--0.000001 bytes 0 01", "9223372036854.775807 bytes 0 01", "9223372036854.775808 bytes 0 01",
        "0.000000 bytes 0 01 ", "0.000000 tick 1.000000 5 6 7", "0.000000 tick 1.000000 5 ", "0.000000 tick 1.000000",
        "0.000000 tick 1.000000 99999999999999999999", "0.000000 tick 1.000000 18446744073709551615 1",
        "0.000000 document-bytes 1 ", "0.000000 document-bytes 1 \\e", "0.000000 document-bytes 1 a\\eb",
        "0.000000 document-bytes 1 \\q", "0.000000 document-bytes 1 \\x0", "0.000000 document-bytes 1 \\xG0",
        "0.000000 document-bytes 1 a\\", "0.000000 document-bytes 1  a ", "0.000000 b\\x79tes 0 01",
        "0.000000 byte 0 01", "0.000000 ticks 1.000000 5", "0.000000 end",
    ])
    func anOddLineIsReadAsTheLongWayReadsIt(line: String) {
        let text = Array((head + line + "\n0.500000 attached 0\n1.000000 end\n").utf8)
        #expect(read(text, takesPlain: true).says(read(text)))
    }

    /// Every byte in each place of eight digits, and of the last two.
    @Test func onlyLowerCaseHexadecimalDigitsAreDigits() {
        for place in 0..<10 {
            for byte in UInt8.min...UInt8.max {
                var text = Array((head + "0.000000 bytes 0 0a9f1b2c3d\n1.000000 attached 0\n").utf8)
                text[head.utf8.count + 17 + place] = byte
                let reading = read(text)
                #expect(read(text, takesPlain: true).says(reading))
                let isDigit = (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
                #expect(reading.defects.isEmpty == isDigit)
            }
        }
    }

    @Test func aPayloadOfTheLimitIsPlainAndALongerOneIsNot() {
        for (surplus, plainCount) in [(-1, 1), (0, 1), (1, 0)] {
            let digits = String(repeating: "5a", count: Limits.payloadByteCount + surplus)
            let text = Array((head + "0.000000 bytes 0 " + digits + "\n1.000000 attached 0\n").utf8)
            let reading = read(text, takesPlain: true)
            #expect(reading.plainCount == plainCount)
            #expect(reading.says(read(text)))
        }
    }
}
