import Testing
import Vitals

@testable import Documents

@Suite struct TreeRobustnessTests {
    @Test(arguments: DocumentFormat.trees) func everyTwoWaySplitEqualsTheWhole(format: DocumentFormat) {
        let bytes = TreeSample.bytes(format)
        let whole = treeRows(bytes, format)
        #expect(whole.defect == nil && whole.rows.count >= 5)
        for cut in 0...bytes.count {
            let split = treeRows(bytes, format, cuts: [cut])
            #expect(split.defect == nil && split.rows == whole.rows, "cut at \(cut)")
        }
        #expect(treeRows(bytes, format, cuts: Array(0..<bytes.count)).rows == whole.rows)
        #expect(rows(bytes, format, cuts: Array(0..<bytes.count)).rows == whole.rows)
    }

    @Test(arguments: DocumentFormat.trees) func aHundredSeededChunkingsEqualTheWhole(format: DocumentFormat) {
        var random = SeededRandom(seed: 12)
        let bytes = TreeSample.bytes(format)
        let whole = treeRows(bytes, format).rows
        for _ in 0..<100 {
            let cuts = (0..<Int.random(in: 1...60, using: &random)).map { _ in
                Int.random(in: 0...bytes.count, using: &random)
            }
            #expect(treeRows(bytes, format, cuts: cuts.sorted()).rows == whole)
        }
    }

    @Test(arguments: DocumentFormat.trees) func truncationAtAnyByteIsSeenAndGivesNoOtherRow(format: DocumentFormat) {
        let bytes = TreeSample.bytes(format)
        let whole = treeRows(bytes, format).rows
        for length in 0..<bytes.count {
            let found = treeRows(Array(bytes[..<length]), format)
            #expect(found.defect != nil, "cut at \(length)")
            #expect(found.rows == Array(whole.prefix(found.rows.count)), "cut at \(length)")
        }
    }

