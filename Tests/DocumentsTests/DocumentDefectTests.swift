import Documents
import Testing

@Suite struct DocumentDefectTests {
    @Test(arguments: [
        "", "\n", "\r\n\r\n", "\u{FEFF}", "\u{FEFF}\n", " ",
    ])
    func aDocumentWithoutAnythingIsRefused(text: String) {
        for format in DocumentFormat.ownSchema { #expect(rows(text, format).defect == .empty) }
    }

    @Test(
        arguments: [
            ([0x1F, 0x8B, 0x08], DocumentDefect.Archive.gzip), ([0x50, 0x4B, 0x03, 0x04], .zip),
            ([0x50, 0x4B, 0x05, 0x06], .zip),
            ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], .xz), ([0x28, 0xB5, 0x2F, 0xFD], .zstd),
            ([0x42, 0x5A, 0x68, 0x39], .bzip2), ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], .sevenZip),
            ([0x52, 0x61, 0x72, 0x21, 0x1A, 0x07, 0x01, 0x00], .rar),
            (Array(repeating: 0x61, count: 257) + Array("ustar".utf8), .tar),
        ] as [([UInt8], DocumentDefect.Archive)])
    func anArchiveIsRefusedByItsFirstBytes(signature: [UInt8], kind: DocumentDefect.Archive) {
        let tail = Array("measured_at,hr\n2026-11-21T10:00:00Z,1\n".utf8)
        for format in DocumentFormat.allCases {
            #expect(rows(signature + tail, format).defect == .archive(kind: kind))
            #expect(rows(signature, format).defect == .archive(kind: kind))
            #expect(
                rows(signature + tail, format, cuts: Array(1...signature.count)).defect == .archive(kind: kind))
        }
    }

    @Test func utf16IsRefusedByItsMarkAndWithoutOneByItsZeroBytes() {
        let text = Array("measured_at,hr\n".utf8)
        let littleEndian = text.flatMap { byte -> [UInt8] in [byte, 0] }
        let bigEndian = text.flatMap { byte -> [UInt8] in [0, byte] }
        for format in DocumentFormat.ownSchema {
            #expect(rows([0xFF, 0xFE] + littleEndian, format).defect == .wideCharacters)
            #expect(rows([0xFE, 0xFF] + bigEndian, format).defect == .wideCharacters)
            #expect(rows([0, 0, 0xFE, 0xFF], format).defect == .wideCharacters)
            #expect(rows(littleEndian, format).defect == .binary(offset: 1))
            #expect(rows(bigEndian, format).defect == .binary(offset: 0))
        }
    }

    @Test func aZeroByteAnywhereRefusesTheDocumentAndNamesItsPlace() {
        for format in DocumentFormat.ownSchema {
            let good = Sample.bytes(format)
            for place in good.indices {
                var bytes = good
                bytes[place] = 0
                // Within the byte order mark the mark is gone too, and the place is still the place.
                #expect(rows(bytes, format).defect == .binary(offset: UInt64(place)))
            }
        }
    }

    @Test(arguments: [
        ("measured_at,SpO2\n", DocumentDefect.unknownColumn(name: "SpO2", suggestion: "spo2")),
        ("measured_at,spo\n", .unknownColumn(name: "spo", suggestion: "spo2")),
        ("measured-at,hr\n", .unknownColumn(name: "measured-at", suggestion: "measured_at")),
        ("Time,Oxygen Level,Pulse Rate\n", .unknownColumn(name: "Time", suggestion: nil)),
        ("measured_at,hr,\n", .unknownColumn(name: "", suggestion: nil)),
        ("measured_at;hr\n", .unknownColumn(name: "measured_at;hr", suggestion: "measured_at")),
        ("measured_at,hr,h\u{7}r\n", .unknownColumn(name: "h\u{FFFD}r", suggestion: "hr")),
        (
            "measured_at,hr,\(String(repeating: "x", count: 41))\n",
            .unknownColumn(name: String(repeating: "x", count: 40) + "…", suggestion: nil)
        ),
        (
            "measured_at,hr,\(String(repeating: "x", count: 40))\n",
            .unknownColumn(name: String(repeating: "x", count: 40), suggestion: nil)
        ),
        ("measured_at,hr,hr\n", .duplicateColumn(name: "hr")), ("child,hr\n", .timestampColumnMissing),
        ("measured_at,child,quality\n", .vitalSignColumnMissing), ("2026-11-21T10:00:00Z,97\n", .headerMissing),
        ("measured_at,\"hr\n", .malformedHeader), ("measured_at,h\"r\"\n", .malformedHeader),
        ("{\"measured_at\":1}\n", .malformedHeader),
    ])
    func aHeaderThatIsNotTheSchemaRefusesTheDocument(text: String, defect: DocumentDefect) {
        #expect(rows(text + "2026-11-21T10:00:00Z,97\n").defect == defect)
        #expect(rows(text).defect == defect)
    }

    @Test func aHeaderMayBeQuotedAndSpaced() {
        #expect(csv("\"measured_at\", \"hr\" \n2026-11-21T10:00:00Z, 97\n") == ["|2026-11-21T10:00:00.000Z||97.0|||"])
    }

    @Test func aHeaderThatIsNotUTF8IsRefused() {
        #expect(rows(Array("measured_at,hr,t".utf8) + [0xE9, 0x0A]).defect == .headerNotText)
    }

    @Test func afterADefectNothingMoreIsRead() {
        var reader = DocumentReader(format: .csv, context: DocumentContext())
        // Long enough that it is not held back for the look at an archive's signature.
        let bad = Array("measured_at,pulse\n".utf8) + [UInt8](repeating: 0x20, count: Limits.signatureBytes)
        let good = Array("measured_at,hr\n2026-11-21T10:00:00Z,1\n".utf8)
        let defect = DocumentDefect.unknownColumn(name: "pulse", suggestion: nil)
        #expect(throws: defect) { try reader.feed(bad.span) { _ in Issue.record("a row was given") } }
        #expect(throws: defect) { try reader.feed(good.span) { _ in Issue.record("a row was given") } }
        #expect(throws: defect) { try reader.finish { _ in Issue.record("a row was given") } }
    }

    @Test func finishingTwiceGivesNoRowTwice() throws {
        var reader = DocumentReader(format: .csv, context: DocumentContext())
        let bytes = Array("measured_at,hr\n2026-11-21T10:00:00Z,1".utf8)
        var count = 0
        try reader.feed(bytes.span) { _ in count += 1 }
        try reader.finish { _ in count += 1 }
        try reader.finish { _ in count += 1 }
        #expect(count == 1)
    }

    @Test(arguments: [
        DocumentDefect.empty, .binary(offset: 3), .archive(kind: .zip), .wideCharacters, .headerNotText, .headerMissing,
        .headerTooLong, .tooManyColumns(count: 33), .malformedHeader, .unknownColumn(name: "SpO2", suggestion: "spo2"),
        .duplicateColumn(name: "hr"), .timestampColumnMissing, .vitalSignColumnMissing,
        .unknownKey(name: "SpO2", suggestion: nil, offset: 7),
    ])
    func everyDefectIsOneSentenceWithANextStep(defect: DocumentDefect) {
        let text = defect.description
        #expect(text.hasPrefix("The ") && text.hasSuffix(".") && text.contains("; "))
        #expect(!text.contains("\n") && !text.dropLast().contains(". "))
    }

    @Test func aSuggestionIsGivenInTheMessage() {
        #expect(
            rows("measured_at,SpO2\n").defect?.description.contains(
                "'SpO2' is not in the schema (did you mean 'spo2'?)") == true)
    }
}
