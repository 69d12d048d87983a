import Alarms
import Foundation

/// Values kept as JSON text: a transition as the evaluator left it, a score, counts by reason.
///
/// JSON because a column for each field would make a migration of every change to the evaluator. Keys are sorted, so
/// equal values are equal texts.
enum FoldState {
    /// A number that is not finite is kept as a word: a transition must never be lost because it cannot be written.
    private static let floatWords = (positive: "inf", negative: "-inf", none: "nan")

    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: floatWords.positive, negativeInfinity: floatWords.negative, nan: floatWords.none)
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func value<Value: Decodable>(_ type: Value.Type, from text: String) throws -> Value {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: floatWords.positive, negativeInfinity: floatWords.negative, nan: floatWords.none)
        return try decoder.decode(type, from: Data(text.utf8))
    }
}
