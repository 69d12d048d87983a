import Charts
import Testing
import spotward

/// `chart score`, from the bytes of a sheet to the rows of the answer.
@Suite struct ChartSheetTests {
    private static let born = "2024-05-01,2026-11-21T23:00"

    /// The answer of one row from `complete` on.
    @Test(arguments: [
        ("rr,resp_distress,spo2,resp_support,hr,sbp,crt", "30,none,98,air,110,90,1", "0,0,0,0,0,0,0,Y,0,0,0,0,E0,E0,"),
        (
            "rr,resp_distress,spo2,resp_support,hr,sbp,crt", "5,severe,60,HF,40,40,5",
            "4,4,4,4,4,4,2,Y,26,26,26,26,E4,E4,P"
        ),
        (
            "rr,resp_distress,spo2,resp_support,hr,sbp_code,crt", "30,none,98,air,110,U4,1",
            "0,0,0,0,0,4,0,Y,4,4,4,4,E1,E1,P"
        ),
        ("spo2,hr", "91,155", ",,4,,2,,,N,,6,6,24,E2,E2,P"), ("spo2", "98", ",,0,,,,,N,,0,0,22,E0,E0,"),
        ("spo2", "", ",,,,,,,N,,,0,26,,,"), ("temp", "39.5", ",,,,,,,N,,,0,26,,,"),
        ("spo2", "101", ",,unscorable,,,,,N,,,0,26,,,"), ("hr", "nan", ",,,,unscorable,,,N,,,0,26,,,"),
        ("hr", "-inf", ",,,,unscorable,,,N,,,0,26,,,"), ("hr", "1e2", ",,,,0,,,N,,0,0,22,E0,E0,"),
        ("hr", " 149.995\t", ",,,,2,,,N,,2,2,24,E1,E1,P"), ("resp_support", "NP", ",,,,,,,N,,,1,26,E1,E1,P"),
        ("resp_support,o2_value,o2_unit", "NP,1.995,L/min", ",,,2,,,,N,,2,2,24,E1,E1,P"),
        ("o2_value,o2_unit", "15.99,%", ",,,1,,,,N,,1,1,23,E1,E1,P"),
        ("o2_unit,resp_support", "%,air", ",,,0,,,,N,,0,0,22,E0,E0,"),
        ("spo2,avpu", "98,V", ",,0,,,,,N,,0,0,22,E0,E3,SC"), ("spo2,carer", "98,W", ",,0,,,,,N,,0,0,22,E0,pending,CQ"),
        ("spo2,carer", "90,W", ",,4,,,,,N,,4,4,26,E1,E1,P"),
        ("carer,carer_level", "B,Medium", ",,,,,,,N,,,0,26,,E2,CQ"), ("intuition", "y", ",,,,,,,N,,,0,26,,pending,CI"),
        ("intuition,intuition_level", "yes,high", ",,,,,,,N,,,0,26,,E3,CI"),
        ("pupils_abnormal", "1", ",,,,,,,N,,,0,26,,E4,SC"),
        ("sepsis,spo2", "sepsis,98", ",,0,,,,,N,,0,0,22,E0,E2,SC"),
    ])
    func aRowIsScored(columns: String, cells: String, answer: String) {
        let result = score("dob,observed_at,\(columns)\n\(Self.born),\(cells)\n")
        #expect(result.rows.last == ",1-4y,\(answer)")
        #expect(result.status == nil && result.complaints.isEmpty)
    }

    @Test(arguments: [
        ("2025-11-21,2026-11-21T00:00:00", "1-4y"), ("2025-11-21,2026-11-20T23:59:59Z", "0-11m"),
        ("2025-07-01,2026-06-30T23:30:00Z", "1-4y"), ("2025-07-01,2026-06-30T22:30:00Z", "0-11m"),
        ("2025-07-01,2026-06-30", "0-11m"), ("2007-11-21,2026-11-21T10:00", "unscorable"),
        ("2027-01-01,2026-11-21T10:00", "unscorable"), (",2026-11-21T10:00", ""), ("2020-01-01,", ""),
    ])
    func theAgeIsThatOfTheLondonDate(dates: String, band: String) {
        let result = score("dob,observed_at\n\(dates)\n")
        #expect(result.rows.last?.hasPrefix(",\(band),") == true && result.status == nil)
    }

