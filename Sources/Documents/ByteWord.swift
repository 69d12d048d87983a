/// Eight bytes of a text as one integer, the first byte lowest: eight bytes are looked at for the price of one.
///
/// One check for the eight: `extracting` gives a span whose length the compiler knows, so that the single checks and shifts
/// melt into one load. No `unsafe` is needed for it.
struct ByteWord: BitwiseCopyable {
    var bits: UInt64

    init(bits: UInt64) { self.bits = bits }

    /// `nil` when fewer than eight bytes are left. `index` is not negative.
    @inline(__always)
    init?(_ text: Span<UInt8>, at index: Int) {
        guard index <= text.count &- 8 else { return nil }
        let eight = text.extracting(index..<(index &+ 8))
        let low = UInt64(eight[0]) | UInt64(eight[1]) << 8 | UInt64(eight[2]) << 16 | UInt64(eight[3]) << 24
        let high = UInt64(eight[4]) | UInt64(eight[5]) << 8 | UInt64(eight[6]) << 16 | UInt64(eight[7]) << 24
        bits = low | high << 32
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    /// How many digits it begins with, 0…8. A carry out of a byte that is no digit moves only what stands behind it.
    @inline(__always) var digitCount: Int {
        let distance = bits ^ 0x3030_3030_3030_3030
        return ((distance | (distance &+ 0x7676_7676_7676_7676)) & Self.tops).trailingZeroBitCount >> 3
    }

    /// The number its first `count` digits are, 1…8: pairs, then fours, then all eight.
    @inline(__always) func number(digitCount count: Int) -> Int {
        let digits = (bits ^ 0x3030_3030_3030_3030) << UInt64(truncatingIfNeeded: 64 &- count &* 8)
        let pairs = digits &* 10 &+ digits >> 8
        let low = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
        let high = (pairs >> 16 & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
        return Int(truncatingIfNeeded: (low &+ high) >> 32)
    }

    /// How many bytes stand before the first that ends a plain name: a control character, a quotation mark, a backslash,
    /// what is not ASCII, or `stop`. At most 8.
    @inline(__always) func nameByteCount(stop: UInt8) -> Int {
        let odd =
            bits | Self.zeroMarks(bits ^ Self.ones &* 0x22) | Self.zeroMarks(bits ^ Self.ones &* 0x5C)
            | Self.zeroMarks(bits ^ Self.ones &* UInt64(stop)) | ((bits &- Self.ones &* 0x20) & ~bits)
        return (odd & Self.tops).trailingZeroBitCount >> 3
    }

    /// The top bit of each byte that is zero; bytes behind the first may be marked too.
    @inline(__always) private static func zeroMarks(_ word: UInt64) -> UInt64 { (word &- ones) & ~word }
}
