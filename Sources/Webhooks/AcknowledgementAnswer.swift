import FoundationEssentials

/// What a receiver answers to a question for acknowledgements: the payload of its signed document.
///
///     {"command":"acknowledgements","hub":"hub-1","request":"ask_0f3c…","after":"17",
///      "entries":[{"id":"ack_6f1c…","cursor":"18","payload":"{\"by\":{…},\"command\":\"acknowledge\",\"episode\":…}"}]}
///
/// Each entry stands for a signed document of its own, under the one signature of all.
public struct AcknowledgementAnswer: Sendable, Hashable {
    /// In the receiver's order.
    public let entries: [Entry]

    public struct Entry: Sendable, Hashable, Decodable {
        /// The same whenever and however the receiver says it: in the answer to an alert, to a heartbeat, or here.
        public var id: String
        /// What the hub asks after once this is on record.
        public var cursor: String
        /// One line of JSON: a command, or what was shown.
        public var payload: String
    }

    /// - Parameter payload: verified before.
    public init(payload: String, to question: AcknowledgementQuestion) throws(AcknowledgementRefusal) {
        guard let fields = try? JSONDecoder().decode(Fields.self, from: Data(payload.utf8)),
            fields.command == "acknowledgements"
        else { throw .notAnAnswer }
        guard fields.request == question.id, fields.hub == question.hubID, fields.after == question.after else {
            throw .toAnotherQuestion
        }
        guard fields.entries.count <= Limits.answeredEntryCount else { throw .tooMany }
        guard fields.entries.allSatisfy(\.isSound) else { throw .entryRefused }
        entries = fields.entries
    }

    private struct Fields: Decodable {
        var command: String
        var hub: String
        var request: String
        var after: String
        var entries: [Entry]
    }
}

extension AcknowledgementAnswer.Entry {
    fileprivate var isSound: Bool {
        WebhookMessage.isIdentifier(id) && Self.isCursor(cursor) && !payload.isEmpty
            && payload.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    /// 1 to 64 of `A–Z a–z 0–9 . _ -`: it goes into an address as it is.
    private static func isCursor(_ text: String) -> Bool {
        (1...Limits.cursorByteCount).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
                default: false
                }
            }
    }
}

/// Why a signed answer to a question for acknowledgements changes nothing.
public enum AcknowledgementRefusal: Error, Sendable, Hashable {
    case notAnAnswer
    case toAnotherQuestion
    case tooMany
    case entryRefused
}

extension AcknowledgementRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notAnAnswer: "its payload is not what docs/webhook-contract.md says under \"Fetching\""
        case .toAnotherQuestion: "it answers another question: its hub, request or after is not what was asked"
        case .tooMany: "it has more than \(Limits.answeredEntryCount) entries. Send the rest with the next answer"
        case .entryRefused: "an entry's id, cursor or payload is not what docs/webhook-contract.md says"
        }
    }
}
