import CCurl
import Vitals

/// The delivery thread's own state and its loop. Nothing here is seen by another thread.
struct CourierLoop {
    let shared: CourierShared
    let endpoints: [String: Endpoint]
    let userAgent: String
    let wallClock: @Sendable () -> WallInstant
    /// Whether the hub's clock is kept right by somebody.
    let isSynchronised: @Sendable () -> Bool
    let onOutcome: @Sendable (DeliveryOutcome) -> Void

    /// Requests that have not begun, oldest first.
    private var waiting: [Lane: [DeliveryRequest]] = [:]
    private var inFlight: [Transfer] = []
    private var inFlightCounts: [Lane: Int] = [:]
    /// Handles that are done, with the settings of their lane: at most as many as it may have in flight.
    private var spareHandles: [Lane: [UnsafeMutableRawPointer]] = [:]
    /// Lanes whose last attempt failed: their next one trusts no open connection.
    private var distrusting: Set<Lane> = []
    /// The true time as each endpoint tells it.
    private var skews: [String: ClockSkew] = [:]

    init(
        shared: CourierShared, endpoints: [String: Endpoint], userAgent: String,
        wallClock: @escaping @Sendable () -> WallInstant, isSynchronised: @escaping @Sendable () -> Bool,
        onOutcome: @escaping @Sendable (DeliveryOutcome) -> Void
    ) {
        self.shared = shared
        self.endpoints = endpoints
        self.userAgent = userAgent
        self.wallClock = wallClock
        self.isSynchronised = isSynchronised
        self.onOutcome = onOutcome
    }

    /// Runs until a stop is asked for and nothing is in flight, or the stop's time is over.
    mutating func run() {
        while true {
            let stopDeadline = takeInbox()
            if stopDeadline == nil { startWhatMayStart() }
            var runningCount: Int32 = 0
            curl_multi_perform(shared.multi.pointer, &runningCount)
            reportFinished()
            if let stopDeadline, inFlight.isEmpty || ContinuousClock.now >= stopDeadline { break }
            // A lane that has become free must not wait for the next event.
            if stopDeadline == nil, hasStartable { continue }
            let patience = stopDeadline.map { ContinuousClock.now.duration(to: $0).wholeMicroseconds / 1000 + 1 }
            guard shared.mayFallAsleep() else { continue }
            // Returns early on traffic, on libcurl's own timers and on curl_multi_wakeup.
            curl_multi_poll(shared.multi.pointer, nil, 0, Int32(clamping: min(patience ?? 60_000, 60_000)), nil)
        }
        while let transfer = inFlight.first { finish(transfer, CURLE_ABORTED_BY_CALLBACK) }
        for handle in spareHandles.values.joined() { curl_easy_cleanup(handle) }
        shared.close()
    }

    private mutating func takeInbox() -> ContinuousClock.Instant? {
        let (arrived, stopDeadline, askers) = shared.inbox.withLock { inbox in
            inbox.isAsleep = false
            defer {
                inbox.arrived.removeAll(keepingCapacity: true)
                inbox.askers.removeAll(keepingCapacity: true)
            }
            return (inbox.arrived, inbox.stopDeadline, inbox.askers)
        }
        for answer in askers { answer() }
        for request in arrived {
            waiting[request.lane, default: []].append(request)
        }
        return stopDeadline
    }

    private var hasStartable: Bool { waiting.keys.contains(where: hasRoom) }

    private func hasRoom(_ lane: Lane) -> Bool { inFlightCounts[lane, default: 0] < Limits.laneRequestCount }

    private mutating func startWhatMayStart() {
        for lane in Array(waiting.keys) {
            guard var requests = waiting.removeValue(forKey: lane), let endpoint = endpoints[lane.endpoint] else {
                continue
            }
            var begunCount = 0
            while begunCount < requests.count, hasRoom(lane) {
                start(requests[begunCount], to: endpoint, on: lane)
                begunCount += 1
            }
            requests.removeFirst(begunCount)
            if !requests.isEmpty { waiting[lane] = requests }
            guard begunCount > 0 else { continue }
            shared.inbox.withLock { inbox in
                let left = inbox.waitingCounts[lane, default: begunCount] - begunCount
                inbox.waitingCounts[lane] = left > 0 ? left : nil
            }
        }
    }

    private mutating func start(_ request: DeliveryRequest, to endpoint: Endpoint, on lane: Lane) {
        let now = wallClock()
        let stamp = skews[endpoint.name, default: ClockSkew()].stamp(
            now, at: .now, isSynchronised: isSynchronised())
        do throws(WebhookError) {
            let transfer = try Transfer(
                request, on: spareHandles[lane]?.popLast(), to: endpoint, lane: lane, userAgent: userAgent,
                needsFreshConnection: distrusting.contains(lane), stamp: stamp)
            let code = curl_multi_add_handle(shared.multi.pointer, transfer.handle)
            guard code == CURLM_OK else { throw .libraryFailed(call: "curl_multi_add_handle", code: code.rawValue) }
            inFlight.append(transfer)
            inFlightCounts[lane, default: 0] += 1
        } catch {
            onOutcome(.notBegun(request, at: now, error))
        }
    }

    private mutating func reportFinished() {
        var remainingCount: Int32 = 0
        // libcurl owns the message, and only until the handle it names is removed: both are read first.
        while let message = curl_multi_info_read(shared.multi.pointer, &remainingCount) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else { continue }
            let code = spotward_curl_result(message)
            guard let transfer = inFlight.first(where: { $0.handle == handle }) else { continue }
            finish(transfer, code)
        }
    }

    private mutating func finish(_ transfer: Transfer, _ code: CURLcode) {
        inFlight.removeAll { $0 === transfer }
        inFlightCounts[transfer.lane, default: 1] -= 1
        curl_multi_remove_handle(shared.multi.pointer, transfer.handle)
        let now = wallClock()
        var outcome = transfer.outcome(code, now: now)
        learnTime(of: &outcome, at: now)
        if outcome.isAccepted { distrusting.remove(transfer.lane) } else { distrusting.insert(transfer.lane) }
        if let handle = transfer.giveBackHandle() { spareHandles[transfer.lane, default: []].append(handle) }
        onOutcome(outcome)
    }
}

extension CourierLoop {
    /// Also a refusal tells the time: it may have been refused for the time alone.
    private mutating func learnTime(of outcome: inout DeliveryOutcome, at now: WallInstant) {
        let instant = ContinuousClock.now
        if let date = outcome.date { skews[outcome.endpoint, default: ClockSkew()].learn(date, at: instant) }
        outcome.skew = skews[outcome.endpoint]?.skew(from: now, at: instant)
        outcome.isAskedAgainAtOnce =
            outcome.date != nil
            && ClockSkew.explains(
                status: outcome.httpStatus ?? 0, skew: outcome.skew, applied: outcome.appliedSkew)
    }
}

extension DeliveryOutcome {
    /// The machine could not even begin: no byte was sent.
    fileprivate static func notBegun(_ request: DeliveryRequest, at now: WallInstant, _ error: WebhookError) -> Self {
        var code: Int32 = 0
        if case .libraryFailed(_, let libraryCode) = error { code = libraryCode }
        return DeliveryOutcome(
            reference: request.reference, endpoint: request.endpoint, attempt: request.attempt, startedAt: now,
            duration: .zero, stage: .prepare, curlCode: code, httpStatus: nil, retryAfter: nil, answerPrefix: "",
            isAccepted: false)
    }
}
