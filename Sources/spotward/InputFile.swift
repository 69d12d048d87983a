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

    /// The next piece, never empty; `nil` at the end.
    func next() throws(ExitCode) -> [UInt8]? {
        while true {
            var failure: CInt = 0
            let piece = [UInt8](unsafeUninitializedCapacity: Self.pieceByteCount) { buffer, count in
                let result = read(descriptor, buffer.baseAddress, buffer.count)
                failure = result < 0 ? errno : 0
                count = max(0, result)
            }
            if failure == EINTR { continue }
            guard failure == 0 else {
                throw Self.refusal("cannot read \(name): \(StandardError.text(of: failure)). Check what it is.")
            }
            return piece.isEmpty ? nil : piece
        }
    }

    private static func refusal(_ message: String) -> ExitCode {
        StandardError.complain(message)
        return ExitCode(EX_NOINPUT)
    }
}
