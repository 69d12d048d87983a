import ArgumentParser
import Glibc

/// A file or standard input, read in chunks, and the two outputs, for the chart commands.
struct ChartStream: ~Copyable {
    /// Bytes asked for at a time.
    static let chunkByteCount = 65_536

    private let descriptor: Int32
    private let path: String

    /// `-` is standard input. Leaves with `EX_NOINPUT` when the file cannot be opened.
    init(reading path: String) throws {
        self.path = path
        descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            Self.complain(
                "cannot open \(path): \(String(cString: strerror(errno))). Check the path and its permissions.")
            throw ExitCode(EX_NOINPUT)
        }
    }

    deinit { if descriptor > STDERR_FILENO { close(descriptor) } }

    /// The next bytes; `nil` at the end.
    func next() throws -> [UInt8]? {
        while true {
            var failure: Int32 = 0
            let chunk = [UInt8](unsafeUninitializedCapacity: Self.chunkByteCount) { buffer, count in
                let result = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                failure = result < 0 ? errno : 0
                count = max(0, result)
            }
            if failure == EINTR { continue }
            guard failure == 0 else {
                Self.complain("cannot read \(path): \(String(cString: strerror(failure))). Check what it is.")
                throw ExitCode(EX_NOINPUT)
            }
            return chunk.isEmpty ? nil : chunk
        }
    }

    /// Writes everything to standard output, or leaves with `EX_IOERR`.
    static func write(_ bytes: [UInt8]) throws {
        guard !put(bytes, STDOUT_FILENO) else { return }
        complain("cannot write to standard output: \(String(cString: strerror(errno))). Check the disk or the pipe.")
        throw ExitCode(EX_IOERR)
    }

    /// One line on standard error.
    static func complain(_ line: String) { _ = put(Array((line + "\n").utf8), STDERR_FILENO) }

    /// Text on standard error without a line end.
    static func show(_ text: String) { _ = put(Array(text.utf8), STDERR_FILENO) }

    private static func put(_ bytes: [UInt8], _ descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let result = Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
                if result < 0 && errno == EINTR { continue }
                guard result > 0 else { return false }
                written += result
            }
            return true
        }
    }
}
