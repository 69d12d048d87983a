/// Fields of a header that is written in ASCII: cut out, trimmed, turned into numbers. What is not there is `nil`.
enum HeaderText {
    /// The bytes of a field without the blanks around it; empty when the field is not wholly there.
    static func trimmed(_ text: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
        var start = max(0, range.lowerBound)
        var end = range.upperBound <= text.count ? range.upperBound : start
        while start < end, text[start] == 0x20 { start += 1 }
        while start < end, text[end - 1] == 0x20 || text[end - 1] == 0 { end -= 1 }
        return start..<end
    }

    static func string(_ text: Span<UInt8>, _ range: Range<Int>) -> String {
        shownName(text.extracting(trimmed(text, range)))
    }

    static func decimal(_ text: Span<UInt8>, _ range: Range<Int>) -> Double? {
        DecimalNumber.value(of: text.extracting(trimmed(text, range)), exponent: .allowed)
    }

    /// A whole number of at most nine digits, with or without a minus.
    static func whole(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? { whole(text.extracting(trimmed(text, range))) }

    static func whole(_ text: Span<UInt8>) -> Int? {
        let isNegative = !text.isEmpty && text[0] == 0x2D
        let start = isNegative ? 1 : 0
        guard text.count > start, text.count - start <= 9 else { return nil }
        var value = 0
        for index in start..<text.count {
            let digit = text[index] &- 0x30
            guard digit < 10 else { return nil }
            value = value * 10 + Int(digit)
        }
        return isNegative ? -value : value
    }
}