    @Test(arguments: DocumentFormat.trees) func seededMutantsNeitherTrapNorDependOnTheirChunks(format: DocumentFormat) {
        let good = TreeSample.bytes(format)
        let spice = Array("\"'\\{}[],:<>/=&;!-.eE+ \n\u{0}u0097nN]?".utf8) + [0x80, 0xC3, 0xFF]
        var readingCount = 0
        for seed in UInt64(0)..<800 {
            var random = SeededRandom(seed: seed)
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes[place] = spice.randomElement(using: &random) ?? 0
                case 2: bytes.insert(spice.randomElement(using: &random) ?? 0, at: place)
                case 3:
                    // A digit or a letter of a value: the structure stands and the meaning changes.
                    bytes[place] = bytes[place] ^ 1
                default: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...30, using: &random)))
                }
            }
            let whole = treeRows(bytes, format)
            let cut = Int.random(in: 0...bytes.count, using: &random)
            let split = treeRows(bytes, format, cuts: [cut])
            #expect(whole.defect == split.defect && whole.rows == split.rows, "seed \(seed), cut at \(cut)")
            for row in whole.rows {
                guard case .readings(let readings) = row.content else { continue }
                readingCount += 1
                let isSound = VitalSign.allCases.allSatisfy { readings[$0]?.isFinite ?? true }
                #expect(isSound && readings.measuredAt != nil, "seed \(seed)")
                #expect(!readings.given.isEmpty || row.oxygen != nil, "seed \(seed)")
            }
        }
        #expect(readingCount > 300)
    }

    @Test(arguments: DocumentFormat.trees) func noiseGivesNoReading(format: DocumentFormat) {
        var random = SeededRandom(seed: 4)
        for _ in 0..<500 {
            let bytes = (0..<200).map { _ in UInt8.random(in: 1...255, using: &random) }
            #expect(treeRows(bytes, format).rows.isEmpty)
        }
    }

    @Test(arguments: DocumentFormat.trees) func aDocumentOfAnotherFormatGivesNoReading(format: DocumentFormat) {
        for other in DocumentFormat.trees where other != format {
            let found = treeRows(TreeSample.bytes(other), format)
            #expect(
                found.rows.allSatisfy { $0.content == .refused(.unknownCode) }
                    && (found.defect != nil || !found.rows.isEmpty))
        }
    }

    @Test(arguments: DocumentFormat.trees) func aZeroByteAnywhereRefusesTheDocumentAndNamesItsPlace(
        format: DocumentFormat
    ) {
        let good = TreeSample.bytes(format)
        for place in stride(from: 0, to: good.count, by: 7) {
            var bytes = good
            bytes[place] = 0
            #expect(treeRows(bytes, format).defect == .binary(offset: UInt64(place)))
        }
    }

    @Test(arguments: DocumentFormat.trees) func emptinessAndWideCharactersAreRefused(format: DocumentFormat) {
        for text in ["", " ", "\n\r\n\t", "\u{FEFF}", "\u{FEFF}\n"] { #expect(rows(text, format).defect == .empty) }
        #expect(rows([0xFF, 0xFE, 0x3C, 0x00], format).defect == .wideCharacters)
        let marked = [0xEF, 0xBB, 0xBF] + TreeSample.bytes(format)
        #expect(rows(marked, format).rows.map(\.content) == rows(TreeSample.bytes(format), format).rows.map(\.content))
        #expect(
            rows(marked, format).rows.first?.offset
                == rows(TreeSample.bytes(format), format).rows.first.map { $0.offset + 3 })
    }

    @Test func bytesThatAreNotUTF8RefuseTheDocumentAtTheirPlace() {
        for bad: [UInt8] in [
            [0xFF], [0xC3, 0x28], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82, 0x22],
        ] {
            let head = Array((observation() + "{\"note\":\"").utf8)
            let bytes = head + bad + Array("\"}".utf8)
            let whole = treeRows(bytes, .fhirR4)
            #expect(whole.rows.count == 1)
            guard case .tree(.notUTF8(let offset)) = whole.defect else {
                Issue.record("\(String(describing: whole.defect))")
                continue
            }
            #expect(Int(offset) >= head.count && Int(offset) < head.count + bad.count)
            let cut = treeRows(bytes, .fhirR4, cuts: Array(0..<bytes.count))
            #expect(cut.defect == whole.defect && cut.rows == whole.rows)
        }
    }

    @Test func aHundredThousandBracketsAreRefusedAtOnce() {
        let deep = String(repeating: "[", count: 100_000)
        let limit = UInt64(Limits.treeDepth)
        #expect(treeRows(Array("{\"x\":\(deep)".utf8), .fhirR4).defect == .tree(.nestedTooDeep(offset: 5 + limit - 1)))
        #expect(
            treeRows(Array(String(repeating: "{\"a\":", count: 100_000).utf8), .openMHealth).defect
                == .tree(.nestedTooDeep(offset: 5 * limit)))
        let elements = "<HealthData>" + String(repeating: "<a>", count: 100_000)
        #expect(
            treeRows(Array(elements.utf8), .appleHealth).defect == .tree(.nestedTooDeep(offset: 12 + 3 * (limit - 1))))
    }

    @Test func aStringOfTenMegabytesIsPassedOver() {
        let long = String(repeating: "A", count: 10_000_000)
        let json = "{\"contentAttachment\":{\"data\":\"\(long)\"},\(observation().dropFirst())"
        let chunks = Array(stride(from: 65_536, to: json.utf8.count, by: 65_536))
        #expect(
            treeRows(Array(json.utf8), .fhirR4, cuts: chunks).rows.map(text(of:)) == [
                "|2026-11-21T07:30:05.000Z||72.0|||"
            ])
        let xml = TreeSample.news2XML.replacing(
            "<fullUrl value=\"urn:uuid:1\"/>", with: "<fullUrl value=\"\(long)\"/>", maxReplacements: 1)
        #expect(treeRows(Array(xml.utf8), .fhirR4XML, cuts: chunks).rows.map(oxygenText(of:)) == TreeSample.news2Rows)
    }
}

@Suite struct TreeLimitsTests {
    @Test func levelsAreCountedToTheLimit() {
        for (depth, isSound) in [(Limits.treeDepth - 1, true), (Limits.treeDepth, true), (Limits.treeDepth + 1, false)]
        {
            // The object itself is one level.
            let json =
                "{\"resourceType\":\"Patient\",\"x\":" + String(repeating: "[", count: depth - 1)
                + String(repeating: "]", count: depth - 1) + "}"
            #expect((treeRows(Array(json.utf8), .fhirR4).defect == nil) == isSound)
            let xml =
                "<HealthData>" + String(repeating: "<a>", count: depth - 1)
                + String(repeating: "</a>", count: depth - 1) + "</HealthData>"
            #expect((treeRows(Array(xml.utf8), .appleHealth).defect == nil) == isSound)
        }
    }

