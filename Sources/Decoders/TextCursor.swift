import Vitals

/// Reads a text from its front. The text is a parameter because a `Span` cannot be stored.
struct TextCursor: BitwiseCopyable {
    /// A number in columns of fixed width, or the dashes a device writes for none.
    enum Column: BitwiseCopyable {
        case missing
        case value(Int)

        func or(_ missing: Int) -> Int {
            if case .value(let value) = self { value } else { missing }
        }
    }

    private(set) var index = 0

    func isAtEnd(_ text: Span<UInt8>) -> Bool { index >= text.count }

    func peek(_ text: Span<UInt8>) -> UInt8? { index < text.count ? text[index] : nil }

    mutating func take(_ byte: UInt8, _ text: Span<UInt8>) -> Bool {
        guard peek(text) == byte else { return false }
        index += 1
        return true
    }

    /// Takes `word`, ASCII capitals and signs, in any case of letters: all of it or nothing.
    mutating func take(word: String, _ text: Span<UInt8>) -> Bool {
        var end = index
        for byte in word.utf8 {
            guard end < text.count, Self.capital(text[end]) == byte else { return false }
            end += 1
        }
        index = end
        return true
    }

    /// Takes `word` at one stroke: all of it or nothing.
    @inline(__always)
    mutating func take(_ word: TextWord, _ text: Span<UInt8>) -> Bool {
        guard word.stands(in: text, at: index) else { return false }
        index += word.byteCount
        return true
    }

    /// Passes over blanks; false when there was none.
    mutating func takeBlanks(_ text: Span<UInt8>) -> Bool {
        let start = index
        while let byte = peek(text), byte == 0x20 || byte == 0x09 { index += 1 }
        return index > start
    }

    /// Passes over everything up to the next blank.
    mutating func skipWord(_ text: Span<UInt8>) {
        while let byte = peek(text), byte != 0x20, byte != 0x09 { index += 1 }
    }

    /// Decimal digits, as many as there are, when their count is right.
    mutating func number(_ digitCounts: ClosedRange<Int>, _ text: Span<UInt8>) -> Int? {
        var value = 0
        var end = index
        while end < text.count, end - index <= digitCounts.upperBound, let digit = Self.digit(text[end]), digit < 10 {
            value = value * 10 + digit
            end += 1
        }
        guard digitCounts.contains(end - index) else { return nil }
        index = end
        return value
    }

    mutating func number(digitCount: Int, _ text: Span<UInt8>) -> Int? { number(digitCount...digitCount, text) }

    /// A number or as many dashes as it may have digits.
    mutating func column(_ digitCounts: ClosedRange<Int>, _ text: Span<UInt8>) -> Column? {
        var dashCount = 0
        while dashCount < digitCounts.upperBound, take(0x2D, text) { dashCount += 1 }
        if dashCount > 0 { return digitCounts.contains(dashCount) ? .missing : nil }
        return number(digitCounts, text).map(Column.value)
    }

    /// Hexadecimal digits, as many as there are, at most eight.
    mutating func hexadecimal(_ text: Span<UInt8>) -> UInt32? {
        var value: UInt32 = 0
        var digitCount = 0
        while let byte = peek(text), let digit = Self.digit(byte) {
            guard digitCount < 8 else { return nil }
            value = value << 4 | UInt32(digit)
            digitCount += 1
            index += 1
        }
        return digitCount > 0 ? value : nil
    }

    /// Two hexadecimal digits.
    mutating func hexadecimalByte(_ text: Span<UInt8>) -> UInt8? {
        guard index + 1 < text.count, let high = Self.digit(text[index]), let low = Self.digit(text[index + 1]) else {
            return nil
        }
        index += 2
        return UInt8(high << 4 | low)
    }

    /// `HH:MM:SS`
    mutating func timeOfDay(_ text: Span<UInt8>) -> (hour: Int, minute: Int, second: Int)? {
        guard let hour = number(digitCount: 2, text), take(0x3A, text), let minute = number(digitCount: 2, text),
            take(0x3A, text), let second = number(digitCount: 2, text)
        else { return nil }
        return (hour, minute, second)
    }

    static func capital(_ byte: UInt8) -> UInt8 { (0x61...0x7A).contains(byte) ? byte - 0x20 : byte }

    private static func digit(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x41...0x46: Int(byte) - 0x41 + 10
        case 0x61...0x66: Int(byte) - 0x61 + 10
        default: nil
        }
    }
}
