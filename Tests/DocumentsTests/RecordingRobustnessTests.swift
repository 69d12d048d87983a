import Documents
import Testing
import Vitals

@Suite struct RecordingRobustnessTests {
    @Test(arguments: DocumentFormat.recordings) func everyTwoWaySplitEqualsTheWhole(format: DocumentFormat) {
        let bytes = RecordedSample.bytes(format)
        let whole = recorded(bytes, format)
        #expect(whole.defect == nil && whole.rows.count >= 2)
        for cut in 0...bytes.count {
            let split = recorded(bytes, format, cuts: [cut])
            #expect(split.defect == nil && split.rows == whole.rows, "cut at \(cut)")
        }
        #expect(recorded(bytes, format, cuts: Array(0..<bytes.count)).rows == whole.rows)
    }

    @Test(arguments: DocumentFormat.recordings) func aFileCutAnywhereIsRefusedAndInventsNoRow(format: DocumentFormat) {
        let bytes = RecordedSample.bytes(format)
        let whole = recorded(bytes, format).rows
        // The last byte of HL7's is the CR behind FS, which nothing waits for.
        let last = format == .hl7v2 ? bytes.count - 1 : bytes.count
        let endOfFirst = bytes.firstIndex(of: 0x1C) ?? bytes.count
        for length in 0..<last {
            let found = recorded(Array(bytes[..<length]), format)
            #expect(found.rows == Array(whole.prefix(found.rows.count)), "cut at \(length)")
            // Between two messages a file may end.
            let isBetween = format == .hl7v2 && (length == endOfFirst + 1 || length == endOfFirst + 2)
            #expect((found.defect == nil) == isBetween, "cut at \(length)")
        }
    }

    @Test func aBareMessageCutAnywhereGivesNoValueThatTheWholeDoesNotHave() {
        let bytes = HL7Document.bareSample
        func values(_ rows: [DocumentRow]) -> Set<String> {
            Set(
                rows.flatMap { row -> [String] in
                    guard case .readings(let readings) = row.content else { return [] }
                    let instant = readings.measuredAt.map(\.description) ?? "never"
                    return line(row).split(separator: " ").map { "\(instant) \($0)" }
                        + (row.oxygen.map { ["\(instant) \($0)"] } ?? [])
                })
        }
        let whole = values(recorded(bytes, .hl7v2).rows)
        #expect(whole.count >= 6)
        for length in 0..<bytes.count {
            let found = values(recorded(Array(bytes[..<length]), .hl7v2).rows)
            #expect(found.isSubset(of: whole), "cut at \(length)")
        }
    }

