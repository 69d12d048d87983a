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

    /// The answer to a command that was taken and done.
    public init(_ accepted: AcceptedCommand) {
        self.init(isDone: true, message: accepted.message)
        admissionID = accepted.admissionID
        episodeID = accepted.command.deed.episode
    }

    /// The answer to a command that is not taken.
    public init(_ refusals: CommandRefusals) {
        self.init(
            isDone: false, message: "Nothing was done. \(refusals.description)",
            refusals: refusals.refusals.map(\.description))
    }
}

extension ControlAnswer {
    /// The answer as one line of JSON, without its line feed.
    public var line: String {
        JSON.fields([
            "done": .bool(isDone), "message": .string(message), "number": .whole(number),
            "admission_id": .text(admissionID), "episode_id": .text(episodeID),
            "refusals": refusals.isEmpty ? nil : .array(refusals.map(JSON.string)),
        ]).line
    }

    /// Reads what `line` wrote.
    public init(line: String) throws(CommandRefusal) {
        var fields = try Fields(try JSONReader.value(of: line))
        let isDone = try fields.flag("done")
        self.init(isDone: isDone, message: try fields.needText("message"))
        number = try fields.whole("number")
        admissionID = try fields.text("admission_id")
        episodeID = try fields.text("episode_id")
        for member in try fields.list("refusals", atMost: Limits.memberCount) ?? [] {
            guard case .string(let refusal) = member.value else {
                throw CommandRefusal(member.path, "is not a text", "Use a program of the daemon's own version")
            }
            refusals.append(refusal)
        }
        try fields.finish()
    }
}
