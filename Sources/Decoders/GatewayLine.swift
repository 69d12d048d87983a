import Vitals

/// A value of a Bluetooth characteristic as a gateway forwards it: one a line, in one of two forms.
///
///     2a5f 1c 62 00 40 00 20 00 20 00 00 22 f0
///     {"char":"2a5f","value":"1c620040002000200000 22f0","time":"2026-11-21T07:30:05Z","device":"…"}
///
/// The characteristic is 16 bits, with or without `0x`, or its long form 0000xxxx-0000-1000-8000-00805f9b34fb. Bytes may
/// be parted by blanks, colons or dashes. Of JSON, a flat object is read: `char` and `value`, and `time` as text where the
/// value has no time of its own; other keys are passed over. No common form for such lines exists: this one is ours.
enum GatewayLine {
    static func decode(_ line: Span<UInt8>, _ characteristic: BluetoothCharacteristic) -> FrameContent {
        guard !line.isEmpty else { return .refused(.otherLine) }
        if line[0] == 0x7B { return object(line, characteristic) }
        var cursor = TextCursor()
        guard uuid(&cursor, line) == characteristic.rawValue, cursor.takeBlanks(line) else {
            return .refused(.otherLine)
        }
        guard let value = BluetoothValue(line.extracting(cursor.index..<line.count)) else {
            return .refused(.otherLine)
        }
        return characteristic.decode(value)
    }

    /// A flat JSON object on one line.
    private static func object(_ line: Span<UInt8>, _ characteristic: BluetoothCharacteristic) -> FrameContent {
        var scan = FlatObject()
        var isOurs = false
        var value: BluetoothValue?
        var time: WallInstant?
        while let member = scan.next(line) {
            let key = line.extracting(member.key)
            let text = line.extracting(member.value)
            if characteristicKey.isAll(of: key) {
                var cursor = TextCursor()
                isOurs = uuid(&cursor, text) == characteristic.rawValue && cursor.isAtEnd(text)
            } else if valueKey.isAll(of: key) {
                value = BluetoothValue(text)
            } else if timeKey.isAll(of: key), member.isText {
                time = Timestamp(text)?.instant
            }
        }
        guard scan.isWhole, isOurs, let value else { return .refused(.otherLine) }
        return characteristic.decode(value, receivedAt: time)
    }

    private static let characteristicKey = TextWord(exactly: "char")
    private static let valueKey = TextWord(exactly: "value")
    private static let timeKey = TextWord(exactly: "time")
    private static let hexadecimalMark = TextWord("0X")
    private static let zeros = TextWord("0000")

    private static func uuid(_ cursor: inout TextCursor, _ text: Span<UInt8>) -> UInt16? {
        if cursor.take(hexadecimalMark, text) || cursor.take(zeros, text) {}
        guard let high = cursor.hexadecimalByte(text), let low = cursor.hexadecimalByte(text) else { return nil }
        if cursor.peek(text) == 0x2D { _ = cursor.take(word: "-0000-1000-8000-00805F9B34FB", text) }
        return UInt16(high) << 8 | UInt16(low)
    }
}

/// The members of a flat JSON object, one after another. Text with escapes, nested values and anything after the object
/// make it not whole.
private struct FlatObject {
    struct Member {
        var key: Range<Int>
        /// Without quotation marks.
        var value: Range<Int>
        var isText: Bool
    }

    /// The object's end was reached and nothing stands behind it.
    private(set) var isWhole = false
    private var index = 0

    mutating func next(_ line: Span<UInt8>) -> Member? {
        guard take(index == 0 ? 0x7B : 0x2C, line) else {
            isWhole = index > 0 && take(0x7D, line) && index == line.count
            return nil
        }
        guard let key = text(line), take(0x3A, line) else { return nil }
        if let value = text(line) { return Member(key: key, value: value, isText: true) }
        let start = index
        while index < line.count, Self.isOfWord(line[index]) { index += 1 }
        return index > start ? Member(key: key, value: start..<index, isText: false) : nil
    }

    private mutating func text(_ line: Span<UInt8>) -> Range<Int>? {
        guard take(0x22, line) else { return nil }
        let start = index
        while index < line.count, line[index] != 0x22 {
            if line[index] == 0x5C { return nil }
            index += 1
        }
        guard index < line.count else { return nil }
        index += 1
        return start..<index - 1
    }

    /// A mark with blanks around it.
    private mutating func take(_ mark: UInt8, _ line: Span<UInt8>) -> Bool {
        var end = index
        while end < line.count, line[end] == 0x20 { end += 1 }
        guard end < line.count, line[end] == mark else { return false }
        end += 1
        if mark != 0x22 { while end < line.count, line[end] == 0x20 { end += 1 } }
        index = end
        return true
    }

    /// Of a number, `true`, `false` or `null`.
    private static func isOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2E: true
        default: false
        }
    }
}
