import Glibc

/// A file or standard input, read in pieces of bounded size.
struct DecodeInput: ~Copyable {
    /// Why the input could not be read.
    struct Failure: Error, CustomStringConvertible {
        var call: StaticString
        var path: String
        var code: CInt

        var description: String {
            "cannot \(call) \(path): \(String(cString: strerror(code))); check the path and that you may read it"
        }
    }

    private static let pieceByteCount = 64 << 10

    private let descriptor: CInt
    private let path: String
    private var buffer = [UInt8](repeating: 0, count: pieceByteCount)

    /// - Parameter path: `-` is standard input.
    init(path: String) throws(Failure) {
        self.path = path == "-" ? "standard input" : path
        descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(call: "open", path: path, code: errno) }
    }

    deinit { if descriptor > STDIN_FILENO { close(descriptor) } }

    /// Gives the next piece to `body`; false at the end of the input.
    mutating func next(_ body: (Span<UInt8>) throws -> Void) throws -> Bool {
        var count: Int
        repeat { count = read(descriptor, &buffer, Self.pieceByteCount) } while count < 0 && errno == EINTR
        guard count >= 0 else { throw Failure(call: "read", path: path, code: errno) }
        guard count > 0 else { return false }
        try body(buffer.span.extracting(0..<count))
        return true
    }
}