    @Test func aStringIsReadToTheLimitAndALongerOneIsAbsent() {
        // Zones and fractions let a timestamp be as long as one likes.
        func stamp(_ count: Int) -> String { "2026-11-21T07:30:05." + String(repeating: "0", count: count - 21) + "Z" }
        for (count, expected) in [
            (Limits.stringBytes - 1, "|2026-11-21T07:30:05.000Z||72.0|||"),
            (Limits.stringBytes, "|2026-11-21T07:30:05.000Z||72.0|||"),
            (Limits.stringBytes + 1, "timestamp-missing"), (3 * Limits.stringBytes, "timestamp-missing"),
        ] {
            let json = Array(observation(["effectiveDateTime": "\"\(stamp(count))\""]).utf8)
            for cuts in [[], Array(stride(from: 100, to: json.count, by: 100))] {
                #expect(treeRows(json, .fhirR4, cuts: cuts).rows.map(text(of:)) == [expected])
            }
            let number = "1" + String(repeating: "0", count: count + 1)
            let defect = treeRows(Array("{\"x\":\(number)}".utf8), .openMHealth).defect
            #expect((defect == nil) == (count <= Limits.stringBytes))
        }
        let escaped = "2026-11-21T07:30:05.\\u0030" + String(repeating: "0", count: Limits.unescapedBytes - 22) + "Z"
        #expect(
            tree(observation(["effectiveDateTime": "\"\(escaped)\""]), .fhirR4) == [
                "|2026-11-21T07:30:05.000Z||72.0|||"
            ])
        #expect(
            tree(observation(["effectiveDateTime": "\"\(escaped.dropLast())0Z\""]), .fhirR4) == ["timestamp-missing"])
    }

    @Test func aTagIsReadToTheLimit() {
        func record(_ count: Int) -> [UInt8] {
            let begin =
                "<Record type=\"HKQuantityTypeIdentifierHeartRate\" unit=\"count/min\" value=\"72\" "
                + "startDate=\"2026-11-21 07:30:05 +0000\" endDate=\"2026-11-21 07:30:05 +0000\" device=\""
            let filling = String(repeating: "x", count: count - begin.utf8.count - 3)
            return Array("<HealthData>\(begin)\(filling)\"/></HealthData>".utf8)
        }
        for (count, expected) in [
            (Limits.tagBytes - 1, "|2026-11-21T07:30:05.000Z||72.0|||"),
            (Limits.tagBytes, "|2026-11-21T07:30:05.000Z||72.0|||"),
            (Limits.tagBytes + 1, "row-too-long"), (4 * Limits.tagBytes, "row-too-long"),
        ] {
            let bytes = record(count)
            for cuts in [[], Array(stride(from: 1000, to: bytes.count, by: 1000))] {
                let found = treeRows(bytes, .appleHealth, cuts: cuts)
                #expect(found.defect == nil && found.rows.map(text(of:)) == [expected], "\(count)")
            }
        }
    }

    @Test func aNameOfAnElementIsReadToTheLimit() {
        for (count, isSound) in [(Limits.elementNameBytes, true), (Limits.elementNameBytes + 1, false)] {
            let name = String(repeating: "n", count: count)
            let text = "<HealthData><\(name)></\(name)></HealthData>"
            #expect((treeRows(Array(text.utf8), .appleHealth).defect == nil) == isSound)
        }
    }

    @Test func everyMessageEndsInASentence() {
        let all: [TreeDefect] = [
            .notUTF8(offset: 1), .malformedJSON(offset: 1), .malformedXML(offset: 1), .nestedTooDeep(offset: 1),
            .foreignEntity(offset: 1), .severalSubjects(offset: 1), .bundleInBundle(offset: 1), .bundleOfVersions,
        ]
        for defect in all + DocumentFormat.trees.map({ .otherContent($0) }) {
            let text = "\(DocumentDefect.tree(defect))"
            #expect(text.hasSuffix(".") && !text.contains("\n") && text.contains("; "))
        }
    }
}
