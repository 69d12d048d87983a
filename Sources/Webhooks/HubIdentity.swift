/// Which hub speaks, and what it runs.
public struct HubIdentity: Sendable, Hashable {
    /// The configured name of the hub; no personal data. Part of the message's `source`.
    public var id: String
    /// The version of the program and its commit.
    public var build: String

    public init(id: String, build: String) {
        self.id = id
        self.build = build
    }
}
