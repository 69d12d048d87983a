/// A value of a YAML file with the place it stands at: what is left when anchors, aliases, tags, merge keys and repeated
/// keys have been refused.
struct YAMLNode: Sendable {
    var content: Content
    /// From 1.
    var line: Int
    /// From 1, in Unicode scalars.
    var column: Int

    enum Content: Sendable {
        /// The text as written. A quoted text is never a number, a date or nothing.
        case scalar(String, isQuoted: Bool)
        case sequence([YAMLNode])
        case mapping([Entry])
        /// Something that was refused and reported already; readers pass it by in silence.
        case refused
    }

    struct Entry: Sendable {
        var key: String
        var line: Int
        var column: Int
        var value: YAMLNode
    }

    /// A key with nothing behind it.
    var isEmpty: Bool {
        guard case .scalar(let text, isQuoted: false) = content else { return false }
        return text.isEmpty || text == "~" || text == "null"
    }

    /// What this is, for messages.
    var kindName: String {
        switch content {
        case .scalar: isEmpty ? "nothing" : "a single value"
        case .sequence: "a list"
        case .mapping: "a group of keys"
        case .refused: "a refused value"
        }
    }
}
