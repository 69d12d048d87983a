/// What the hub asks a receiver, because nobody can call the hub: who has taken what since the answer before.
///
///     GET <acknowledgements.url>?hub=hub-1&after=17
///     webhook-id: ask_0f3c…          another one each time; the answer repeats it
///     webhook-timestamp, webhook-signature: over `id.timestamp.`, since there is no body
///
/// The answer is one signed document with all three of them in its payload: an answer to another hub, to another question
/// or to one of yesterday is none to this.
public struct AcknowledgementQuestion: Sendable, Hashable {
    public let id: String
    public let hubID: String
    /// The receiver's own mark of how far the hub has come; empty for the beginning.
    public let after: String

    /// - Parameter chance: nobody else may know it before.
    public init(hubID: String, after: String, chance: (UInt64, UInt64)) {
        self.hubID = hubID
        self.after = after
        id = "ask_" + Self.hexadecimal(chance.0) + Self.hexadecimal(chance.1)
    }

    /// Nothing in it needs to be escaped: a hub's id and a cursor have no such characters.
    var query: String { "hub=\(hubID)&after=\(after)" }

    private static func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
