import Alarms
import Vitals

/// One alert owed to one endpoint.
public struct OutboxReference: Sendable, Hashable {
    /// The hub's number of the alert, gap-free, the same at every endpoint.
    public var hubSequence: UInt64
    public var endpoint: String

    public init(hubSequence: UInt64, endpoint: String) {
        self.hubSequence = hubSequence
        self.endpoint = endpoint
    }
}

/// What the courier needs to send one alert once more.
public struct OutboxItem: Sendable, Hashable {
    public var reference: OutboxReference
    public var alertID: String
    public var episodeID: String
    /// The alert's own priority.
    public var priority: Priority
    /// The greatest priority waiting in this episode for this endpoint. It decides how soon: a later, more urgent alert
    /// cannot overtake this one, so it hurries it.
    public var urgency: Priority
    /// Attempts made so far; the next one is this plus one.
    public var attemptCount: UInt32
    public var firstAttemptAt: WallInstant?
    /// The message as one line of JSON without its `delivery` block.
    public var line: String
}

/// One attempt to deliver, as it ended.
public struct AttemptRecord: Sendable, Hashable {
    public var reference: OutboxReference
    /// From 1.
    public var attempt: UInt32
    public var startedAt: WallInstant
    public var duration: Duration
    /// How far it got: dns, connect, tls, sent, status, body, timeout or done.
    public var stage: String
    /// libcurl's result; 0 is success.
    public var curlCode: Int32
    public var httpStatus: Int32?
    /// The first 512 bytes of the answer, control characters escaped.
    public var answer: String
    /// The transfer finished without error and the status was 200–299.
    public var isAccepted: Bool

    public init(
        reference: OutboxReference, attempt: UInt32, startedAt: WallInstant, duration: Duration, stage: String,
        curlCode: Int32, httpStatus: Int32?, answer: String, isAccepted: Bool
    ) {
        self.reference = reference
        self.attempt = attempt
        self.startedAt = startedAt
        self.duration = duration
        self.stage = stage
        self.curlCode = curlCode
        self.httpStatus = httpStatus
        self.answer = answer
        self.isAccepted = isAccepted
    }
}
