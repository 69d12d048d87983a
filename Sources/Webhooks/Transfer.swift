import CCurl
import Glibc
import Vitals

/// One attempt in flight: an easy handle, the headers it borrows, and what of the answer is kept.
///
/// Made, used and closed on the delivery thread alone. A class because libcurl's callback is given its address.
final class Transfer {
    let request: DeliveryRequest
    let lane: Lane
    let startedAt: WallInstant
    private let stamp: AttemptStamp
    private let isPlain: Bool
    private let addressGuard: AddressGuard
    /// The receiver's name led to an address that no alert may go to.
    private var hasRefusedAddress = false
    let handle: UnsafeMutableRawPointer
    private var ownsHandle = true
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var answerByteCount = 0
    /// As much of the answer as its signed document may have, and one byte more.
    private var answer: [UInt8] = []

    /// - Parameters:
    ///   - spare: a handle of the same lane, to be used in place of a new one. It is this object's from here on.
    ///   - needsFreshConnection: the attempt before on this lane failed, so no connection of its time is trusted.
    ///   - stamp: what is signed, and the first attempt's time.
    init(
        _ request: DeliveryRequest, on spare: UnsafeMutableRawPointer?, to endpoint: Endpoint, lane: Lane,
        userAgent: String, needsFreshConnection: Bool, stamp: AttemptStamp
    ) throws(WebhookError) {
        let body: [UInt8]
        let target: EndpointTarget
        do throws(WebhookError) {
            body = try request.body(stamp)
            target = try request.target(of: endpoint)
        } catch {
            curl_easy_cleanup(spare)
            throw error
        }
        guard let handle = spare ?? curl_easy_init() else { throw .libraryFailed(call: "curl_easy_init", code: 0) }
        self.request = request
        self.lane = lane
        startedAt = stamp.hub
        self.stamp = stamp
        isPlain = target.isPlain
        addressGuard = target.addressGuard
        self.handle = handle
        // From here on `deinit` frees the handle and the headers, also when a setting is refused.
        if spare == nil {
            try TransferSettings.apply(
                to: handle, endpoint: endpoint, isPlain: target.isPlain, isQuestion: request.isQuestion)
        }
        try handle.set(CURLOPT_URL, request.url(at: target))
        try handle.set(CURLOPT_FRESH_CONNECT, needsFreshConnection ? 1 : 0)
        try setHeaders(
            request, body: body, timestampSeconds: stamp.wall.microseconds / 1_000_000, secrets: endpoint.secrets,
            userAgent: userAgent)
        if !request.isQuestion { try setBody(body) }
        try setSink()
        try setOpener()
    }

    deinit {
        if ownsHandle { curl_easy_cleanup(handle) }
        curl_slist_free_all(headers)
    }

    /// The handle, for another transfer of its lane; what was said and heard in this one is taken out of it. It is the caller's
    /// from here on, and this object is done with. `nil` when it is fit for nothing more.
    func giveBackHandle() -> UnsafeMutableRawPointer? {
        do throws(WebhookError) {
            try handle.check("CURLOPT_HTTPHEADER", spotward_curl_set_list(handle, CURLOPT_HTTPHEADER, nil))
            if !request.isQuestion { try setBody(nil) }
        } catch {
            return nil
        }
        ownsHandle = false
        return handle
    }

