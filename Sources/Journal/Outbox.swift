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

/// Whom the pace is kept for: one child's messages to one endpoint.
public struct PacedChild: Sendable, Hashable {
    public var endpoint: String
    public var admissionID: String

    public init(endpoint: String, admissionID: String) {
        self.endpoint = endpoint
        self.admissionID = admissionID
    }
}

/// A look at the outbox: what may go out now, and what there is room for.
public struct OutboxLook: Sendable {
    public var now: WallInstant
    /// Items wanted, `Limits.dueItemCount` at most.
    public var limit: Int
    /// How many of them of P1, P2 and concern, and how many others: each has places of its own, so that neither waits for
    /// the other.
    public var urgentRoom: Int
    public var ordinaryRoom: Int
    /// What is on its way. What waits behind it waits too.
    public var inFlight: Set<OutboxReference>
    /// Of whom no further message goes out before when.
    public var pacedUntil: [PacedChild: WallInstant]
    /// Who gets what an endpoint does not accept, by the endpoint.
    public var fallbacks: [String: Fallback]

    public init(
        now: WallInstant, limit: Int = Limits.dueItemCount, urgentRoom: Int = .max, ordinaryRoom: Int = .max,
        inFlight: Set<OutboxReference> = [], pacedUntil: [PacedChild: WallInstant] = [:],
        fallbacks: [String: Fallback] = [:]
    ) {
        self.fallbacks = fallbacks
        self.now = now
        self.limit = limit
        self.urgentRoom = urgentRoom
        self.ordinaryRoom = ordinaryRoom
        self.inFlight = inFlight
        self.pacedUntil = pacedUntil
    }
}

/// What the courier needs to send one alert once more, with what the same message carries along.
public struct OutboxItem: Sendable, Hashable {
    public var reference: OutboxReference
    public var alertID: String
    public var episodeID: String
    public var admissionID: String?
    /// The alert's own priority.
    public var priority: Priority
    /// The greatest priority waiting behind it for this endpoint. It decides how soon: a later, more urgent alert cannot
    /// overtake this one, so it hurries it.
    public var urgency: Priority
    /// Counts in the pace of its child: not P1, not a concern, not the hub's own.
    public var isPaced: Bool
    /// Attempts made so far; the next one is this plus one.
    public var attemptCount: UInt32
    public var firstAttemptAt: WallInstant?
    /// Whom it calls.
    public var roles: RoleSet
    /// The endpoint that owes it to its people and has not accepted it; `nil` where this endpoint itself does.
    public var fallbackOf: String?
    /// The message as one line of JSON without its `delivery` block.
    public var line: String
    /// What goes in the same message, in the hub's order. It is accepted with this item, and never sent by itself.
    public var members: [OutboxMember]
    /// Its members are on record and are the same at every attempt. A paced item is to be `combine`d before its first
    /// attempt, even with no members: one that gained members after a lost answer would be taken for a repeat, and what it
    /// carries would be lost.
    public var isCombined: Bool
}

/// An alert that another one's message carries.
public struct OutboxMember: Sendable, Hashable {
    public var hubSequence: UInt64
    public var alertID: String
    public var episodeID: String
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
    /// The receiver's own name for the message, where its answer gave one.
    public var receipt: String?
    /// Waiting does not mend this: it goes to the endpoint's fallback at once.
    public var isBeyondWaiting: Bool
    /// P1, P2 or a concern when it left, by all that waited behind it.
    public var isUrgent: Bool

    public init(
        reference: OutboxReference, attempt: UInt32, startedAt: WallInstant, duration: Duration, stage: String,
        curlCode: Int32, httpStatus: Int32?, answer: String, isAccepted: Bool, receipt: String? = nil,
        isBeyondWaiting: Bool = false, isUrgent: Bool
    ) {
        self.isUrgent = isUrgent
        self.receipt = receipt
        self.isBeyondWaiting = isBeyondWaiting
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
