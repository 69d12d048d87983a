import FoundationEssentials

/// What a receiver's signed answer may say beside commands of people: that alerts are missing there, or have been shown.
enum ReceiverReport: Sendable, Equatable {
    /// Accepted, and not in the receiver's log: to be sent again under the same ids.
    case resend(ClosedRange<UInt64>)
    /// The ids of alerts that stood on a screen.
    case displayed([String])

    /// `nil` where the line is something else, a person's command or nothing known: whoever reads those says so.
    init?(line: String) {
        guard let fields = try? JSONDecoder().decode(Fields.self, from: Data(line.utf8)) else { return nil }
        switch fields.command {
        case "resend":
            guard let from = fields.from, let to = fields.to, from >= 1, from <= to else { return nil }
            self = .resend(from...to)
        case "displayed":
            guard let messages = fields.messages, messages.count <= DaemonLimits.displayedMessages else { return nil }
            self = .displayed(messages)
        default: return nil
        }
    }

    private struct Fields: Decodable {
        var command: String
        var from: UInt64?
        var to: UInt64?
        var messages: [String]?
    }
}
