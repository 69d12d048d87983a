import Documents
import Testing

@Suite struct LimitsTests {
    /// A good CSV row made `byteCount` long by spaces, which do not count.
    private func row(byteCount: Int) -> String {
        let row = "2026-11-21T10:00:00Z,1"
        return row + String(repeating: " ", count: byteCount - row.utf8.count)
    }

    @Test(arguments: DocumentFormat.ownSchema, [false, true]) func aRowMayBeAsLongAsTheLimitAndNoLonger(
        format: DocumentFormat, isCut: Bool
    ) {
        let good = format == .csv ? "2026-11-21T10:00:00Z,1" : "{\"measured_at\":\"2026-11-21T10:00:00Z\",\"hr\":1}"
        let reading = "|2026-11-21T10:00:00.000Z||1.0|||"
        for (length, expected) in [
            (Limits.rowBytes - 1, reading), (Limits.rowBytes, reading), (Limits.rowBytes + 1, "row-too-long"),
            (3 * Limits.rowBytes, "row-too-long"),
        ] {
            let long = good + String(repeating: " ", count: length - good.utf8.count)
            let head = format == .csv ? "measured_at,hr\n" : ""
            let bytes = Array("\(head)\(good)\n\(long)\n\(good)\n\(long)".utf8)
            let cuts = isCut ? Array(stride(from: 1000, to: bytes.count, by: 1000)) : []
            let found = rows(bytes, format, cuts: cuts)
            #expect(found.defect == nil)
            #expect(found.rows.map(text(of:)) == [reading, expected, reading, expected])
            let third = UInt64(head.utf8.count + good.utf8.count + 1 + length + 1)
            #expect(found.rows.map(\.number) == [1, 2, 3, 4] && found.rows[2].offset == third)
        }
    }

    @Test func aHeaderMayBeAsLongAsTheLimitAndNoLonger() {
        let header = "measured_at,hr"
        for (length, defect) in [(Limits.rowBytes, nil), (Limits.rowBytes + 1, DocumentDefect.headerTooLong)] {
            let long = header + String(repeating: " ", count: length - header.utf8.count)
            #expect(rows(long).defect == defect)
            #expect(rows(long + "\n").defect == defect)
        }
    }

    @Test func columnsAreCountedBeforeTheyAreNamed() {
        func defect(columnCount: Int) -> DocumentDefect? {
            rows((["measured_at", "hr"] + (2..<columnCount).map { "x\($0)" }).joined(separator: ",") + "\n").defect
        }
        #expect(defect(columnCount: Limits.columnCount - 1) == .unknownColumn(name: "x2", suggestion: nil))
        #expect(defect(columnCount: Limits.columnCount) == .unknownColumn(name: "x2", suggestion: nil))
        #expect(defect(columnCount: Limits.columnCount + 1) == .tooManyColumns(count: Limits.columnCount + 1))
        #expect(rows(String(repeating: ",", count: 50_000)).defect == .tooManyColumns(count: 50_001))
    }

    @Test func aChildNameMayBeAsLongAsTheLimitAndNoLonger() {
        for length in [1, Limits.childNameBytes - 1, Limits.childNameBytes] {
            let name = String(repeating: "k", count: length)
            #expect(
                csv("measured_at,child,hr\n2026-11-21T10:00:00Z,\(name),1\n") == [
                    "\(name)|2026-11-21T10:00:00.000Z||1.0|||"
                ])
            #expect(ChildName(name)?.description == name)
        }
        let long = String(repeating: "k", count: Limits.childNameBytes + 1)
        #expect(csv("measured_at,child,hr\n2026-11-21T10:00:00Z,\(long),1\n") == ["not-a-child-name"])
        #expect(
            ChildName("") == nil && ChildName("a\"b") == nil && ChildName("a\\b") == nil && ChildName("a\u{7F}") == nil)
    }

    @Test func childNamesAreEqualByTheirBytes() throws {
        let name = try #require(ChildName("kestrel-7"))
        #expect(name == ChildName("kestrel-7") && name.hashValue == ChildName("kestrel-7")?.hashValue)
        #expect(name != ChildName("kestrel-8") && name != ChildName("kestrel-77") && name != ChildName("kestrel"))
    }

    @Test func anEscapedTextMayResolveToTheLimitAndNoMore() {
        // "motion" again and again is one flag, so a long list of it is good as long as it is held.
        func row(byteCount: Int) -> String {
            let words = "motion" + String(repeating: " ", count: byteCount - 6)
            return "{\"measured_at\":\"2026-11-21T10:00:00Z\",\"hr\":1,\"quality\":\"\\u006d\(words.dropFirst())\"}"
        }
        let good = ["|2026-11-21T10:00:00.000Z||1.0|||motion"]
        #expect(ndjson(row(byteCount: Limits.unescapedBytes - 1)) == good)
        #expect(ndjson(row(byteCount: Limits.unescapedBytes)) == good)
        #expect(ndjson(row(byteCount: Limits.unescapedBytes + 1)) == ["unknown-quality"])
    }

    @Test func significantDigitsAreCountedToTheLimit() {
        func number(_ text: String) -> [String] { csv("measured_at,hr\n2026-11-21T10:00:00Z,\(text)\n") }
        #expect(number("36.5" + String(repeating: "1", count: Limits.significantDigits - 3)) != ["not-a-number"])
        #expect(number("36.5" + String(repeating: "1", count: Limits.significantDigits - 2)) == ["not-a-number"])
        #expect(number("36.5" + String(repeating: "0", count: 300)) == ["|2026-11-21T10:00:00.000Z||36.5|||"])
        #expect(number(String(repeating: "0", count: 300) + "36.5") == ["|2026-11-21T10:00:00.000Z||36.5|||"])
        #expect(number(String(repeating: "9", count: 309)) == ["not-a-number"])
    }
}
