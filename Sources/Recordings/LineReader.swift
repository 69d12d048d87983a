import Vitals

/// Reads the parts of one line from left to right; `LineRendering` writes each.
///
/// Parts are parted by exactly one space. The line is a parameter because a `Span` cannot be stored.
struct LineReader {
    let line: UInt64
    private var index = 0

    init(line: UInt64) { self.line = line }

    func defect(_ reason: RecordingDefect.Reason) -> RecordingDefect { RecordingDefect(reason, line: line) }

    /// The line must be used up.
    func end(_ bytes: Span<UInt8>) throws(RecordingDefect) {
        if index != bytes.count { throw defect(.surplus) }
    }

    /// The first word of the line, or the one after a space: bytes up to the next space.
    mutating func word(_ bytes: Span<UInt8>, part: String) throws(RecordingDefect) -> String {
        let start = index
        while index < bytes.count, bytes[index] != .space { index += 1 }
        guard index > start else { throw defect(.malformed(part: part)) }
        return try string(Array(bytes.extracting(start..<index)))
    }

    /// After a space: a decimal number that fits.
    mutating func number<Number: FixedWidthInteger & UnsignedInteger>(
        _ bytes: Span<UInt8>, part: String
    ) throws(RecordingDefect) -> Number {
        try space(bytes, part: part)
        guard let value: Number = digits(bytes) else { throw defect(.malformed(part: part)) }
        return value
    }

    /// The same, or `nil` at the end of the line.
    mutating func optionalNumber<Number: FixedWidthInteger & UnsignedInteger>(
        _ bytes: Span<UInt8>, part: String
    ) throws(RecordingDefect) -> Number? {
        guard index < bytes.count else { return nil }
        return try number(bytes, part: part)
    }

    /// After a space: a local date and time to the second, or `nil` at the end of the line.
    mutating func optionalLocalTime(_ bytes: Span<UInt8>, part: String) throws(RecordingDefect) -> CivilDateTime? {
        guard index < bytes.count else { return nil }
        let text = try token(bytes, part: part)
        // One way of writing it, so that a line is written again as it was read.
        guard let stamp = Timestamp(text), stamp.offset == nil, stamp.local.wholeSecondText == text else {
            throw defect(.malformed(part: part))
        }
        return stamp.local
    }

    /// After a space: seconds with six decimals, as microseconds.
    mutating func seconds(_ bytes: Span<UInt8>, part: String) throws(RecordingDefect) -> Int64 {
        try space(bytes, part: part)
        return try leadingSeconds(bytes, part: part)
    }

    /// The same at the front of the line.
    mutating func leadingSeconds(_ bytes: Span<UInt8>, part: String) throws(RecordingDefect) -> Int64 {
        let isNegative = index < bytes.count && bytes[index] == .hyphen
        if isNegative { index += 1 }
        guard let whole: UInt64 = digits(bytes), index < bytes.count, bytes[index] == 0x2E else {
            throw defect(.malformed(part: part))
        }
        index += 1
        let start = index
        guard let fraction: UInt64 = digits(bytes), index - start == 6 else { throw defect(.malformed(part: part)) }
        let (scaled, isTooLarge) = whole.multipliedReportingOverflow(by: 1_000_000)
        let (magnitude, carried) = scaled.addingReportingOverflow(fraction)
        let limit = Int64.max.magnitude + (isNegative ? 1 : 0)
        guard !isTooLarge, !carried, magnitude <= limit else { throw defect(.malformed(part: part)) }
        return isNegative ? Int64(truncatingIfNeeded: 0 &- magnitude) : Int64(magnitude)
    }

    /// After a space: a text without spaces.
    mutating func token(_ bytes: Span<UInt8>, part: String) throws(RecordingDefect) -> String {
        try space(bytes, part: part)
        let start = index
        while index < bytes.count, bytes[index] != .space { index += 1 }
        return try string(try unescaped(bytes.extracting(start..<index), part: part))
    }

