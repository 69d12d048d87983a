import Foundation
import Testing

@testable import Vitals

@Suite struct JSONTests {
    @Test(arguments: [
        (91.0, "91"), (36.6, "36.6"), (-0.5, "-0.5"), (0.1 + 0.2, "0.30000000000000004"), (0, "0"), (-0.0, "0"),
        (1e14, "100000000000000"), (1e22, "1e+22"), (.nan, "null"), (.infinity, "null"),
    ])
    func numbersPrintAsTheShortestDecimal(number: Double, text: String) {
        #expect(JSON.number(number).line == text)
    }

    @Test func keysAreSortedAndAbsentFieldsLeftOut() {
        let value = JSON.fields(["b": .number(1), "a": .array([.bool(true)]), "c": nil])
        #expect(value.line == #"{"a":[true],"b":1}"#)
    }

    @Test func anyTextStaysOnOneLineAndReadsBackTheSame() throws {
        let text = "\"\\/\n\r\t\u{0}\u{1b}\u{7f}\u{85}\u{2028}é😀"
        let line = JSON.string(text).line
        #expect(!line.unicodeScalars.contains { $0.value < 0x20 || [0x7F, 0x85, 0x2028].contains($0.value) })
        let read = try JSONSerialization.jsonObject(with: Data("[\(line)]".utf8)) as? [String]
        #expect(read == [text])
    }

    /// A text is copied whole unless a byte of it may need an escape: both ways write the same.
    @Test func whateverStandsAroundItAScalarIsWrittenTheSame() {
        let around = Array("é\u{A0}\u{2027}\u{202A}…😀".utf8)
        let quote = UInt8(ascii: "\"")
        for value in Array(UInt32(0)...0x200) + Array(0x2000...0x2040) + [0xFFFD, 0x1F600] {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let text = Array(String(scalar).utf8)
            let alone = Array(JSON.string(String(scalar)).bytes.dropFirst().dropLast())
            let isEscaped =
                value < 0x20 || value == 0x22 || value == 0x5C || (0x7F..<0xA0).contains(value) || value == 0x2028
                || value == 0x2029
            #expect(isEscaped ? alone.first == UInt8(ascii: "\\") : alone == text)
            let within = JSON.string(String(decoding: around + text + around, as: UTF8.self)).bytes
            #expect(within == [quote] + around + alone + around + [quote])
        }
    }
}
