import CCurl
import Dispatch
import Synchronization
import Vitals

/// Sends requests and says what became of each. It decides nothing: what to send when is the outbox's business.
///
/// A thread of its own owns the libcurl multi handle:
///
///     submit ──▶ inbox (a mutex) ──▶ curl_multi_wakeup ──▶ thread: start, curl_multi_perform, report, curl_multi_poll
///
/// A thread and not Dispatch read sources, because sources reopened quickly crash libdispatch on Linux, and a crash here is
/// a silent ward. At each endpoint `Limits.laneRequestCount` urgent requests and as many others are in flight at most:
/// urgent ones begin in their order and never wait for the rest. What must arrive in order, the transitions of one episode,
/// is never submitted together: the outbox gives out one of them at a time.
public final class Courier: Sendable {
    private let shared: CourierShared
    private let endpointNames: Set<String>

    /// - Parameters:
    ///   - version: the program's version, sent as `user-agent: spotward/<version>`.
    ///   - wallClock: read when an attempt starts and when it ends. The true time, also where the ward's time runs faster:
    ///     receivers refuse signatures more than five minutes old.
    ///   - isSynchronised: whether the hub's clock is kept right by somebody. Where it is not, what a receiver says is believed.
    ///   - onOutcome: called on the courier's thread, once for every request that was begun. It must not block and must
    ///     not call `stop`.
    public init(
        endpoints: [Endpoint], version: String, wallClock: @escaping @Sendable () -> WallInstant,
        isSynchronised: @escaping @Sendable () -> Bool = { true },
        onOutcome: @escaping @Sendable (DeliveryOutcome) -> Void
    ) throws(WebhookError) {
        var byName: [String: Endpoint] = [:]
        for endpoint in endpoints {
            guard byName.updateValue(endpoint, forKey: endpoint.name) == nil else {
                throw .endpointNameTwice(endpoint.name)
            }
        }
        endpointNames = Set(byName.keys)
        shared = try CourierShared()
        let loop = CourierLoop(
            shared: shared, endpoints: byName, userAgent: "spotward/\(version)", wallClock: wallClock,
            isSynchronised: isSynchronised, onOutcome: onOutcome)
        try DeliveryThread.start(loop)
    }

    deinit { shared.requestStop(within: .zero) }

    /// Queues one attempt; returns at once. The caller holds each outbox row back until its outcome has come.
    public func submit(_ request: DeliveryRequest) throws(WebhookError) {
        guard endpointNames.contains(request.endpoint) else { throw .endpointUnknown(request.endpoint) }
        guard WebhookMessage.isIdentifier(request.alertID) else { throw .identifierRefused }
        try request.check()
        try shared.put(request)
    }

    /// Has `answer` called on the courier's thread the next time it goes round: a courier that stands still does not.
    public func ask(_ answer: @escaping @Sendable () -> Void) { shared.ask(answer) }

    /// Begins no new attempt, lets those in flight end for so long, then breaks them off, and returns when the thread has
    /// ended. Attempts broken off are reported as not accepted; what had not begun is still in the outbox.
    public func stop(within limit: Duration) {
        shared.requestStop(within: limit)
        shared.ended.wait()
    }
}

/// What the delivery thread and the others both touch.
final class CourierShared: Sendable {
    struct Inbox {
        var arrived: [DeliveryRequest] = []
        /// Requests of each lane that are here or in the loop and not yet begun.
        var waitingCounts: [Lane: Int] = [:]
        /// The thread sleeps, or is about to: it is to be woken. Else it looks here by itself before it sleeps.
        var isAsleep = false
        var stopDeadline: ContinuousClock.Instant?
        /// Who asked whether the thread still goes round.
        var askers: [@Sendable () -> Void] = []
        /// The multi handle is gone; nobody may wake it.
        var isClosed = false
    }

    /// Held by the mutex for wake-ups and used by the thread for the rest. libcurl allows `curl_multi_wakeup`, and that
    /// alone, from any thread while the handle lives; `isClosed` says when it no longer does.
    struct MultiHandle: @unchecked Sendable {
        let pointer: UnsafeMutableRawPointer
    }

    let multi: MultiHandle
    let inbox = Mutex(Inbox())
    /// Entered while the thread runs.
    let ended = DispatchGroup()

    init() throws(WebhookError) {
        // Once a process, and before any other thread uses libcurl: a static is made once.
        let code = Self.globalInit
        guard code == CURLE_OK else {
            throw .libraryFailed(call: "curl_global_init", code: Int32(truncatingIfNeeded: code.rawValue))
        }
        guard let pointer = curl_multi_init() else { throw .libraryFailed(call: "curl_multi_init", code: 0) }
        multi = MultiHandle(pointer: pointer)
    }

    private static let globalInit = curl_global_init(Int(CURL_GLOBAL_SSL | CURL_GLOBAL_WIN32))

    func put(_ request: DeliveryRequest) throws(WebhookError) {
        let lane = request.lane
        let refusal: WebhookError? = inbox.withLock { inbox in
            guard !inbox.isClosed, inbox.stopDeadline == nil else { return .stopped }
            let waitingCount = inbox.waitingCounts[lane, default: 0]
            guard waitingCount < Limits.waitingRequestCount else { return .tooManyWaiting(endpoint: request.endpoint) }
            inbox.waitingCounts[lane] = waitingCount + 1
            inbox.arrived.append(request)
            // Once is enough: a byte through a socket for each request costs as much as signing it.
            if inbox.isAsleep { curl_multi_wakeup(multi.pointer) }
            inbox.isAsleep = false
            return nil
        }
        if let refusal { throw refusal }
    }

    /// `false` when something has arrived since the thread last looked; else whoever brings something from here on wakes it.
    func mayFallAsleep() -> Bool {
        inbox.withLock { inbox in
            inbox.isAsleep = inbox.arrived.isEmpty
            return inbox.isAsleep
        }
    }

    func ask(_ answer: @escaping @Sendable () -> Void) {
        inbox.withLock { inbox in
            // Of a thread that stands still nobody is kept waiting in numbers.
            guard !inbox.isClosed, inbox.askers.count < Limits.askerCount else { return }
            inbox.askers.append(answer)
            curl_multi_wakeup(multi.pointer)
        }
    }

    func requestStop(within limit: Duration) {
        inbox.withLock { inbox in
            guard !inbox.isClosed else { return }
            let deadline = ContinuousClock.now.advanced(by: limit)
            inbox.stopDeadline = min(inbox.stopDeadline ?? deadline, deadline)
            curl_multi_wakeup(multi.pointer)
        }
    }

    /// After this nobody touches the multi handle.
    func close() {
        inbox.withLock { inbox in
            inbox.isClosed = true
            curl_multi_cleanup(multi.pointer)
        }
    }
}

/// One endpoint's urgent or other traffic, its heartbeats, or questions for acknowledgements: a few requests in flight, the
/// rest in order behind them.
struct Lane: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case alert, heartbeat, question

        init(_ kind: DeliveryRequest.Kind) {
            switch kind {
            case .alert: self = .alert
            case .heartbeat: self = .heartbeat
            case .question: self = .question
            }
        }
    }

    var endpoint: String
    var track: RetrySchedule
    var kind = Kind.alert
}
