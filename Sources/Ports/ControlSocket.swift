import CPosix
import Glibc
import Synchronization

/// The control socket: where people and programs on this machine ask things of the running daemon.
///
/// A unix stream socket, one line of JSON asked, one line answered, as often as the caller likes. Whoever may write to the
/// socket file may ask: mode 0660, the daemon's user and group. One thread, "spotward.control", over poll(2).
public final class ControlSocket: Sendable {
    public let path: String
    private let signal: LoopSignal
    private let thread: PortThread
    /// The socket file, until it is taken away.
    private let file: Mutex<FileIdentity?>

    /// Opens the socket and starts the thread. What a daemon that was killed left at `path` is replaced.
    ///
    /// - Parameters:
    ///   - onRequest: called on the control thread for each line. It must not block; the answer may come from any thread.
    ///   - refusal: the line for what the socket refuses by itself.
    /// - Throws: when the folder is missing or not trustworthy, when something else stands at `path`, when another daemon
    ///   answers there, or when the system gives no socket.
    public convenience init(
        path: String, onRequest: @escaping @Sendable (ControlRequest) -> Void,
        refusal: @escaping @Sendable (ControlRefusal) -> String
    ) throws(PortError) {
        try self.init(path: path, patience: ControlPatience(), onRequest: onRequest, refusal: refusal)
    }

    init(
        path: String, patience: ControlPatience, onRequest: @escaping @Sendable (ControlRequest) -> Void,
        refusal: @escaping @Sendable (ControlRefusal) -> String
    ) throws(PortError) {
        self.path = path
        let listener = try Self.listen(path)
        file = Mutex(FileIdentity(try Self.status(path)))
        let signal = try LoopSignal()
        self.signal = signal
        let carrier = LoopCarrier(
            ControlLoop(
                listener: listener, patience: patience, signal: signal, answers: ControlAnswers(signal: signal),
                onRequest: onRequest,
                refusal: refusal))
        thread = try PortThread(name: "spotward.control") {
            guard var loop = carrier.take() else { return }
            loop.run()
        }
    }

    /// Ends the thread, closes every connection and takes the socket file away. Calling it again does nothing.
    public func stop() {
        signal.stop()
        thread.join()
        // Once: a file system gives the number of a file that is gone to the next, and that may be the socket of the daemon's
        // next run at this path.
        guard let made = file.withLock({ $0.take() }) else { return }
        // Only what this daemon made: another may have replaced it.
        if let status = try? Self.status(path), FileIdentity(status) == made { unsafe unlink(path) }
    }

    deinit { stop() }

    private static func listen(_ path: String) throws(PortError) -> FileDescriptor {
        guard let address = UnixAddress(path: path) else {
            throw PortError(.bind, path, .limit("socketPathByteCount"))
        }
        _ = try TrustedFolder(path: parent(of: path))
        try removeStale(path, address)
        let listener = try UnixAddress.makeSocket(path: path)
        let descriptor = listener.rawValue
        _ = try systemCall(.bind, path) { address.bind(descriptor) }
        // Before anybody can connect: a socket that does not listen refuses.
        _ = try systemCall(.setMode, path) { unsafe chmod(path, 0o660) }
        _ = try systemCall(.listen, path) { Glibc.listen(descriptor, Int32(PortLimits.controlConnectionCount)) }
        return listener
    }

    /// Takes away the socket of a daemon that was killed. Anything else stays, and the start fails.
    private static func removeStale(_ path: String, _ address: UnixAddress) throws(PortError) {
        let status: stat
        do {
            status = try Self.status(path)
        } catch let error where error.cause == .system(errno: ENOENT) {
            return
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw PortError(.bind, path, .notASocket) }
        let probe = try UnixAddress.makeSocket(path: path)
        // A socket nobody listens at refuses. Anything else may be a daemon that is busy.
        let outcome = address.connect(probe.rawValue)
        guard outcome < 0, errno == ECONNREFUSED else { throw PortError(.bind, path, .alreadyServed) }
        _ = try systemCall(.remove, path) { unsafe unlink(path) }
    }

    private static func status(_ path: String) throws(PortError) -> stat {
        var status = stat()
        _ = try systemCall(.status, path) { unsafe lstat(path, &status) }
        return status
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

/// Carries the loop to its thread.
private final class LoopCarrier {
    private var loop: ControlLoop?
    init(_ loop: consuming ControlLoop) { self.loop = consume loop }
    func take() -> ControlLoop? { loop.take() }
}
