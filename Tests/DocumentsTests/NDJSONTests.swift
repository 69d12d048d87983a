import Documents
import Testing
import Vitals

private let stamp = "\"measured_at\":\"2026-11-21T10:00:00Z\""

@Suite struct NDJSONTests {
    @Test func aGoodDocumentGivesEveryRow() {
        #expect(
            ndjson(Sample.ndjson) == [
                "kestrel-7|2026-11-21T23:07:24.000Z|97.0|118.0||36.6|",
                "|2026-07-01T11:00:00.000Z||119.0|||motion stored",
                "kést|2026-11-21T23:07:25.000Z|-0.5||||",
                "not-a-number",
                "|2026-11-21T23:07:27.000Z||||36.60000000000001|",
            ])
    }

    @Test(arguments: [
        "{\(stamp),\"hr\":118}", "{\"hr\":118,\(stamp)}", "\t{ \(stamp) ,\r\"hr\" : 118 }\t ",
        "{\(stamp),\"hr\":1.18e2,\"rr\":null}",
        "{\(stamp),\"hr\":118E0,\"child\":null,\"quality\":null}",
        "{\(stamp),\"hr\":118,\"quality\":\"\",\"child\":\"\"}",
        "{\(stamp),\"\\u0068\\u0072\":118.0}", "{\"measured_at\":\"2026-11-21T10:00:00\\u005A\",\"hr\":1180e-1}",
        "{\"measured_at\":\"2026-11-21\\u002010:00\",\"hr\":118}",
    ])
    func keyOrderWhitespaceNullsAndEscapesDoNotMatter(row: String) {
        #expect(ndjson(row) == ["|2026-11-21T10:00:00.000Z||118.0|||"])
    }

    @Test(arguments: [
        ("{}", "timestamp-missing"), ("{\"hr\":1}", "timestamp-missing"),
        ("{\"measured_at\":null,\"hr\":1}", "timestamp-missing"),
        ("{\"measured_at\":\"\",\"hr\":1}", "timestamp-missing"),
        ("{\"measured_at\":1700000000,\"hr\":1}", "not-a-timestamp"),
        ("{\"measured_at\":true,\"hr\":1}", "not-a-timestamp"),
        ("{\"measured_at\":\"yesterday\",\"hr\":1}", "not-a-timestamp"),
        ("{\(stamp)}", "no-vital-sign"), ("{\(stamp),\"hr\":null}", "no-vital-sign"),
        ("{\(stamp),\"hr\":\"97\"}", "not-a-number"), ("{\(stamp),\"hr\":true}", "not-a-number"),
        ("{\(stamp),\"hr\":[97]}", "not-a-number"), ("{\(stamp),\"hr\":{\"v\":97}}", "not-a-number"),
        ("{\(stamp),\"hr\":1e400}", "not-a-number"), ("{\(stamp),\"hr\":1,\"quality\":3}", "unknown-quality"),
        ("{\(stamp),\"hr\":1,\"quality\":[\"motion\"]}", "unknown-quality"),
        ("{\(stamp),\"hr\":1,\"child\":7}", "not-a-child-name"),
        ("{\(stamp),\"hr\":1,\"child\":\"a\\nb\"}", "not-a-child-name"),
        ("{\(stamp),\"hr\":1,\"hr\":1}", "duplicate-key"), ("{\(stamp),\"hr\":null,\"hr\":1}", "duplicate-key"),
        ("{\(stamp),\"hr\":1,\"\\u0068r\":2}", "duplicate-key"),
        ("{\(stamp),\"hr\":NaN}", "malformed-json"), ("{\(stamp),\"hr\":Infinity}", "malformed-json"),
        ("{\(stamp),\"hr\":097}", "malformed-json"), ("{\(stamp),\"hr\":+97}", "malformed-json"),
        ("{\(stamp),\"hr\":0x61}", "malformed-json"), ("{\(stamp),\"hr\":97.}", "malformed-json"),
        ("{\(stamp),\"hr\":.5}", "malformed-json"), ("{\(stamp),\"hr\":-}", "malformed-json"),
        ("{\(stamp),\"hr\":1e}", "malformed-json"), ("{\(stamp),\"hr\":1,}", "malformed-json"),
        ("{\(stamp) \"hr\":1}", "malformed-json"), ("{\(stamp),\"hr\":1}}", "malformed-json"),
        ("{\(stamp),\"hr\":1} x", "malformed-json"), ("{\(stamp),\"hr\":1", "malformed-json"),
        ("{\(stamp),\"hr\"", "malformed-json"), ("{\(stamp),'hr':1}", "malformed-json"),
        ("[{\(stamp)}]", "malformed-json"),
        ("null", "malformed-json"), ("{,}", "malformed-json"), ("{\(stamp),\"hr\":nul}", "malformed-json"),
        ("{\(stamp),\"hr\":1,\"child\":\"\\ud800\"}", "malformed-json"),
        ("{\(stamp),\"hr\":1,\"child\":\"\\q\"}", "malformed-json"),
        ("{\(stamp),\"hr\":1,\"child\":\"\\u12\"}", "malformed-json"),
        ("{\(stamp),\"hr\":1,\"child\":\"a\tb\"}", "malformed-json"),
        // A broken structure is named before a bad value that stands earlier.
        ("{\(stamp),\"hr\":\"97\"", "malformed-json"),
    ])
    func aRowWithOneFaultIsRefusedWholeAndTheNextStands(row: String, reason: String) {
        #expect(ndjson(row + "\n{\(stamp),\"hr\":2}\n") == [reason, "|2026-11-21T10:00:00.000Z||2.0|||"])
    }

    @Test func escapesInValuesAreResolved() {
        #expect(
            ndjson("{\(stamp),\"hr\":1,\"child\":\"\\ud83e\\udd89-\\/7\",\"quality\":\"mo\\u0074ion\\u0020spot\"}") == [
                "🦉-/7|2026-11-21T10:00:00.000Z||1.0|||motion spot"
            ])
    }

    @Test func deepNestingCostsNothing() {
        let deep = String(repeating: "[", count: 30_000)
        #expect(
            ndjson("{\(stamp),\"hr\":\(deep)}\n{\(stamp),\"hr\":2}\n") == [
                "not-a-number", "|2026-11-21T10:00:00.000Z||2.0|||",
            ])
        #expect(ndjson(deep) == ["malformed-json"])
    }

    @Test func anUnknownKeyRefusesTheDocumentWhereverItStands() {
        let first = "{\(stamp),\"hr\":1}\n"
        let found = rows(first + "{\(stamp),\"Spo2\":97}\n{\(stamp),\"hr\":2}\n", .ndjson)
        #expect(found.rows.count == 1)
        #expect(found.defect == .unknownKey(name: "Spo2", suggestion: "spo2", offset: UInt64(first.utf8.count)))
    }
}
