import Testing
import Vitals

@testable import spotward

/// Rows are written without texts in between; here they are held against the texts.
@Suite struct DecodeRowTests {
    @Test func aValueIsTheShortestTextThatReadsBack() {
        var values: [Double] = [
            0, -0.0, 0.1, 0.05, 0.25, 36.6, 36.65, 37, 97, 99.99, 100, 300, 0.3, 0.1 + 0.2, 1e9, 1e9 + 0.5,
            999_999_999.9,
            1e16, 1e300, 1e-7, -1, -36.6, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .infinity, -.infinity, .nan,
        ]
        for tenths in 0..<10_000 { values.append(Double(tenths) / 10) }
        for step in 0..<2000 { values += [Double(step) * 0.1, Double(step) * 0.01, 36.6.nextUp * Double(step)] }
        for value in values {
            var bytes: [UInt8] = []
            bytes.append(shortest: value)
            let text = "\(value)"
            #expect(String(decoding: bytes, as: UTF8.self) == (text.hasSuffix(".0") ? String(text.dropLast(2)) : text))
        }
    }

    @Test func anInstantIsWrittenAsItsDescription() {
        var instants: [Int64] = [
            0, -1, 999, 1000, 1_795_296_180_000_312, 253_402_300_799_999_999, -62_135_596_800_000_000,
        ]
        instants += [
            253_402_300_800_000_000, -62_167_219_200_000_000, -62_167_219_200_000_001, -99_000_000_000_000_000,
        ]
        for step in 0..<2000 as Range<Int64> { instants.append(step &* 987_654_321_987 &- 7_000_000_000_000) }
        for microseconds in instants {
            let instant = WallInstant(microseconds: microseconds)
            var bytes: [UInt8] = []
            bytes.append(instant)
            #expect(String(decoding: bytes, as: UTF8.self) == instant.description)
        }
    }

    @Test func everyColumnHasItsPlaceInBothForms() throws {
        var readings = ReadingSet(signal: .measuring, quality: [.artefact, .motion])
        readings[.spO2] = 97
        readings[.temperature] = 36.6
        readings.measuredAt = try #require(Timestamp("2026-11-21T23:00:00.250Z")).instant
        let row = DecodeRow(offset: 12, kind: .reading, readings: readings)
        #expect(text(row, .csv) == "12,reading,2026-11-21T23:00:00.250Z,97,,,36.6,artefact motion\n")
        #expect(
            text(row, .ndjson)
                == #"{"offset":12,"kind":"reading","measured_at":"2026-11-21T23:00:00.250Z","spo2":97,"hr":null,"rr":null,"temp":36.6,"quality":"artefact motion"}"#
                + "\n")
        let none = DecodeRow(offset: 0, kind: .skipped(byteCount: 3))
        #expect(text(none, .csv) == "0,skipped(3),,,,,,\n")
        #expect(
            text(none, .ndjson)
                == #"{"offset":0,"kind":"skipped(3)","measured_at":null,"spo2":null,"hr":null,"rr":null,"temp":null,"quality":null}"#
                + "\n")
    }

    private func text(_ row: DecodeRow, _ output: DecodeOutput) -> String {
        var bytes: [UInt8] = []
        output.render(row, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
