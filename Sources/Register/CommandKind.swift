/// What is asked, in one word; the word stands in the line of every command.
public enum CommandKind: String, Sendable, Hashable, Codable, CaseIterable {
    case admit
    case discharge
    case setLimit = "set-limit"
    case removeLimit = "remove-limit"
    case bind
    case review
    case pause
    case endPause = "end-pause"
    case quiet
    case endQuiet = "end-quiet"
    case acknowledge
    case close
    case void
    case muteSound = "mute-sound"
    case concern
    case carerAnswer = "carer-answer"
    case observe
    case testAlert = "test-alert"
    case redrive
    case dropMessage = "drop"

    /// Who may ask for it. Anybody may be worried, and anybody may quiet a sound for two minutes.
    public func mayBeGiven(by role: Person.Role) -> Bool {
        switch self {
        case .concern, .muteSound: true
        case .carerAnswer, .observe: role.isClinical || role.isFamily
        case .bind, .testAlert, .redrive: role.isClinical || role == .technician
        case .admit, .discharge, .setLimit, .removeLimit, .review, .pause, .endPause, .quiet, .endQuiet, .acknowledge,
            .close, .void, .dropMessage:
            role.isClinical
        }
    }

    /// Whether it changes what stands on the ward, and so the register's file.
    public var changesSettings: Bool {
        switch self {
        case .admit, .discharge, .setLimit, .removeLimit, .bind, .review, .pause, .endPause, .quiet, .endQuiet: true
        case .acknowledge, .close, .void, .muteSound, .concern, .carerAnswer, .observe, .testAlert, .redrive,
            .dropMessage:
            false
        }
    }

    /// What stands for every dead letter where a message is named.
    public static let everyMessage = "all"

    /// Whether its words must get through whatever they look like: somebody is worried.
    public var isHeardInAnyCase: Bool { self == .concern || self == .carerAnswer }
}

extension WardCommand.Deed {
    public var kind: CommandKind {
        switch self {
        case .admit: .admit
        case .discharge: .discharge
        case .setLimit: .setLimit
        case .removeLimit: .removeLimit
        case .bind: .bind
        case .review: .review
        case .pause: .pause
        case .endPause: .endPause
        case .quiet: .quiet
        case .endQuiet: .endQuiet
        case .acknowledge: .acknowledge
        case .close: .close
        case .void: .void
        case .muteSound: .muteSound
        case .concern: .concern
        case .carerAnswer: .carerAnswer
        case .observe: .observe
        case .testAlert: .testAlert
        case .redrive: .redrive
        case .dropMessage: .dropMessage
        }
    }

    /// The pseudonym of the child it is about, where it names one.
    public var child: String? {
        switch self {
        case .admit(let form): form.id
        case .discharge(let child, _), .setLimit(let child, _, _, _, _, _), .removeLimit(let child, _, _, _),
            .review(let child, _), .pause(let child, _, _), .endPause(let child), .quiet(let child, _, _),
            .endQuiet(let child), .concern(let child, _, _), .carerAnswer(let child, _, _), .observe(let child, _):
            child
        case .bind(_, let child, _), .muteSound(let child), .testAlert(let child): child
        case .acknowledge, .close, .void, .redrive, .dropMessage: nil
        }
    }

    /// The name of the source it is about.
    public var source: String? {
        if case .bind(let source, _, _) = self { source } else { nil }
    }

    /// The id of the episode it is about.
    public var episode: String? {
        switch self {
        case .acknowledge(let episode, _, _), .close(let episode, _), .void(let episode, _): episode
        default: nil
        }
    }

    /// The message of the outbox it is about: its id, the beginning of it, its number, or `all`; and where it is to go.
    public var message: (name: String, endpoint: String?)? {
        switch self {
        case .redrive(let message, let endpoint), .dropMessage(let message, let endpoint, _): (message, endpoint)
        default: nil
        }
    }

    /// What the person said to it: the reason or the note.
    public var words: String? {
        switch self {
        case .discharge(_, let reason), .setLimit(_, _, _, _, let reason, _), .removeLimit(_, _, _, let reason),
            .pause(_, _, let reason), .quiet(_, _, let reason), .close(_, let reason), .void(_, let reason),
            .dropMessage(_, _, let reason):
            reason
        case .acknowledge(_, _, let note), .concern(_, _, let note), .carerAnswer(_, _, let note): note
        case .review(_, let form): form.note
        case .observe(_, let form): form.correctionReason
        case .admit(let form): form.floorsDeclined
        case .bind, .endPause, .endQuiet, .muteSound, .testAlert, .redrive: nil
        }
    }
}
