/// The general way: any order, any whitespace, every byte judged. It notes where the values stand, for the layout.
extension NumberRows {
    mutating func readCSV(_ line: Span<UInt8>, into row: inout NumberRow) throws(NumberRowsDefect.Reason) {
        let end = line[line.count - 1] == 0x0D ? line.count - 1 : line.count
        let text = line.extracting(0..<end)
        var next = 0
        var column = 0
        while true {
            guard column < places.count, let cell = CSVCell(text, from: next) else { throw .malformed }
            let place = places[column]
            let value = text.extracting(cell.start..<cell.end)
            if columns[place].decimals == nil {
                (row.nameStart, row.nameEnd) = (cell.start, cell.end)
            } else if !value.isEmpty {
                try take(value, at: place, exponent: .refused, into: &row)
            }
            column += 1
            guard cell.delimiter < text.count else { break }
            next = cell.delimiter + 1
        }
        guard column == places.count else { throw .malformed }
        guard row.nameEnd > row.nameStart else { throw .noName }
    }

    mutating func readNDJSON(_ text: Span<UInt8>, into row: inout NumberRow) throws(NumberRowsDefect.Reason) {
        var scanner = JSONScanner()
        var seen: UInt64 = 0
        scanner.skipWhitespace(text)
        guard scanner.take(0x7B, text) else { throw .malformed }
        while true {
            scanner.skipWhitespace(text)
            guard let key = scanner.string(text), let place = place(of: text.extracting(key.start..<key.end)),
                seen >> UInt64(place) & 1 == 0
            else { throw .malformed }
            seen |= 1 << UInt64(place)
            scanner.skipWhitespace(text)
            guard scanner.take(0x3A, text) else { throw .malformed }
            scanner.skipWhitespace(text)
            try readValue(at: place, text, &scanner, into: &row)
            scanner.skipWhitespace(text)
            if scanner.take(0x2C, text) { continue }
            guard scanner.take(0x7D, text) else { throw .malformed }
            break
        }
        scanner.skipWhitespace(text)
        guard scanner.isAtEnd(text) else { throw .malformed }
        guard row.nameEnd > row.nameStart else { throw .noName }
    }

    private mutating func readValue(
        at place: Int, _ text: Span<UInt8>, _ scanner: inout JSONScanner, into row: inout NumberRow
    ) throws(NumberRowsDefect.Reason) {
        switch (scanner.kind(text), columns[place].decimals) {
        case (.string, nil):
            guard let name = scanner.string(text), !name.hasEscapes else { throw .malformed }
            (row.nameStart, row.nameEnd) = (name.start, name.end)
            note(place, name.start, name.end)
        case (.number, .some):
            guard let number = scanner.number(text) else { throw .malformed }
            try take(text.extracting(number), at: place, exponent: .allowed, into: &row)
            note(place, number.lowerBound, number.upperBound)
        case (.null, .some):
            let start = scanner.index
            guard scanner.word(text) else { throw .malformed }
            note(place, start, scanner.index)
        default: throw .malformed
        }
    }

    private mutating func note(_ place: Int, _ start: Int, _ end: Int) {
        cells.append(RowLayout.Cell(place: place, decimals: columns[place].decimals, start: start, end: end))
    }

    /// A number with more digits behind the point than its column has is refused if the column has none, else rounded.
    private func take(
        _ text: Span<UInt8>, at place: Int, exponent: DecimalNumber.Exponent, into row: inout NumberRow
    ) throws(NumberRowsDefect.Reason) {
        guard let value = DecimalNumber.value(of: text, exponent: exponent), let decimals = columns[place].decimals
        else { throw .malformed }
        var scaled = value
        for _ in 0..<decimals { scaled *= 10 }
        let whole = scaled.rounded(.toNearestOrEven)
        // Above 2^53 a Double has no exact whole numbers.
        guard decimals > 0 || whole == scaled, abs(whole) < 9_007_199_254_740_992 else { throw .malformed }
        row.numbers[place] = Int(whole)
    }
}
