/// Reads rows that each name somebody and give numbers, from CSV with a header or from NDJSON, at the speed of the bytes.
///
/// It knows no clinical field: the caller says which columns there are. Two ways read a row, and give the same:
///
/// - The general way takes cells and keys in any order with any whitespace, quoted or not, and judges every byte.
/// - Files are written by programs, so a row mostly is laid out as the one before, and its values are plain. CSV is
///   guessed to have a comma between them (`PlainCSVRow`); for NDJSON the bytes between the values of the last row are
///   remembered and compared eight at a time (`RowLayout`). Where the guess does not hold, the general way reads that row
///   and the layout is learnt anew.
///
/// The bytes stay the caller's: it hands over what it has, and keeps what was not yet a whole row.
package struct NumberRows: ~Copyable {
    package enum Form: Sendable { case csv, ndjson }

    /// A column: the name column has no decimals of its own.
    package struct Column: Sendable {
        let name: [UInt8]
        /// Digits behind the point that count: 36.8 with one is 368. `nil`: the column names somebody.
        let decimals: Int?

        package init(_ name: String, decimals: Int?) {
            self.name = Array(name.utf8)
            self.decimals = decimals
        }
    }

    let form: Form
    let columns: [Column]
    /// Which of `columns` stands in each place of a CSV row; empty until the header has been read.
    var places: [Int] = []
    /// The columns of a CSV row in order, once the header has been read.
    private var plainColumns: [PlainCSVRow.Column] = []
    private var layout = RowLayout()
    var cells: [RowLayout.Cell] = []
    private(set) var rowCount = 0

    /// - Parameter columns: at most `Limits.numberColumnCount`, one of them the name.
    package init(_ form: Form, columns: [Column]) {
        self.form = form
        self.columns = Array(columns.prefix(Limits.numberColumnCount))
    }

    /// Reads whole rows, as many as `rows` has room for.
    ///
    /// - Parameters:
    ///   - isLast: nothing follows, so a last row needs no line feed.
    ///   - rows: filled from the first on; where a name stands counts from the beginning of `bytes`.
    /// - Returns: how many rows were read, and how many bytes; the other bytes are to be handed over again with what follows
    ///   them. With fewer rows than there is room for, no whole row is left.
    package mutating func read(
        _ bytes: Span<UInt8>, isLast: Bool, into rows: inout MutableSpan<NumberRow>
    ) throws(NumberRowsDefect) -> (rowCount: Int, byteCount: Int) {
        var index = 0
        var count = 0
        while index < bytes.count, count < rows.count {
            let guess = guessedRows(bytes, from: index, into: &rows, at: count)
            rowCount += guess.place - count
            (index, count) = guess
            guard index < bytes.count, count < rows.count else { break }
            var row = NumberRow()
            guard let any = try readAnyRow(bytes, from: index, isLast: isLast, into: &row) else { break }
            index = any.end
            if any.isRow {
                rows[count] = row
                count += 1
            }
        }
        return (count, index)
    }

    /// As many rows as are laid out as guessed.
    private func guessedRows(
        _ bytes: Span<UInt8>, from start: Int, into rows: inout MutableSpan<NumberRow>, at place: Int
    ) -> (end: Int, place: Int) {
        switch form {
        case .csv:
            guard !plainColumns.isEmpty else { return (start, place) }
            return PlainCSVRow.read(bytes, from: start, plainColumns.span, into: &rows, at: place)
        case .ndjson: return RowLayout.read(bytes, from: start, layout.slots.span, into: &rows, at: place)
        }
    }

    /// One row by the general way, which may be the header or blank; `nil` when it is not whole.
    private mutating func readAnyRow(
        _ bytes: Span<UInt8>, from start: Int, isLast: Bool, into row: inout NumberRow
    ) throws(NumberRowsDefect) -> (end: Int, isRow: Bool)? {
        let line = LineScan(bytes, from: start)
        guard line.zeroIndex == nil else { throw defect(.binary) }
        guard line.end - start <= Limits.rowBytes else { throw defect(.tooLong) }
        guard line.isWhole || isLast else { return nil }
        let next = line.end + (line.isWhole ? 1 : 0)
        let text = bytes.extracting(start..<line.end)
        if isBlankLine(text) { return (next, false) }
        guard !line.marks.contains(.beyondASCII) || isUTF8(text) else { throw defect(.notUTF8) }
        if form == .csv, places.isEmpty {
            try readHeader(text)
            return (next, false)
        }
        cells.removeAll(keepingCapacity: true)
        do {
            try form == .csv ? readCSV(text, into: &row) : readNDJSON(text, into: &row)
        } catch {
            throw defect(error)
        }
        rowCount += 1
        if form == .ndjson, line.isWhole { layout.learn(bytes.extracting(start..<next), cells) }
        row.nameStart += start
        row.nameEnd += start
        return (next, true)
    }

    private func defect(_ reason: NumberRowsDefect.Reason) -> NumberRowsDefect {
        NumberRowsDefect(rowNumber: rowCount + 1, reason: reason)
    }

    private mutating func readHeader(_ text: Span<UInt8>) throws(NumberRowsDefect) {
        var next = 0
        let end = text[text.count - 1] == 0x0D ? text.count - 1 : text.count
        let header = text.extracting(0..<end)
        while true {
            guard let cell = CSVCell(header, from: next),
                let place = place(of: header.extracting(cell.start..<cell.end)), !places.contains(place)
            else { throw defect(.header) }
            places.append(place)
            guard cell.delimiter < header.count else { break }
            next = cell.delimiter + 1
        }
        // Rows that name nobody are refused, one by one.
        if places.contains(where: { columns[$0].decimals == nil }) {
            plainColumns = places.map { PlainCSVRow.Column(place: $0, decimals: columns[$0].decimals) }
        }
    }

    /// Which column has this name.
    func place(of name: Span<UInt8>) -> Int? {
        for (place, column) in columns.enumerated() where column.name.count == name.count {
            var isEqual = true
            for index in name.indices where name[index] != column.name[index] { isEqual = false }
            if isEqual { return place }
        }
        return nil
    }
}

/// The numbers of one row by the place of their column, each times ten to the power of its column's decimals, and where the
/// name stands.
package struct NumberRow: BitwiseCopyable {
    /// Stands where there is no number.
    package static var missing: Int { .min }

    package var numbers = InlineArray<8, Int>(repeating: Self.missing)
    package var nameStart = 0
    package var nameEnd = 0

    package init() {}
}

/// Why a text of rows of numbers was refused.
package struct NumberRowsDefect: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Reason: Error, Sendable { case header, binary, tooLong, notUTF8, malformed, noName }

    /// Counts rows from 1; the header is not one.
    package let rowNumber: Int
    package let reason: Reason

    package var description: String {
        switch reason {
        case .header: "the header names an unknown column, or one twice"
        case .binary: "row \(rowNumber) holds a zero byte and is not text"
        case .tooLong: "row \(rowNumber) is longer than \(Limits.rowBytes) bytes"
        case .notUTF8: "row \(rowNumber) is not UTF-8"
        case .malformed: "row \(rowNumber) is not a row of the columns asked for"
        case .noName: "row \(rowNumber) names nobody"
        }
    }
}
