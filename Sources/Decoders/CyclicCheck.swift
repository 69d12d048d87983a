/// The two check bytes of Viatom's protocols.
enum CyclicCheck {
    /// CRC-8: polynomial 07, begins with 0. Of "123456789" it is f4.
    static func crc8(_ bytes: Span<UInt8>) -> UInt8 {
        var check: UInt8 = 0
        for index in 0..<bytes.count {
            check ^= bytes[index]
            for _ in 0..<8 { check = check & 0x80 != 0 ? check << 1 ^ 0x07 : check << 1 }
        }
        return check
    }

    /// CRC-8/Maxim: polynomial 31 with bits reversed, begins with 0. Of "123456789" it is a1.
    static func crc8Maxim(_ bytes: Span<UInt8>) -> UInt8 {
        var check: UInt8 = 0
        for index in 0..<bytes.count {
            check ^= bytes[index]
            for _ in 0..<8 { check = check & 0x01 != 0 ? check >> 1 ^ 0x8C : check >> 1 }
        }
        return check
    }
}
