/// Which column is what, and what stands between them, as the header of a maker's CSV says.
struct MakerCSVHeader: Sendable {
    let separator: UInt8
    /// One for each column, in their order.
    private(set) var columns: [CSVDialect.Column] = []
    /// A column that counts and stands twice: only one can be right.
    private(set) var duplicate: String?

    private static let separators: [UInt8] = [0x2C, 0x3B, 0x09]

    /// `nil` when the line is not the header of this dialect, whatever stands between its columns.
    init?(_ line: Span<UInt8>, _ dialect: CSVDialect) {
        let isReturned = !line.isEmpty && line[line.count - 1] == 0x0D
        let text = isReturned ? line.extracting(0..<(line.count - 1)) : line
        for separator in Self.separators {
            guard let found = Self(text, dialect, separator: separator) else { continue }
            self = found
            return
        }
        return nil
    }

    private init?(_ line: Span<UInt8>, _ dialect: CSVDialect, separator: UInt8) {
        self.separator = separator
        var next = 0
        while columns.count < Limits.columnCount {
            guard let cell = CSVCell(line, from: next, separator: separator) else { return nil }
            let name = Self.plainName(line.extracting(cell.start..<cell.end))
            let column = dialect.columns.first { Array($0.name.description.utf8) == name }?.column ?? .other
            if column != .other, columns.contains(column), duplicate == nil {
                duplicate = String(decoding: name, as: UTF8.self)
            }
            columns.append(column)
            guard cell.delimiter < line.count else { break }
            next = cell.delimiter + 1
            if columns.count == Limits.columnCount { return nil }
        }
        for column in dialect.required where !columns.contains(column) { return nil }
        if columns.contains(.pulse) { columns = columns.map { $0 == .heartRate ? .other : $0 } }
    }

    /// In small letters, blanks being single spaces.
    private static func plainName(_ text: Span<UInt8>) -> [UInt8] {
        var name: [UInt8] = []
        for index in text.indices {
            let byte = text[index]
            if byte == 0x20 || byte == 0x09 {
                if name.last != 0x20 { name.append(0x20) }
            } else {
                name.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
            }
        }
        return name
    }
}
