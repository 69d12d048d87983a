import Glibc

/// The address of a unix socket: a path of at most `PortLimits.socketPathByteCount` bytes.
struct UnixAddress {
    private var address = sockaddr_un()

    /// `nil` when the path is empty, too long, or holds the byte that would end it.
    init?(path: String) {
        let bytes = Array(path.utf8)
        guard (1...PortLimits.socketPathByteCount).contains(bytes.count), !bytes.contains(0) else { return nil }
        address.sun_family = sa_family_t(AF_UNIX)
        // The path is shorter than `sun_path`, whose rest stays zero.
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
    }

    /// `bind(2)`.
    func bind(_ descriptor: Int32) -> Int32 {
        var copy = address
        return unsafe withUnsafePointer(to: &copy) { pointer in
            // The C library takes each kind of address as a `sockaddr` and its length.
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    /// `connect(2)`.
    func connect(_ descriptor: Int32) -> Int32 {
        var copy = address
        return unsafe withUnsafePointer(to: &copy) { pointer in
            // As above.
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    /// A stream socket that does not block and is not inherited.
    static func makeSocket(path: String) throws(PortError) -> FileDescriptor {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        return FileDescriptor(owning: try systemCall(.makeSocket, path) { socket(AF_UNIX, kind, 0) })
    }
}

extension FileDescriptor {
    /// What one `send` on a socket did.
    enum SendOutcome: Equatable {
        case sent(Int)
        case wouldBlock
        case failure(errno: Int32)
    }

    /// Sends from the front of `bytes`, once. A peer that is gone is an error here and no signal.
    borrowing func send(_ bytes: ArraySlice<UInt8>) -> SendOutcome {
        while true {
            // The slice keeps its memory for the length of the call.
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.send(rawValue, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 { return .sent(count) }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .wouldBlock
            case let code: return .failure(errno: code)
            }
        }
    }
}
