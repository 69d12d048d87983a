/// A value as programs mostly write it, read where it stands: digits with or without a point, or a name of plain characters.
///
/// `nil` says only that the value is not plain, or that the bytes end: the general way judges it.
enum PlainValue {
    /// The longest name that is read here.
    static let nameByteCount = 255

    /// At most fifteen digits, or at most seven and a point with at most `decimals` digits behind it. `word` stands at
    /// `index` and begins with a digit; `marks` are its bytes that are none. `index` is left behind the number.
    @inline(__always)
    static func number(
        _ word: ByteWord, _ marks: UInt64, _ bytes: Span<UInt8>, _ index: inout Int, decimals: Int
    ) -> Int? {
        guard marks != 0 else { return decimals == 0 ? long(word, bytes, &index) : nil }
        let count = marks.trailingZeroBitCount &>> 3
        let value = word.number(digitCount: count)
        index &+= count
        return decimals == 0 ? value : scaled(value, bytes, &index, decimals: decimals)
    }

    /// Eight digits, and at most seven behind them.
    @inline(__always)
    private static func long(_ word: ByteWord, _ bytes: Span<UInt8>, _ index: inout Int) -> Int? {
        guard let rest = ByteWord(bytes, at: index &+ 8) else { return nil }
        let marks = rest.notDigitMarks
        guard marks != 0 else { return nil }
        let count = marks.trailingZeroBitCount &>> 3
        index &+= 8 &+ count
        let value = word.number(digitCount: 8)
        return count == 0 ? value : value &* power(count) &+ rest.number(digitCount: count)
    }

    /// Takes the digits behind the point, if there is one, and makes up for those that are not written.
    @inline(__always)
    private static func scaled(_ whole: Int, _ bytes: Span<UInt8>, _ index: inout Int, decimals: Int) -> Int? {
        guard decimals <= 7, index < bytes.count else { return nil }
        var value = whole
        var left = decimals
        if bytes[index] == 0x2E {
            index &+= 1
            while left > 0, index < bytes.count {
                let digit = bytes[index] &- 0x30
                guard digit < 10 else { break }
                value = value &* 10 &+ Int(digit)
                index &+= 1
                left &-= 1
            }
            guard left < decimals else { return nil }
        }
        while left > 0 {
            value &*= 10
            left &-= 1
        }
        return value
    }

    @inline(__always)
    private static func power(_ count: Int) -> Int {
        switch count {
        case 1: 10
        case 2: 100
        case 3: 1000
        case 4: 10_000
        case 5: 100_000
        case 6: 1_000_000
        default: 10_000_000
        }
    }

    /// The least byte of a plain name: behind quotation mark and comma, and so behind the blanks, which are not of a cell's
    /// name at its edges.
    private static let leastNameByte: UInt8 = 0x2D

    /// Where a name that begins at `start` ends: before `stop`, which is a quotation mark, a comma or a line feed.
    @inline(__always)
    static func nameEnd(_ bytes: Span<UInt8>, from start: Int, stop: UInt8) -> Int? {
        var end = start
        while true {
            guard let word = ByteWord(bytes, at: end) else { return nil }
            let count = word.plainByteCount(below: leastNameByte)
            end &+= count
            if count < 8 { break }
            guard end &- start <= nameByteCount else { return nil }
        }
        guard end > start, end < bytes.count, bytes[end] == stop else { return nil }
        return end
    }
}
