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

    /// The top bit of each byte that is no digit; 0 when all eight are. A carry out of a byte that is no digit moves only
    /// what stands behind it, so only the lowest mark is sure.
    @inline(__always) var notDigitMarks: UInt64 {
        let distance = bits ^ 0x3030_3030_3030_3030
        return (distance | (distance &+ 0x7676_7676_7676_7676)) & Self.tops
    }

    /// The number its first `count` digits are, 1…8: pairs, then fours, then all eight.
    @inline(__always) func number(digitCount count: Int) -> Int {
        let digits = (bits ^ 0x3030_3030_3030_3030) &<< UInt64(truncatingIfNeeded: 64 &- count &* 8)
        let pairs = digits &* 10 &+ digits &>> 8
        let low = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
        let high = (pairs &>> 16 & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
        return Int(truncatingIfNeeded: (low &+ high) &>> 32)
    }

    /// How many bytes stand before the first that is below `limit`, a backslash or not ASCII. At most 8.
    @inline(__always) func plainByteCount(below limit: UInt8) -> Int {
        let odd =
            bits | Self.zeroMarks(bits ^ Self.ones &* 0x5C) | ((bits &- Self.ones &* UInt64(limit)) & ~bits)
        return (odd & Self.tops).trailingZeroBitCount &>> 3
    }

    /// How many bytes stand before the first that is a quotation mark, a backslash or a control character. At most 8.
    @inline(__always) var stringByteCount: Int {
        let odd =
            Self.zeroMarks(bits ^ Self.ones &* 0x22) | Self.zeroMarks(bits ^ Self.ones &* 0x5C)
            | ((bits &- Self.ones &* 0x20) & ~bits)
        return (odd & Self.tops).trailingZeroBitCount &>> 3
    }

    @inline(__always) var isASCII: Bool { bits & Self.tops == 0 }

    /// Whether all eight are ASCII and none is zero.
    @inline(__always) var isText: Bool { (bits | (bits &- Self.ones)) & Self.tops == 0 }

    /// Whether none of the eight is a control character.
    @inline(__always) var isFreeOfControls: Bool { (bits &- Self.ones &* 0x20) & ~bits & Self.tops == 0 }

    /// Whether none of the eight is a line feed or zero.
    @inline(__always) var isInLine: Bool {
        (Self.zeroMarks(bits) | Self.zeroMarks(bits ^ Self.ones &* 0x0A)) & Self.tops == 0
    }

    /// The top bit of each byte that is zero; bytes behind the first may be marked too.
    @inline(__always) private static func zeroMarks(_ word: UInt64) -> UInt64 { (word &- ones) & ~word }
}
