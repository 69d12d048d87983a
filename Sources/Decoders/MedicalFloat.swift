/// The floating-point numbers of IEEE 11073-20601, as Bluetooth health services send them: mantissa × 10^exponent.
///
///     SFLOAT  16 bits little endian: exponent 15…12, mantissa 11…0, both signed
///     FLOAT   32 bits little endian: exponent 31…24, mantissa 23…0, both signed
///
/// Special values are whole words, so f7ff is an ordinary 204.7 though its mantissa is that of "not a number". Source:
/// 11073-20601 as in oesmith/gatt-xml; a real cuff that sent `ff 07`, stored by others as 2047 (derdilla/
/// blood-pressure-monitor-fl, issue 80).
enum MedicalFloat {
    /// `nil` for not a number, not at this resolution, infinities and the reserved word.
    static func short(_ word: UInt16) -> Double? {
        switch word {
        case 0x07FE, 0x07FF, 0x0800, 0x0801, 0x0802: nil
        default:
            scaled(mantissa: Int(Int16(bitPattern: word << 4) >> 4), exponent: Int(Int16(bitPattern: word) >> 12))
        }
    }

    /// `nil` for not a number, not at this resolution, infinities and the reserved word.
    static func long(_ word: UInt32) -> Double? {
        switch word {
        case 0x007F_FFFE, 0x007F_FFFF, 0x0080_0000, 0x0080_0001, 0x0080_0002: nil
        default:
            scaled(mantissa: Int(Int32(bitPattern: word << 8) >> 8), exponent: Int(Int32(bitPattern: word) >> 24))
        }
    }

    /// Powers of ten are exact up to 22, so 975 × 10^-1 is the same number as 97.5. Exponents beyond are of no vital sign.
    private static func scaled(mantissa: Int, exponent: Int) -> Double? {
        guard (-22...22).contains(exponent) else { return mantissa == 0 ? 0 : nil }
        var power = 1.0
        for _ in 0..<abs(exponent) { power *= 10 }
        return exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
    }
}
