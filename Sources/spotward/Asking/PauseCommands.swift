import ArgumentParser
import Register
import Vitals

/// `spotward pause`: a planned disconnection.
struct PauseCommand: WardAsking {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Plan a disconnection of a child's devices: a bath, a change of probe.",
        discussion: """
            For so long, at most 60 minutes, nobody is told that the devices are off or silent. It ends by itself. What \
            still comes in is judged, and a concern goes through.

            Examples:
              spotward pause adm-7f3a --minutes 20 --reason bath
              spotward pause adm-7f3a --end
            """)

    @Argument(help: ArgumentHelp("The admission's pseudonym.", valueName: "child"))
    var child: String

    @OptionGroup var span: RestSpan
    @OptionGroup var asker: Asker

    func validate() throws { try span.check() }

    func request(at now: WallInstant) throws -> WardCommand {
        let deed = span.rest.map { WardCommand.Deed.pause(child: child, minutes: $0.minutes, reason: $0.reason) }
        return WardCommand(deed ?? .endPause(child: child), by: try asker.person())
    }
}

/// `spotward quiet`: the equipment's alarms wait.
struct QuietCommand: WardAsking {
    static let configuration = CommandConfiguration(
        commandName: "quiet",
        abstract: "Let the equipment's alarms of a child wait.",
        discussion: """
            Only alarms of equipment, at most 60 minutes, and it ends by itself, or when the alarm becomes more urgent. P1, \
            P2, a concern and urgent silence cannot be quieted.

            Examples:
              spotward quiet adm-7f3a --minutes 30 --reason "probe loose, visit on its way"
              spotward quiet adm-7f3a --end
            """)

    @Argument(help: ArgumentHelp("The admission's pseudonym.", valueName: "child"))
    var child: String

    @OptionGroup var span: RestSpan
    @OptionGroup var asker: Asker

    func validate() throws { try span.check() }

    func request(at now: WallInstant) throws -> WardCommand {
        let deed = span.rest.map { WardCommand.Deed.quiet(child: child, minutes: $0.minutes, reason: $0.reason) }
        return WardCommand(deed ?? .endQuiet(child: child), by: try asker.person())
    }
}

/// How long a pause or a quiet lasts and why, or that it ends now.
struct RestSpan: ParsableArguments {
    @Option(help: ArgumentHelp("1 to 60.", valueName: "minutes"))
    var minutes: Int?

    @Option(help: ArgumentHelp("Why.", valueName: "why"))
    var reason: String?

    @Flag(help: "End it now.")
    var end = false

    /// `nil`: it ends.
    var rest: (minutes: Int, reason: String)? {
        guard let minutes, let reason else { return nil }
        return (minutes, reason)
    }

    func check() throws {
        if end {
            guard minutes == nil, reason == nil else { throw ValidationError("--end stands alone.") }
            return
        }
        guard let minutes, (1...60).contains(minutes), let reason, !reason.isEmpty else {
            throw ValidationError("Say how long and why: --minutes 1 to 60 and --reason; or --end.")
        }
    }
}