    /// After a space: a text without spaces, or a hyphen for none.
    mutating func optionalToken(_ bytes: Span<UInt8>, part: String) throws(RecordingDefect) -> String? {
        if index + 1 < bytes.count, bytes[index] == .space, bytes[index + 1] == .hyphen,
            index + 2 == bytes.count || bytes[index + 2] == .space
        {
            index += 2
            return nil
        }
        return try token(bytes, part: part)
    }

    /// After a space: the rest of the line, as text.
    mutating func text(_ bytes: Span<UInt8>, part: String) throws(RecordingDefect) -> String {
        try string(try escapedBytes(bytes, part: part))
    }

    /// After a space: the rest of the line, as the bytes it stands for.
    mutating func escapedBytes(_ bytes: Span<UInt8>, part: String) throws(RecordingDefect) -> [UInt8] {
        try space(bytes, part: part)
        defer { index = bytes.count }
        return try unescaped(bytes.extracting(index..<bytes.count), part: part)
    }

    /// After a space: the rest of the line, two hexadecimal digits a byte.
    mutating func hexBytes(_ bytes: Span<UInt8>, part: String) throws(RecordingDefect) -> [UInt8] {
        try space(bytes, part: part)
        let digitCount = bytes.count - index
        if digitCount == 1, bytes[index] == .hyphen {
            index += 1
            return []
        }
        guard digitCount > 0, digitCount % 2 == 0 else { throw defect(.malformed(part: part)) }
        var result: [UInt8] = []
        result.reserveCapacity(digitCount / 2)
        while index < bytes.count {
            guard let byte = Self.byte(bytes[index], bytes[index + 1]) else { throw defect(.malformed(part: part)) }
            result.append(byte)
            index += 2
        }
        return result
    }

    private mutating func space(_ bytes: Span<UInt8>, part: String) throws(RecordingDefect) {
        guard index < bytes.count, bytes[index] == .space else { throw defect(.malformed(part: part)) }
        index += 1
    }

    private mutating func digits<Number: FixedWidthInteger & UnsignedInteger>(_ bytes: Span<UInt8>) -> Number? {
        let start = index
        var value: Number = 0
        while index < bytes.count, (0x30...0x39).contains(bytes[index]) {
            let (scaled, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, carried) = scaled.addingReportingOverflow(Number(bytes[index] - 0x30))
            if isTooLarge || carried { return nil }
            value = sum
            index += 1
        }
        return index > start ? value : nil
    }

    private func unescaped(_ bytes: Span<UInt8>, part: String) throws(RecordingDefect) -> [UInt8] {
        guard !bytes.isEmpty else { throw defect(.malformed(part: part)) }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            guard byte == .backslash else {
                result.append(byte)
                index += 1
                continue
            }
            guard index + 1 < bytes.count else { throw defect(.malformed(part: part)) }
            switch bytes[index + 1] {
            case .backslash: result.append(.backslash)
            case 0x65: break  // `\e` stands for nothing, where nothing would leave no part
            case 0x6E: result.append(.newline)
            case 0x72: result.append(0x0D)
            case 0x78:
                guard index + 3 < bytes.count, let byte = Self.byte(bytes[index + 2], bytes[index + 3]) else {
                    throw defect(.malformed(part: part))
                }
                result.append(byte)
                index += 2
            default: throw defect(.malformed(part: part))
            }
            index += 2
        }
        return result
    }

    private func string(_ bytes: [UInt8]) throws(RecordingDefect) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw defect(.notUTF8) }
        return text
    }

    static func byte(_ high: UInt8, _ low: UInt8) -> UInt8? {
        guard let high = nibble(high), let low = nibble(low) else { return nil }
        return high << 4 | low
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x57
        default: nil
        }
    }
}

extension [UInt8] {
    init(_ span: Span<UInt8>) {
        self.init()
        reserveCapacity(span.count)
        for index in 0..<span.count { append(span[index]) }
    }
}