    @Test(arguments: DocumentFormat.recordings) func seededMutantsNeitherTrapNorDependOnTheirChunks(
        format: DocumentFormat
    ) {
        let good = RecordedSample.bytes(format)
        let spice = Array("|^~\\&013579+-./() \r\n\u{B}\u{1C}\u{0}".utf8) + [0x7F, 0x80, 0xFF]
        var readingCount = 0
        for seed in UInt64(0)..<2000 {
            var random = SeededRandom(seed: seed)
            var bytes = good
            for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes[place] = spice.randomElement(using: &random) ?? 0
                case 2: bytes.insert(spice.randomElement(using: &random) ?? 0, at: place)
                case 3: bytes.replaceSubrange(place..<min(bytes.count, place + 4), with: [0xFF, 0xFF, 0xFF, 0xFF])
                default: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...30, using: &random)))
                }
            }
            let whole = recorded(bytes, format)
            let split = recorded(bytes, format, cuts: [Int.random(in: 0...bytes.count, using: &random)])
            #expect(whole.defect == split.defect && whole.rows == split.rows, "seed \(seed)")
            for row in whole.rows {
                guard case .readings(let readings) = row.content else { continue }
                readingCount += 1
                let isSound = VitalSign.allCases.allSatisfy { sign in
                    readings[sign].map { $0.isFinite && sign.plausibleRange.upperBound >= $0 && $0 >= 0 } ?? true
                }
                #expect(isSound && readings.measuredAt != nil, "seed \(seed)")
                #expect(!readings.given.isEmpty || row.oxygen != nil, "seed \(seed)")
            }
        }
        #expect(readingCount > 100)
    }

    @Test(arguments: DocumentFormat.recordings) func noiseGivesNoReading(format: DocumentFormat) {
        var random = SeededRandom(seed: 3)
        for _ in 0..<1000 {
            let bytes = (0..<600).map { _ in UInt8.random(in: 0...255, using: &random) }
            let found = recorded(bytes, format)
            #expect(found.defect != nil && found.rows.isEmpty)
        }
    }

    @Test(arguments: DocumentFormat.recordings) func noiseBehindAGoodHeadNeitherTrapsNorDependsOnItsChunks(
        format: DocumentFormat
    ) {
        var random = SeededRandom(seed: 5)
        let head = RecordedSample.bytes(format)
        for _ in 0..<1000 {
            let kept = Int.random(in: 0...head.count, using: &random)
            let noise = (0..<Int.random(in: 0...300, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            let found = recorded(head[..<kept] + noise, format)
            let split = recorded(head[..<kept] + noise, format, cuts: [kept])
            #expect(split.defect == found.defect && split.rows == found.rows)
        }
    }

    @Test(arguments: DocumentFormat.recordings) func aFileIsRecognisedByItsContentAndByNoOtherFormat(
        format: DocumentFormat
    ) {
        let bytes = RecordedSample.bytes(format)
        for name in ["x", "x.csv", "20261121221500", "x.edf"] {
            #expect((try? DocumentFormat.recognise(fileName: name, head: bytes.span)) == format)
        }
        for other in DocumentFormat.recordings where other != format {
            let found = recorded(bytes, other)
            #expect(found.rows.isEmpty && found.defect != nil, "read as \(other.rawValue)")
        }
    }

    @Test(arguments: [
        ("x.SpO2", DocumentFormat.contecSpO2File), ("x.edf", .edf), ("x.hea", .wfdbNumerics), ("x.wfdb", .wfdbNumerics),
        ("x.hl7", .hl7v2), ("x.vld", .viatomFileV3),
    ])
    func aNameIsAskedWhenTheContentTellsNothing(name: String, format: DocumentFormat) {
        let bytes = Array("nothing".utf8)
        #expect((try? DocumentFormat.recognise(fileName: name, head: bytes.span)) == format)
        #expect(recorded(bytes, format).defect != nil)
    }

    @Test(arguments: DocumentFormat.recordings) func anEmptyFileIsEmpty(format: DocumentFormat) {
        #expect(recorded([], format).defect == .empty)
    }

    @Test(arguments: [
        DeviceFileDefect.notTheFormat(name: "an EDF file"), .tooLong(byteCount: 1), .noClock, .impossibleStart,
        .noRecords,
        .sizesDiffer(announced: 1, found: 2), .unfinished, .checksumDiffers, .stepUnknown,
        .malformedHeader(field: "start"), .tooManySignals(count: 300), .noSignalOfUse(labels: []),
        .noSignalOfUse(labels: ["Flow"]), .unexpectedUnit(label: "SpO2", unit: "x"), .signalTwice(label: "SpO2"),
        .tooFast(label: "SpO2"), .recordTimeMissing(record: 2), .samplesMissing, .unsupported(what: "two segments"),
    ])
    func everyDefectIsOneSentenceWithANextStep(defect: DeviceFileDefect) {
        let text = DocumentDefect.recording(defect).description
        #expect(text.hasPrefix("The ") && text.hasSuffix(".") && text.contains("; "))
        #expect(!text.contains("\n") && !text.dropLast().contains(". "))
    }

    @Test(arguments: [
        HL7Defect.notAMessage, .separators, .notAResult(type: "ADT^A01"), .notForPatients(processing: "T"), .unfinished,
    ])
    func everyDefectOfAMessageIsOneSentenceWithANextStep(defect: HL7Defect) {
        let text = DocumentDefect.message(defect).description
        #expect(text.hasPrefix("The ") && text.hasSuffix(".") && text.contains("; "))
        #expect(!text.contains("\n") && !text.dropLast().contains(". "))
    }

    @Test func aListOfLabelsIsCutAtItsLimit() {
        func sentence(_ count: Int) -> String {
            DeviceFileDefect.noSignalOfUse(labels: (0..<count).map { "s\($0)" }).description
        }
        #expect(!sentence(Limits.shownLabels).contains("others") && sentence(Limits.shownLabels).contains("'s7'"))
        #expect(sentence(Limits.shownLabels + 1).contains("'s7' and others") && !sentence(9).contains("'s8'"))
    }
}
