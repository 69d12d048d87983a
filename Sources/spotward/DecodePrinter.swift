import ArgumentParser

/// Decoded rows to standard output. They are gathered for each piece of input, so memory stays bounded.
struct DecodePrinter {
    private let format: DecodeOutput
    private let output = OutputFile()
    private var rows: [UInt8]

    init(_ format: DecodeOutput) {
        self.format = format
        rows = Array(format.header.utf8)
    }

    mutating func print(_ row: DecodeRow) { format.render(row, into: &rows) }

    mutating func flush() throws(ExitCode) {
        try output.write(rows)
        rows.removeAll(keepingCapacity: true)
    }
}
