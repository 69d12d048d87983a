import CPosix
import Glibc
import Vitals

/// The other end of the control socket: asks the running daemon one thing.
public struct ControlClient: Sendable {
    public let path: String

    public init(path: String) { self.path = path }

    /// Sends one line and waits for one line.
    ///
    /// - Parameter within: for connecting, sending and the answer together.
    /// - Throws: why there is no answer. After `.noAnswer` and `.brokenOff` the daemon may have done what was asked.
    public func ask(line: String, within limit: Duration) throws(ControlError) -> String {
        let request = line.utf8.map { $0 == 0x0A ? 0x20 : $0 } + [0x0A]
        guard request.count - 1 <= PortLimits.controlLineByteCount else {
            throw .lineTooLong(byteCount: line.utf8.count)
        }
        guard let address = UnixAddress(path: path) else { throw .pathTooLong(path) }
        let deadline = PortClock.bootNow().advanced(by: limit)
        let connection: FileDescriptor
        do {
            connection = try UnixAddress.makeSocket(path: path)
        } catch {
            throw .system("\(error)")
        }
        try connect(connection, address, until: deadline)
        try send(request, on: connection, until: deadline)
        return try receive(on: connection, until: deadline, within: limit)
    }

    private func connect(
        _ connection: borrowing FileDescriptor, _ address: UnixAddress, until deadline: MonotonicInstant
    ) throws(ControlError) {
        while address.connect(connection.rawValue) < 0 {
            switch errno {
            case EINTR: continue
            // Its queue of callers is full.
            case EAGAIN where PortClock.bootNow() < deadline: usleep(10_000)
            case EAGAIN: throw .busy(path)
            case ENOENT, ECONNREFUSED: throw .notRunning(path)
            case EACCES, EPERM: throw .noPermission(path)
            case let code: throw .system("connect \(path): \(systemMessage(code)) (errno \(code))")
            }
        }
    }

    private func send(
        _ request: [UInt8], on connection: borrowing FileDescriptor, until deadline: MonotonicInstant
    ) throws(ControlError) {
        var sent = 0
        while sent < request.count {
            switch connection.send(request[sent...]) {
            case .sent(let count): sent += count
            case .wouldBlock:
                guard wait(connection, for: POLLOUT, until: deadline) else { throw .busy(path) }
            // Refused half-way: the answer, if one came, says why.
            case .failure: return
            }
        }
    }

    private func receive(
        on connection: borrowing FileDescriptor, until deadline: MonotonicInstant, within limit: Duration
    ) throws(ControlError) -> String {
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: PortLimits.batchByteCount)
        while true {
            guard wait(connection, for: POLLIN, until: deadline) else { throw .noAnswer(path, within: limit) }
            switch connection.read(into: &buffer) {
            case .bytes(let count): answer += buffer[..<count]
            case .wouldBlock: continue
            case .end, .failure: throw .brokenOff(path)
            }
            if let newline = answer.firstIndex(of: 0x0A) { return String(decoding: answer[..<newline], as: UTF8.self) }
            guard answer.count <= PortLimits.controlAnswerByteCount else { throw .brokenOff(path) }
        }
    }

    private func wait(
        _ connection: borrowing FileDescriptor, for events: Int32, until deadline: MonotonicInstant
    ) -> Bool {
        while true {
            let left = deadline.since(PortClock.bootNow()).wholeMicroseconds
            guard left > 0 else { return false }
            var entry = pollfd(fd: connection.rawValue, events: Int16(events), revents: 0)
            var timeout = timespec(tv_sec: Int(left / 1_000_000), tv_nsec: Int(left % 1_000_000) * 1000)
            // One entry, which lives for the length of the call.
            if unsafe posix_poll(&entry, 1, &timeout) > 0 { return true }
        }
    }
}

/// Why the daemon could not be asked. `description` says what to do now.
public enum ControlError: Error, Sendable, Hashable, CustomStringConvertible {
    case notRunning(String)
    case noPermission(String)
    case noAnswer(String, within: Duration)
    /// Too many callers, or it takes nothing.
    case busy(String)
    case brokenOff(String)
    case lineTooLong(byteCount: Int)
    case pathTooLong(String)
    case system(String)

    public var description: String {
        switch self {
        case .notRunning(let path):
            "no daemon listens at \(path): start it, or name its configuration with --config"
        case .noPermission(let path):
            "you may not use \(path): ask for membership of the daemon's group, or run this as its user"
        case .noAnswer(let path, let limit):
            "the daemon at \(path) did not answer within \(limit.components.seconds) s; it may have done what was asked. Look at the ward before you ask again"
        case .busy(let path): "the daemon at \(path) takes nothing now: try again in a moment"
        case .brokenOff(let path):
            "the daemon at \(path) closed the connection without an answer; it may have done what was asked. Look at the ward before you ask again"
        case .lineTooLong(let byteCount):
            "the request has \(byteCount) bytes and \(PortLimits.controlLineByteCount) are allowed: shorten its texts"
        case .pathTooLong(let path):
            "the path \(path) is longer than \(PortLimits.socketPathByteCount) bytes: name a shorter one"
        case .system(let text): text
        }
    }

    /// Whether the daemon may have done what was asked although nobody heard so.
    public var mayBeDone: Bool {
        switch self {
        case .noAnswer, .brokenOff: true
        case .notRunning, .noPermission, .busy, .lineTooLong, .pathTooLong, .system: false
        }
    }
}
