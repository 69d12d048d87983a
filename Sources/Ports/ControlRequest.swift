import Synchronization

/// One line somebody sent to the control socket, and the way back.
public struct ControlRequest: Sendable {
    /// Without its newline; at most `PortLimits.controlLineByteCount` bytes, which may be anything.
    public let line: [UInt8]
    public let peer: ControlPeer
    public let reply: ControlReply
}

/// Who is at the other end of the control socket, as the kernel says.
public struct ControlPeer: Sendable, Hashable {
    public var processID: Int32
    public var userID: UInt32
    public var groupID: UInt32

    public init(processID: Int32, userID: UInt32, groupID: UInt32) {
        self.processID = processID
        self.userID = userID
        self.groupID = groupID
    }
}

/// The way back for one answer. The first one given goes out; a connection that is gone takes it and says nothing.
public struct ControlReply: Sendable {
    let connection: UInt64
    let request: UInt64
    let answers: ControlAnswers

    /// - Parameter line: one line without its newline. A newline in it would begin a second answer, so it becomes a space.
    public func send(_ line: String) { answers.put(line, to: connection, request: request) }
}

/// Why the control socket itself refuses, before anybody has read the request.
public enum ControlRefusal: Sendable, Hashable, CaseIterable, CustomStringConvertible {
    case lineTooLong
    case tooSlow
    case tooManyConnections
    /// The daemon did not answer in time.
    case unanswered

    public var description: String {
        switch self {
        case .lineTooLong:
            "the request is longer than \(PortLimits.controlLineByteCount) bytes: send one line of JSON"
        case .tooSlow:
            "no whole line came within \(PortLimits.controlPatience.components.seconds) seconds: send one line and end it with a newline"
        case .tooManyConnections:
            "\(PortLimits.controlConnectionCount) others are connected: try again in a moment"
        case .unanswered:
            "the daemon did not answer in time: what was asked may have been done. Look at the ward, then ask again"
        }
    }
}

/// Answers on their way from other threads to the control thread.
final class ControlAnswers: Sendable {
    struct Answer {
        var connection: UInt64
        var request: UInt64
        var line: String
    }

    private let waiting = Mutex<[Answer]>([])
    private let signal: LoopSignal

    init(signal: LoopSignal) { self.signal = signal }

    func put(_ line: String, to connection: UInt64, request: UInt64) {
        waiting.withLock { $0.append(Answer(connection: connection, request: request, line: line)) }
        signal.wake()
    }

    func take() -> [Answer] {
        waiting.withLock { waiting in
            defer { waiting.removeAll(keepingCapacity: true) }
            return waiting
        }
    }
}
