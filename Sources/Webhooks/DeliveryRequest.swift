import Alarms
import Vitals

/// One attempt to make: an outbox row on its way to one endpoint.
public struct DeliveryRequest: Sendable, Hashable {
    /// The caller's own mark, handed back with the outcome: the outbox row.
    public var reference: Int64
    /// The endpoint's configured name.
    public var endpoint: String
    /// The alert's id, sent as `webhook-id`: the same on every attempt and to every endpoint.
    public var alertID: String
    /// The alert's line, as `AlertComposer` made it.
    public var line: String
    public var hubSequence: UInt64
    /// Whom this message calls at this endpoint: the roles of the transition that the endpoint serves.
    public var roles: RoleSet
    /// Alerts that travel in this message: the same ones on every attempt.
    public var members: [MessageMember]
    /// From 1.
    public var attempt: UInt32
    /// `nil` on the first attempt: it is the first.
    public var firstAttemptAt: WallInstant?
    public var track: RetrySchedule
    public enum Kind: Sendable, Hashable {
        case alert
        /// The line is the whole body, and it waits for no alert as no alert waits for it.
        case heartbeat
        /// Who has taken what: nothing is sent but the question, which is part of the address.
        case question(query: String)
    }

    public private(set) var kind = Kind.alert
    /// It is sent from memory, because the hub's disk takes no writing.
    public var isUndurable = false
    /// It is owed to another endpoint, which has not accepted it.
    public var isFallback: Bool

    public init(
        reference: Int64, endpoint: String, alertID: String, line: String, hubSequence: UInt64,
        roles: RoleSet = [], members: [MessageMember] = [], attempt: UInt32, firstAttemptAt: WallInstant? = nil,
        track: RetrySchedule, isFallback: Bool = false
    ) {
        self.reference = reference
        self.endpoint = endpoint
        self.alertID = alertID
        self.line = line
        self.hubSequence = hubSequence
        self.roles = roles
        self.members = members
        self.attempt = attempt
        self.firstAttemptAt = firstAttemptAt
        self.track = track
        self.isFallback = isFallback
    }

    /// One beat, sent once.
    ///
    /// - Parameters:
    ///   - identifier: as `HeartbeatComposer` gives it.
    ///   - line: the whole message.
    public init(heartbeat identifier: String, line: String, reference: Int64, endpoint: String) {
        self.init(
            reference: reference, endpoint: endpoint, alertID: identifier, line: line, hubSequence: 0, attempt: 1,
            track: .ordinary)
        kind = .heartbeat
    }

    /// One question for acknowledgements, asked once.
    public init(_ question: AcknowledgementQuestion, of endpoint: String) {
        self.init(
            reference: -1, endpoint: endpoint, alertID: question.id, line: "", hubSequence: 0, attempt: 1,
            track: .urgent)
        kind = .question(query: question.query)
    }

    var lane: Lane { Lane(endpoint: endpoint, track: track, kind: Lane.Kind(kind)) }

    var isQuestion: Bool { if case .question = kind { true } else { false } }

    /// The most bytes of an answer that are a signed document.
    var answerByteCount: Int {
        isQuestion ? Limits.acknowledgementAnswerByteCount : Limits.signedDocumentByteCount
    }

    /// - Throws: where an endpoint is asked for acknowledgements that has no place for that.
    func target(of endpoint: Endpoint) throws(WebhookError) -> EndpointTarget {
        guard isQuestion else { return endpoint.alerts }
        guard let target = endpoint.acknowledgements else { throw .notAsked(endpoint: endpoint.name) }
        return target
    }

    func url(at target: EndpointTarget) -> String {
        guard case .question(let query) = kind else { return target.url }
        return target.url + (target.url.contains("?") ? "&" : "?") + query
    }

    /// The bytes of an attempt.
    func body(_ stamp: AttemptStamp) throws(WebhookError) -> [UInt8] {
        switch kind {
        case .alert: return try WebhookMessage.body(line: line, delivery: delivery(stamp))
        case .heartbeat:
            guard line.utf8.count <= Limits.messageByteCount else { throw .messageTooLong(byteCount: line.utf8.count) }
            return Array(line.utf8)
        case .question: return []
        }
    }

    /// Refuses what has no body, to the one who brought it.
    func check() throws(WebhookError) {
        if kind == .alert {
            try WebhookMessage.check(line: line, delivery: delivery(at: WallInstant(microseconds: 0)))
        } else {
            _ = try body(AttemptStamp(hub: WallInstant(microseconds: 0), appliedSkew: nil, isSynchronised: true))
        }
    }

    /// The delivery block of an attempt that begins at `now`.
    func delivery(at now: WallInstant) -> WebhookMessage.Delivery {
        delivery(AttemptStamp(hub: now, appliedSkew: nil, isSynchronised: true))
    }

    func delivery(_ stamp: AttemptStamp) -> WebhookMessage.Delivery {
        var delivery = WebhookMessage.Delivery(
            hubSequence: hubSequence, roles: roles, members: members, attempt: attempt,
            firstAttemptAt: firstAttemptAt ?? stamp.hub, isFallback: isFallback)
        delivery.isUndurable = isUndurable
        delivery.appliedSkew = stamp.appliedSkew
        delivery.isHubSynchronised = stamp.isSynchronised
        return delivery
    }
}
