import Alarms
import Foundation
import Testing
import Vitals

@testable import Journal

/// What the journal writes of a value is what the library's encoder would write, byte for byte.
@Suite struct FoldWriterTests {
    private func library(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private struct Everything: Encodable {
        struct Inner: Encodable {
            var z = -1
            var a: Int?
            var _0 = UInt64.max
            var spO2 = 97.5
            var B = true
        }
        enum Word: String, Encodable { case plain, odd = "a\"b\\c/d\u{1}\u{8}\n\t\r\u{C}é\u{2028}🫁\u{7F}" }
        enum Payload: Encodable { case none, pair(Int, name: String), single(Inner) }
        var inner = Inner()
        var list = [1, 2, 3]
        var empty: [Int] = []
        var nested: [[Double]] = [[1.5, 2], [], [.infinity, -.infinity]]
        var words = [Word.plain, .odd]
        var payloads: [Payload] = [.none, .pair(-7, name: "x"), .single(Inner())]
        var table: [String: UInt64] = ["b": 2, "a": 1, "": 0, "Z": 3, "é": 4]
        var float: Float = 0.1
        var numbers: [Double] = [
            0, -0.0, 1, 1e15, 1e16, 1e17, 1.5e300, .leastNonzeroMagnitude, 0.1, 1.0 / 3, 100_000, 123_456_789.125,
        ]
        var span = Duration.milliseconds(1_500)
    }

    @Test func everyKindOfValueIsWrittenAsTheLibraryWritesIt() throws {
        #expect(try FoldState.text(Everything()) == library(Everything()))
        #expect(try FoldState.text([String: Int]()) == library([String: Int]()))
        #expect(try FoldState.text(7) == "7")
    }

    @Test func aTransitionAndAScoreAreWrittenAsTheLibraryWritesThem() throws {
        var whole = transition()
        whole.score = score
        #expect(try FoldState.text(whole) == library(whole))
        #expect(try FoldState.value(AlarmTransition.self, from: FoldState.text(whole)) == whole)
        var strange = transition(subject: .source(SourceIndex(1), nil))
        strange.triggerValue = .nan
        strange.latestValue = -.infinity
        #expect(try FoldState.text(strange) == library(strange))
        let bare = AlarmTransition(
            .chartSpO2Low, .hub, .fired, at: tick(0), startedAt: tick(0), firedAt: tick(0))
        #expect(try FoldState.text(bare) == library(bare))
        #expect(try FoldState.text(score) == library(score))
    }
}
