import CPosix
import Glibc
import Vitals

/// The control thread's loop over its listener and its connections. Whatever bytes come, they end in an answer, a refusal
/// or a closed connection.
struct ControlLoop: ~Copyable {
    private let listener: FileDescriptor
    private let signal: LoopSignal
    private let answers: ControlAnswers
    private let onRequest: @Sendable (ControlRequest) -> Void
    private let refusal: @Sendable (ControlRefusal) -> String
    private var connections: [(descriptor: OpenConnection, connection: ControlConnection)] = []
    private let patience: ControlPatience
    private var nextNumber: UInt64 = 1

    init(
        listener: consuming FileDescriptor, patience: ControlPatience, signal: LoopSignal, answers: ControlAnswers,
        onRequest: @escaping @Sendable (ControlRequest) -> Void,
        refusal: @escaping @Sendable (ControlRefusal) -> String
    ) {
        self.listener = listener
        self.patience = patience
        self.signal = signal
        self.answers = answers
        self.onRequest = onRequest
        self.refusal = refusal
    }

    mutating func run() {
        var buffer = [UInt8](repeating: 0, count: PortLimits.batchByteCount)
        while !signal.isStopping {
            let table = wait()
            let now = PortClock.bootNow()
            if table[0].revents != 0 { signal.clear() }
            for answer in answers.take() {
                guard let place = connections.firstIndex(where: { $0.connection.number == answer.connection }) else {
                    continue
                }
                connections[place].connection.answer(answer.line, to: answer.request, at: now)
            }
            for place in connections.indices { serve(place, table[2 + place].revents, &buffer, at: now) }
            connections.removeAll { $0.connection.state == .closed }
            if table[1].revents != 0 { accept(at: now) }
        }
    }

    /// The poll table as the kernel left it: signal, listener, then the connections.
    private func wait() -> [pollfd] {
        var table = [
            pollfd(fd: signal.descriptor.rawValue, events: Int16(POLLIN), revents: 0),
            pollfd(fd: listener.rawValue, events: Int16(POLLIN), revents: 0),
        ]
        let now = PortClock.bootNow()
        var span = Duration.seconds(60)
        for (descriptor, connection) in connections {
            table.append(pollfd(fd: descriptor.rawValue, events: Int16(connection.events), revents: 0))
            span = min(span, connection.deadline.since(now))
        }
        let microseconds = max(span.wholeMicroseconds, 0)
        var timeout = timespec(
            tv_sec: Int(microseconds / 1_000_000), tv_nsec: Int(microseconds % 1_000_000) * 1000)
        // The table keeps its memory for the length of the call.
        let outcome = unsafe table.withUnsafeMutableBufferPointer {
            unsafe posix_poll($0.baseAddress, nfds_t($0.count), &timeout)
        }
        if outcome < 0 {
            if errno != EINTR { usleep(10_000) }
            for place in table.indices { table[place].revents = 0 }
        }
        return table
    }

    private mutating func serve(_ place: Int, _ revents: Int16, _ buffer: inout [UInt8], at now: MonotonicInstant) {
        if revents & Int16(POLLIN) != 0 { read(place, &buffer) }
        if revents & Int16(POLLERR | POLLNVAL) != 0 { connections[place].connection.close() }
        // Gone altogether while it waits: what it asked is done, and nobody is there for the answer.
        if revents & Int16(POLLHUP) != 0, case .asked = connections[place].connection.state {
            connections[place].connection.close()
        }
        ask(place, at: now)
        if connections[place].connection.deadline <= now { losePatience(place, at: now) }
        send(place, at: now)
    }

    private mutating func read(_ place: Int, _ buffer: inout [UInt8]) {
        switch connections[place].descriptor.read(into: &buffer) {
        case .bytes(let count): connections[place].connection.take(buffer[..<count])
        case .end: connections[place].connection.end()
        case .wouldBlock: break
        case .failure: connections[place].connection.close()
        }
    }

    private mutating func ask(_ place: Int, at now: MonotonicInstant) {
        if let (request, line) = connections[place].connection.nextLine(at: now) {
            let connection = connections[place].connection
            onRequest(
                ControlRequest(
                    line: line, peer: connection.peer,
                    reply: ControlReply(connection: connection.number, request: request, answers: answers)))
        }
        if connections[place].connection.isTooLong, connections[place].connection.state == .reading {
            connections[place].connection.refuse(refusal(.lineTooLong), at: now)
        }
    }

    private mutating func losePatience(_ place: Int, at now: MonotonicInstant) {
        switch connections[place].connection.state {
        case .reading: connections[place].connection.refuse(refusal(.tooSlow), at: now)
        case .asked: connections[place].connection.refuse(refusal(.unanswered), at: now)
        case .answering, .closed: connections[place].connection.close()
        }
    }

    /// Sends what fits; the next line, if it is here already, is asked at once.
    private mutating func send(_ place: Int, at now: MonotonicInstant) {
        while case .answering(let sent) = connections[place].connection.state {
            let rest = connections[place].connection.answer[sent...]
            switch connections[place].descriptor.send(rest) {
            case .sent(let count): connections[place].connection.sent(count, at: now)
            case .wouldBlock: return
            case .failure: connections[place].connection.close()
            }
        }
        ask(place, at: now)
    }

    /// Lets one caller in. With all places taken, the one idle longest gives up its own: nobody can hold the door shut.
    private mutating func accept(at now: MonotonicInstant) {
        let descriptor = posix_accept(listener.rawValue)
        guard descriptor >= 0 else {
            // Out of descriptors: a moment, so that the loop does not spin on a caller it cannot let in.
            if errno == EMFILE || errno == ENFILE { usleep(100_000) }
            return
        }
        let open = OpenConnection(FileDescriptor(owning: descriptor))
        if connections.count >= PortLimits.controlConnectionCount {
            let refusal = Array((refusal(.tooManyConnections) + "\n").utf8)[...]
            let idle = connections.indices.filter { connections[$0].connection.isIdle }
            let longest = idle.min { a, b in connections[a].connection.deadline < connections[b].connection.deadline }
            guard let longest else {
                _ = open.send(refusal)
                return
            }
            _ = connections[longest].descriptor.send(refusal)
            connections.remove(at: longest)
        }
        connections.append(
            (open, ControlConnection(number: nextNumber, peer: Self.peer(of: descriptor), patience, at: now)))
        nextNumber += 1
    }

    private static func peer(of descriptor: Int32) -> ControlPeer {
        var peer = posix_peer()
        _ = unsafe posix_peer(descriptor, &peer)
        return ControlPeer(processID: peer.process, userID: peer.user, groupID: peer.group)
    }
}

/// An open connection's descriptor, closed when the loop lets it go.
private final class OpenConnection {
    private let descriptor: FileDescriptor
    init(_ descriptor: consuming FileDescriptor) { self.descriptor = descriptor }
    var rawValue: Int32 { descriptor.rawValue }
    func read(into buffer: inout [UInt8]) -> FileDescriptor.ReadOutcome { descriptor.read(into: &buffer) }
    func send(_ bytes: ArraySlice<UInt8>) -> FileDescriptor.SendOutcome { descriptor.send(bytes) }
}
