import Documents
import Testing
import Vitals

/// Makers' CSV in pieces, cut off, and damaged.
@Suite struct MakerCSVRobustnessTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        var format: DocumentFormat
        var name = ""
        var bytes: [UInt8]
        var testDescription: String { "\(format.rawValue), \(bytes.count) bytes" }
    }

    static let samples: [Sample] = [
        Sample(
            format: .csvViatomApp,
            bytes: Array(
                """
                Time,Oxygen Level,Pulse Rate,Motion\r
                23:59:56 05/03/2025,92,78,0\r
                23:59:59 05/03/2025,--,128,0\r
                00:00:02 06/03/2025,93,--,0\r

                """.utf8)),
        Sample(
            format: .csvViatomApp,
            bytes: utf16(
                "O2Ring 🫁\nTime;Oxygen Level;Pulse Rate\n22:20:56 6. März 2025;92,5;78\n22:21:00 6. März 2025;91;\n",
                isLittle: true)),
        Sample(
            format: .csvO2Insight,
            bytes: Array(
                "Time,SpO2(%),Pulse Rate(bpm),\n\"10:30:05PM Jan 2, 2024\",97,60,\n\"10:30:09PM Jan 2, 2024\",255,118,\n"
                    .utf8)),
        Sample(
            format: .csvEMAY,
            bytes: Array("\u{FEFF}Date,Time,SpO2(%),PR(bpm)\n5/8/2026,4:46:58 PM,98,152\n5/8/2026,4:46:59 PM,98\n".utf8)
        ),
        Sample(
            format: .csvBIDMC, name: "x-20260912-233000",
            bytes: Array("Time [s], HR, PULSE, RESP, SpO2\n0,72,118,18.5,97\n1,nan,119,nan,96\n".utf8)),
    ]

    @Test(arguments: samples) func anyPiecesGiveTheSameRows(sample: Sample) {
        let whole = rows(sample.bytes, sample.format, name: sample.name)
        #expect(whole.defect == nil && whole.rows.count >= 2)
        for cut in 0...sample.bytes.count {
            let split = rows(sample.bytes, sample.format, cuts: [cut], name: sample.name)
            #expect(split.defect == nil && split.rows == whole.rows, "cut at \(cut)")
        }
        let each = rows(sample.bytes, sample.format, cuts: Array(0..<sample.bytes.count), name: sample.name)
        #expect(each.rows == whole.rows)
    }

    @Test(arguments: samples) func aFileCutAnywhereGivesNoReadingThatTheWholeDoesNot(sample: Sample) {
        let whole = Set(rows(sample.bytes, sample.format, name: sample.name).rows.map { told($0) })
        for length in 0..<sample.bytes.count {
            for row in rows(Array(sample.bytes[..<length]), sample.format, name: sample.name).rows {
                let text = told(row)
                #expect(whole.contains(text) || text.hasPrefix("none("), "cut at \(length): \(text)")
            }
        }
    }

    @Test(arguments: samples) func damagedFilesNeitherTrapNorDependOnTheirPieces(sample: Sample) {
        let spice = Array("\",;\t:/-. \r\n\u{0}9APMm".utf8) + [0x80, 0xC3, 0xFF]
        for seed in UInt64(0)..<2000 {
            var random = SeededRandom(seed: seed)
            var bytes = sample.bytes
            for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes[place] = spice.randomElement(using: &random) ?? 0
                case 2: bytes.insert(spice.randomElement(using: &random) ?? 0, at: place)
                default: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...30, using: &random)))
                }
            }
            let whole = rows(bytes, sample.format, name: sample.name)
            let cut = Int.random(in: 0...bytes.count, using: &random)
            let split = rows(bytes, sample.format, cuts: [cut], name: sample.name)
            #expect(whole.defect == split.defect && whole.rows == split.rows, "seed \(seed)")
            for row in whole.rows {
                guard case .readings(let readings) = row.content else { continue }
                #expect(readings.measuredAt != nil && !readings.given.isEmpty, "seed \(seed)")
            }
        }
    }

    @Test(arguments: DocumentFormat.makers) func noiseGivesNoReading(format: DocumentFormat) {
        var random = SeededRandom(seed: 3)
        for start in [[], [0xFF, 0xFE], [0xFE, 0xFF]] as [[UInt8]] {
            for _ in 0..<300 {
                let bytes = start + (0..<400).map { _ in UInt8.random(in: 0...255, using: &random) }
                let found = rows(bytes, format)
                #expect(found.rows.isEmpty && found.defect != nil)
            }
        }
    }
}
