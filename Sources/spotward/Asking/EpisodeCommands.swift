import ArgumentParser
import Register
import Vitals

/// `spotward ack`: a clinical person takes an alarm.
struct AcknowledgeCommand: WardAsking {
    static let configuration = CommandConfiguration(
        commandName: "ack",
        abstract: "Take an alarm: nobody else is called until your time is over.",
        discussion: """
            It takes one episode, for a clinical role, and it runs out: if it is still so, the next ones are called. Families \
            use `spotward mute` for the sound. The episode's id is in every message and in `spotward ward`; its first six \
            characters are enough.

            Example:
              spotward ack 3f2a9c --note "calling the family now"
            """)

    @Argument(help: ArgumentHelp("The episode's id, or the first six characters or more of it.", valueName: "episode"))
    var episode: String

    @Option(help: ArgumentHelp("How long you have it. Default and most: what its ladder allows.", valueName: "minutes"))
    var minutes: Int?

    @Option(help: ArgumentHelp("What you are doing about it.", valueName: "words"))
    var note: String?

    @OptionGroup var asker: Asker

    func validate() throws {
        if let minutes, !(1...240).contains(minutes) { throw ValidationError("--minutes wants 1 to 240.") }
    }

    func request(at now: WallInstant) throws -> WardCommand {
        WardCommand(.acknowledge(episode: episode, minutes: minutes, note: note), by: try asker.person())
    }
}

/// `spotward close`: a clinical person ends an alarm.
struct CloseCommand: WardAsking {
    static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: "End an alarm or a concern, with a reason.",
        discussion: """
            A concern ends only so. An alarm of numbers that is closed while it is still so fires again as a new one.

            Example:
              spotward close 3f2a9c --reason "seen with the family, plan agreed"
            """)

    @Argument(help: ArgumentHelp("The episode's id, or the first six characters or more of it.", valueName: "episode"))
    var episode: String

    @Option(help: ArgumentHelp("Why it is over.", valueName: "why"))
    var reason: String

    @OptionGroup var asker: Asker

    func request(at now: WallInstant) throws -> WardCommand {
        WardCommand(.close(episode: episode, reason: reason), by: try asker.person())
    }
}

/// `spotward void`: entered in error.
struct VoidCommand: WardAsking {
    static let configuration = CommandConfiguration(
        commandName: "void",
        abstract: "Mark an alarm as entered in error; it stays on record.",
        discussion: """
            Example:
              spotward void 3f2a9c --reason "observation of another child"
            """)

    @Argument(help: ArgumentHelp("The episode's id, or the first six characters or more of it.", valueName: "episode"))
    var episode: String

    @Option(help: ArgumentHelp("What the error was.", valueName: "why"))
    var reason: String

    @OptionGroup var asker: Asker

    func request(at now: WallInstant) throws -> WardCommand {
        WardCommand(.void(episode: episode, reason: reason), by: try asker.person())
    }
}

/// `spotward test-alert`: an alarm that is none, through the real path.
struct TestAlertCommand: WardAsking {
    static let configuration = CommandConfiguration(
        commandName: "test-alert",
        abstract: "Send an alarm that is none through the real path, to see who gets it.",
        discussion: """
            It says everywhere that it is a test. `spotward journal deliveries` shows which receivers took it.

            Example:
              spotward test-alert adm-7f3a --by J.Okafor --role technician
            """)

    @Argument(help: ArgumentHelp("The admission's pseudonym; the hub's own if left out.", valueName: "child"))
    var child: String?

    @OptionGroup var asker: Asker

    func request(at now: WallInstant) throws -> WardCommand {
        WardCommand(.testAlert(child: child), by: try asker.person())
    }
}
