import Alarms
import Vitals

/// The body of one attempt: the alert's line with the delivery block put in.
///
/// The line is stored once and never changes; what differs from try to try is spliced in front of its data:
///
///     {"data":{                         "child":{…}, …},"datacontenttype":…}     the line
///     {"data":{"delivery":{"attempt":2,…},"child":{…}, …},"datacontenttype":…}   the body
public enum WebhookMessage {
    /// What an attempt says of itself.
    public struct Delivery: Sendable, Hashable {
        /// The alert's number on this hub, without gaps, so that a receiver sees what it missed.
        public var hubSequence: UInt64
        /// Whom this message calls at its endpoint.
        public var roles: RoleSet
        /// Alerts that travel along.
        public var members: [MessageMember]
        /// From 1.
        public var attempt: UInt32
        public var firstAttemptAt: WallInstant
        /// The hub's disk takes no writing: it knows of this alert only as long as it runs. The number is the one it will
        /// have when the disk takes it.
        public var isUndurable = false
        /// Another endpoint owes it to its people and has not accepted it.
        public var isFallback: Bool
        /// What was added to the hub's clock for this attempt's stamp; `nil` for nothing.
        public var appliedSkew: Duration?
        /// Whether the hub's clock is believed to be right.
        public var isHubSynchronised = true

        public init(
            hubSequence: UInt64, roles: RoleSet = [], members: [MessageMember] = [], attempt: UInt32,
            firstAttemptAt: WallInstant, isFallback: Bool = false
        ) {
            self.hubSequence = hubSequence
            self.roles = roles
            self.members = members
            self.attempt = attempt
            self.firstAttemptAt = firstAttemptAt
            self.isFallback = isFallback
        }
    }

    /// What every line of `AlertComposer` begins with: its keys are sorted, and `data` comes first.
    static let linePrefix = "{\"data\":{"

    /// The bytes to sign and to send.
    public static func body(line: String, delivery: Delivery) throws(WebhookError) -> [UInt8] {
        guard line.utf8.starts(with: linePrefix.utf8) else { throw .lineNotAnAlert }
        guard delivery.members.count <= Limits.messageMemberCount else {
            throw .tooManyMembers(count: delivery.members.count)
        }
        let stored = Self.line(line, with: delivery)
        // Summaries are for people and are left out, the newest first, where there is no room: every member is named.
        for summaryCount in (0...delivery.members.count).reversed() {
            let body = splice(delivery.block(summaryCount: summaryCount), into: stored)
            if body.count <= Limits.messageByteCount { return body }
        }
        throw .messageTooLong(byteCount: splice(delivery.block(summaryCount: 0), into: stored).count)
    }

    /// Whether there is a body of this line, without making it where that is plain: whoever hands a line over learns at once
    /// that it is damaged.
    static func check(line: String, delivery: Delivery) throws(WebhookError) {
        let isPlain = delivery.members.isEmpty && line.utf8.starts(with: linePrefix.utf8)
        if isPlain, line.utf8.count + Limits.bareDeliveryByteCount <= Limits.messageByteCount { return }
        _ = try body(line: line, delivery: delivery)
    }

    private static func splice(_ block: JSON, into line: String) -> [UInt8] {
        let head = linePrefix + "\"delivery\":"
        let block = block.bytes
        var body: [UInt8] = []
        body.reserveCapacity(head.utf8.count + block.count + 1 + line.utf8.count)
        body += head.utf8
        body += block
        // Copied as one block: byte by byte this was a tenth of what an attempt costs.
        var line = line
        line.withUTF8 { bytes in
            let rest = bytes.dropFirst(linePrefix.utf8.count)
            if rest.first != UInt8(ascii: "}") { body.append(UInt8(ascii: ",")) }
            body.append(contentsOf: rest)
        }
        return body
    }

    /// What is put in front of the clock block of a line, where the hub's clock is not believed:
    ///
    ///     "clock":{                                                    "speed":1,…}     the line
    ///     "clock":{"applied_skew_s":-3600,"hub_synchronised":false,"speed":1,…}     the body
    ///
    /// A quote in a text is written `\"`, so what looks like the key is the key.
    private static func line(_ line: String, with delivery: Delivery) -> String {
        guard !delivery.isHubSynchronised, let block = line.utf8.firstRange(of: clockPrefix.utf8) else { return line }
        let skew = delivery.appliedSkew.map { "\"applied_skew_s\":\($0.components.seconds)," } ?? ""
        return String(line[..<block.upperBound]) + skew + "\"hub_synchronised\":false," + line[block.upperBound...]
    }

    private static let clockPrefix = "\"clock\":{"

    /// Whether `id` may stand in the header: 22 to 64 of `A–Z a–z 0–9 _ -`.
    static func isIdentifier(_ id: String) -> Bool {
        (22...64).contains(id.utf8.count)
            && id.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
                default: false
                }
            }
    }
}

extension WebhookMessage.Delivery {
    /// The block of the contract. The first `summaryCount` members have their summaries.
    fileprivate func block(summaryCount: Int) -> JSON {
        .fields([
            "hub_seq": .number(hubSequence),
            "attempt": .number(attempt),
            "first_attempt_at": .string(firstAttemptAt.description),
            "fallback": isFallback ? .bool(true) : nil,
            "role": roles.isEmpty ? nil : roles.words,
            "undurable": isUndurable ? .bool(true) : nil,
            "also": members.isEmpty
                ? nil
                : .array(members.enumerated().map { place, member in member.value(withSummary: place < summaryCount) }),
        ])
    }
}

extension RoleSet {
    /// The words of the contract for these roles.
    var words: JSON { .array(RoleSet.names.filter { contains($0.role) }.map { .text($0.name) }) }
}
