import ArgumentParser
import Glibc

/// Where a capture is written: a new file, or standard output. Written at once, so that Ctrl-C loses nothing.
final class CaptureSink: Sendable {
    private let descriptor: Int32

    /// - Parameter path: `nil` is standard output. An existing file is not written over: it may be a child's night.
    init(path: String?) throws {
        guard let path else {
            descriptor = STDOUT_FILENO
            return
        }
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            ConfigOption.complain("cannot make \(path): \(String(cString: strerror(errno))). Name a new file.")
            throw ExitCode(EX_CANTCREAT)
        }
    }

    deinit { if descriptor > STDERR_FILENO { close(descriptor) } }

    func write(_ bytes: [UInt8]) {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            start += count
        }
    }
}
