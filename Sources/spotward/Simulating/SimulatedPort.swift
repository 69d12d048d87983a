import Glibc

/// A pseudo-terminal whose far end a program opens as if a device were plugged in there.
///
/// Like a device it sends whether somebody reads or not: what nobody reads, or what comes faster than it is read, is lost.
final class SimulatedPort {
    /// What could not be made, and why.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Where a program opens it.
    let path: String
    private let master: CInt
    /// Bytes nobody read.
    private(set) var lostByteCount = 0

    /// `TIOCSPTLCK` and `TIOCGPTN` of linux/tty.h, which Swift cannot import; the numbers are the same on x86 and ARM.
    private static let setLock: UInt = 0x4004_5431
    private static let readNumber: UInt = 0x8004_5430

    init() throws(Failure) {
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard master >= 0 else { throw Failure(description: "no pseudo-terminal: \(StandardError.text(of: errno))") }
        var number: UInt32 = 0
        var lock: Int32 = 0
        guard ioctl(master, Self.setLock, &lock) == 0, ioctl(master, Self.readNumber, &number) == 0 else {
            let reason = StandardError.text(of: errno)
            close(master)
            throw Failure(description: "no pseudo-terminal: \(reason)")
        }
        path = "/dev/pts/\(number)"
        // Opened raw and closed once: nothing is echoed back before the reader has set the line, and from here on the
        // kernel says whether anybody has it open.
        let far = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard far >= 0 else { return }
        var attributes = termios()
        if tcgetattr(far, &attributes) == 0 {
            cfmakeraw(&attributes)
            tcsetattr(far, TCSANOW, &attributes)
        }
        close(far)
    }

    deinit { close(master) }

    /// What was written to it since the last time; `nil` while nobody has it open.
    func received() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(master, &buffer, buffer.count)
        if count > 0 { return Array(buffer[..<count]) }
        return count < 0 && errno == EIO ? nil : []
    }

    /// Sends what there is room for. The rest is lost, as on a wire.
    func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = Array(rest)
            let count = write(master, piece, piece.count)
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count == 0 || errno != EINTR {
                lostByteCount += rest.count
                return
            }
        }
    }
}