    /// Copied by libcurl, which takes the length from the setting before: the array need not live on.
    private func setBody(_ body: [UInt8]?) throws(WebhookError) {
        try handle.check(
            "CURLOPT_POSTFIELDSIZE_LARGE",
            spotward_curl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body?.count ?? 0)))
        let code = (body ?? []).withUnsafeBytes { bytes in
            let first = body == nil ? nil : bytes.baseAddress
            return spotward_curl_set_pointer(
                handle, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: first))
        }
        try handle.check("CURLOPT_COPYPOSTFIELDS", code)
    }

    private func setHeaders(
        _ request: DeliveryRequest, body: [UInt8], timestampSeconds: Int64, secrets: [WebhookSecret], userAgent: String
    ) throws(WebhookError) {
        let signature = WebhookSignature.header(
            id: request.alertID, timestampSeconds: timestampSeconds, body: body, secrets: secrets)
        let kind = request.isQuestion ? "accept: application/json" : "content-type: application/cloudevents+json"
        let lines = [
            kind, "webhook-id: \(request.alertID)",
            "webhook-timestamp: \(timestampSeconds)", "webhook-signature: \(signature)", "user-agent: \(userAgent)",
            // An empty value takes out a header that libcurl would add: no waiting for 100-continue.
            "expect:",
        ]
        for line in lines {
            guard let longer = curl_slist_append(headers, line) else {
                throw .libraryFailed(call: "curl_slist_append", code: 0)
            }
            headers = longer
        }
        // libcurl reads the list during the transfer; it lives as long as this object, and the handle dies first.
        try handle.check("CURLOPT_HTTPHEADER", spotward_curl_set_list(handle, CURLOPT_HTTPHEADER, headers))
    }

    private func setSink() throws(WebhookError) {
        // Unretained: the loop holds this object until the handle is closed, so the address outlives every call.
        let context = Unmanaged.passUnretained(self).toOpaque()
        try handle.check("CURLOPT_WRITEDATA", spotward_curl_set_pointer(handle, CURLOPT_WRITEDATA, context))
        let sink: spotward_curl_sink = { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            // libcurl promises size × count bytes at `bytes`, and that size is 1.
            let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return transfer.takeAnswer(piece)
        }
        try handle.check("CURLOPT_WRITEFUNCTION", spotward_curl_set_sink(handle, CURLOPT_WRITEFUNCTION, sink))
    }

    /// Whether an address may be called is asked with the address itself: what a name led to before says nothing.
    private func setOpener() throws(WebhookError) {
        // As with the sink.
        let context = Unmanaged.passUnretained(self).toOpaque()
        try handle.check(
            "CURLOPT_OPENSOCKETDATA", spotward_curl_set_pointer(handle, CURLOPT_OPENSOCKETDATA, context))
        let opener: spotward_curl_opener = { context, _, address in
            guard let context, let address else { return -1 }
            return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().open(address)
        }
        try handle.check(
            "CURLOPT_OPENSOCKETFUNCTION", spotward_curl_set_opener(handle, CURLOPT_OPENSOCKETFUNCTION, opener))
    }

    /// A socket, or -1, which libcurl takes for one that could not be made.
    private func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        guard let found = NetworkAddress(address), addressGuard.refusal(of: found) == nil else {
            hasRefusedAddress = true
            return -1
        }
        let kind = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
        return Glibc.socket(address.pointee.family, kind, address.pointee.protocol)
    }

    /// Keeps the beginning and counts the rest; taking less than was given ends the transfer as failed.
    private func takeAnswer(_ piece: UnsafeRawBufferPointer) -> Int {
        answerByteCount += piece.count
        answer.append(contentsOf: piece.prefix(request.answerByteCount + 1 - answer.count))
        return answerByteCount <= Limits.answerByteCount ? piece.count : 0
    }

    /// What became of the attempt, once libcurl is done with it or has been told to leave it.
    func outcome(_ code: CURLcode, now: WallInstant) -> DeliveryOutcome {
        let status = handle.long(CURLINFO_RESPONSE_CODE).flatMap { $0 > 0 ? $0 : nil }
        let didSend = (handle.long(CURLINFO_REQUEST_SIZE) ?? 0) > 0
        var stage = DeliveryStage(code, httpStatus: status, didSend: didSend)
        if stage == .connect, hasRefusedAddress { stage = .address }
        let asksToWait = status == 429 || status == 503
        let date = handle.header("date").flatMap(HTTPDate.instant)
        var outcome = DeliveryOutcome(
            reference: request.reference, endpoint: request.endpoint, attempt: request.attempt, startedAt: startedAt,
            duration: .microseconds(handle.offset(CURLINFO_TOTAL_TIME_T) ?? 0), stage: stage,
            curlCode: Int32(truncatingIfNeeded: code.rawValue), httpStatus: status,
            retryAfter: asksToWait
                ? handle.header("retry-after").flatMap { RetryAfter.wait($0, now: date ?? now) } : nil,
            // Where a certificate was checked the receiver is known, and so is its word on the time.
            date: status == nil || isPlain ? nil : date, appliedSkew: stamp.appliedSkew,
            answerPrefix: PrintableText.escaped(Array(answer.prefix(Limits.answerPrefixByteCount))),
            isAccepted: stage == .done)
        outcome.isOfQuestion = request.isQuestion
        if outcome.isAccepted, isAnswerJSON {
            do throws(SignedDocumentRefusal) {
                outcome.signedAnswer = try SignedDocument(parsing: answer, byteCount: request.answerByteCount)
                outcome.receipt = outcome.signedAnswer?.id
            } catch {
                outcome.receipt = Receipt.identifier(in: answer)
                if outcome.receipt == nil { outcome.answerRefusal = error }
            }
        }
        return outcome
    }

    private var isAnswerJSON: Bool {
        guard let type = handle.header("content-type") else { return false }
        let name = type.prefix { $0 != ";" && $0 != " " }
        return name.lowercased() == "application/json"
    }
}

extension NetworkAddress {
    /// The address libcurl is about to call; `nil` for what is neither IPv4 nor IPv6.
    fileprivate init?(_ address: UnsafeMutablePointer<curl_sockaddr>) {
        guard let place = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return nil }
        // libcurl promises `addrlen` bytes of a socket address from there on. Port and, with IPv6, the flow come first.
        let bytes = UnsafeRawBufferPointer(
            start: UnsafeRawPointer(address) + place, count: Int(address.pointee.addrlen))
        switch address.pointee.family {
        case AF_INET where bytes.count >= 8: self.init(bytes: Array(bytes[4..<8]))
        case AF_INET6 where bytes.count >= 24: self.init(bytes: Array(bytes[8..<24]))
        default: return nil
        }
    }
}
