import Foundation
import Testing

@testable import Webhooks

@Suite struct JSONValueTests {
    @Test(arguments: [
        (91.0, "91"), (36.6, "36.6"), (-0.5, "-0.5"), (0.1 + 0.2, "0.30000000000000004"), (0, "0"), (-0.0, "0"),
        (1e14, "100000000000000"), (1e22, "1e+22"), (.nan, "null"), (.infinity, "null"),
    ])
    func numbersPrintAsTheShortestDecimal(number: Double, text: String) {
        #expect(JSONValue.decimal(number).line == text)
    }

    @Test func keysAreSortedAndAbsentFieldsLeftOut() {
        let value = JSONValue.fields(["b": .integer(1), "a": .array([.bool(true)]), "c": nil])
        #expect(value.line == #"{"a":[true],"b":1}"#)
    }

    @Test func anyTextStaysOnOneLineAndReadsBackTheSame() throws {
        let text = "\"\\/\n\r\t\u{0}\u{1b}\u{7f}\u{85}\u{2028}é😀"
        let line = JSONValue.string(text).line
        #expect(!line.unicodeScalars.contains { $0.value < 0x20 || [0x7F, 0x85, 0x2028].contains($0.value) })
        let read = try JSONSerialization.jsonObject(with: Data("[\(line)]".utf8)) as? [String]
        #expect(read == [text])
    }
}
