import ArgumentParser
import Glibc
import Journal
import Register
import Vitals

/// `spotward outbox`: what is owed to receivers, how far each message came, and what was given up on.
struct OutboxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox",
        abstract: "Show what is still owed to receivers, and deal with what could not be delivered.",
        discussion: """
            A message leaves the outbox when its receiver accepts it, or when a named person drops it. What is neither P1 nor \
            P2 and was accepted by nobody for 72 hours, and what still waits when its child has left, is put aside as a dead \
            letter: on record with every attempt, counted in each heartbeat, never lost.

            Examples:
              spotward outbox list --config spotward.yaml
              spotward outbox show 998dfd4f --config spotward.yaml
              spotward outbox redrive all --config spotward.yaml --by "T. Hub" --role technician
              spotward outbox drop 998dfd4f --reason "told the team by telephone" --by "Dr B" --role doctor

            Exit status: 0 done or shown, 65 the journal is damaged or there is no such message, 66 there is no journal, 69 the \
            hub is not running, 74 the journal cannot be read.
            """,
        subcommands: [OutboxListCommand.self, OutboxShowCommand.self, RedriveCommand.self, DropCommand.self])
}

/// `spotward outbox redrive`: what was given up on goes out again.
struct RedriveCommand: WardAsking {
    static let configuration = CommandConfiguration(
        commandName: "redrive",
        abstract: "Send a dead letter again, under the same id; a message that waits goes out now.",
        discussion: """
            First put right why nobody accepted it: the last attempt says so (spotward outbox show). A receiver that has it \
            already drops it by its id, so that sending again does no harm.

            Examples:
              spotward outbox redrive 998dfd4f
              spotward outbox redrive 998dfd4f --endpoint team
              spotward outbox redrive all
            """)

    @Argument(help: ArgumentHelp("The id, six characters or more of it, the number, or all.", valueName: "message"))
    var message: String

    @Option(help: ArgumentHelp("Only where it goes to this endpoint.", valueName: "name"))
    var endpoint: String?

    @OptionGroup var asker: Asker

    func request(at now: WallInstant) throws -> WardCommand {
        WardCommand(.redrive(message: message, endpoint: endpoint), by: try asker.person())
    }
}

/// `spotward outbox drop`: a named person says that a message need not be sent.
struct DropCommand: WardAsking {
    static let configuration = CommandConfiguration(
        commandName: "drop",
        abstract: "Drop a message: it is never sent, and who dropped it and why stays on record.",
        discussion: """
            For a clinical role. What travels in the same message is dropped with it. Where somebody has to know what it \
            says, tell them first.

            Example:
              spotward outbox drop 998dfd4f --reason "told the team by telephone" --by "Dr B Example" --role doctor
            """)

    @Argument(help: ArgumentHelp("The id, six characters or more of it, or the number.", valueName: "message"))
    var message: String

    @Option(help: ArgumentHelp("Why nobody needs it.", valueName: "why"))
    var reason: String

    @Option(help: ArgumentHelp("Only where it goes to this endpoint.", valueName: "name"))
    var endpoint: String?

    @OptionGroup var asker: Asker

    func request(at now: WallInstant) throws -> WardCommand {
        WardCommand(.dropMessage(message: message, endpoint: endpoint, reason: reason), by: try asker.person())
    }
}
