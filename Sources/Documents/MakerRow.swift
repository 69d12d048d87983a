import Vitals

/// One row of a maker's CSV before its date is settled.
struct MakerRow: Sendable, BitwiseCopyable {
    var number: UInt64 = 0
    private(set) var offset: UInt64
    private(set) var stamp: MakerStamp?
    /// Whether the clock is one with AM and PM; `nil` without a clock.
    private(set) var isTwelveHour: Bool?
    private(set) var readings = ReadingSet(quality: .stored)
    /// A broken structure is named before the time, and the time before the values.
    private(set) var refusal: RowRefusal?
    private var hasUnreadableValue = false

    /// Whether two days are possible.
    var isAmbiguous: Bool { if case .numeric(let date) = stamp { date.isAmbiguous } else { false } }

    init(refused reason: RowRefusal, offset: UInt64) {
        refusal = reason
        self.offset = offset
    }

    /// Reads a line. Each value is judged alone: one that cannot be read or is missing leaves the others as they are.
    /// A row may have fewer cells than the header, which are then missing, or more empty ones.
    init(_ line: Span<UInt8>, _ header: MakerCSVHeader, _ dialect: CSVDialect, offset: UInt64) {
        self.offset = offset
        let isReturned = !line.isEmpty && line[line.count - 1] == 0x0D
        let text = isReturned ? line.extracting(0..<(line.count - 1)) : line
        guard isUTF8(text) else {
            refusal = .invalidUTF8
            return
        }
        var time = UnescapedText()
        var isTimeTooLong = false
        var column = 0
        var next = 0
        while true {
            guard let cell = CSVCell(text, from: next, separator: header.separator) else {
                self = MakerRow(refused: .malformedQuotes, offset: offset)
                return
            }
            if cell.end > cell.start {
                guard column < header.columns.count else {
                    self = MakerRow(refused: .wrongColumnCount, offset: offset)
                    return
                }
                let content = text.extracting(cell.start..<cell.end)
                switch header.columns[column] {
                case .moment, .date, .clock:
                    if !Self.append(content, to: &time) { isTimeTooLong = true }
                case .elapsed: takeElapsed(content, header, dialect)
                case .other: break
                case let sign: take(content, sign, header, dialect)
                }
            }
            column += 1
            guard cell.delimiter < text.count else { break }
            next = cell.delimiter + 1
        }
        if isTimeTooLong {
            refuse(.notATimestamp)
        } else if !header.columns.contains(.elapsed) {
            takeTime(time.bytes.span.extracting(0..<time.byteCount))
        }
        if readings.given.isEmpty { refuse(hasUnreadableValue ? .notANumber : .noVitalSign) }
    }

    private mutating func takeTime(_ text: Span<UInt8>) {
        guard !text.isEmpty else { return refuse(.timestampMissing) }
        guard let read = MakerStampText(text) else { return refuse(.notATimestamp) }
        stamp = read.stamp
        isTwelveHour = read.isTwelveHour
    }

    private mutating func refuse(_ reason: RowRefusal) { refusal = refusal ?? reason }

    private mutating func takeElapsed(_ text: Span<UInt8>, _ header: MakerCSVHeader, _ dialect: CSVDialect) {
        guard let seconds = number(text, header), (0...Limits.elapsedSeconds).contains(seconds) else {
            return refuse(.notATimestamp)
        }
        stamp = .elapsed(Int64((seconds * 1_000_000).rounded()))
    }

    private mutating func take(
        _ text: Span<UInt8>, _ column: CSVDialect.Column, _ header: MakerCSVHeader, _ dialect: CSVDialect
    ) {
        // No word for what is missing is a number.
        guard let value = number(text, header) else {
            if !dialect.isMissing(text) { hasUnreadableValue = true }
            return
        }
        switch column {
        case .spO2 where !dialect.missingSpO2.contains(value): readings[.spO2] = value
        case .pulse where !dialect.missingPulse.contains(value): readings[.heartRate] = value
        case .heartRate: readings[.heartRate] = value
        case .respiratoryRate: readings[.respiratoryRate] = value
        default: break
        }
    }

    /// A decimal number, with a comma where a comma does not part the columns.
    private func number(_ text: Span<UInt8>, _ header: MakerCSVHeader) -> Double? {
        guard header.separator != 0x2C, text.count <= Limits.unescapedBytes else {
            return DecimalNumber.value(of: text, exponent: .refused)
        }
        var plain = UnescapedText()
        for index in text.indices { _ = plain.append(text[index] == 0x2C ? 0x2E : text[index]) }
        return DecimalNumber.value(of: plain.bytes.span.extracting(0..<plain.byteCount), exponent: .refused)
    }

    /// Adds a cell to the text of the time; `false` when that is longer than any time. The spaces that do not break, which
    /// apps put before AM and PM, are spaces.
    private static func append(_ cell: Span<UInt8>, to time: inout UnescapedText) -> Bool {
        if time.byteCount > 0, !time.append(0x20) { return false }
        var index = 0
        while index < cell.count {
            var byte = cell[index]
            var byteCount = 1
            if byte == 0xC2, index + 1 < cell.count, cell[index + 1] == 0xA0 {
                (byte, byteCount) = (0x20, 2)
            } else if byte == 0xE2, index + 2 < cell.count, cell[index + 1] == 0x80, cell[index + 2] == 0xAF {
                (byte, byteCount) = (0x20, 3)
            }
            guard time.append(byte) else { return false }
            index += byteCount
        }
        return true
    }
}

extension CSVDialect {
    /// Whether the cell holds a word that stands for no value.
    fileprivate func isMissing(_ text: Span<UInt8>) -> Bool {
        guard text.count <= Self.missingWordBytes, let small = UnescapedText(inSmallLetters: text) else { return false }
        return missingWords.index(of: small) != nil
    }

    /// No word of any dialect is longer.
    private static let missingWordBytes = 8
}
