import Vitals

/// A time of eight bytes in decimal digits, two a byte: century, year, month, day, hour, minute, second, hundredths.
///
/// Nonin's format 13 and IEEE 11073-20601 both write local time this way. Decoders that read the bytes as plain binary
/// are wrong from 10 on.
enum DecimalTime {
    static let byteCount = 8

    /// `nil` where the digits are no date or time: the clock was lost with the battery.
    static func time(_ bytes: Span<UInt8>) -> CivilDateTime? {
        guard bytes.count >= byteCount, let century = decimal(bytes[0]), let year = decimal(bytes[1]),
            let month = decimal(bytes[2]), let day = decimal(bytes[3]), let hour = decimal(bytes[4]),
            let minute = decimal(bytes[5]), let second = decimal(bytes[6]),
            let date = CivilDate(year: century * 100 + year, month: month, day: day)
        else { return nil }
        return CivilDateTime(date: date, hour: hour, minute: minute, second: second)
    }

    /// Whether all of `bytes` are pairs of digits.
    static func isDecimal(_ bytes: Span<UInt8>) -> Bool {
        for index in 0..<bytes.count where decimal(bytes[index]) == nil { return false }
        return true
    }

    private static func decimal(_ byte: UInt8) -> Int? {
        let tens = Int(byte >> 4)
        let ones = Int(byte & 0x0F)
        return tens <= 9 && ones <= 9 ? tens * 10 + ones : nil
    }
}
