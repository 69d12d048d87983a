/// One escape of a JSON string: the character it stands for and how long it is.
///
///     \n        2 bytes
///     \u00e9    6 bytes
///     \ud83d\ude00   12 bytes: a character past U+FFFF as a surrogate pair
struct JSONEscape {
    let scalar: Unicode.Scalar
    let byteCount: Int

    /// The escape whose backslash stands at `start`; `nil` when there is no such escape.
    init?(_ text: Span<UInt8>, at start: Int) {
        guard start + 1 < text.count else { return nil }
        let plain: Unicode.Scalar? =
            switch text[start + 1] {
            case 0x22: "\""
            case 0x5C: "\\"
            case 0x2F: "/"
            case 0x62: "\u{8}"
            case 0x66: "\u{C}"
            case 0x6E: "\n"
            case 0x72: "\r"
            case 0x74: "\t"
            default: nil
            }
        if let plain {
            (scalar, byteCount) = (plain, 2)
            return
        }
        guard let unit = Self.codeUnit(text, at: start) else { return nil }
        if let single = Unicode.Scalar(unit) {
            (scalar, byteCount) = (single, 6)
            return
        }
        guard (0xD800...0xDBFF).contains(unit), let low = Self.codeUnit(text, at: start + 6),
            (0xDC00...0xDFFF).contains(low),
            let pair = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
        else { return nil }
        (scalar, byteCount) = (pair, 12)
    }

    /// The four hexadecimal digits of `\uXXXX`.
    private static func codeUnit(_ text: Span<UInt8>, at start: Int) -> UInt16? {
        guard start + 6 <= text.count, text[start] == 0x5C, text[start + 1] == 0x75 else { return nil }
        var unit: UInt16 = 0
        for index in (start + 2)..<(start + 6) {
            let digit: UInt8
            switch text[index] {
            case 0x30...0x39: digit = text[index] - 0x30
            case 0x41...0x46: digit = text[index] - 0x41 + 10
            case 0x61...0x66: digit = text[index] - 0x61 + 10
            default: return nil
            }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }
}

/// A text of JSON or XML with its escapes resolved, held inline.
struct UnescapedText {
    /// Of these, the first `byteCount` are the text.
    private(set) var bytes = InlineArray<256, UInt8>(repeating: 0)
    private(set) var byteCount = 0

    init() {}

    /// `nil` when the result is longer than `Limits.unescapedBytes`. `source` has been scanned, so each escape is sound.
    init?(_ source: JSONScanner.Text, _ text: Span<UInt8>) {
        var index = source.start
        while index < source.end {
            if text[index] == 0x5C, let escape = JSONEscape(text, at: index) {
                for byte in UTF8.encode(escape.scalar) ?? UTF8.encodedReplacementCharacter {
                    guard append(byte) else { return nil }
                }
                index += escape.byteCount
            } else {
                guard append(text[index]) else { return nil }
                index += 1
            }
        }
    }

    /// `false` when it is full.
    mutating func append(_ byte: UInt8) -> Bool {
        guard byteCount < Limits.unescapedBytes else { return false }
        bytes[byteCount] = byte
        byteCount += 1
        return true
    }

    /// The text with ASCII's capital letters as small ones; `nil` when it is longer than `Limits.unescapedBytes`.
    init?(inSmallLetters text: Span<UInt8>) {
        for index in text.indices {
            let byte = text[index]
            guard append(byte &- 0x41 < 26 ? byte | 0x20 : byte) else { return nil }
        }
    }
}
