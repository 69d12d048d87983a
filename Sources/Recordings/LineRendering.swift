import Vitals

// The parts a line is made of, appended to bytes that are reused from line to line. `LineReader` reads each back.

extension UInt8 {
    static let space: UInt8 = 0x20
    static let newline: UInt8 = 0x0A
    static let backslash: UInt8 = 0x5C
    static let hyphen: UInt8 = 0x2D

    /// The lower-case hexadecimal digit of the low four bits.
    var hexDigit: UInt8 {
        let digit = self & 0x0F
        return digit < 10 ? 0x30 + digit : 0x57 + digit
    }
}

extension CivilDateTime {
    /// `YYYY-MM-DDThh:mm:ss`
    var wholeSecondText: String {
        let clock = [hour, minute, second].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return "\(date)T" + clock.joined(separator: ":")
    }
}

extension [UInt8] {
    /// A word of ours, as it is.
    mutating func append(word: String) { append(contentsOf: word.utf8) }

    /// A space and a number.
    mutating func append(number: some UnsignedInteger) {
        append(.space)
        append(decimal: UInt64(number), width: 1)
    }

    /// Microseconds as seconds with six decimals, exactly: `-0.000001`.
    mutating func append(seconds microseconds: Int64) {
        if microseconds < 0 { append(.hyphen) }
        append(decimal: microseconds.magnitude / 1_000_000, width: 1)
        append(0x2E)
        append(decimal: microseconds.magnitude % 1_000_000, width: 6)
    }

    /// A space and a text without spaces; a lone hyphen is escaped since it means "none".
    mutating func append(token: String) {
        append(.space)
        if token == "-" {
            append(word: "\\x2d")
        } else {
            let copy = Array(token.utf8)
            append(escaped: copy.span, keepsUTF8: true, escapesSpaces: true)
        }
    }

    /// A space and a token, or a hyphen for none.
    mutating func append(optionalToken token: String?) {
        if let token { append(token: token) } else { append(word: " -") }
    }

    /// A space and a text to the end of the line.
    mutating func append(text: String) {
        append(.space)
        let copy = Array(text.utf8)
        append(escaped: copy.span, keepsUTF8: true, escapesSpaces: false)
    }

    /// Bytes as text on one line: a backslash is `\\`, line ends are `\n` and `\r`, whatever else is not printable is
    /// `\xHH`, and no bytes at all are `\e`. A last space is escaped too, so that no editor takes it off.
    mutating func append(escaped bytes: Span<UInt8>, keepsUTF8: Bool, escapesSpaces: Bool) {
        if bytes.isEmpty { append(word: "\\e") }
        for index in 0..<bytes.count {
            let byte = bytes[index]
            switch byte {
            case .backslash: append(word: "\\\\")
            case .newline: append(word: "\\n")
            case 0x0D: append(word: "\\r")
            case .space where !escapesSpaces && index < bytes.count - 1: append(byte)
            case 0x21...0x7E: append(byte)
            case 0x80... where keepsUTF8: append(byte)
            default:
                append(word: "\\x")
                append((byte >> 4).hexDigit)
                append(byte.hexDigit)
            }
        }
    }

    /// Two digits a byte; a hyphen for no bytes at all.
    mutating func append(hex bytes: Span<UInt8>) {
        if bytes.isEmpty { append(.hyphen) }
        for index in 0..<bytes.count {
            append((bytes[index] >> 4).hexDigit)
            append(bytes[index].hexDigit)
        }
    }

    /// Decimal digits, at least `width` of them, without a `String`.
    package mutating func append(decimal number: UInt64, width: Int = 1) {
        var rest = number
        var reversed = InlineArray<20, UInt8>(repeating: 0x30)
        var count = 0
        repeat {
            reversed[count] = 0x30 + UInt8(rest % 10)
            rest /= 10
            count += 1
        } while rest > 0
        for index in (0..<Swift.max(count, width)).reversed() { append(reversed[index]) }
    }
}
