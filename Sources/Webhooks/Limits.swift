import Vitals

/// The bounds of this target. What the contract with receivers promises stands in `docs/webhook-contract.md`.
public enum Limits {
    /// The most bytes a message may have, delivery block included.
    public static let messageByteCount = 20_000
    /// More than the delivery block of a message without members has, with its name: two numbers, an instant, the roles.
    static let bareDeliveryByteCount = 512
    /// The most Unicode scalars of a configured text that a message repeats, and the most bytes they may take in JSON; the
    /// rest is cut.
    public static let textScalarCount = 200
    public static let textByteCount = 400
    /// The same of what a person wrote for this one alarm: a note, a reason.
    public static let noteScalarCount = 500
    public static let noteByteCount = 1500
    /// The most usual values of a child that a message shows; there are four vital signs.
    public static let usualValueCount = 4
    /// The most bytes of an answer that are read; more, and the delivery has failed.
    public static let answerByteCount = 64 * 1024
    /// The bytes of an answer that are kept for the journal.
    public static let answerPrefixByteCount = 512
    /// The most bytes of a signed document: of an answer, or in a file.
    public static let signedDocumentByteCount = 8 * 1024
    /// The answer to a question for acknowledgements: its bytes, how many it holds, and the bytes of a place in a receiver's list.
    public static let acknowledgementAnswerByteCount = 48 * 1024
    public static let answeredEntryCount = 16
    public static let cursorByteCount = 64
    /// How soon a receiver is asked again for acknowledgements while an urgent alarm waits for somebody to take it, and at most
    /// when it fails; and at most when it fails and nothing urgent waits.
    public static let askAgainWhileUntaken = Duration.seconds(10)
    public static let longestAskWhileUntaken = Duration.seconds(60)
    public static let longestAsk = Duration.seconds(10 * 60)
    /// After a start the first question is asked within this.
    public static let firstAskWithin = Duration.seconds(2)
    /// The bytes of a receiver's own name for a message.
    public static let receiptByteCount = 128
    /// The bytes of a field's name that a refusal repeats.
    static let refusedNameByteCount = 40
    /// The most alerts that travel in the message of another one.
    public static let messageMemberCount = 16
    /// What a heartbeat shows at most: open alarms of one child, and ranges of numbers that an endpoint has accepted.
    public static let heartbeatEpisodeCount = 8
    public static let acceptedRangeCount = 32
    /// Name resolution, TCP and TLS together. The best commercial sender does the same.
    public static let connectTime = Duration.seconds(2)
    /// The whole of one attempt.
    public static let attemptTime = Duration.seconds(10)
    /// An attempt during which less than one byte a second moved for so long is given up.
    public static let stallTime = Duration.seconds(5)
    /// How long a resolved address is used again.
    public static let addressCacheTime = Duration.seconds(60)
    /// Requests in flight at one endpoint, urgent and other apart. An endpoint sees twice as many at once.
    public static let laneRequestCount = 4
    /// Questions to the delivery thread that wait for its next turn; it is asked every few seconds.
    static let askerCount = 16
    /// Requests that may wait at one endpoint, urgent and other apart. The outbox holds the rest.
    public static let waitingRequestCount = 1024
    /// Bytes of a shared secret (Standard Webhooks): too short is guessed, too long is a mistake.
    public static let secretByteCount = 24...64
    /// Secrets alive at once at one endpoint: the new one, and the old one while receivers change over.
    public static let secretCount = 1...4
    /// The fewest bits of a range in `allow_addresses`.
    static let rangeBitCount = 8
    /// Pins of an endpoint: one in use, and one to change to.
    public static let pinCount = 2...8
    /// Bytes of an endpoint's URL.
    public static let urlByteCount = 2000
    /// How far a receiver's clock may be from the hub's.
    public static let timestampTolerance = Duration.seconds(5 * 60)
    /// How long an urgent and another message wait for an acceptance before the endpoint's fallback gets them too.
    public static let urgentFallbackAfter = Duration.seconds(30)
    public static let ordinaryFallbackAfter = Duration.seconds(30 * 60)
    /// A receiver's clock further from the hub's than this is believed rather than the hub's.
    static let notableSkew = Duration.seconds(60)
    /// After a longer outage what waited goes out spread: what is urgent over the first span, so many others over twice
    /// that, and the rest over the last one.
    static let shortOutage = Duration.seconds(5 * 60)
    static let recoverySpread = Duration.seconds(5)
    static let recoveryBurst = 16
    static let recoveryTime = Duration.seconds(40)
    /// The longest a receiver may ask an urgent and another message to wait.
    public static let urgentRetryAfter = Duration.seconds(30)
    public static let ordinaryRetryAfter = Duration.seconds(60 * 60)
}

extension String {
    /// At most `Limits.textScalarCount` Unicode scalars, so that no configured text can make a message too long.
    var bounded: String { cut(Limits.textScalarCount, Limits.textByteCount) }

    /// The same for a note or a reason.
    var boundedNote: String { cut(Limits.noteScalarCount, Limits.noteByteCount) }

    private func cut(_ scalarCount: Int, _ byteCount: Int) -> String {
        // No byte takes more than six in JSON.
        if utf8.count <= min(scalarCount, byteCount / 6) { return self }
        guard unicodeScalars.count > scalarCount || JSON.string(self).line.utf8.count > byteCount + 2 else {
            return self
        }
        var cut = String.UnicodeScalarView()
        var left = byteCount - "…".utf8.count
        for scalar in unicodeScalars.prefix(scalarCount - 1) {
            left -= JSON.string(String(scalar)).line.utf8.count - 2
            guard left >= 0 else { break }
            cut.append(scalar)
        }
        return String(cut) + "…"
    }
}
