import Documents
import Glibc
import Vitals

/// `spotward decode` for a dropped file of readings: each row as the daemon would read it.
///
/// It reads in chunks and prints as it goes, so that a file of any length needs the same memory. Rows before a defect of
/// the document are printed, then the defect is thrown: here they help to find it, while the daemon takes all or nothing.
struct DecodeDocument {
    /// Bytes read at a time, and bytes of output held before they are written.
    private static let chunkBytes = 65_536

    /// Prints the document at `path` to standard output; `-` is standard input.
    static func run(file path: String, format: DocumentFormat, output: DecodeOutput) throws {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw DecodeFileError(call: "open", path: path, code: errno) }
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }

        var reader = DocumentReader(format: format)
        var printed = Array(output.header.utf8)
        printed.reserveCapacity(2 * chunkBytes)
        var chunk = [UInt8](repeating: 0, count: chunkBytes)
        do {
            while true {
                let count = try fill(&chunk, from: descriptor, path: path)
                guard count > 0 else { break }
                try reader.feed(chunk.span.extracting(0..<count)) { output.render(DecodeRow($0), into: &printed) }
                try write(&printed)
            }
            try reader.finish { output.render(DecodeRow($0), into: &printed) }
        } catch let defect as DocumentDefect {
            try write(&printed)
            throw defect
        }
        try write(&printed)
    }

    /// Bytes read; 0 at the end.
    private static func fill(_ chunk: inout [UInt8], from descriptor: Int32, path: String) throws(DecodeFileError)
        -> Int
    {
        while true {
            let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 { return count }
            guard errno == EINTR else { throw DecodeFileError(call: "read", path: path, code: errno) }
        }
    }

    /// Writes all of `bytes` to standard output and empties them.
    private static func write(_ bytes: inout [UInt8]) throws(DecodeFileError) {
        var start = 0
        while start < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(STDOUT_FILENO, $0.baseAddress?.advanced(by: start), $0.count - start)
            }
            if count >= 0 {
                start += count
            } else if errno != EINTR {
                throw DecodeFileError(call: "write", path: "standard output", code: errno)
            }
        }
        bytes.removeAll(keepingCapacity: true)
    }
}

/// A file that could not be read or written while decoding.
struct DecodeFileError: Error, CustomStringConvertible {
    let call: String
    let path: String
    let code: Int32

    var description: String {
        "\(call) failed on '\(path)': \(String(cString: strerror(code))); check the path and its permissions."
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
