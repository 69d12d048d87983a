/// The two check bytes of Viatom's protocols, half a byte at a time.
enum CyclicCheck {
    /// CRC-8: polynomial 07, begins with 0. Of "123456789" it is f4.
    static func crc8(_ bytes: Span<UInt8>) -> UInt8 {
        // What four zero bits make of each upper half.
        let halves: InlineArray<16, UInt8> = [
            0x00, 0x07, 0x0E, 0x09, 0x1C, 0x1B, 0x12, 0x15, 0x38, 0x3F, 0x36, 0x31, 0x24, 0x23, 0x2A, 0x2D,
        ]
        var check: UInt8 = 0
        for index in 0..<bytes.count {
            check ^= bytes[index]
            check = check << 4 ^ halves[Int(check >> 4)]
            check = check << 4 ^ halves[Int(check >> 4)]
        }
        return check
    }

    /// CRC-8/Maxim: polynomial 31 with bits reversed, begins with 0. Of "123456789" it is a1.
    static func crc8Maxim(_ bytes: Span<UInt8>) -> UInt8 {
        // What four zero bits make of each lower half.
        let halves: InlineArray<16, UInt8> = [
            0x00, 0x9D, 0x23, 0xBE, 0x46, 0xDB, 0x65, 0xF8, 0x8C, 0x11, 0xAF, 0x32, 0xCA, 0x57, 0xE9, 0x74,
        ]
        var check: UInt8 = 0
        for index in 0..<bytes.count {
            check ^= bytes[index]
            check = check >> 4 ^ halves[Int(check & 0x0F)]
            check = check >> 4 ^ halves[Int(check & 0x0F)]
        }
        return check
    }
}
