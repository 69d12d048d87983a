/// Why a command is not taken: what, why, and what to do now.
public struct CommandRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// The key of the command the refusal is about: `limits[1].value`; empty for the line as a whole.
    public var key: String
    /// What is wrong with it, as the rest of a sentence that begins with the key.
    public var reason: String
    /// What the person can do now: a sentence without its full stop.
    public var advice: String

    public init(_ key: String, _ reason: String, _ advice: String) {
        self.key = key
        self.reason = reason
        self.advice = advice
    }

    /// `KEY: REASON. ADVICE.`
    public var description: String { "\(key.isEmpty ? "command" : key): \(reason). \(advice)." }
}

/// Every reason one command is not taken, all at once. Never empty.
public struct CommandRefusals: Error, Sendable, Hashable, CustomStringConvertible {
    public var refusals: [CommandRefusal]
    /// The same command may be taken a moment later: the disk did not take it.
    public var isPassing: Bool

    public init(_ refusals: [CommandRefusal], isPassing: Bool = false) {
        self.refusals = refusals
        self.isPassing = isPassing
    }

    public var description: String { refusals.map(\.description).joined(separator: " ") }
}
