/// A word of one to eight characters that a line is compared with at one stroke.
struct TextWord: Sendable, BitwiseCopyable {
    let byteCount: Int
    /// Its characters, the first lowest; letters as capitals where their case is not asked for.
    private let characters: UInt64
    /// What capitals and small letters differ in, where it has letters whose case is not asked for.
    private let cases: UInt64
    private let ends: UInt64

    /// - Parameter word: in capitals; a line may have letters in either case.
    init(_ word: String) { self.init(word, isInAnyCase: true) }

    /// - Parameter word: to the letter.
    init(exactly word: String) { self.init(word, isInAnyCase: false) }

    private init(_ word: String, isInAnyCase: Bool) {
        precondition((1...8).contains(word.utf8.count), "a word has one to eight characters")
        var characters: UInt64 = 0
        var cases: UInt64 = 0
        for (place, byte) in word.utf8.enumerated() {
            characters |= UInt64(byte) << UInt64(place * 8)
            if isInAnyCase, (0x41...0x5A).contains(byte) { cases |= 0x20 << UInt64(place * 8) }
        }
        byteCount = word.utf8.count
        self.characters = characters
        self.cases = cases
        ends = byteCount == 8 ? ~0 : 1 << UInt64(byteCount * 8) - 1
    }

    /// Whether `text` has this word at `index`.
    @inline(__always)
    func stands(in text: Span<UInt8>, at index: Int) -> Bool {
        if index + 8 <= text.count { return text.eightBytes(at: index) & ends & ~cases == characters }
        guard index + byteCount <= text.count else { return false }
        var bits: UInt64 = 0
        for place in 0..<byteCount { bits |= UInt64(text[index + place]) << UInt64(truncatingIfNeeded: place * 8) }
        return bits & ~cases == characters
    }

    /// Whether `text` is this word and nothing else.
    func isAll(of text: Span<UInt8>) -> Bool { text.count == byteCount && stands(in: text, at: 0) }
}
