import Testing
import Vitals
import DeviceSimulators

@testable import Decoders

/// A frame that comes in many pieces: what was looked at once is not looked at again, and nothing changes by that.
@Suite struct PieceTests {
    @Test(arguments: DeviceProtocol.allCases)
    func aStreamOfSingleBytesIsTheWhole(deviceProtocol: DeviceProtocol) {
        let device = SimulatedOximeter(deviceProtocol, [.init(0, spO2: 97, heartRate: 140)])
        var noise = SimulatedNoise(seed: 11)
        var stream: [UInt8] = []
        for second in 0..<4 {
            stream += device.bytes(second: second) + noise.bytes(second * 9)
            // Empty lines, blanks, a line that is none, and one that never ends.
            stream += Array("\n\n \r\n  HEAD\tER\u{7F}\n".utf8)
            stream += [UInt8](repeating: second == 2 ? 0x41 : 0x0A, count: 300)
        }
        var frames = FrameStream(deviceProtocol)
        var whole: [FrameStream.Event] = []
        var position = 0
        while let event = frames.next(in: stream.span, at: &position) { whole.append(event) }
        var pieces = FrameStream(deviceProtocol)
        var found: [FrameStream.Event] = []
        for byte in stream {
            let piece = [byte]
            var position = 0
            while let event = pieces.next(in: piece.span, at: &position) { found.append(event) }
        }
        // Skipped bytes may come as more events; frames are the same, at the same places.
        #expect(Self.framesOnly(found) == Self.framesOnly(whole))
        // The end may be kept by one and given up by the other.
        #expect(
            Self.skippedCount(found) + pieces.pendingCount == Self.skippedCount(whole) + frames.pendingCount)
    }

    @Test func aWordIsFoundInEitherCaseAndOnlyWhole() {
        let word = TextWord("SpO2=".uppercased())
        for text in ["SpO2=", "spo2=098%", "xxSPO2=1"] {
            #expect(Self.stands(word, in: text, at: text.hasPrefix("xx") ? 2 : 0), "\(text)")
        }
        // Too short, another character, and characters that differ from letters as small from capital ones.
        for text in ["", "SpO2", "SpO2-", "3pO2=", "SpO\u{12}=", "SpO2\u{1D}", "sP/2=12345"] {
            #expect(!Self.stands(word, in: text, at: 0), "\(text)")
        }
        let longest = TextWord("ABCDEFGH")
        #expect(Self.stands(longest, in: "abcdefgh", at: 0) && !Self.stands(longest, in: "abcdefgh", at: 1))
    }

    @Test func aWordToTheLetterIsNoOtherAndNoPartOfOne() {
        let word = TextWord(exactly: "char")
        for text in ["char", "Char", "CHAR", "cha", "chars", "charabcdefgh", ""] {
            let bytes = Array(text.utf8)
            #expect(word.isAll(of: bytes.span) == (text == "char"), "\(text)")
        }
    }

    private static func stands(_ word: TextWord, in text: String, at index: Int) -> Bool {
        let bytes = Array(text.utf8)
        return word.stands(in: bytes.span, at: index)
    }

    private static func framesOnly(_ events: [FrameStream.Event]) -> [String] {
        events.compactMap { event in
            guard case .frame(let content) = event.kind else { return nil }
            return "\(event.offset) \(event.byteCount) \(event.checkDiffers) \(content)"
        }
    }

    private static func skippedCount(_ events: [FrameStream.Event]) -> Int {
        events.reduce(0) { sum, event in
            if case .skipped = event.kind { sum + event.byteCount } else { sum }
        }
    }
}
