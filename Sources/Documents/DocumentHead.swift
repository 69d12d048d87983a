/// The first bytes of a document, as the formats are told apart by them: `Limits.recognitionBytes`, or all of a shorter one.
struct DocumentHead {
    /// At most `Limits.recognitionBytes`, as they stand in the file.
    let bytes: [UInt8]
    /// The same as text in UTF-8 without a byte order mark, UTF-16 with a mark being turned into it.
    let text: [UInt8]
    /// Where the first letter of the text stands, blanks and line ends being passed over.
    private let textStart: Int

    init(_ head: Span<UInt8>) {
        var kept: [UInt8] = []
        for index in 0..<min(head.count, Limits.recognitionBytes) { kept.append(head[index]) }
        bytes = kept
        var decoder = TextDecoder()
        var decoded: [UInt8] = []
        for byte in kept { decoder.feed(byte, into: &decoded) }
        decoder.finish(into: &decoded)
        text = decoded
        textStart = decoded.firstIndex { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } ?? decoded.count
    }

    /// Whether the file begins with these bytes.
    func begins(_ signature: [UInt8]) -> Bool { bytes.starts(with: signature) }

    /// Whether the text begins so, blanks and line ends before it not counted.
    func textBegins(_ start: StaticString) -> Bool {
        text[textStart...].starts(with: Array(start.description.utf8))
    }

    /// Whether `part` stands anywhere in the text.
    func textHolds(_ part: StaticString) -> Bool { Self.holds(text[...], part) }

    /// Whether `part` stands in the first line that is not blank.
    func firstLineHolds(_ part: StaticString) -> Bool {
        Self.holds(text[textStart...].prefix { $0 != 0x0A && $0 != 0x0D }, part)
    }

    private static func holds(_ text: ArraySlice<UInt8>, _ part: StaticString) -> Bool {
        let wanted = Array(part.description.utf8)
        guard let first = wanted.first else { return true }
        return text.indices.contains { text[$0] == first && text[$0...].starts(with: wanted) }
    }
}

/// The marks in front of a text.
enum ByteOrderMark {
    /// The length of the mark of UTF-8, 0 or 3; throws when the bytes are the mark of UTF-16 or UTF-32. `head` is the whole
    /// document when that is shorter than `Limits.headBytes`.
    static func length(_ head: Span<UInt8>) throws(DocumentDefect) -> Int {
        if begins(head, [0xEF, 0xBB, 0xBF]) { return 3 }
        // UTF-32's little-endian mark begins with UTF-16's.
        if begins(head, [0xFF, 0xFE]) || begins(head, [0xFE, 0xFF]) || begins(head, [0x00, 0x00, 0xFE, 0xFF]) {
            throw .wideCharacters
        }
        return 0
    }
}

/// Whether `head` begins with `signature`.
func begins(_ head: Span<UInt8>, _ signature: [UInt8], at start: Int = 0) -> Bool {
    guard head.count >= start + signature.count else { return false }
    for index in signature.indices where head[start + index] != signature[index] { return false }
    return true
}
