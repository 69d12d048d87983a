/// Which field stands in which column, as a CSV header says.
struct CSVLayout: Sendable {
    /// Of these, the first `columnCount` are in force.
    private var fields = InlineArray<7, Field>(repeating: .measuredAt)
    private(set) var columnCount = 0

    /// Reads the header. Names stand in any order, each at most once, spelled as the schema spells them.
    init(header: Span<UInt8>, names: NameTable) throws(DocumentDefect) {
        var seen = FieldSet()
        var hasVitalSign = false
        for cell in try Self.cells(of: header) {
            let text = header.extracting(cell.start..<cell.end)
            guard let place = names.index(of: text), let field = Field(rawValue: UInt8(place)) else {
                if Self.looksLikeAValue(text) { throw .headerMissing }
                let name = shownName(text)
                throw .unknownColumn(name: name, suggestion: names.nearest(to: name))
            }
            guard seen.insertNew(field) else { throw .duplicateColumn(name: names.name(at: place)) }
            hasVitalSign = hasVitalSign || field.vitalSign != nil
            fields[columnCount] = field
            columnCount += 1
        }
        var withTimestamp = seen
        guard !withTimestamp.insertNew(.measuredAt) else { throw .timestampColumnMissing }
        guard hasVitalSign else { throw .vitalSignColumnMissing }
    }

    /// Reads one row. The structure is judged before the cells: a row of the wrong length may hold its values in the wrong
    /// columns.
    func draft(of row: Span<UInt8>, stamps: inout StampReader, qualities: NameTable) -> RowDraft {
        var draft = RowDraft()
        var column = 0
        var next = 0
        while true {
            guard let cell = CSVCell(row, from: next) else { return .refused(.malformedQuotes) }
            guard column < columnCount else { return .refused(.wrongColumnCount) }
            if cell.end > cell.start {
                let field = fields[column]
                let text = row.extracting(cell.start..<cell.end)
                if let sign = field.vitalSign {
                    draft.take(DecimalNumber.value(of: text, exponent: .refused), for: sign)
                } else {
                    draft.take(text, for: field, stamps: &stamps, qualities: qualities)
                }
            }
            column += 1
            guard cell.delimiter < row.count else { break }
            next = cell.delimiter + 1
        }
        return column == columnCount ? draft : .refused(.wrongColumnCount)
    }

    private static func cells(of header: Span<UInt8>) throws(DocumentDefect) -> [CSVCell] {
        var cells: [CSVCell] = []
        var count = 0
        var next = 0
        while true {
            guard let cell = CSVCell(header, from: next) else { throw .malformedHeader }
            count += 1
            if count <= Limits.columnCount { cells.append(cell) }
            guard cell.delimiter < header.count else { break }
            next = cell.delimiter + 1
        }
        guard count <= Limits.columnCount else { throw .tooManyColumns(count: count) }
        return cells
    }

    /// A name of a column does not begin with a digit or a sign; a row of values does.
    private static func looksLikeAValue(_ text: Span<UInt8>) -> Bool {
        guard let first = text.isEmpty ? nil : text[0] else { return false }
        return (0x30...0x39).contains(first) || first == 0x2D
    }
}
