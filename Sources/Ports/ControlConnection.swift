import Glibc
import Vitals

/// One connection to the control socket: bytes become lines, each line is asked and answered before the next.
///
/// A state machine without I/O: the loop reads and sends, this says what follows.
struct ControlConnection {
    enum State: Equatable {
        /// Waiting for the rest of a line.
        case reading
        /// A line was handed over under this number.
        case asked(UInt64)
        /// The answer is going out, from here on.
        case answering(sent: Int)
        case closed
    }

    let number: UInt64
    let peer: ControlPeer
    private(set) var state = State.reading
    /// When patience ends, whatever it is that is waited for.
    private(set) var deadline: MonotonicInstant
    /// Whether nothing is asked or answered here.
    var isIdle: Bool { state == .reading }
    private(set) var answer: [UInt8] = []
    private var received: [UInt8] = []
    /// Where the search for the next newline goes on.
    private var searchedCount = 0
    private var nextRequest: UInt64 = 1
    private var hasEnded = false
    private var closesAfterAnswer = false

    private let patience: ControlPatience

    init(number: UInt64, peer: ControlPeer, _ patience: ControlPatience, at now: MonotonicInstant) {
        self.number = number
        self.peer = peer
        self.patience = patience
        deadline = now.advanced(by: patience.line)
    }

    /// What there is to wait for.
    var events: Int32 {
        switch state {
        case .reading: POLLIN
        case .answering: POLLOUT
        case .asked, .closed: 0
        }
    }

    /// Takes what was read. The next line, when it is whole, is in `nextLine`.
    mutating func take(_ bytes: ArraySlice<UInt8>) { received += bytes }

    /// The peer sends no more: what is left is the last line.
    mutating func end() { hasEnded = true }

    /// The next whole line and the number it is asked under.
    mutating func nextLine(at now: MonotonicInstant) -> (request: UInt64, line: [UInt8])? {
        guard state == .reading else { return nil }
        let newline = received[searchedCount...].firstIndex(of: 0x0A)
        searchedCount = received.count
        guard let count = newline ?? (hasEnded && !received.isEmpty ? received.count : nil) else {
            if received.count > PortLimits.controlLineByteCount { return refuse() }
            if hasEnded { state = .closed }
            return nil
        }
        guard count <= PortLimits.controlLineByteCount else { return refuse() }
        let line = Array(received[..<count])
        received.removeFirst(min(count + 1, received.count))
        searchedCount = 0
        let request = nextRequest
        nextRequest += 1
        state = .asked(request)
        deadline = now.advanced(by: patience.answer)
        return (request, line)
    }

    /// Set when the line in hand is too long; the loop says so and closes.
    private(set) var isTooLong = false

    private mutating func refuse() -> (request: UInt64, line: [UInt8])? {
        isTooLong = true
        return nil
    }

    /// Begins to answer. An answer to a request that is not open any more is dropped.
    mutating func answer(_ line: String, to request: UInt64, at now: MonotonicInstant) {
        guard state == .asked(request) else { return }
        begin(line, at: now)
    }

    /// Says why this connection ends, and ends it when that is sent.
    mutating func refuse(_ line: String, at now: MonotonicInstant) {
        closesAfterAnswer = true
        received = []
        begin(line, at: now)
    }

    private mutating func begin(_ line: String, at now: MonotonicInstant) {
        answer = line.utf8.map { $0 == 0x0A ? 0x20 : $0 } + [0x0A]
        state = .answering(sent: 0)
        deadline = now.advanced(by: patience.line)
    }

    /// So many more bytes of the answer are out.
    mutating func sent(_ count: Int, at now: MonotonicInstant) {
        guard case .answering(let sent) = state else { return }
        guard sent + count >= answer.count else {
            state = .answering(sent: sent + count)
            return
        }
        answer = []
        state = closesAfterAnswer ? .closed : .reading
        deadline = now.advanced(by: patience.line)
    }

    mutating func close() { state = .closed }
}

/// How long the control socket waits for whom.
struct ControlPatience: Sendable {
    /// For a client to send a line, or to take its answer.
    var line = PortLimits.controlPatience
    /// For the daemon to answer.
    var answer = PortLimits.controlAnswerPatience
}
