import ArgumentParser
import WardDaemon

/// The command line: a table of contents.
@main
struct Spotward: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spotward",
        abstract: "Watches children at home for a clinical team: device bytes in, signed alerts out.",
        discussion: """
            A hub reads home devices over serial lines and files from drop folders, holds each vital sign against the \
            SPOT chart for the child's age and the clinician's limits, and tells the team by signed webhook.

            It is a secondary notification path and not a certified medical device: the device's own alarm stays on.

            Start here:
              spotward check --config spotward.yaml     what is wrong with a configuration, all at once
              spotward run --config spotward.yaml       watch
              spotward ward --config spotward.yaml      who needs whom, the most urgent first
              spotward concern adm-7f3a                 somebody is worried

            SPOTWARD_CONFIG, SPOTWARD_BY and SPOTWARD_ROLE stand for --config, --by and --role.
            """,
        version: Build.version,
        groupedSubcommands: [
            CommandGroup(
                name: "Concern",
                subcommands: [ConcernCommand.self, CarerCommand.self, MuteCommand.self]),
            CommandGroup(
                name: "Ward",
                subcommands: [WardListCommand.self, WhyCommand.self, BriefCommand.self, HandoverCommand.self]),
            CommandGroup(
                name: "Alarm",
                subcommands: [
                    AcknowledgeCommand.self, CloseCommand.self, VoidCommand.self, PauseCommand.self, QuietCommand.self,
                    TestAlertCommand.self,
                ]),
            CommandGroup(
                name: "Child",
                subcommands: [
                    AdmitCommand.self, ObserveCommand.self, ReviewCommand.self, LimitCommand.self, BindCommand.self,
                    DischargeCommand.self,
                ]),
            CommandGroup(
                name: "Hub",
                subcommands: [
                    RunCommand.self, CheckCommand.self, StatusCommand.self, OutboxCommand.self, ReplayCommand.self,
                    JournalCommand.self, AuditCommand.self, EraseCommand.self, DevicesCommand.self,
                    SimulateDeviceCommand.self, RecordCommand.self, DecodeCommand.self, ChartCommand.self,
                ]),
        ])

    /// `spotward run --config FILE`, as a service starts it, is read without the library: growing the tree of all commands took
    /// an eighth of a start, and reading the one command a tenth of what was left. Everything else, help and errors with it, is
    /// the tree's.
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count == 3, arguments[0] == "run", arguments[1] == "--config", !arguments[2].hasPrefix("-")
        else { return main(nil) }
        do {
            try RunCommand.watch(configuredBy: arguments[2])
        } catch {
            RunCommand.exit(withError: error)
        }
    }
}
