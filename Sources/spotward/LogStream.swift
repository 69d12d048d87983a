import Glibc
import Synchronization

/// Standard error as the daemon's log: a line goes out at once or not at all.
///
/// Whoever reads it may have stopped (a journal that hangs, a pipe nobody empties), and every stage of the daemon logs: a line that
/// waited would hold up an alarm. What cannot go out is dropped and counted, and the count is the next thing said.
final class LogStream: TextOutputStream, Sendable {
    /// The longest line, its end included: what a pipe with room for anything takes whole. A longer one is cut.
    static let lineByteCount = 4096

    private let descriptor: CInt
    /// Lines dropped since the last that went out.
    private let droppedCount = Mutex(0)

    /// - Parameter descriptor: open as long as this is used. A broken pipe must not end the process (`StandardStreams.hold`).
    init(_ descriptor: CInt = STDERR_FILENO) { self.descriptor = descriptor }

    /// - Parameter line: with its line end.
    func write(_ line: String) {
        droppedCount.withLock { droppedCount in
            if droppedCount > 0 {
                guard put("\(droppedCount) lines of this log were dropped: nobody took them\n") else {
                    droppedCount += 1
                    return
                }
                droppedCount = 0
            }
            if !put(line) { droppedCount += 1 }
        }
    }

    /// Whether it went out. Of a socket with little room it may be a part.
    private func put(_ line: String) -> Bool {
        var bytes = Array(line.utf8.prefix(Self.lineByteCount))
        if bytes.count == Self.lineByteCount { bytes[Self.lineByteCount - 1] = 0x0A }
        let sent = send(descriptor, bytes, bytes.count, CInt(MSG_DONTWAIT | MSG_NOSIGNAL))
        guard sent < 0, errno == ENOTSOCK else { return sent > 0 }
        var look = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&look, 1, 0) == 1, look.revents & Int16(POLLOUT) != 0 else { return false }
        return Glibc.write(descriptor, bytes, bytes.count) == bytes.count
    }
}
