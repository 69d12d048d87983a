import Documents
import Testing
import Vitals

@Suite struct DocumentFormatTests {
    private func format(_ fileName: String, _ head: String) -> DocumentFormat? {
        let bytes = Array(head.utf8)
        return try? DocumentFormat.recognise(fileName: fileName, head: bytes.span)
    }

    @Test(arguments: [
        ("measured_at,spo2\n", DocumentFormat.csv), ("\u{FEFF}measured_at,spo2\n", .csv), ("\n\n hr,measured_at", .csv),
        ("{\"measured_at\":\"2026-11-21T10:00:00Z\",\"hr\":1}\n", .ndjson), (" {\"hr\":1, \"measured_at\"", .ndjson),
    ])
    func theContentSaysWhatAFileIsWhateverItsName(head: String, expected: DocumentFormat) {
        for name in ["night.csv", "night.ndjson", "night.json", "night.txt", "night", "", "x.csv.gz"] {
            #expect(format(name, head) == expected, "\(name)")
        }
    }

    @Test(arguments: [
        ("night.csv", DocumentFormat.csv), ("NIGHT.CSV", .csv), ("a.b.ndjson", .ndjson), ("a.NdJson", .ndjson),
        ("night.txt", nil), ("csv", nil), (".csv", nil), ("night.", nil), ("", nil), ("night.csv ", nil),
    ])
    func whereTheContentSaysNothingTheExtensionDoes(fileName: String, expected: DocumentFormat?) {
        for head in ["", "when,what\n1,2\n", "{", "\u{1}\u{2}\u{3}"] { #expect(format(fileName, head) == expected) }
    }

    @Test func whatNoFormatClaimsIsRefusedWithTheNamesOfWhatIsRead() throws {
        let bytes = Array("when,what\n".utf8)
        let defect = #expect(throws: DocumentDefect.self) {
            try DocumentFormat.recognise(fileName: "night.txt", head: bytes.span)
        }
        let sentence = try #require(defect?.description)
        #expect(defect == .unrecognised)
        for format in DocumentFormat.allCases { #expect(sentence.contains(format.rawValue)) }
    }

    @Test func anArchiveIsRefusedBeforeAnythingElse() {
        let bytes = [0x1F, 0x8B] + Array("measured_at,spo2\n".utf8)
        #expect(throws: DocumentDefect.archive(kind: .gzip)) {
            try DocumentFormat.recognise(fileName: "night.csv", head: bytes.span)
        }
        // A tar holds names and whole texts: the text inside does not make it a CSV.
        var tar = Array("measured_at,hr".utf8) + [UInt8](repeating: 0, count: 243)
        tar += Array("ustar\u{0}00".utf8)
        #expect(throws: DocumentDefect.archive(kind: .tar)) {
            try DocumentFormat.recognise(fileName: "measured_at.csv", head: tar.span)
        }
    }

    @Test func aSignatureIsLookedForInAsManyBytesAsTheLimitAndTheRowsBeforeItAreHeldBack() throws {
        var reader = DocumentReader(format: .csv, context: DocumentContext())
        var rowCount = 0
        var bytes = Array("measured_at,hr\n2026-11-21T10:00:00Z,1\n".utf8)
        bytes += [UInt8](repeating: 0x20, count: Limits.signatureBytes - 1 - bytes.count)
        try reader.feed(bytes.span) { _ in rowCount += 1 }
        #expect(rowCount == 0)
        let last: [UInt8] = [0x20]
        try reader.feed(last.span) { _ in rowCount += 1 }
        #expect(rowCount == 1)
    }

    @Test func anyHeadIsLookedAtWithoutHarm() {
        var random = SeededRandom(seed: 77)
        for _ in 0..<3000 {
            let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            #expect((try? DocumentFormat.recognise(fileName: "noise", head: bytes.span)) != .csv)
        }
    }

    @Test func everyRefusalHasANameOfItsOwn() {
        #expect(Set(RowRefusal.allCases.map { "\($0.name)" }).count == RowRefusal.allCases.count)
    }
}

@Suite struct DocumentContextTests {
    @Test(arguments: [
        ("20260912233000", "2026-09-12T23:30:00"), ("20260912233000.dat", "2026-09-12T23:30:00"),
        ("O2Ring_1234-20260912233000_OXIRecord.csv", "2026-09-12T23:30:00"),
        ("EMAY SpO2-20260912-233000.csv", "2026-09-12T23:30:00"),
        ("EMAY_SpO2-20260912-233000.csv", "2026-09-12T23:30:00"),
        ("/home/kestrel 20250101010101/20260912T233000.csv", "2026-09-12T23:30:00"),
        ("20260912_233000 copy of 20260912-233000.csv", "2026-09-12T23:30:00"),
        ("20240229000000", "2024-02-29T00:00:00"), ("20990101000000", "2099-01-01T00:00:00"),
    ])
    func theStampIsTakenOutOfTheName(fileName: String, stamp: String) throws {
        #expect(DocumentContext(fileName: fileName).nameStamp == Timestamp(stamp)?.local)
        #expect(DocumentContext(fileName: fileName).nameStamp != nil)
    }

    @Test(arguments: [
        "", "night.csv", "2026091223300.csv", "202609122330000.csv", "20260912.csv", "20260912-2330.csv",
        "20260912-2330000.csv", "20260912.233000.csv", "20260229000000", "20261301000000", "20260912243000",
        "20260912236000", "19991231235959", "21000101000000", "00000000000000", "20260912233000-20260913233000.csv",
        "99912345678901", "120260912-233000", "20260912233000/night.csv",
    ])
    func whatIsNoStampOrMoreThanOneTellsNothing(fileName: String) {
        #expect(DocumentContext(fileName: fileName).nameStamp == nil)
    }
}
