import Glibc

@testable import Ports

/// A real pseudo-terminal: the test holds the master and plays the device, the port opens the slave.
final class PseudoTerminal {
    private var master: FileDescriptor?
    /// The slave, where a port opens it.
    let path: String

    init() throws {
        let opened = try systemCall(.open, "/dev/ptmx") {
            open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        }
        var number: UInt32 = 0
        var unlock: Int32 = 0
        // TIOCSPTLCK and TIOCGPTN of linux/tty.h; the numbers are the same on x86 and ARM.
        guard ioctl(opened, 0x4004_5431, &unlock) == 0, ioctl(opened, 0x8004_5430, &number) == 0 else {
            throw PortError(.open, "/dev/ptmx", .system(errno: errno))
        }
        master = FileDescriptor(owning: opened)
        path = "/dev/pts/\(number)"
    }

    private var descriptor: Int32 { master?.rawValue ?? -1 }

    /// Sends all of `bytes`, waiting for room.
    func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let rest = bytes[sent...]
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { sent += count } else if errno == EAGAIN { usleep(200) } else { return }
        }
    }

    /// Sends what there is room for.
    func sendSome(_ bytes: [UInt8]) -> Int {
        max(0, bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) })
    }

    /// What the port wrote so far.
    func received() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        return count > 0 ? Array(buffer[..<count]) : []
    }

    /// The attributes of the line as they are now.
    func attributes() -> termios {
        var attributes = termios()
        tcgetattr(descriptor, &attributes)
        return attributes
    }

    /// Makes the line change and echo nothing, for a port that does not set it.
    func makeRaw() {
        var attributes = attributes()
        cfmakeraw(&attributes)
        tcsetattr(descriptor, TCSANOW, &attributes)
    }

    /// Pulls the plug.
    func unplug() { master = nil }
}
