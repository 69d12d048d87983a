/// Why the register's file was not read or written. The daemon does not start on a register it cannot trust.
public struct RegisterFileError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Kind: Sendable, Hashable {
        /// The file is there and is not what was written: cut short, changed by hand or damaged.
        case damaged
        case unknownVersion
        /// The file is gone and the copy before it is there.
        case missing
        case openToOthers
        /// The system refused it.
        case system
    }

    public var kind: Kind
    public var path: String
    /// What failed and why.
    public var reason: String
    /// What the person who looks after the hub does now.
    public var advice: String

    init(_ kind: Kind, _ path: String, _ reason: String, _ advice: String) {
        self.kind = kind
        self.path = path
        self.reason = reason
        self.advice = advice
    }

    public var description: String { "\(path): \(reason). \(advice)." }
}
