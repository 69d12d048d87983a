import Documents
import Testing
import Vitals

private let header = "measured_at,spo2,hr\n"

@Suite struct CSVTests {
    @Test func aGoodDocumentGivesEveryRow() {
        #expect(
            csv(Sample.csv) == [
                "kestrel-7|2026-11-21T23:07:24.000Z|97.0|118.0|24.0|36.6|",
                "|2026-11-21T22:07:25.500Z|96.0|119.0|||motion stored",
                "kestrel-7|2026-07-01T11:00:00.000Z|95.0|128.0|-1.0|37.25|spot",
                "kést|2026-11-21T23:07:26.000Z||||36.60000000000001|",
                "not-a-number",
                "|2026-11-21T23:07:28.000Z|94.0|121.0|24.0|36.5|weak-signal",
            ])
    }

    @Test func columnsStandInAnyOrder() {
        #expect(
            csv("temp,quality,measured_at,hr\n36.5,spot,2026-11-21T10:00:00Z,120\n") == [
                "|2026-11-21T10:00:00.000Z||120.0||36.5|spot"
            ])
    }

    @Test func rowsAreNumberedAndPlacedWithoutTheHeaderAndBlankLines() {
        let text = "\u{FEFF}\r\nmeasured_at,hr\r\n \t\r\n2026-11-21T10:00:00Z,1\r\n\r\nx,2\n2026-11-21T10:00:01Z,3"
        let found = rows(text)
        #expect(found.defect == nil)
        #expect(found.rows.map(\.number) == [1, 2, 3])
        let bytes = Array(text.utf8)
        let starts = found.rows.map { String(decoding: bytes[Int($0.offset)...].prefix(3), as: UTF8.self) }
        #expect(starts == ["202", "x,2", "202"])
        #expect(found.rows.first?.offset == 25)
    }

    @Test(arguments: ["", "\n", "\r\n", "\n\n\n", "\r\n \r\n"]) func theLastLineCountsWithAndWithoutALineEnd(
        end: String
    ) {
        #expect(csv(header + "2026-11-21T10:00:00Z,97,118" + end) == ["|2026-11-21T10:00:00.000Z|97.0|118.0|||"])
    }

    @Test func aHeaderAloneIsADocumentWithoutRows() {
        let found = rows("measured_at,hr")
        #expect(found.rows.isEmpty && found.defect == nil)
    }

    @Test(arguments: [
        // Clocks go forward on 2026-03-29 at 01:00 UTC and back on 2026-10-25 at 01:00 UTC.
        ("2026-03-29T00:59:59", "2026-03-29T00:59:59.000Z"), ("2026-03-29T02:00:00", "2026-03-29T01:00:00.000Z"),
        ("2026-07-01T12:00:00", "2026-07-01T11:00:00.000Z"), ("2026-10-25T01:30:00", "2026-10-25T00:30:00.000Z"),
        ("2026-12-01T12:00:00", "2026-12-01T12:00:00.000Z"), ("2026-07-01T12:00:00Z", "2026-07-01T12:00:00.000Z"),
        ("2026-07-01 12:00", "2026-07-01T11:00:00.000Z"), ("2024-02-29T12:00:00-05:00", "2024-02-29T17:00:00.000Z"),
    ])
    func aStampWithoutAZoneIsLondonTime(text: String, utc: String) {
        #expect(csv(header + "\(text),97,118\n") == ["|\(utc)|97.0|118.0|||"])
    }

    @Test(arguments: [
        ("2026-11-21T10:00:00Z,97,118,5", "wrong-column-count"), ("2026-11-21T10:00:00Z,97", "wrong-column-count"),
        ("2026-11-21T10:00:00Z,97,118,", "wrong-column-count"), ("2026-11-21T10:00:00Z,97,5,118", "wrong-column-count"),
        ("x", "wrong-column-count"), (",97,118", "timestamp-missing"), ("\"\",97,118", "timestamp-missing"),
        ("2025-02-29T10:00:00Z,97,118", "not-a-timestamp"), ("21/11/2026 10:00,97,118", "not-a-timestamp"),
        ("2026-11-21T24:00:00Z,97,118", "not-a-timestamp"), ("1700000000,97,118", "not-a-timestamp"),
        ("2026-11-21T10:00:00Z,,", "no-vital-sign"), ("2026-11-21T10:00:00Z,\"\", ", "no-vital-sign"),
        ("2026-11-21T10:00:00Z,--,118", "not-a-number"), ("2026-11-21T10:00:00Z,NaN,118", "not-a-number"),
        ("2026-11-21T10:00:00Z,97,1e2", "not-a-number"), ("2026-11-21T10:00:00Z,+97,118", "not-a-number"),
        ("2026-11-21T10:00:00Z,0x61,118", "not-a-number"), ("2026-11-21T10:00:00Z,inf,118", "not-a-number"),
        ("2026-11-21T10:00:00Z,\"97,5\",118", "not-a-number"), ("2026-11-21T10:00:00Z,97%,118", "not-a-number"),
        ("2026-11-21T10:00:00Z,9 7,118", "not-a-number"), ("2026-11-21T10:00:00Z,\" 97\",118", "not-a-number"),
        ("2026-11-21T10:00:00Z,\"97,118", "malformed-quotes"), ("2026-11-21T10:00:00Z,9\"7\",118", "malformed-quotes"),
        ("2026-11-21T10:00:00Z,\"97\"x,118", "malformed-quotes"),
        ("2026-11-21T10:00:00Z,\"97\"\"\",118", "not-a-number"),
        ("x,y,118", "not-a-timestamp"), ("x,97,118,9", "wrong-column-count"),
    ])
    func aRowWithOneFaultIsRefusedWholeAndTheNextStands(row: String, reason: String) {
        #expect(
            csv(header + row + "\n2026-11-21T10:00:00Z,96,119\n") == [
                reason, "|2026-11-21T10:00:00.000Z|96.0|119.0|||",
            ])
    }

    @Test func aStrayQuoteCostsOneRowOnly() {
        #expect(
            csv(header + "\"2026-11-21T10:00:00Z,97,118\n2026-11-21T10:00:01Z,96,119\n") == [
                "malformed-quotes", "|2026-11-21T10:00:01.000Z|96.0|119.0|||",
            ])
    }

    @Test(arguments: [
        ("motion", "motion"), ("stored motion", "motion stored"), (" motion  motion ", "motion"),
        ("\"low-perfusion marginal-perfusion\"", "low-perfusion marginal-perfusion"),
    ])
    func qualityIsAListOfNames(cell: String, expected: String) {
        #expect(
            csv("measured_at,hr,quality\n2026-11-21T10:00:00Z,1,\(cell)\n").first?.hasSuffix("|\(expected)") == true)
    }

    @Test func everyQualityNameIsKnownAndEveryOtherRefusesTheRow() {
        let all = Quality.names.map { "\($0.name)" }.joined(separator: " ")
        let head = "measured_at,hr,quality\n2026-11-21T10:00:00Z,1,"
        #expect(csv(head + all) == ["|2026-11-21T10:00:00.000Z||1.0|||\(all)"])
        for word in ["Motion", "motio", "motions", "motion;stored", "artifact"] {
            #expect(csv(head + word) == ["unknown-quality"])
        }
    }

    @Test func implausibleValuesAreNotJudgedHere() {
        #expect(csv(header + "2026-11-21T10:00:00Z,-100,65535\n") == ["|2026-11-21T10:00:00.000Z|-100.0|65535.0|||"])
    }

    @Test func bytesThatAreNotUTF8RefuseTheirRow() {
        for bad: [UInt8] in [
            [0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82],
        ] {
            let head = Array("measured_at,child,hr\n2026-11-21T10:00:00Z,".utf8)
            let tail = Array(",1\n2026-11-21T10:00:00Z,kést,2\n".utf8)
            let found = rows(head + bad + tail).rows.map(text(of:))
            #expect(found == ["invalid-utf8", "kést|2026-11-21T10:00:00.000Z||2.0|||"])
        }
    }
}
