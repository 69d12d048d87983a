import Documents
import Testing
import Vitals

@Suite struct RobustnessTests {
    @Test(arguments: DocumentFormat.ownSchema) func everyTwoWaySplitEqualsTheWhole(format: DocumentFormat) {
        let bytes = Sample.bytes(format)
        let whole = rows(bytes, format)
        #expect(whole.defect == nil && whole.rows.count >= 5)
        for cut in 0...bytes.count {
            let split = rows(bytes, format, cuts: [cut])
            #expect(split.defect == nil && split.rows == whole.rows, "cut at \(cut)")
        }
        #expect(rows(bytes, format, cuts: Array(0..<bytes.count)).rows == whole.rows)
    }

    @Test(arguments: DocumentFormat.ownSchema) func aThousandSeededChunkingsEqualTheWhole(format: DocumentFormat) {
        var random = SeededRandom(seed: 11)
        let bytes = Sample.bytes(format)
        let whole = rows(bytes, format).rows
        for _ in 0..<1000 {
            let cuts = (0..<Int.random(in: 1...20, using: &random)).map { _ in
                Int.random(in: 0...bytes.count, using: &random)
            }
            #expect(rows(bytes, format, cuts: cuts.sorted()).rows == whole)
        }
    }

    @Test(arguments: DocumentFormat.ownSchema) func truncationAtAnyByteInventsNoRow(format: DocumentFormat) {
        let bytes = Sample.bytes(format)
        let whole = rows(bytes, format).rows
        for length in 0..<bytes.count {
            let found = rows(Array(bytes[..<length]), format)
            // The rows whose line is whole are as they were; at most the one that was cut follows, at its own place.
            let lineFeeds = bytes[..<length].indices.filter { bytes[$0] == 0x0A }
            let untouched = whole.prefix { row in lineFeeds.contains { $0 > Int(row.offset) } }
            #expect(Array(found.rows.prefix(untouched.count)) == Array(untouched), "cut at \(length)")
            #expect(found.rows.count <= untouched.count + 1)
            if let cut = found.rows.dropFirst(untouched.count).first {
                #expect(cut.offset == whole[untouched.count].offset)
                if format == .ndjson, bytes[length - 1] != 0x7D, bytes[length - 1] != 0x20, bytes[length - 1] != 0x0D {
                    #expect(cut.content == .refused(.malformedJSON), "cut at \(length)")
                }
            }
        }
    }

    @Test(arguments: DocumentFormat.ownSchema) func tenThousandSeededMutantsNeitherTrapNorDependOnTheirChunks(
        format: DocumentFormat
    ) {
        let good = Sample.bytes(format)
        let spice = Array("\"\\{}[],:.-+eE\r\n\u{0}u0097nN ".utf8) + [0x80, 0xC3, 0xFF]
        var readingCount = 0
        for seed in UInt64(0)..<10_000 {
            var random = SeededRandom(seed: seed)
            var bytes = good
            for _ in 0..<Int.random(in: 1...8, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes[place] = spice.randomElement(using: &random) ?? 0
                case 2: bytes.insert(spice.randomElement(using: &random) ?? 0, at: place)
                default: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...30, using: &random)))
                }
            }
            let whole = rows(bytes, format)
            let split = rows(bytes, format, cuts: [Int.random(in: 0...bytes.count, using: &random)])
            #expect(whole.defect == split.defect && whole.rows == split.rows, "seed \(seed)")
            for row in whole.rows {
                guard case .readings(let readings) = row.content else { continue }
                readingCount += 1
                let isSound = VitalSign.allCases.allSatisfy { readings[$0]?.isFinite ?? true }
                #expect(isSound && readings.measuredAt != nil && !readings.given.isEmpty, "seed \(seed)")
            }
        }
        #expect(readingCount > 1000)
    }

    @Test(arguments: DocumentFormat.ownSchema) func noiseGivesNoReading(format: DocumentFormat) {
        var random = SeededRandom(seed: 3)
        for _ in 0..<2000 {
            let bytes = (0..<500).map { _ in UInt8.random(in: 1...255, using: &random) }
            let found = rows(bytes, format)
            let readings = found.rows.filter { if case .readings = $0.content { true } else { false } }
            #expect(readings.isEmpty)
        }
    }

    @Test func aDocumentOfTheOtherFormatGivesNoReading() {
        #expect(rows(Sample.csv, .ndjson).rows.allSatisfy { $0.content == .refused(.malformedJSON) })
        #expect(rows(Sample.ndjson, .csv).defect == .malformedHeader)
    }
}
