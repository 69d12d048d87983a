import ArgumentParser

/// Decoded rows to standard output. They are gathered for each piece of input, so memory stays bounded.
struct DecodePrinter {
    private let format: DecodeOutput
    private let output = OutputFile()
    private let progress: ProgressLine
    private var rows: [UInt8]

    /// - Parameter inputByteCount: how much will be read, where it is known.
    init(_ format: DecodeOutput, of inputByteCount: UInt64?) {
        self.format = format
        progress = ProgressLine(of: inputByteCount)
        rows = Array(format.header.utf8)
    }

    mutating func print(_ row: DecodeRow) { format.render(row, into: &rows) }

    /// The rows of one piece of input are printed.
    mutating func flush(inputByteCount: Int) throws(ExitCode) {
        try write()
        progress.advance(by: inputByteCount)
    }

    /// What is left is printed: nothing more comes.
    mutating func finish() throws(ExitCode) {
        progress.end()
        try write()
    }

    private mutating func write() throws(ExitCode) {
        try output.write(rows)
        rows.removeAll(keepingCapacity: true)
    }
}
