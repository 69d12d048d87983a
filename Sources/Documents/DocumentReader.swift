import Vitals

/// Reads a document of readings as its bytes come, and gives each row as soon as it is whole.
///
/// Chunks of any size give the same rows, and memory is bounded whatever the file's size: each format says in `Limits` what
/// it holds at most.
///
/// A defect may show only after rows have been given (an unknown key in the last line). A caller who takes all or nothing
/// reads the document twice, the first time with a `row` that does nothing.
public struct DocumentReader: Sendable {
    public let format: DocumentFormat

    private var reader: any RowReader
    /// The first bytes, held until there are enough of them to know that this is no archive; then `nil`.
    private var head: [UInt8]? = []
    private var isFinished = false
    private var defect: DocumentDefect?

    public init(format: DocumentFormat, context: DocumentContext) {
        self.format = format
        reader = format.makeReader(context)
    }

    /// Takes the next bytes of the document and calls `row` for each row they complete. After a defect every call throws the
    /// same one.
    public mutating func feed(_ bytes: Span<UInt8>, row: (DocumentRow) -> Void) throws(DocumentDefect) {
        if let defect { throw defect }
        do throws(DocumentDefect) {
            try read(bytes, row: row)
        } catch {
            defect = error
            throw error
        }
    }

    /// Says that the document has ended, and calls `row` for what only its end completes.
    public mutating func finish(row: (DocumentRow) -> Void) throws(DocumentDefect) {
        if let defect { throw defect }
        guard !isFinished else { return }
        isFinished = true
        do throws(DocumentDefect) {
            if head != nil { try readHead(row: row) }
            try reader.finish(row: row)
        } catch {
            defect = error
            throw error
        }
    }

    private mutating func read(_ bytes: Span<UInt8>, row: (DocumentRow) -> Void) throws(DocumentDefect) {
        guard let count = head?.count else { return try reader.feed(bytes, row: row) }
        let taken = min(bytes.count, Limits.signatureBytes - count)
        for index in 0..<taken { head?.append(bytes[index]) }
        guard count + taken == Limits.signatureBytes else { return }
        try readHead(row: row)
        try reader.feed(bytes.extracting(taken..<bytes.count), row: row)
    }

    private mutating func readHead(row: (DocumentRow) -> Void) throws(DocumentDefect) {
        let held = head ?? []
        head = nil
        if let kind = ArchiveSignature.archive(held.span) { throw .archive(kind: kind) }
        try reader.feed(held.span, row: row)
    }
}

/// What reads one family of formats. `DocumentReader` calls it in order and never again after a defect.
protocol RowReader: Sendable {
    mutating func feed(_ bytes: Span<UInt8>, row: (DocumentRow) -> Void) throws(DocumentDefect)
    mutating func finish(row: (DocumentRow) -> Void) throws(DocumentDefect)
}
