import ArgumentParser
import Glibc

/// Lines to a file or to standard output, many at a time.
final class LineSink {
    private let descriptor: Int32
    private let path: String
    private var buffer: [UInt8] = []

    /// - Parameter path: `nil` is standard output.
    init(path: String?) throws {
        self.path = path ?? "standard output"
        guard let path else {
            descriptor = STDOUT_FILENO
            return
        }
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            ConfigOption.complain("cannot write \(path): \(String(cString: strerror(errno))). Check the folder.")
            throw ExitCode(EX_CANTCREAT)
        }
    }

    deinit { if descriptor > STDERR_FILENO { close(descriptor) } }

    func write(_ line: String) {
        buffer += line.utf8
        buffer.append(0x0A)
        if buffer.count >= 65_536 { flush() }
    }

    func flush() {
        var start = 0
        while start < buffer.count {
            let count = buffer[start...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                ConfigOption.complain("cannot write to \(path): \(String(cString: strerror(errno)))")
                break
            }
            start += count
        }
        buffer.removeAll(keepingCapacity: true)
    }
}

/// One line on a terminal that is written over again and again; nothing where there is no terminal.
final class ProgressLine {
    private let isShown: Bool
    private var shownAt: ContinuousClock.Instant?

    init(isShown: Bool) { self.isShown = isShown && isatty(STDERR_FILENO) == 1 }

    func show(_ text: String) {
        guard isShown, shownAt.map({ ContinuousClock.now - $0 > .milliseconds(100) }) ?? true else { return }
        shownAt = .now
        ChartStream.show("\r\u{1B}[K\(text)")
    }

    func end() { if isShown, shownAt != nil { ChartStream.show("\r\u{1B}[K") } }
}
