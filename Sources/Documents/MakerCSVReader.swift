import Vitals

/// Reads CSV as makers' apps and programs export it. What differs between makers stands in `CSVDialect`.
///
/// At most one line is held, and besides it at most `Limits.heldRowCount` rows while it is not known whether dates are day first.
struct MakerCSVReader: RowReader {
    private let format: DocumentFormat
    private let dialect: CSVDialect
    private let nameStamp: CivilDateTime?

    private var lines = TextLines()
    private var header: MakerCSVHeader?
    private var preambleLineCount = 0
    private var rowNumber: UInt64 = 0
    private var isTwelveHour: Bool?
    private var dates: DateOrderSettler
    private var clock = LocalClock()
    private var held: [MakerRow] = []

    init(_ format: DocumentFormat, _ dialect: CSVDialect, _ context: DocumentContext) {
        self.format = format
        self.dialect = dialect
        nameStamp = context.nameStamp
        dates = DateOrderSettler(usual: dialect.usualOrder, name: context.nameStamp)
    }

    mutating func feed(_ bytes: Span<UInt8>, row: (DocumentRow) -> Void) throws(DocumentDefect) {
        var index = 0
        while let line = try lines.readLine(bytes, from: &index) {
            switch line {
            case .inPlace(let place): try takeLine(bytes.extracting(place), isWhole: true, row: row)
            case .held: try takeHeldLine(isWhole: true, row: row)
            }
        }
    }

    mutating func finish(row: (DocumentRow) -> Void) throws(DocumentDefect) {
        if lines.readLast() { try takeHeldLine(isWhole: lines.text.last == 0x0D, row: row) }
        guard header != nil else {
            if preambleLineCount == 0 { throw .empty }
            throw .headerNotFound(format: format)
        }
        if !held.isEmpty { throw .dateOrderUnknown }
    }

    private mutating func takeHeldLine(isWhole: Bool, row: (DocumentRow) -> Void) throws(DocumentDefect) {
        if lines.isTooLong {
            guard header != nil else { throw .headerTooLong }
            return try take(MakerRow(refused: .rowTooLong, offset: lines.offset), row: row)
        }
        // Held while it is read, since reading changes the rest of `self`.
        let text = lines.text
        try takeLine(text.span, isWhole: isWhole, row: row)
    }

    private mutating func takeLine(
        _ text: Span<UInt8>, isWhole: Bool, row: (DocumentRow) -> Void
    ) throws(DocumentDefect) {
        let offset = lines.offset
        guard !isBlankLine(text) else { return }
        guard let header else { return try takeAboveRows(text) }
        guard isWhole else { return try take(MakerRow(refused: .rowCutOff, offset: offset), row: row) }
        var parsed = MakerRow(text, header, dialect, offset: offset)
        if let isTwelve = parsed.isTwelveHour {
            // A clock that changes its way of writing leaves half a day open.
            if isTwelve != isTwelveHour ?? isTwelve { parsed = MakerRow(refused: .notATimestamp, offset: offset) }
            isTwelveHour = isTwelveHour ?? isTwelve
        }
        try take(parsed, row: row)
    }

    private mutating func takeAboveRows(_ text: Span<UInt8>) throws(DocumentDefect) {
        if let found = MakerCSVHeader(text, dialect) {
            if let duplicate = found.duplicate { throw .duplicateColumn(name: duplicate) }
            if found.columns.contains(.elapsed), nameStamp == nil { throw .startUnknown }
            header = found
            return
        }
        preambleLineCount += 1
        if preambleLineCount > Limits.preambleLineCount { throw .headerNotFound(format: format) }
    }

    private mutating func take(_ taken: MakerRow, row: (DocumentRow) -> Void) throws(DocumentDefect) {
        rowNumber += 1
        var taken = taken
        taken.number = rowNumber
        if case .numeric(let date) = taken.stamp { try dates.note(date) }
        if dates.order == nil, !held.isEmpty || taken.isAmbiguous {
            guard held.count < Limits.heldRowCount else { throw .dateOrderUnknown }
            held.append(taken)
            return
        }
        giveHeld(row: row)
        row(finished(taken))
    }

    private mutating func giveHeld(row: (DocumentRow) -> Void) {
        guard !held.isEmpty else { return }
        var waiting: [MakerRow] = []
        swap(&waiting, &held)
        for one in waiting { row(finished(one)) }
    }

    private mutating func finished(_ row: MakerRow) -> DocumentRow {
        var readings = row.readings
        var refusal = row.refusal
        switch row.stamp {
        case .settled(let local): readings.measuredAt = clock.instant(local)
        case .numeric(let date):
            // Without an order only dates come here that are the same in both.
            if let local = date.local(dates.order ?? .dayFirst) {
                readings.measuredAt = clock.instant(local)
            } else {
                refusal = .notATimestamp
            }
        case .elapsed(let microseconds):
            if let nameStamp {
                readings.measuredAt = LondonTime.instant(nameStamp).advanced(by: .microseconds(microseconds))
            }
        case nil: break
        }
        if readings.measuredAt == nil { refusal = refusal ?? .timestampMissing }
        let content: DocumentRow.Content = if let refusal { .refused(refusal) } else { .readings(readings) }
        return DocumentRow(number: row.number, offset: row.offset, child: nil, content: content)
    }
}
