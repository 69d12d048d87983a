import FoundationEssentials
import Vitals

/// A command with a signature of Standard Webhooks, as a receiver answers it and as a file carries it:
///
///     {"payload":"<one line of JSON>","webhook-id":"…","webhook-signature":"v1,…","webhook-timestamp":"1764000000"}
///
/// Signed is `id.timestamp.payload`, with the secret the hub and the receiver share, or with a key of the receiver's own. The payload is out of reach until the
/// signature has been verified. The id is the sender's own, the same when it says the same again: whoever takes the payload
/// remembers the ids of `Limits.timestampTolerance` and more, and takes each once.
public struct SignedDocument: Sendable, Hashable {
    public let id: String
    public let timestampSeconds: Int64
    private let signature: String
    private let payload: String

    /// Reads the four fields, all of them texts, and no other.
    ///
    /// - Parameter byteCount: the most it may have: the answer to a question has room for several people's words.
    public init(
        parsing bytes: some Sequence<UInt8>, byteCount: Int = Limits.signedDocumentByteCount
    ) throws(SignedDocumentRefusal) {
        let data = Data(bytes.prefix(byteCount + 1))
        guard data.count <= byteCount else { throw .tooLong }
        guard let fields = try? JSONDecoder().decode([String: String].self, from: data) else { throw .notADocument }
        if let unknown = fields.keys.filter({ Field(rawValue: $0) == nil }).min() {
            throw .fieldUnknown(PrintableText.escaped(Array(unknown.utf8.prefix(Limits.refusedNameByteCount))))
        }
        func text(_ field: Field) throws(SignedDocumentRefusal) -> String {
            guard let text = fields[field.rawValue] else { throw .fieldMissing(field.rawValue) }
            return text
        }
        id = try text(.id)
        let timestamp = try text(.timestamp)
        signature = try text(.signature)
        payload = try text(.payload)
        guard WebhookMessage.isIdentifier(id) else { throw .idRefused }
        guard (1...12).contains(timestamp.utf8.count), timestamp.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let seconds = Int64(timestamp)
        else { throw .timestampRefused }
        timestampSeconds = seconds
        guard !payload.isEmpty, payload.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { throw .payloadRefused }
    }

    /// The payload, if it was signed with one of the keys within five minutes of `now`. The comparison takes the same time
    /// whatever the signature is.
    @discardableResult
    public func verify(
        secrets: [WebhookSecret], publicKeys: [WebhookPublicKey] = [], now: WallInstant
    ) throws(SignedDocumentRefusal) -> String {
        guard WebhookSignature.isTimely(timestampSeconds, at: now) else { throw .timestampOff }
        let isSigned = WebhookSignature.isSigned(
            signature, id: id, timestampSeconds: timestampSeconds, body: Array(payload.utf8), secrets: secrets,
            publicKeys: publicKeys)
        guard isSigned else { throw .signatureRefused }
        return payload
    }

    private enum Field: String, CaseIterable {
        case id = "webhook-id"
        case timestamp = "webhook-timestamp"
        case signature = "webhook-signature"
        case payload
    }
}

/// Why a signed document is not taken.
public enum SignedDocumentRefusal: Error, Sendable, Hashable {
    case tooLong
    case notADocument
    case fieldMissing(String)
    case fieldUnknown(String)
    case idRefused
    case timestampRefused
    case payloadRefused
    /// Verifying: the clocks are more than five minutes apart, or it is an old document.
    case timestampOff
    case signatureRefused
}

extension SignedDocumentRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooLong: "the document has more bytes than it may. Shorten its note, or put less into one answer"
        case .notADocument: "it is not an object of JSON whose values are all texts. See docs/webhook-contract.md"
        case .fieldMissing(let name):
            "\(name) is missing. A signed document has four fields: see docs/webhook-contract.md"
        case .fieldUnknown(let name): "it holds the field \(name), which a signed document does not have. Leave it out"
        case .idRefused: "webhook-id is not 22 to 64 of A-Z a-z 0-9 _ -. Give each document an id of its own"
        case .timestampRefused: "webhook-timestamp is not a number of seconds since 1970 in digits"
        case .payloadRefused: "payload is empty or has more than one line. Put the command's one line of JSON there"
        case .timestampOff:
            "webhook-timestamp is more than five minutes off this hub's clock. Sign it again, or put the clocks right"
        case .signatureRefused: "no signature was made with a secret of this hub. Check which secret the sender has"
        }
    }
}
