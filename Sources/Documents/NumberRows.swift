/// Reads rows that each name somebody and give numbers, from CSV with a header or from NDJSON, at the speed of the bytes.
///
/// It knows no clinical field: the caller says which columns there are. Two ways read a row, and give the same:
///
/// - The general way takes cells and keys in any order with any whitespace, quoted or not, and judges every byte.
/// - Files are written by programs, so a row mostly is laid out as the one before. `RowLayout` remembers the bytes between
///   the values and compares them eight at a time; when one differs, the general way reads that row and the layout is
///   learnt anew.
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
    var layout = RowLayout()
    var cells: [RowLayout.Cell] = []
    private(set) var rowCount = 0

    /// - Parameter columns: at most `Limits.numberColumnCount`, one of them the name.
    package init(_ form: Form, columns: [Column]) {
        self.form = form
        self.columns = Array(columns.prefix(Limits.numberColumnCount))
    }

    /// Reads whole rows.
    ///
    /// - Parameters:
    ///   - isLast: nothing follows, so a last row needs no line feed.
    ///   - row: given the name, and the numbers by the place of their column.
    /// - Returns: how many bytes were read; the others are to be handed over again with what follows them.
    package mutating func read(
        _ bytes: Span<UInt8>, isLast: Bool, row take: (Span<UInt8>, Span<Int>) -> Void
    ) throws(NumberRowsDefect) -> Int {
        var index = 0
        while index < bytes.count {
            let guess = guessedRows(bytes, from: index, row: take)
            index = guess.end
            guard index < bytes.count else { break }
            guard let end = try readAnyRow(bytes, from: index, isLast: isLast, learns: guess.isDifferent, row: take)
            else { break }
            index = end
        }
        return index
    }

    /// As many rows as are laid out as guessed.
    private mutating func guessedRows(
        _ bytes: Span<UInt8>, from start: Int, row take: (Span<UInt8>, Span<Int>) -> Void
    ) -> (end: Int, isDifferent: Bool) {
        let learnt = layout.slots
        let slots = learnt.span
        guard !slots.isEmpty else { return (start, true) }
        let emptyIsMissing = form == .csv
        var index = start
        var count = 0
        var isDifferent = false
        var row = NumberRow()
        while true {
            switch RowLayout.read(bytes, from: index, slots, emptyIsMissing: emptyIsMissing, into: &row) {
            case .row(let end):
                index = end
                count &+= 1
                take(bytes.extracting(row.name), row.numbers.span)
                continue
            case .different: isDifferent = true
            case .incomplete: break
            }
            break
        }
        rowCount += count
        return (index, isDifferent)
    }

    /// One row by the general way; `nil` when it is not whole.
    private mutating func readAnyRow(
        _ bytes: Span<UInt8>, from start: Int, isLast: Bool, learns: Bool,
        row take: (Span<UInt8>, Span<Int>) -> Void
    ) throws(NumberRowsDefect) -> Int? {
        let line = LineScan(bytes, from: start)
        guard line.zeroIndex == nil else { throw defect(.binary) }
        guard line.end - start <= Limits.rowBytes else { throw defect(.tooLong) }
        guard line.isWhole || isLast else { return nil }
        let next = line.end + (line.isWhole ? 1 : 0)
        let text = bytes.extracting(start..<line.end)
        if isBlankLine(text) { return next }
        guard !line.marks.contains(.beyondASCII) || isUTF8(text) else { throw defect(.notUTF8) }
        if form == .csv, places.isEmpty {
            try readHeader(text)
            return next
        }
        cells.removeAll(keepingCapacity: true)
        var row = NumberRow()
        do {
            try form == .csv ? readCSV(text, into: &row) : readNDJSON(text, into: &row)
        } catch {
            throw defect(error)
        }
        rowCount += 1
        if learns, line.isWhole { layout.learn(bytes.extracting(start..<next), cells) }
        take(text.extracting(row.name), row.numbers.span)
        return next
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
            guard cell.delimiter < header.count else { return }
            next = cell.delimiter + 1
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

/// The numbers of one row, each times ten to the power of its column's decimals.
package struct NumberRow: BitwiseCopyable {
    /// Stands where there is no number.
    package static let missing = Int.min

    var numbers = InlineArray<8, Int>(repeating: Self.missing)
    var nameStart = 0
    var nameEnd = 0

    var name: Range<Int> { nameStart..<nameEnd }
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
