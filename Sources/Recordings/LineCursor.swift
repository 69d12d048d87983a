/// Reads the parts of a plain line, and gives up (`nil`) where a part is not as `RecordingWriter` writes it: `LineReader`
/// then says what is wrong, or reads it in its longer way.
///
/// The text is a parameter because a `Span` cannot be stored.
struct LineCursor: BitwiseCopyable {
    var index: Int

    /// Digits that fit whatever they are.
    private static let digitLimit = 18
    private static let wholeSecondDigitLimit = 12

    /// The byte, if it is the next.
    @inline(__always)
    mutating func take(_ byte: UInt8, _ text: Span<UInt8>) -> Bool {
        guard index < text.count, text[index] == byte else { return false }
        index += 1
        return true
    }

    @inline(__always)
    mutating func number<Number: FixedWidthInteger & UnsignedInteger>(_ text: Span<UInt8>) -> Number? {
        digits(text, limit: Self.digitLimit).flatMap { Number(exactly: $0) }
    }

    /// Seconds with six decimals, as microseconds.
    @inline(__always)
    mutating func seconds(_ text: Span<UInt8>) -> Int64? {
        let isNegative = take(.hyphen, text)
        guard let whole = digits(text, limit: Self.wholeSecondDigitLimit), take(0x2E, text) else { return nil }
        let start = index
        guard let fraction = digits(text, limit: 6), index - start == 6 else { return nil }
        let magnitude = Int64(truncatingIfNeeded: whole &* 1_000_000 &+ fraction)
        return isNegative ? 0 &- magnitude : magnitude
    }

    /// Two hexadecimal digits a byte, at least one byte; how many were written.
    @inline(__always)
    mutating func hexadecimal(_ text: Span<UInt8>, into room: inout MutableSpan<UInt8>) -> Int? {
        var count = 0
        while count <= room.count - 4, let digits = text.eightBytes(at: index),
            let four = Self.fourBytes(hexadecimal: digits)
        {
            room[count] = UInt8(truncatingIfNeeded: four)
            room[count + 1] = UInt8(truncatingIfNeeded: four >> 8)
            room[count + 2] = UInt8(truncatingIfNeeded: four >> 16)
            room[count + 3] = UInt8(truncatingIfNeeded: four >> 24)
            count += 4
            index += 8
        }
        while count < room.count, index < text.count - 1,
            let byte = LineReader.byte(text[index], text[index + 1])
        {
            room[count] = byte
            count += 1
            index += 2
        }
        return count > 0 ? count : nil
    }

    /// A text up to the line's end with its escapes resolved, at least one byte; how many were written.
    @inline(__always)
    mutating func escaped(_ text: Span<UInt8>, into room: inout MutableSpan<UInt8>) -> Int? {
        var count = 0
        while count < room.count, index < text.count {
            let byte = text[index]
            if byte == .newline { break }
            guard byte == .backslash else {
                room[count] = byte
                count += 1
                index += 1
                continue
            }
            guard index < text.count - 1 else { return nil }
            switch text[index + 1] {
            case .backslash: room[count] = .backslash
            case 0x6E: room[count] = .newline
            case 0x72: room[count] = 0x0D
            case 0x78:
                guard index < text.count - 3, let byte = LineReader.byte(text[index + 2], text[index + 3]) else {
                    return nil
                }
                room[count] = byte
                index += 2
            default: return nil
            }
            count += 1
            index += 2
        }
        return count > 0 ? count : nil
    }

    @inline(__always)
    private mutating func digits(_ text: Span<UInt8>, limit: Int) -> UInt64? {
        var value: UInt64 = 0
        var count = 0
        while index < text.count, case let digit = text[index] &- 0x30, digit < 10 {
            value = value &* 10 &+ UInt64(digit)
            count += 1
            index += 1
            guard count <= limit else { return nil }
        }
        return count > 0 ? value : nil
    }

    /// The four bytes that eight lower-case hexadecimal digits are, the first lowest; `nil` when one of them is no digit.
    ///
    /// All eight at once: of a letter bit 6 is set, and its value is its low half and nine.
    @inline(__always)
    static func fourBytes(hexadecimal digits: UInt64) -> UInt32? {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let letters = (digits >> 6) & ones
        let values = (digits & (ones &* 0x0F)) &+ letters &* 9
        // The high half is 3 of a digit and 6 of a letter; a letter's value is 10 to 15 and a digit's at most 9.
        let wrongHalves = (digits & (ones &* 0xF0)) ^ (ones &+ letters) &* 0x30
        let wrongValues = ((values &+ ones &* 6) >> 4 & ones) ^ letters
        guard (wrongHalves | wrongValues | (values & (ones &* 0xF0))) == 0 else { return nil }
        let pairs = (values << 4 | values >> 8) & 0x00FF_00FF_00FF_00FF
        let fours = (pairs | pairs >> 8) & 0x0000_FFFF_0000_FFFF
        return UInt32(truncatingIfNeeded: fours | fours >> 16)
    }
}

extension Span<UInt8> {
    /// Eight bytes as one integer, the first lowest; `nil` when fewer are left. `index` is not negative.
    ///
    /// One check for the eight: `extracting` gives a span whose length the compiler knows, so that the single checks and
    /// shifts melt into one load.
    @inline(__always)
    func eightBytes(at index: Int) -> UInt64? {
        guard index <= count &- 8 else { return nil }
        let eight = extracting(index..<(index &+ 8))
        let low = UInt64(eight[0]) | UInt64(eight[1]) << 8 | UInt64(eight[2]) << 16 | UInt64(eight[3]) << 24
        let high = UInt64(eight[4]) | UInt64(eight[5]) << 8 | UInt64(eight[6]) << 16 | UInt64(eight[7]) << 24
        return low | high << 32
    }
}
