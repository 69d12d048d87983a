import Alarms
import Vitals

/// What the daemon says to a command: one line of JSON on the control socket.
public struct ControlAnswer: Sendable, Hashable, Codable {
    public var isDone: Bool
    /// One sentence for a person: what happened, or what is wrong and what to do.
    public var message: String
    /// The journal's number of the command.
    public var number: Int64?
    public var admissionID: String?
    public var episodeID: String?
    /// Every reason a command was refused.
    public var refusals: [String]

    public init(isDone: Bool, message: String, refusals: [String] = []) {
        self.isDone = isDone
        self.message = message
        self.refusals = refusals
    }
}
