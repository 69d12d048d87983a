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
              spotward journal alerts --config spotward.yaml --last 20
            """,
        version: Build.version,
        subcommands: [
            RunCommand.self, CheckCommand.self, ReplayCommand.self, JournalCommand.self, DevicesCommand.self,
            RecordCommand.self, DecodeCommand.self, ChartCommand.self,
        ])
}
