import ArgumentParser
import Glibc

/// A file or standard input, read a piece at a time so that any length needs the same memory.
///
/// What cannot be opened or read is said on standard error, and the command ends with `EX_NOINPUT`.
struct InputFile: ~Copyable {
    /// Bytes asked for at a time.
    static let pieceByteCount = 65_536

    /// For messages.
    let name: String
    private let descriptor: CInt

    /// - Parameter path: `-` is standard input.
    init(_ path: String) throws(ExitCode) {
        name = path == "-" ? "standard input" : path
        // A terminal named by mistake does not become the one that Ctrl-C comes from.
        descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else {
            throw Self.refusal(
                "cannot open \(name): \(StandardError.text(of: errno)). Check the path and its permissions.")
        }
    }

    deinit { if descriptor > STDERR_FILENO { close(descriptor) } }

    /// How long it is, where that can be known before its end: not of a pipe.
    var byteCount: UInt64? {
        var found = stat()
        guard fstat(descriptor, &found) == 0, found.st_mode & S_IFMT == S_IFREG else { return nil }
        return UInt64(clamping: found.st_size)
    }

    /// The same of files that are read one after another; `nil` where it is not known of all of them.
    static func byteCount(of paths: [String]) -> UInt64? {
        var sum: UInt64 = 0
        for path in paths {
            var found = stat()
            guard path != "-", stat(path, &found) == 0, found.st_mode & S_IFMT == S_IFREG else { return nil }
            sum &+= UInt64(clamping: found.st_size)
        }
        return sum
    }

    /// The next piece, never empty; `nil` at the end.
    func next() throws(ExitCode) -> [UInt8]? {
        var piece = [UInt8](repeating: 0, count: Self.pieceByteCount)
        while true {
            let count = read(descriptor, &piece, piece.count)
            if count >= 0 {
                piece.removeLast(piece.count - count)
                return piece.isEmpty ? nil : piece
            }
            guard errno == EINTR else {
                throw Self.refusal("cannot read \(name): \(StandardError.text(of: errno)). Check what it is.")
            }
        }
    }

    private static func refusal(_ message: String) -> ExitCode {
        StandardError.complain(message)
        return ExitCode(EX_NOINPUT)
    }
}
