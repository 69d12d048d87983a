import Testing

@testable import Documents

/// Rows of a name and numbers: the way by the guessed layout and the general way give the same.
@Suite struct NumberRowsTests {
    private static let columns = [
        NumberRows.Column("t", decimals: 0), .init("name", decimals: nil), .init("hr", decimals: 0),
        .init("temp", decimals: 1),
    ]

    private struct Outcome: Equatable {
        var rows: [String] = []
        var defect: NumberRowsDefect?
    }

    /// Reads in pieces of `pieceCount` bytes, what is left of one standing in front of the next.
    private func read(
        _ form: NumberRows.Form, _ text: String, pieceCount: Int = .max, roomCount: Int = 2
    ) -> Outcome {
        let bytes = Array(text.utf8)
        var reader = NumberRows(form, columns: Self.columns)
        var outcome = Outcome()
        var room = [NumberRow](repeating: NumberRow(), count: roomCount)
        var start = 0
        var end = 0
        do throws(NumberRowsDefect) {
            repeat {
                end += min(pieceCount, bytes.count - end)
                let piece = bytes.span.extracting(start..<end)
                var rows = room.mutableSpan
                let found = try reader.read(piece, isLast: end == bytes.count, into: &rows)
                for row in room.prefix(found.rowCount) {
                    let name = String(
                        decoding: (row.nameStart..<row.nameEnd).map { piece[$0] }, as: UTF8.self)
                    let numbers = [0, 2, 3].map {
                        row.numbers[$0] == NumberRow.missing ? "-" : String(row.numbers[$0])
                    }
                    outcome.rows.append(([name] + numbers).joined(separator: " "))
                }
                start += found.byteCount
                if found.rowCount == roomCount { end = start }
            } while end < bytes.count
        } catch {
            outcome.defect = error
        }
        return outcome
    }

    private static let csv =
        "t,name,hr,temp\n1767225600000,PT1,97,36.8\n1767225601000,PT22,,37.1\n1767225602000,PT1,101,\n"
    private static let json = """
        {"t":1767225600000,"name":"PT1","hr":97,"temp":36.8}
        {"t":1767225601000,"name":"PT22","hr":null,"temp":37.1}
        {"t":1767225602000,"name":"PT1","hr":101,"temp":null}

        """
    private static let rows = ["PT1 1767225600000 97 368", "PT22 1767225601000 - 371", "PT1 1767225602000 101 -"]

    @Test func bothFormsGiveTheSameRows() {
        #expect(read(.csv, Self.csv) == Outcome(rows: Self.rows))
        #expect(read(.ndjson, Self.json) == Outcome(rows: Self.rows))
    }

    @Test func anyCutGivesTheSameRows() {
        for pieceCount in 1...80 {
            #expect(read(.csv, Self.csv, pieceCount: pieceCount).rows == Self.rows, "\(pieceCount)")
            #expect(read(.ndjson, Self.json, pieceCount: pieceCount).rows == Self.rows, "\(pieceCount)")
        }
    }

    @Test func anyRoomGivesTheSameRows() {
        for roomCount in 1...4 {
            #expect(read(.csv, Self.csv, roomCount: roomCount).rows == Self.rows, "\(roomCount)")
            #expect(read(.ndjson, Self.json, roomCount: roomCount).rows == Self.rows, "\(roomCount)")
        }
    }

    @Test func aLastRowNeedsNoLineFeed() {
        #expect(read(.csv, String(Self.csv.dropLast())).rows == Self.rows)
        #expect(read(.ndjson, String(Self.json.dropLast())).rows == Self.rows)
    }

    @Test func keysStandInAnyOrderWithAnyWhitespaceAndTheLayoutMayChangeAtAnyRow() {
        let text = """
            {"t":1767225600000,"name":"PT1","hr":97,"temp":36.8}
              { "temp" : 37.1 ,\t"name" : "PT22" , "t" : 1767225601000 }
            {"temp":null,"hr":101,"t":1767225602000,"name":"PT1"}\r
            {"temp":36.8,"hr":97,"t":1767225600000,"name":"PT1"}

            {"hr":1.01e2,"t":1767225602000,"name":"PT1"}
            {"name":"PT1","t":1767225600000,"hr":97,"temp":36.84}
            """
        let rows = Self.rows + [Self.rows[0], Self.rows[2], Self.rows[0]]
        #expect(read(.ndjson, text) == Outcome(rows: rows))
    }

    @Test func columnsStandInAnyOrderQuotedOrNot() {
        let text =
            "hr,temp,t,name\r\n97,36.8,1767225600000,PT1\r\n , 37.1 ,1767225601000, \"PT22\"\r\n101,,1767225602000,PT1\r\n"
        #expect(read(.csv, text) == Outcome(rows: Self.rows))
    }