    @Test func withoutAnAgeAndOutsideTheChartsNothingIsMadeUp() {
        let result = score("dob,observed_at,hr,spo2\n,,110,90\n2000-01-01,2026-11-21T10:00,110,90\n")
        #expect(
            result.rows.suffix(2) == [
                ",,,,4,,unscorable,,,N,,4,4,26,E1,E1,P",
                ",unscorable,,,unscorable,,unscorable,,,N,,,0,26,,,",
            ])
    }

    @Test(arguments: [
        ("hr", "fast", "column hr: found 'fast', allowed: a number"), ("hr", "0x10", "column hr: found '0x10'"),
        ("hr", "1,5", "found 4 cells, the header has 3"),
        ("avpu", "X", "column avpu: found 'X', allowed: A|V|P|U|asleep."),
        ("sbp,sbp_code", "90,NCO", "column sbp_code: found 'NCO', allowed: no code, since sbp is given."),
        ("resp_support,o2_value,o2_unit", "air,21,%", "column o2_value: found '21', allowed: no value"),
        ("o2_value", "2", "column o2_unit: found an empty cell, allowed: % or L/min"),
        ("o2_value,o2_unit", "2,litres", "column o2_unit: found 'litres', allowed: %|L/min."),
        ("intuition", "maybe", "column intuition: found 'maybe', allowed: Y|N."),
        ("dob", "2024-02-30", "column dob: found '2024-02-30', allowed: a date"),
        ("hr", "\u{1B}[31m", "column hr: found '?[31m'"), ("hr", "\"1\"\"2\"", "column hr: found '1\"2'"),
        ("hr", "1\"2", "a quote stands inside a cell"), ("hr", "\"12\"3", "text follows a closing quote"),
        ("hr", "\"12", "does not end"),
    ])
    func aBadCellIsNamedAndItsRowIsNotScored(columns: String, cells: String, complaint: String) {
        let result = score("id,\(columns),spo2\nfirst,\(cells),95\n")
        #expect(result.rows.count == 1 && result.status == 65)
        #expect(result.complaints.first?.hasPrefix("sheet.csv:2: ") == true)
        #expect(result.complaints.first?.contains(complaint) == true, "\(result.complaints)")
        #expect(result.complaints.last?.hasPrefix("sheet.csv: 1 of 1 rows were not scored.") == true)
    }

    @Test func theOtherRowsAreStillScored() {
        let result = score("id,hr\na,x\n\"b\nb\",y\nc,100\n")
        #expect(result.rows.count == 2 && result.rows.last?.hasPrefix("c,") == true && result.status == 65)
        #expect(result.complaints.map { $0.prefix(12) } == ["sheet.csv:2:", "sheet.csv:3:", "sheet.csv: 2"])
    }

    @Test func anUnknownColumnIsRefusedWithASuggestion() {
        let result = score("id,sp02\na,98\n")
        #expect(result.rows.isEmpty && result.status == 64)
        #expect(result.complaints == ["sheet.csv:1: there is no column 'sp02'. Did you mean 'spo2'?"])
        #expect(score("id,id\n").status == 64)
        #expect(score("").status == 65 && score("\n").status == 65 && score("\"").status == 65)
    }

    @Test func quotesCarriageReturnsAndAByteOrderMarkAreRead() {
        let result = score("\u{FEFF}\"id\",spo2\r\n\"a \"\"b\"\", c\",98\r\n\r\nd,\"97\"\r\ne,96")
        #expect(
            result.rows.map { $0.prefix(while: { $0 != "N" }) }.dropFirst() == [
                "\"a \"\"b\"\", c\",,,,0,,,,,", "d,,,,0,,,,,", "e,,,,0,,,,,",
            ])
        #expect(result.status == nil)
    }

    @Test func aRowMayBeAsLongAsTheLimitAndNoLonger() {
        let room = ChartSheetParser.rowByteLimit
        let longest = score("id,spo2\n" + String(repeating: "x", count: room - 3) + ",98\nb,98\n")
        #expect(longest.rows.count == 3 && longest.status == nil)
        let tooLong = score("id,spo2\n" + String(repeating: "x", count: room - 2) + ",98\nb,98\n")
        #expect(tooLong.rows.count == 2 && tooLong.status == 65 && tooLong.rows.last?.hasPrefix("b,") == true)
        let commas = score("id,spo2\n" + String(repeating: ",", count: room + 1) + "\nb,98\n")
        #expect(commas.rows.count == 2 && commas.status == 65)
    }

    @Test func theSizeOfTheChunksChangesNothing() {
        let sheet = "\u{FEFF}id,spo2,hr\r\n\"a\r\nb\",91.005,x\r\nc,98,\"12\"3\r\nd,94.995,150\r\n\r\n\"e,1"
        let whole = score(sheet)
        for size in 1...9 {
            let chunked = score(sheet, chunkSize: size)
            #expect(chunked.rows == whole.rows && chunked.complaints == whole.complaints)
        }
        #expect(whole.rows.count == 2 && whole.complaints.count == 4)
    }

    @Test func noBytesTrap() {
        var random = SystemRandomNumberGenerator()
        let letters = Array("\"\",,\n\r,0.95naif+-eAWx \u{0}\u{FF}".utf8)
        for _ in 0..<300 {
            let noise = (0..<400).map { _ in letters[Int(random.next() % UInt64(letters.count))] }
            _ = score(Array("id,spo2,hr,o2_value,o2_unit,dob,observed_at\n".utf8) + noise)
        }
    }

    private struct Answer {
        var rows: [String]
        var complaints: [String]
        var status: Int32?
    }

    private func score(_ text: String, chunkSize: Int = 1 << 16) -> Answer {
        score(Array(text.utf8), chunkSize: chunkSize)
    }

    private func score(_ bytes: [UInt8], chunkSize: Int = 1 << 16) -> Answer {
        var sheet = ChartSheet(chart: NationalChart.chart, name: "sheet.csv")
        for start in stride(from: 0, to: bytes.count, by: chunkSize) {
            sheet.take(Array(bytes[start..<min(start + chunkSize, bytes.count)]))
        }
        sheet.finish()
        let output = String(decoding: sheet.takeOutput(), as: UTF8.self)
        return Answer(
            rows: output.split(separator: "\n").map(String.init), complaints: sheet.takeComplaints(),
            status: sheet.exitStatus)
    }
}
