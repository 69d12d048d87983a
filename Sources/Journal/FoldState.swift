import Alarms
import Foundation

/// Values kept as JSON text: a transition as the evaluator left it, a score, counts by reason.
///
/// JSON because a column for each field would make a migration of every change to the evaluator. Keys are sorted, so
/// equal values are equal texts. Written by `FoldWriter`, in the very bytes `JSONEncoder` would write; read by the library.
enum FoldState {
    /// A number that is not finite is kept as a word: a transition must never be lost because it cannot be written.
    private static let floatWords = (positive: "inf", negative: "-inf", none: "nan")

    static func text(_ value: some Encodable) throws -> String {
        let tree = FoldTree()
        try value.encode(to: FoldWriter(tree: tree))
        var bytes: [UInt8] = []
        bytes.reserveCapacity(2_048)
        tree.write(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A number as JSON has it: the shortest decimal that reads back as the same.
    static func text(of number: some BinaryFloatingPoint & LosslessStringConvertible) -> String {
        guard number.isFinite else {
            return "\"" + (number.isNaN ? floatWords.none : number > 0 ? floatWords.positive : floatWords.negative)
                + "\""
        }
        let text = number.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    static func value<Value: Decodable>(_ type: Value.Type, from text: String) throws -> Value {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: floatWords.positive, negativeInfinity: floatWords.negative, nan: floatWords.none)
        return try decoder.decode(type, from: Data(text.utf8))
    }
}
