import ArgumentParser
import Documents
import Glibc

/// `spotward decode` for a dropped file of readings: each row as the daemon would read it.
///
/// Rows before a defect of the document are printed, then the defect, and the exit status is 65: here they help to find it,
/// while the daemon takes all or nothing.
enum DecodeDocument {
    /// Prints the document at `path` to standard output; `-` is standard input.
    static func run(file path: String, format: DocumentFormat, output: DecodeOutput) throws {
        let input = try InputFile(path)
        // Standard input has no name, so nothing stands in it.
        let context = path == "-" ? DocumentContext() : DocumentContext(fileName: path)
        var reader = DocumentReader(format: format, context: context)
        var printer = DecodePrinter(output, of: input.byteCount)
        do {
            while let piece = try input.next() {
                try reader.feed(piece.span) { printer.print(DecodeRow($0)) }
                try printer.flush(inputByteCount: piece.count)
            }
            try reader.finish { printer.print(DecodeRow($0)) }
        } catch let defect as DocumentDefect {
            try printer.finish()
            StandardError.complain("\(input.name): \(defect)")
            throw ExitCode(EX_DATAERR)
        }
        try printer.finish()
    }
}

extension DecodeRow {
    init(_ row: DocumentRow) {
        switch row.content {
        case .readings(let readings): self.init(offset: row.offset, kind: .reading, readings: readings)
        case .refused(let reason): self.init(offset: row.offset, kind: .refused(reason.name))
        }
    }
}
