import Journal
import Ports
import Register

/// Something somebody asks, where it came from, and the way back.
struct CommandRequest: Sendable {
    enum Source: Sendable {
        /// The control socket: whoever may write to it may ask anything their role may.
        case socket(ControlPeer)
        /// A dropped file that nobody signed.
        case file
        /// A dropped file signed with an endpoint's secret.
        case signedFile(endpoint: String)
        /// A receiver's signed answer, to a message or to the question for acknowledgements.
        case answer(endpoint: String)
        /// The journal of the run before, which was cut off with it.
        case resumed

        /// What may be asked this way; `nil` for everything.
        fileprivate var kinds: Set<CommandKind>? {
            switch self {
            case .socket: nil
            // Settings stand in the register and are given from there; a sound and a test are of their moment.
            case .resumed: [.concern, .carerAnswer, .observe, .acknowledge, .close, .void]
            case .file: [.concern, .carerAnswer, .observe]
            case .signedFile: [.concern, .carerAnswer, .observe, .acknowledge, .close, .void]
            case .answer: [.acknowledge, .close, .void]
            }
        }

        /// For the log: the process and its user, as the kernel says, or the endpoint.
        var words: String {
            switch self {
            case .socket(let peer): "by process \(peer.processID) of user \(peer.userID)"
            case .file: "by a file"
            case .signedFile(let endpoint): "by a file signed with the secret of \(endpoint)"
            case .answer(let endpoint): "by the answer of \(endpoint)"
            case .resumed: "of the run before"
            }
        }

        var origin: CommandEntry.Origin {
            switch self {
            case .socket: .socket
            case .file, .signedFile: .file
            case .answer: .answer
            case .resumed: .start
            }
        }
    }

    var line: String
    var source: Source
    /// What it came in, where somebody signed it.
    var document: DocumentReference?
    /// Called once, on the desk's queue.
    var reply: @Sendable (ControlAnswer) -> Void

    /// Why this may not be asked this way; `nil` when it may.
    func refusal(of kind: CommandKind) -> CommandRefusal? {
        guard let kinds = source.kinds, !kinds.contains(kind) else { return nil }
        switch source {
        case .file where CommandRequest.Source.signedFile(endpoint: "").kinds?.contains(kind) == true:
            return CommandRefusal(
                "command", "must be signed in a file", "Sign it with a receiver's secret, or use the control socket")
        default:
            return CommandRefusal("command", "is not taken this way", "Use the command line on the hub")
        }
    }
}
