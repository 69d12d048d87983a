import CPosix
import Glibc

/// An open descriptor with one owner, closed when the owner lets it go.
public struct FileDescriptor: ~Copyable, Sendable {
    public let rawValue: Int32

    /// Takes ownership of `rawValue`, which must be open and nobody else's.
    public init(owning rawValue: Int32) { self.rawValue = rawValue }

    // close(2) is not repeated after EINTR: on Linux the descriptor is gone by then.
    deinit { close(rawValue) }

    /// What one `read` gave.
    enum ReadOutcome: Equatable {
        case bytes(Int)
        /// Nothing there now.
        case wouldBlock
        /// End of file; on a terminal: hung up.
        case end
        case failure(errno: Int32)
    }

    /// Reads into the front of `buffer`, once, but again while a signal interrupts.
    borrowing func read(into buffer: inout [UInt8]) -> ReadOutcome {
        while true {
            // The kernel writes at most `count` bytes into memory the array owns for the length of the call.
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(rawValue, $0.baseAddress, $0.count) }
            if count > 0 { return .bytes(count) }
            if count == 0 { return .end }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .wouldBlock
            case let code: return .failure(errno: code)
            }
        }
    }

    /// Writes all of `bytes`. On a descriptor that does not block, a full buffer is the error `EAGAIN`.
    borrowing func write(_ bytes: [UInt8], path: String) throws(PortError) {
        var written = 0
        while written < bytes.count {
            let rest = bytes[written...]
            written += try systemCall(.write, path) {
                // The slice keeps its memory for the length of the call.
                unsafe rest.withUnsafeBytes { unsafe Glibc.write(rawValue, $0.baseAddress, $0.count) }
            }
        }
    }

    /// Takes the lock that keeps a second daemon out; it goes with the descriptor.
    borrowing func claim(path: String) throws(PortError) {
        do {
            _ = try systemCall(.lock, path) { posix_flock(rawValue, LOCK_EX | LOCK_NB) }
        } catch let error where error.cause == .system(errno: EWOULDBLOCK) {
            throw PortError(.lock, path, .alreadyOpen)
        }
    }

    borrowing func sync(path: String) throws(PortError) {
        _ = try systemCall(.sync, path) { fsync(rawValue) }
    }

    borrowing func status(path: String) throws(PortError) -> stat {
        var status = stat()
        _ = try systemCall(.status, path) { unsafe fstat(rawValue, &status) }
        return status
    }
}
