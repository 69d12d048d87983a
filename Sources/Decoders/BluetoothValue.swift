import Vitals

/// The bytes of one Bluetooth value, read from the front. Reading past the end gives 0 and is remembered.
struct BluetoothValue: BitwiseCopyable {
    private var bytes = InlineArray<32, UInt8>(repeating: 0)
    private var count = 0
    private var index = 0
    /// More was read than there was.
    private(set) var isCutShort = false

    /// Reads hexadecimal digits in pairs; `nil` for anything else, for none, and for more than
    /// `Limits.bluetoothValueByteCount`.
    init?(_ text: Span<UInt8>) {
        var cursor = TextCursor()
        while !cursor.isAtEnd(text) {
            guard count < Limits.bluetoothValueByteCount, let byte = cursor.hexadecimalByte(text) else { return nil }
            bytes[count] = byte
            count += 1
            while let part = cursor.peek(text), part == 0x20 || part == 0x3A || part == 0x2D {
                _ = cursor.take(part, text)
            }
        }
        guard count > 0 else { return nil }
    }

    var isAtEnd: Bool { index >= count }

    mutating func byte() -> UInt8 {
        guard index < count else {
            isCutShort = true
            return 0
        }
        defer { index += 1 }
        return bytes[index]
    }

    mutating func word16() -> UInt16 { UInt16(byte()) | UInt16(byte()) << 8 }

    mutating func word24() -> UInt32 { UInt32(word16()) | UInt32(byte()) << 16 }

    mutating func word32() -> UInt32 { word24() | UInt32(byte()) << 24 }

    /// Seven bytes of date and time. `nil` where year, month or day is 0, unknown, or where there is no such time.
    mutating func time() -> CivilDateTime? {
        let year = Int(word16())
        let month = Int(byte())
        let day = Int(byte())
        let hour = Int(byte())
        let minute = Int(byte())
        let second = Int(byte())
        guard year > 0, let date = CivilDate(year: year, month: month, day: day) else { return nil }
        return CivilDateTime(date: date, hour: hour, minute: minute, second: second)
    }
}
