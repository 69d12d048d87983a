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
            try reader.feed(bytes, row: row)
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
            try reader.finish(row: row)
        } catch {
            defect = error
            throw error
        }
    }
}

/// What reads one family of formats. `DocumentReader` calls it in order and never again after a defect.
protocol RowReader: Sendable {
    mutating func feed(_ bytes: Span<UInt8>, row: (DocumentRow) -> Void) throws(DocumentDefect)
    mutating func finish(row: (DocumentRow) -> Void) throws(DocumentDefect)
}
