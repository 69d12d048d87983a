/// Turns bytes of a text into UTF-8: UTF-16 with a byte order mark is decoded, a mark of UTF-8 is left out, and anything else
/// goes through as it is. Windows programs export UTF-16; without a mark it is not guessed at, and its zero bytes refuse it.
struct TextDecoder: Sendable {
    private enum Encoding { case unknown, plain, littleEndian, bigEndian }

    private var encoding = Encoding.unknown
    /// The bytes before the encoding is known, or the first half of a unit.
    private var held: [UInt8] = []
    /// The first half of a pair of surrogates.
    private var highSurrogate: UInt16?

    /// Whether bytes go through as they are from here on.
    var isPlain: Bool { encoding == .plain }

    /// Takes one byte and appends what it completes to `text`. A line feed is only ever the last byte appended.
    mutating func feed(_ byte: UInt8, into text: inout [UInt8]) {
        switch encoding {
        case .plain: text.append(byte)
        case .unknown:
            held.append(byte)
            if held == [0xFF, 0xFE] || held == [0xFE, 0xFF] {
                encoding = held[0] == 0xFF ? .littleEndian : .bigEndian
                held.removeAll(keepingCapacity: true)
            } else if held == [0xEF, 0xBB, 0xBF] {
                encoding = .plain
                held.removeAll(keepingCapacity: true)
            } else if held != [0xFF], held != [0xFE], held != [0xEF], held != [0xEF, 0xBB] {
                encoding = .plain
                giveHeld(to: &text)
            }
        case .littleEndian, .bigEndian:
            guard let first = held.popLast() else {
                held.append(byte)
                return
            }
            let isLittle = encoding == .littleEndian
            take(UInt16(isLittle ? byte : first) << 8 | UInt16(isLittle ? first : byte), into: &text)
        }
    }

    /// The text has ended: half a unit becomes a byte that is no UTF-8, so that its line is refused.
    mutating func finish(into text: inout [UInt8]) {
        if encoding == .unknown { return giveHeld(to: &text) }
        if !held.isEmpty || highSurrogate != nil { text.append(0xFF) }
        held.removeAll()
        highSurrogate = nil
    }

    private mutating func giveHeld(to text: inout [UInt8]) {
        text += held
        held.removeAll(keepingCapacity: true)
    }

    private mutating func take(_ unit: UInt16, into text: inout [UInt8]) {
        if let high = highSurrogate {
            highSurrogate = nil
            if (0xDC00...0xDFFF).contains(unit) {
                let value = 0x10000 + (UInt32(high & 0x3FF) << 10 | UInt32(unit & 0x3FF))
                return give(Unicode.Scalar(value), to: &text)
            }
            text.append(0xFF)
        }
        if (0xD800...0xDBFF).contains(unit) { highSurrogate = unit } else { give(Unicode.Scalar(unit), to: &text) }
    }

    /// A lone surrogate is `nil`.
    private func give(_ scalar: Unicode.Scalar?, to text: inout [UInt8]) {
        guard let scalar else { return text.append(0xFF) }
        if scalar.isASCII { return text.append(UInt8(truncatingIfNeeded: scalar.value)) }
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { text.append(byte) }
    }
}
