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

    /// Opens, claims and sets the port and sends its start bytes. Never waits for the line.
    ///
    /// What the kernel held from before is thrown away: those bytes were received under other settings, or are old, and
    /// would be stamped with an arrival that is not theirs.
    init(opening plan: SerialPortPlan) throws(PortError) {
        path = plan.path
        sends = plan.sends
        if let limit = plan.brokenLimit { throw PortError(.open, plan.path, .limit(limit)) }
        let access = plan.sends ? O_RDWR : O_RDONLY
        let flags = access | O_NOCTTY | O_NONBLOCK | O_CLOEXEC
        let opened = try systemCall(.open, plan.path) { unsafe posix_open(plan.path, flags, 0) }
        descriptor = FileDescriptor(owning: opened)
        guard isatty(opened) == 1 else { throw PortError(.open, plan.path, .notATerminal) }
        let hasWire = try Self.hasWire(descriptor, plan.path)
        try claim(hasWire: hasWire)
        try apply(LineAttributes(plan.settings), hasWire: hasWire)
        tcflush(opened, TCIFLUSH)
        try send(plan.startBytes)
    }

    deinit {
        // Closing a line waits for unsent bytes, up to half a minute, when the device does not take them.
        if sends { tcflush(descriptor.rawValue, TCOFLUSH) }
    }

    func read(into buffer: inout [UInt8]) -> FileDescriptor.ReadOutcome { descriptor.read(into: &buffer) }

    /// Sends a plan's own bytes. A line too full to take them is an error: it is stuck.
    func send(_ bytes: [UInt8]) throws(PortError) {
        guard !bytes.isEmpty else { return }
        try descriptor.write(bytes, path: path)
    }

    /// Keeps other processes out: the lock a second daemon, `TIOCEXCL` everybody else.
    private func claim(hasWire: Bool) throws(PortError) {
        do {
            _ = try systemCall(.lock, path) { posix_flock(descriptor.rawValue, LOCK_EX | LOCK_NB) }
        } catch let error where error.cause == .system(errno: EWOULDBLOCK) {
            throw PortError(.lock, path, .alreadyOpen)
        }
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
        let major = posix_device_major(try descriptor.status(path: path).st_rdev)
        return !(136...143).contains(major)
    }
}
