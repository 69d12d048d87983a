import Documents
import Testing
import Vitals

/// What every maker's CSV has in common: columns, cells, values.
@Suite struct MakerCSVTests {
    private let contec = "DATE,TIME,SPO2,PULSE\n"

    @Test(arguments: [
        ("Time,Oxygen Level,Pulse Rate\n", DocumentFormat.csvViatomApp),
        ("\"Time\",\"Oxygen Level\",\"Pulse Rate\",\"Motion\"\r\n", .csvViatomApp),
        ("Time,SpO2(%),Pulse Rate(bpm),Motion,SpO2 Reminder,PR Reminder,\n", .csvO2Insight),
        ("Date;Time;SpO2(%);PR(bpm)\n", .csvEMAY), ("DATE\tTIME\tSPO2\tPULSE\n", .csvContec),
        ("Device,CMS50\r\n\r\nDATE,TIME,SPO2,PULSE\r\n", .csvContec), ("Time [s], HR, PULSE, RESP, SpO2\n", .csvBIDMC),
    ])
    func theHeaderSaysWhoseItIs(head: String, format: DocumentFormat) throws {
        for name in ["night.csv", "night.txt", "20260101120000"] {
            let plain = Array(head.utf8)
            #expect(try DocumentFormat.recognise(fileName: name, head: plain.span) == format)
            for wide in [utf16(head, isLittle: true), utf16(head, isLittle: false)] {
                #expect(try DocumentFormat.recognise(fileName: name, head: wide.span) == format)
            }
        }
        // One header is one maker's, and no format of the others takes it.
        for other in DocumentFormat.makers where other != format {
            #expect(rows(Array(head.utf8), other).defect == .headerNotFound(format: other))
        }
    }

    @Test(arguments: [
        "Time,Oxygen Level\n", "Time,Oxygen Level(mmHg),Pulse Rate\n", "Date,Time,SpO2,PR\n", "TIME,SPO2,PULSE\n",
        "Time [ms],HR,PULSE,RESP,SpO2\n", "Zeit,Sauerstoffgehalt,Pulsfrequenz\n",
    ])
    func aHeaderWithAnotherUnitOrAColumnMissingIsNobodys(head: String) throws {
        let bytes = Array(head.utf8)
        #expect(try DocumentFormat.recognise(fileName: "night.csv", head: bytes.span) == .csv)
        for format in DocumentFormat.makers {
            #expect(rows(bytes + Array("1,2,3,4\n".utf8), format).defect == .headerNotFound(format: format))
        }
    }

    @Test func aColumnThatCountsAndStandsTwiceRefusesTheDocument() {
        #expect(told("DATE,TIME,SPO2,PULSE,SPO2\n", .csvContec).first?.contains("'spo2' stands twice") == true)
        #expect(told("DATE,TIME,SPO2,PULSE,X,X\n", .csvContec) == [])
    }

    @Test(arguments: [
        ("2021-05-15,12:06:42,95,71,\n", "spo2=95 hr=71 t=2021-05-15T12:06:42"),
        ("2021-05-15,12:06:42,\"95\",\"71\"\n", "spo2=95 hr=71 t=2021-05-15T12:06:42"),
        ("2021-05-15,12:06:42,95,71,1\n", "none(wrong-column-count)"),
        ("2021-05-15,12:06:42,9\"5,71\n", "none(malformed-quotes)"), ("2021-05-15,,95,71\n", "none(not-a-timestamp)"),
        (",,95,71\n", "none(timestamp-missing)"), ("2021-05-15,12:06:42\n", "none(no-vital-sign)"),
        ("2021-05-15,12:06:42,x,71\n", "spo2=- hr=71 t=2021-05-15T12:06:42"),
        ("2021-05-15,12:06:42,95,7 1\n", "spo2=95 hr=- t=2021-05-15T12:06:42"),
        ("2021-05-15,12:06:42,x,255\n", "none(not-a-number)"), ("2021-05-15,12:06:42,0,0\n", "none(no-vital-sign)"),
        ("2021-05-15,12:06:42,97,128\n", "spo2=97 hr=128 t=2021-05-15T12:06:42"),
        ("2021-05-15,12:06:42,126,254\n", "spo2=126 hr=254 t=2021-05-15T12:06:42"),
        ("2021-05-15,12:06:42,1,1\n", "spo2=1 hr=1 t=2021-05-15T12:06:42"),
    ])
    func eachFieldIsJudgedAlone(row: String, expected: String) {
        #expect(told(contec + row, .csvContec) == [expected])
    }

    @Test func ofARingAPulseOf255IsAPulse() {
        let head = "Time,Oxygen Level,Pulse Rate\n22:20:56 Mar 06 2025,"
        #expect(told(head + "97,255\n", .csvViatomApp) == ["spo2=97 hr=255 t=2025-03-06T22:20:56"])
        #expect(told(head + "97,65535\n", .csvViatomApp) == ["spo2=97 hr=- t=2025-03-06T22:20:56"])
    }

