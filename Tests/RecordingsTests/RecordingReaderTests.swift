import Testing
import Vitals

@testable import Recordings

@Suite struct RecordingReaderTests {
    @Test func aRecordingReadsAsItsDocumentSays() throws {
        let reading = read(
            head + """
                0.000000 attached 0
                0.016667 bytes 0 01e08493
                1.000000 tick 1795296180.000000 0
                1.500000 document 3 1 \(sampleHash) csv 17
                1.500000 document-bytes 3 measured_at,spo2\\n2026
                1.600000 document-ended 3
                2.000000 command {"acknowledge":"a"}
                2.000001 lost 12 ring full
                2.500000 detached 0
                3.000000 end

                """)
        #expect(reading.defects.isEmpty)
        #expect(reading.end == .closed)
        let opening = DocumentOpening(
            source: SourceIndex(1), number: 3, sha256: sampleHash, format: "csv", resumeFromRow: 17)
        #expect(
            reading.items.dropFirst() == [
                .entry(RecordingEntry(10_000_000, .attached(SourceIndex(0)))),
                .entry(RecordingEntry(10_016_667, .bytes(SourceIndex(0), [0x01, 0xE0, 0x84, 0x93]))),
                .entry(
                    RecordingEntry(
                        11_000_000,
                        .tick(wall: WallInstant(microseconds: 1_795_296_180_000_000), documentRows: 0, commands: 0))),
                .entry(RecordingEntry(11_500_000, .document(opening))),
                .entry(RecordingEntry(11_500_000, .documentBytes(number: 3, Array("measured_at,spo2\n2026".utf8)))),
                .entry(RecordingEntry(11_600_000, .documentEnded(number: 3))),
                .entry(RecordingEntry(12_000_000, .command(#"{"acknowledge":"a"}"#))),
                .entry(RecordingEntry(12_000_001, .lost(what: "ring full", count: 12))),
                .entry(RecordingEntry(12_500_000, .detached(SourceIndex(0)))),
                .entry(RecordingEntry(13_000_000, .end)),
            ])
    }

    @Test func aBareCaptureNeedsOnlyItsProtocol() {
        let reading = read(
            """
            spotward-recording 1
            about Name: night
            protocol nonin-df2
            begin
            0.000000 bytes 0 01

            """)
        #expect(reading.defects.isEmpty)
        #expect(reading.end == .open)
        guard case .header(let header)? = reading.items.first else {
            return #expect(Bool(false), "a header comes first")
        }
        #expect(header.deviceProtocol == "nonin-df2")
        #expect(header.about == [.init(key: "Name", value: "night")])
    }

    @Test(arguments: [
        ("0.000000 byte 0 01", RecordingDefect.Reason.unknownEntryKind("byte")),
        ("0.000000 bytes 2 01", .unknownSource("2")),
        ("0.000000 bytes 0 0", .malformed(part: "the bytes")),
        ("0.000000 bytes 0 0G", .malformed(part: "the bytes")),
        ("0.000000 bytes 0 AB", .malformed(part: "the bytes")),
        ("0.000000 bytes 0 ", .malformed(part: "the bytes")),
        ("0.000000 bytes 0", .malformed(part: "the bytes")),
        ("0.000000 bytes 65536 00", .malformed(part: "the source")),
        ("0.00000 attached 0", .malformed(part: "the time since the start")),
        ("0.0000000 attached 0", .malformed(part: "the time since the start")),
        (".000000 attached 0", .malformed(part: "the time since the start")),
        ("9223372036854.775808 attached 0", .malformed(part: "the time since the start")),
        ("99999999999999999999999.000000 attached 0", .malformed(part: "the time since the start")),
        ("", .malformed(part: "the time since the start")),
        ("0.000000", .malformed(part: "the kind of entry")),
        ("0.000000  attached 0", .malformed(part: "the kind of entry")),
        ("0.000000 attached 0 1", .surplus),
        ("0.000000 attached", .malformed(part: "the source")),
        ("0.000000 tick 1.000000", .malformed(part: "the count of document rows")),
        ("0.000000 tick 1.000000 0 x", .malformed(part: "the count of commands")),
        ("0.000000 tick 1.000000 0 1 2", .surplus),
        ("0.000000 document 1 1 abc csv 0", .malformed(part: "the hash")),
        ("0.000000 command a\\q", .malformed(part: "the command")),
        ("0.000000 command a\\x4", .malformed(part: "the command")),
        ("0.000000 command a\\", .malformed(part: "the command")),
        ("0.000000 command \\xff", .notUTF8),
    ])
    func aLineThatCannotBeReadIsNamed(line: String, reason: RecordingDefect.Reason) {
        let reading = read(head + "0.000000 attached 0\n" + line + "\n0.000000 detached 0\n")
        #expect(reading.defects == [RecordingDefect(reason, line: 7)])
        #expect(reading.items.count == 3, "the lines around it still read")
    }

    @Test(arguments: [
        ("", 1, RecordingDefect.Reason.notARecording),
        ("spotward-recordings 1", 1, .notARecording),
        ("spotward-recording 2", 1, .unsupportedVersion("2")),
        ("spotward-recording 1\ncolour blue", 2, .unknownHeaderKey("colour")),
        ("spotward-recording 1\nsegment 1\nsegment 2", 3, .repeatedHeaderKey("segment")),
        ("spotward-recording 1\nrules a\nrules a", 3, .repeatedHeaderKey("rules")),
        ("spotward-recording 1\nclock-speed 0", 2, .malformed(part: "the speed")),
        ("spotward-recording 1\nclock-speed nan", 2, .malformed(part: "the speed")),
        ("spotward-recording 1\nsource 0 cable csv - x", 2, .malformed(part: "the kind (serial, folder or test)")),
        ("spotward-recording 1\nsource 0 test csv - x\nsource 0 test csv - x", 3, .repeatedHeaderKey("source 0")),
    ])
    func aHeaderThatCannotBeReadIsNamed(text: String, line: UInt64, reason: RecordingDefect.Reason) {
        #expect(read(text + "\n").defects.first == RecordingDefect(reason, line: line))
    }

    @Test func anEntryAfterTheEndIsADefect() {
        let reading = read(head + "1.000000 end\n2.000000 attached 0\n")
        #expect(reading.defects == [RecordingDefect(.entryAfterEnd, line: 7)])
    }

    @Test func aTornLastLineIsToldApartFromADefect() {
        let reading = read(head + "0.000000 attached 0\n0.500000 bytes 0 01e0")
        #expect(reading.defects.isEmpty)
        #expect(reading.items.count == 2)
        #expect(reading.end == .torn(line: 7, byteCount: 21))
    }

    @Test func aLineAtTheLimitReadsAndOneByteMoreIsADefect() {
        let start = "0.000000 command "
        for (surplus, isDefect) in [(-1, false), (0, false), (1, true)] {
            let text = String(repeating: "a", count: Limits.lineByteCount - start.utf8.count + surplus)
            let bytes = Array((head + start + text + "\n0.000000 attached 0\n").utf8)
            for split in [nil, head.utf8.count + 100] {
                let reading = read(bytes, splitAt: split)
                #expect(reading.defects == (isDefect ? [RecordingDefect(.lineTooLong, line: 6)] : []))
                #expect(reading.items.count == (isDefect ? 2 : 3), "the line after still reads")
            }
        }
    }

    @Test func aHeaderHoldsAsManyLinesAsItsLimitsSay() {
        for (count, isDefect) in [(Limits.aboutCount, false), (Limits.aboutCount + 1, true)] {
            let text = "spotward-recording 1\n" + String(repeating: "about A: b\n", count: count)
            #expect(read(text).defects.isEmpty == !isDefect)
        }
        for (count, isDefect) in [(Limits.sourceCount, false), (Limits.sourceCount + 1, true)] {
            let lines = (0..<count).map { "source \($0) test csv - x\n" }.joined()
            #expect(read("spotward-recording 1\n" + lines).defects.isEmpty == !isDefect)
        }
    }
}
