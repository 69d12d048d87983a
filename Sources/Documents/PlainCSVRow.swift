/// A row of CSV whose cells are as programs write them: plain values, no blanks and no quotation marks.
///
///     1767225600000,PT100001,97,,36.8\n
struct PlainCSVRow {
    /// What stands in one column: its place among the numbers, its decimals, and whether it is the name, in one word.
    struct Column: BitwiseCopyable {
        private let bits: UInt32

        /// - Parameter decimals: at most 15; `nil` for a name.
        init(place: Int, decimals: Int?) {
            bits =
                UInt32(truncatingIfNeeded: place & 0xFF) | UInt32(truncatingIfNeeded: (decimals ?? 0) & 0xFF) << 8
                | (decimals == nil ? 1 << 16 : 0)
        }

        @inline(__always) var place: Int { Int(bits & 0xFF) }
        @inline(__always) var decimals: Int { Int(bits &>> 8 & 0xFF) }
        @inline(__always) var isName: Bool { bits &>> 16 != 0 }
    }

    /// Reads rows until one is not plain or not whole, or `rows` is full.
    ///
    /// - Returns: where the next row begins, and the place behind the last row read.
    static func read(
        _ bytes: Span<UInt8>, from start: Int, _ columns: Span<Column>, into rows: inout MutableSpan<NumberRow>,
        at place: Int
    ) -> (end: Int, place: Int) {
        var end = start
        var place = place
        while place < rows.count, let next = read(bytes, from: end, columns, into: &rows[place]) {
            end = next
            place &+= 1
        }
        return (end, place)
    }

    /// Reads one row with its line feed, and gives where the next begins.
    @inline(__always)
    private static func read(
        _ bytes: Span<UInt8>, from start: Int, _ columns: Span<Column>, into row: inout NumberRow
    ) -> Int? {
        // The header may lack a column, and the room may be another table's.
        row.numbers = InlineArray(repeating: NumberRow.missing)
        var index = start
        let last = columns.count &- 1
        for column in columns.indices {
            let kind = columns[column]
            let stop: UInt8 = column == last ? 0x0A : 0x2C
            if kind.isName {
                guard let end = PlainValue.nameEnd(bytes, from: index, stop: stop) else { return nil }
                (row.nameStart, row.nameEnd) = (index, end)
                index = end
            } else {
                guard let word = ByteWord(bytes, at: index) else { return nil }
                let marks = word.notDigitMarks
                if marks & 0x80 == 0 {
                    guard let number = PlainValue.number(word, marks, bytes, &index, decimals: kind.decimals) else {
                        return nil
                    }
                    row.numbers[kind.place] = number
                }
                guard index < bytes.count else { return nil }
                if bytes[index] != stop {
                    guard column == last, bytes[index] == 0x0D else { return nil }
                    index &+= 1
                    guard index < bytes.count, bytes[index] == 0x0A else { return nil }
                }
            }
            index &+= 1
        }
        return index
    }
}
