/// Walks over the tokens of one JSON text (RFC 8259), without allocation. The text is a parameter because a `Span` cannot
/// be stored.
struct JSONScanner {
    private(set) var index = 0

    /// A string's content between its quotation marks.
    struct Text {
        let start: Int
        let end: Int
        let hasEscapes: Bool
    }

    /// What a value is, by its first byte.
    enum Kind { case string, number, null, boolean, nested, malformed }

    func isAtEnd(_ text: Span<UInt8>) -> Bool { index == text.count }

    func kind(_ text: Span<UInt8>) -> Kind {
        guard index < text.count else { return .malformed }
        return switch text[index] {
        case 0x22: .string
        case 0x2D, 0x30...0x39: .number
        case 0x6E: .null
        case 0x74, 0x66: .boolean
        case 0x7B, 0x5B: .nested
        default: .malformed
        }
    }

    mutating func skipWhitespace(_ text: Span<UInt8>) {
        while index < text.count {
            switch text[index] {
            case 0x20, 0x09, 0x0D, 0x0A: index += 1
            default: return
            }
        }
    }

    mutating func take(_ byte: UInt8, _ text: Span<UInt8>) -> Bool {
        guard index < text.count, text[index] == byte else { return false }
        index += 1
        return true
    }

    /// `null`, `true` or `false`.
    mutating func word(_ text: Span<UInt8>) -> Bool {
        takeLetters(0x6E, 0x75, 0x6C, 0x6C, text)
            || takeLetters(0x74, 0x72, 0x75, 0x65, text)
            || (takeLetters(0x66, 0x61, 0x6C, 0x73, text) && take(0x65, text))
    }

    /// A number after the grammar of JSON: nothing in front of a 0 but a minus, digits on both sides of a point.
    mutating func number(_ text: Span<UInt8>) -> Range<Int>? {
        let start = index
        _ = take(0x2D, text)
        if !take(0x30, text) {
            guard takeDigits(text) else { return nil }
        }
        if take(0x2E, text) {
            guard takeDigits(text) else { return nil }
        }
        if take(0x65, text) || take(0x45, text) {
            if !take(0x2B, text) { _ = take(0x2D, text) }
            guard takeDigits(text) else { return nil }
        }
        return start..<index
    }

    /// A string with every escape judged; `nil` when it breaks off, holds a bare control character or half a surrogate pair.
    mutating func string(_ text: Span<UInt8>) -> Text? {
        guard take(0x22, text) else { return nil }
        let start = index
        // A local, since a stored property is written back at every byte.
        var next = start
        var hasEscapes = false
        while next < text.count {
            if let word = ByteWord(text, at: next) {
                let count = word.stringByteCount
                next &+= count
                if count == 8 { continue }
            }
            let byte = text[next]
            if byte == 0x22 {
                index = next &+ 1
                return Text(start: start, end: next, hasEscapes: hasEscapes)
            }
            if byte == 0x5C {
                guard let escape = JSONEscape(text, at: next) else { return nil }
                hasEscapes = true
                next &+= escape.byteCount
            } else {
                guard byte >= 0x20 else { return nil }
                next &+= 1
            }
        }
        return nil
    }

    /// One or more digits.
    private mutating func takeDigits(_ text: Span<UInt8>) -> Bool {
        let start = index
        while index < text.count, (0x30...0x39).contains(text[index]) { index += 1 }
        return index > start
    }

    private mutating func takeLetters(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8, _ text: Span<UInt8>) -> Bool {
        guard index + 4 <= text.count, text[index] == a, text[index + 1] == b, text[index + 2] == c,
            text[index + 3] == d
        else { return false }
        index += 4
        return true
    }
}
