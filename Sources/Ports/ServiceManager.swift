import Glibc

/// The service manager that started this process, and asked to be told how it fares: systemd's notification protocol
/// (`sd_notify(3)`), one datagram a message.
///
/// A message that does not arrive changes nothing here: the manager then thinks the worse of us, as it should.
public final class ServiceManager: Sendable {
    /// What the manager is told.
    public enum Message: Sendable, Hashable {
        /// Everything that came in by now is watched.
        case ready
        /// The settings are read again; `ready` follows.
        case reloading
        /// One sentence for `systemctl status`.
        case status(String)
        /// Every stage has gone on since the last of these.
        case alive
        case stopping

        var text: String {
            switch self {
            case .ready: "READY=1"
            case .reloading: "RELOADING=1"
            case .status(let sentence): "STATUS=" + sentence.split(whereSeparator: \.isNewline).joined(separator: " ")
            case .alive: "WATCHDOG=1"
            case .stopping: "STOPPING=1"
            }
        }
    }

    /// How long the manager waits for the next `alive`; `nil` where it does not.
    public let watchdog: Duration?
    private let socket: FileDescriptor

    /// The manager the environment names; `nil` where there is none, or its socket cannot be reached.
    ///
    /// - Parameter environment: looks a variable up. `WATCHDOG_PID` of another process means its watchdog is not ours.
    public init?(environment: (String) -> String?, processID: Int32 = getpid()) {
        guard let path = environment("NOTIFY_SOCKET"), let address = DatagramAddress(path),
            case let descriptor = Glibc.socket(
                AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0),
            descriptor >= 0
        else { return nil }
        socket = FileDescriptor(owning: descriptor)
        guard address.connect(descriptor) == 0 else { return nil }
        let isOurs = environment("WATCHDOG_PID").map { $0 == String(processID) } ?? true
        watchdog = environment("WATCHDOG_USEC").flatMap(Int64.init).flatMap { microseconds in
            isOurs && microseconds > 0 ? .microseconds(microseconds) : nil
        }
    }

    /// Tells the manager; never waits.
    public func tell(_ message: Message) { _ = socket.send(Array(message.text.utf8)[...]) }
}

/// A unix address as systemd writes it: a path, or `@` and a name without a file.
private struct DatagramAddress {
    private var address = sockaddr_un()
    private let length: socklen_t

    init?(_ text: String) {
        var bytes = Array(text.utf8)
        guard (2...PortLimits.socketPathByteCount).contains(bytes.count), !bytes.contains(0),
            bytes[0] == UInt8(ascii: "/") || bytes[0] == UInt8(ascii: "@")
        else { return nil }
        let isAbstract = bytes[0] == UInt8(ascii: "@")
        if isAbstract { bytes[0] = 0 }
        address.sun_family = sa_family_t(AF_UNIX)
        // Shorter than `sun_path`, whose rest stays zero.
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let start = MemoryLayout<sockaddr_un>.size - MemoryLayout.size(ofValue: address.sun_path)
        // An abstract name ends where its length says, a path at a zero.
        length = socklen_t(start + bytes.count + (isAbstract ? 0 : 1))
    }

    func connect(_ descriptor: Int32) -> Int32 {
        var copy = address
        return unsafe withUnsafePointer(to: &copy) { pointer in
            // The C library takes each kind of address as a `sockaddr` and its length.
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(descriptor, $0, length)
            }
        }
    }
}
