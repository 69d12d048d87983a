/// A word of one to eight characters that a line is compared with at one stroke, letters in either case.
struct TextWord: Sendable, BitwiseCopyable {
    let byteCount: Int
    /// Its capitals, the first lowest.
    private let capitals: UInt64
    /// What capitals and small letters differ in, where it has letters.
    private let cases: UInt64
    private let ends: UInt64

    init(_ word: String) {
        precondition((1...8).contains(word.utf8.count), "a word has one to eight characters")
        var capitals: UInt64 = 0
        var cases: UInt64 = 0
        for (place, byte) in word.utf8.enumerated() {
            capitals |= UInt64(byte) << UInt64(place * 8)
            if (0x41...0x5A).contains(byte) { cases |= 0x20 << UInt64(place * 8) }
        }
        byteCount = word.utf8.count
        self.capitals = capitals
        self.cases = cases
        ends = byteCount == 8 ? ~0 : 1 << UInt64(byteCount * 8) - 1
    }

    /// Whether `text` has this word at `index`.
    @inline(__always)
    func stands(in text: Span<UInt8>, at index: Int) -> Bool {
        if index + 8 <= text.count { return text.eightBytes(at: index) & ends & ~cases == capitals }
        guard index + byteCount <= text.count else { return false }
        var bits: UInt64 = 0
        for place in 0..<byteCount { bits |= UInt64(text[index + place]) << UInt64(truncatingIfNeeded: place * 8) }
        return bits & ~cases == capitals
    }
}