    @Test(arguments: [";", "\t"]) func aCommaIsAPointWhereItDoesNotPartTheColumns(separator: String) {
        let lines = ["DATE,TIME,SPO2,PULSE", "2021-05-15,12:06:42,95§5,71§0", "2021-05-15,12:06:43,95.5,71"]
        let text = lines.map { $0.replacing(",", with: separator).replacing("§", with: ",") + "\n" }.joined()
        #expect(
            told(text, .csvContec) == [
                "spo2=95.5 hr=71 t=2021-05-15T12:06:42", "spo2=95.5 hr=71 t=2021-05-15T12:06:43",
            ])
        #expect(
            told(contec + "2021-05-15,12:06:42,\"95,5\",71\n", .csvContec) == ["spo2=- hr=71 t=2021-05-15T12:06:42"])
    }

    @Test func rowsAreStoredReadingsAndMotionWithoutAUnitIsNone() {
        let text = "Time,Oxygen Level,Pulse Rate,Motion\n22:20:56 Mar 06 2025,92,78,14\n"
        guard case .readings(let readings) = rows(Array(text.utf8), .csvViatomApp).rows.first?.content else {
            Issue.record("no reading")
            return
        }
        #expect(readings.quality == .stored && readings.signal == .measuring)
    }

    @Test func utf16WithItsMarkIsReadEitherWayRound() {
        let text = "Time,Oxygen Level,Pulse Rate,Bemerkung 🫁\r\n22:20:56 März 06 2025,92,78,\r\n"
        let plain = rows(Array(text.utf8), .csvViatomApp)
        for isLittle in [true, false] {
            let wide = rows(utf16(text, isLittle: isLittle), .csvViatomApp)
            #expect(wide.defect == nil && wide.rows.map { told($0) } == ["spo2=92 hr=78 t=2025-03-06T22:20:56"])
            #expect(plain.rows.map(\.content) == wide.rows.map(\.content))
            // Two bytes a unit, the pair of surrogates being two units, behind the mark.
            #expect(
                wide.rows.first?.offset == UInt64(2 + 2 * "Time,Oxygen Level,Pulse Rate,Bemerkung 🫁\r\n".utf16.count))
        }
        // Without a mark it is not guessed at.
        let unmarked = Array(utf16(text, isLittle: true).dropFirst(2))
        #expect(rows(unmarked, .csvViatomApp).defect == .binary(offset: 1))
        // Half a pair of surrogates, and half a unit at the end.
        let broken = utf16(contec + "2021-05-15,12:06:42,95,71", isLittle: true)
        for tail in [[0x00, 0xD8, 0x0A, 0x00], [0x00, 0xDC, 0x0A, 0x00]] as [[UInt8]] {
            #expect(rows(broken + tail, .csvContec).rows.map { told($0) } == ["none(invalid-utf8)"])
        }
        #expect(rows(broken + [0x0A], .csvContec).rows.map { told($0) } == ["none(row-cut-off)"])
    }

    @Test func theLastLineWithoutItsEndIsRefusedSinceItsNumberMayBeCut() {
        let row = "2021-05-15,12:06:42,95,118"
        #expect(told(contec + row, .csvContec) == ["none(row-cut-off)"])
        for end in ["\n", "\r\n", "\r"] {
            #expect(told(contec + row + end, .csvContec) == ["spo2=95 hr=118 t=2021-05-15T12:06:42"])
        }
    }

    @Test func rowsAboveTheHeaderAreCountedToTheLimit() {
        let text = contec + "2021-05-15,12:06:42,95,71\n"
        func preamble(_ count: Int) -> String { String(repeating: "Device,x\n\n", count: count) }
        let good = ["spo2=95 hr=71 t=2021-05-15T12:06:42"]
        #expect(told(preamble(Limits.preambleLineCount - 1) + text, .csvContec) == good)
        #expect(told(preamble(Limits.preambleLineCount) + text, .csvContec) == good)
        let tooMany = rows(Array((preamble(Limits.preambleLineCount + 1) + text).utf8), .csvContec)
        #expect(tooMany.defect == .headerNotFound(format: .csvContec) && tooMany.rows.isEmpty)
        let bytes = Array((preamble(Limits.preambleLineCount) + text).utf8)
        #expect((try? DocumentFormat.recognise(fileName: "x", head: bytes.span)) == .csvContec)
    }

    @Test func aRowMayBeAsLongAsTheLimitAndNoLonger() {
        let row = "2021-05-15,12:06:42,95,71"
        for (length, expected) in [
            (Limits.rowBytes, "spo2=95 hr=71 t=2021-05-15T12:06:42"), (Limits.rowBytes + 1, "none(row-too-long)"),
        ] {
            let long = row + String(repeating: " ", count: length - row.utf8.count)
            #expect(told(contec + long + "\n" + row + "\n", .csvContec).first == expected)
            #expect(told(contec + long + "\n" + row + "\n", .csvContec).count == 2)
        }
        #expect(rows(Array(repeating: 0x20, count: 70_000), .csvContec).defect == .headerTooLong)
    }

    @Test(arguments: DocumentFormat.makers) func anEmptyDocumentIsRefused(format: DocumentFormat) {
        for text in ["", "\n", "\r\n \r\n", "\u{FEFF}"] { #expect(rows(Array(text.utf8), format).defect == .empty) }
        #expect(rows([0xFF, 0xFE], format).defect == .empty)
    }
}

/// A text in UTF-16 with its mark.
func utf16(_ text: String, isLittle: Bool) -> [UInt8] {
    ("\u{FEFF}" + text).utf16.flatMap { unit -> [UInt8] in
        let high = UInt8(unit >> 8)
        let low = UInt8(unit & 0xFF)
        return isLittle ? [low, high] : [high, low]
    }
}

extension DocumentFormat {
    /// The formats that the one reader of makers' CSV reads.
    static let makers: [DocumentFormat] = [.csvViatomApp, .csvO2Insight, .csvEMAY, .csvContec, .csvBIDMC]
}
