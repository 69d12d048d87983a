import Vitals

/// Reads the project's own schema, CSV or NDJSON, line by line.
///
/// At most one row (`Limits.rowBytes`) is held, in a buffer that is reserved once; a row that lies whole in a chunk is read
/// where it lies.
///
/// A row ends at each line feed, even inside quotation marks: no field can hold one, and a stray mark then costs one row
/// and not the rest of the document.
struct SchemaReader: RowReader {
    private let format: DocumentFormat

    private let names = NameTable(Field.allCases.map(\.name))
    private let qualities = NameTable(Quality.names.map(\.name))
    /// `nil` until the header is read, and always for NDJSON.
    private var layout: CSVLayout?
    private var stamps = StampReader()

    /// The head of the document, then the part of a row that earlier chunks brought.
    private var pending: [UInt8] = []
    private var pendingMarks = LineScan.Marks()
    /// Bytes of the current row that earlier chunks brought; more than `pending` holds when the row is too long.
    private var pendingByteCount: UInt64 = 0
    private var rowOffset: UInt64 = 0
    private var rowNumber: UInt64 = 0
    private var isHeadRead = false

    init(format: DocumentFormat) {
        self.format = format
        pending.reserveCapacity(Limits.rowBytes)
    }

    mutating func feed(_ bytes: Span<UInt8>, row: (DocumentRow) -> Void) throws(DocumentDefect) {
        try read(bytes, row: row)
    }

    /// A last line without a line feed is a row like any other.
    mutating func finish(row: (DocumentRow) -> Void) throws(DocumentDefect) {
        if !isHeadRead { try readHead(row: row) }
        if pendingByteCount > 0 { try endRow(row: row) }
        if layout == nil && rowNumber == 0 { throw .empty }
    }

    private mutating func read(_ bytes: Span<UInt8>, row: (DocumentRow) -> Void) throws(DocumentDefect) {
        var start = 0
        if !isHeadRead {
            while start < bytes.count, pending.count < Limits.headBytes {
                pending.append(bytes[start])
                start += 1
            }
            guard pending.count == Limits.headBytes else { return }
            try readHead(row: row)
        }
        try readRows(bytes.extracting(start..<bytes.count), row: row)
    }

    /// Judges the collected head and reads it as the beginning of the first row.
    private mutating func readHead(row: (DocumentRow) -> Void) throws(DocumentDefect) {
        isHeadRead = true
        var head = InlineArray<8, UInt8>(repeating: 0)
        let count = pending.count
        for index in 0..<count { head[index] = pending[index] }
        pending.removeAll(keepingCapacity: true)
        let whole = head.span.extracting(0..<count)
        let markLength = try ByteOrderMark.length(whole)
        rowOffset = UInt64(markLength)
        try readRows(whole.extracting(markLength..<count), row: row)
    }

    private mutating func readRows(_ bytes: Span<UInt8>, row: (DocumentRow) -> Void) throws(DocumentDefect) {
        var start = 0
        while start < bytes.count {
            let line = LineScan(bytes, from: start)
            if let zero = line.zeroIndex {
                throw .binary(offset: rowOffset + pendingByteCount + UInt64(zero - start))
            }
            let part = bytes.extracting(start..<line.end)
            if line.isWhole, pendingByteCount == 0 {
                if part.count <= Limits.rowBytes {
                    try take(part, marks: line.marks, row: row)
                } else {
                    try takeTooLong(row: row)
                }
                rowOffset += UInt64(part.count) + 1
            } else {
                hold(part, marks: line.marks)
                if line.isWhole {
                    try endRow(row: row)
                    rowOffset += 1
                }
            }
            start = line.end + (line.isWhole ? 1 : 0)
        }
    }

    /// Keeps a part of a row for when the rest has come; of a row that is too long nothing is kept but its length.
    private mutating func hold(_ part: Span<UInt8>, marks: LineScan.Marks) {
        pendingByteCount += UInt64(part.count)
        pendingMarks.formUnion(marks)
        guard pendingByteCount <= UInt64(Limits.rowBytes) else { return }
        for index in part.indices { pending.append(part[index]) }
    }

    /// Reads the row that is held; its line feed is not counted.
    private mutating func endRow(row: (DocumentRow) -> Void) throws(DocumentDefect) {
        // Taken out while it is read, since reading changes the rest of `self`; no bytes are copied.
        var held: [UInt8] = []
        swap(&held, &pending)
        let (byteCount, marks) = (pendingByteCount, pendingMarks)
        (pendingByteCount, pendingMarks) = (0, [])
        if byteCount <= UInt64(Limits.rowBytes) {
            try take(held.span, marks: marks, row: row)
        } else {
            try takeTooLong(row: row)
        }
        rowOffset += byteCount
        held.removeAll(keepingCapacity: true)
        swap(&held, &pending)
    }

    private mutating func take(
        _ line: Span<UInt8>, marks: LineScan.Marks, row: (DocumentRow) -> Void
    ) throws(DocumentDefect) {
        let endsInReturn = !line.isEmpty && line[line.count - 1] == 0x0D
        let text = endsInReturn ? line.extracting(0..<(line.count - 1)) : line
        guard !isBlank(text) else { return }
        let isText = !marks.contains(.beyondASCII) || isUTF8(text)
        if format == .csv, layout == nil {
            guard isText else { throw .headerNotText }
            layout = try CSVLayout(header: text, names: names)
            return
        }
        rowNumber += 1
        let draft = isText ? try draft(of: text) : .refused(.invalidUTF8)
        row(draft.row(number: rowNumber, offset: rowOffset))
    }

    private mutating func draft(of text: Span<UInt8>) throws(DocumentDefect) -> RowDraft {
        if let layout { return layout.draft(of: text, stamps: &stamps, qualities: qualities) }
        return try NDJSONRow.draft(of: text, offset: rowOffset, names: names, stamps: &stamps, qualities: qualities)
    }

    private mutating func takeTooLong(row: (DocumentRow) -> Void) throws(DocumentDefect) {
        if format == .csv, layout == nil { throw .headerTooLong }
        rowNumber += 1
        row(RowDraft.refused(.rowTooLong).row(number: rowNumber, offset: rowOffset))
    }

    private func isBlank(_ text: Span<UInt8>) -> Bool {
        for index in text.indices where text[index] != 0x20 && text[index] != 0x09 { return false }
        return true
    }
}
