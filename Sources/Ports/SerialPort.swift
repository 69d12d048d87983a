import CPosix
import Glibc

/// One open serial port, set raw, held by this process alone.
///
/// A class because a slot of the poll loop holds one or none, and an array cannot hold what cannot be copied. It belongs
/// to the loop's thread.
final class SerialPort {
    let descriptor: FileDescriptor
    private let path: String
    private let sends: Bool

    /// Opens, claims and sets the port. Never waits for the line, and writes nothing.
    ///
    /// What the kernel held from before is thrown away: those bytes were received under other settings, or are old, and
    /// would be stamped with an arrival that is not theirs.
    ///
    /// - Parameter sends: whether anything will be sent; otherwise it is opened for reading alone.
    init(opening path: String, _ settings: SerialSettings, sends: Bool) throws(PortError) {
        self.path = path
        self.sends = sends
        let flags = (sends ? O_RDWR : O_RDONLY) | O_NOCTTY | O_NONBLOCK | O_CLOEXEC
        let opened = try systemCall(.open, path) { unsafe posix_open(path, flags, 0) }
        descriptor = FileDescriptor(owning: opened)
        guard isatty(opened) == 1 else { throw PortError(.open, path, .notATerminal) }
        let hasWire = try Self.hasWire(descriptor, path)
        try descriptor.claim(path: path)
        try makeExclusive(hasWire: hasWire)
        try apply(LineAttributes(settings), hasWire: hasWire)
        tcflush(opened, TCIFLUSH)
    }

    deinit {
        // Closing a line waits for unsent bytes, up to half a minute, when the device does not take them.
        if sends, hasUnsent { tcflush(descriptor.rawValue, TCOFLUSH) }
    }

    /// Sends a plan's own bytes. A line too full to take them is an error: it is stuck.
    func send(_ bytes: [UInt8]) throws(PortError) { try descriptor.write(bytes, path: path) }

    var hasUnsent: Bool { posix_unsent_count(descriptor.rawValue) > 0 }

    /// Keeps other programs out: the lock of `claim` holds a second daemon, `TIOCEXCL` everybody else.
    private func makeExclusive(hasWire: Bool) throws(PortError) {
        // On a pseudo-terminal the mark outlives our descriptor for as long as the other end is open, so that a daemon
        // that was killed could not come back (EBUSY; seen on Linux 6.18). A real line forgets it at the last close.
        guard hasWire else { return }
        _ = try systemCall(.makeExclusive, path) { posix_ioctl_exclusive(descriptor.rawValue) }
    }

    /// Sets the line and reads it back, because tcsetattr succeeds when any one of the settings was taken.
    private func apply(_ asked: LineAttributes, hasWire: Bool) throws(PortError) {
        var attributes = asked.raw
        _ = try systemCall(.setAttributes, path) { unsafe tcsetattr(descriptor.rawValue, TCSANOW, &attributes) }
        var taken = termios()
        _ = try systemCall(.readAttributes, path) { unsafe tcgetattr(descriptor.rawValue, &taken) }
        if let item = asked.firstDifference(from: LineAttributes(raw: taken), hasWire: hasWire) {
            throw PortError(.setAttributes, path, .settingNotTaken(item))
        }
    }

    /// Whether there are bits on a wire: not so for a pseudo-terminal (majors 136 to 143, Linux devices.txt).
    private static func hasWire(_ descriptor: borrowing FileDescriptor, _ path: String) throws(PortError) -> Bool {
        !(136...143).contains(try DeviceNumber(of: descriptor, path: path).major)
    }
}