    @Test func aNameMayBeOfAnyLengthAndHoldAnyText() {
        for name in ["A", "1234567", "12345678", "123456789", "12345678901234567", "Zoë", "a b"] {
            let lines = (0..<3).map { "{\"t\":\($0),\"name\":\"\(name)\"}\n" }.joined()
            #expect(read(.ndjson, lines).rows == (0..<3).map { "\(name) \($0) - -" })
            let rows = (0..<3).map { "\($0),\(name),,\n" }.joined()
            #expect(read(.csv, "t,name,hr,temp\n" + rows).rows == (0..<3).map { "\(name) \($0) - -" })
        }
    }

    @Test func numbersOfEveryLengthAreRead() {
        var number = 0
        for digits in 1...15 {
            number = number * 10 + digits % 10
            let lines = String(repeating: "{\"t\":\(number),\"name\":\"A\"}          \n", count: 3)
            #expect(read(.ndjson, lines).rows == Array(repeating: "A \(number) - -", count: 3))
        }
    }

    @Test(arguments: [
        "{\"t\":1,\"name\":\"A\",\"hr\":97.5}", "{\"t\":1,\"name\":\"A\",\"hr\":\"97\"}",
        "{\"t\":1,\"name\":\"A\",\"hr\":}",
        "{\"t\":1,\"name\":\"A\",\"hr\":097}", "{\"t\":1,\"name\":\"A\",\"hr\":1,\"hr\":1}", "{\"t\":1,\"name\":\"A\"",
        "{\"t\":1,\"name\":\"A\",\"x\":1}", "{\"t\":1,\"name\":\"A\"} 1", "{\"t\":1,\"name\":7}", "[1]",
        "{\"t\":99999999999999999999,\"name\":\"A\"}", "{\"t\":1,\"name\":\"A\",\"temp\":36.}",
        "{\"t\":1,\"name\":\"A\",\"hr\":nulL}",
    ])
    func aRowThatIsNotOneIsRefusedFirstOrLater(row: String) {
        #expect(read(.ndjson, row + "\n").defect == NumberRowsDefect(rowNumber: 1, reason: .malformed))
        let before = "{\"t\":1,\"name\":\"A\",\"hr\":97}\n"
        #expect(
            read(.ndjson, before + row + "\n" + before).defect == NumberRowsDefect(rowNumber: 2, reason: .malformed))
    }

    @Test func aSecondRowIsHeldToTheLimitsOfTheFirst() {
        let good = "{\"t\":1,\"name\":\"A\",\"temp\":36.8}\n"
        let malformed = NumberRowsDefect(rowNumber: 2, reason: .malformed)
        #expect(read(.ndjson, good + "{\"t\":1,\"name\":\"A\",\"temp\":999999999999999.9}\n").defect == malformed)
        #expect(read(.csv, "t,name,temp\n1,A,36.8\n1,A,999999999999999.9\n").defect == malformed)
        #expect(read(.csv, "t,name,temp\n1,A,36.8\n1,A,12345678.9\n").rows.last == "A 1 - 123456789")
        let long = String(repeating: "A", count: Limits.rowBytes)
        let tooLong = NumberRowsDefect(rowNumber: 2, reason: .tooLong)
        #expect(read(.ndjson, good + "{\"t\":1,\"name\":\"\(long)\",\"temp\":36.8}\n").defect == tooLong)
        #expect(read(.csv, "t,name,temp\n1,A,36.8\n1,\(long),36.8\n").defect == tooLong)
    }

    @Test func whatIsNoTextIsRefused() {
        #expect(read(.csv, "t,name,t\n").defect?.reason == .header)
        #expect(read(.csv, "t,nome\n").defect?.reason == .header)
        #expect(read(.csv, "t,name\n1,A,3\n").defect?.reason == .malformed)
        #expect(read(.csv, "t,name\n1,\n").defect?.reason == .noName)
        #expect(read(.ndjson, "{\"t\":1}\n").defect?.reason == .noName)
        #expect(read(.csv, "t,name\n1,A\u{0}\n").defect?.reason == .binary)
        let long = String(repeating: " ", count: Limits.rowBytes - 22)
        #expect(read(.ndjson, "{\"t\":1,\"name\":\"ABCDE\"}" + long).defect == nil)
        #expect(read(.ndjson, "{\"t\":1,\"name\":\"ABCDE\"} " + long).defect?.reason == .tooLong)
    }

    @Test func nothingMakesItTrap() {
        var state: UInt64 = 7
        let alphabet = Array("{}\":, \n0129.-enul\\tPT\r".utf8)
        for _ in 0..<2000 {
            let text = (0..<60).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Character(Unicode.Scalar(alphabet[Int(state >> 33) % alphabet.count]))
            }
            _ = read(.csv, "t,name,hr,temp\n1,A,2,3.4\n" + String(text))
            _ = read(.ndjson, "{\"t\":1,\"name\":\"A\",\"hr\":97}\n" + String(text))
        }
    }
}
