import ArgumentParser

/// `spotward devices`: a table of contents.
struct DevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices",
        abstract: "What is plugged in, what it is taken for, whose it is, and what it says.",
        discussion: """
            A new device goes from the box to the child in four steps; docs/operating.md has them with what they print.

            Examples:
              spotward devices scan --config F          what to write into the configuration for it
              spotward check --config F                 whether it is written well
              spotward devices listen PORT --profile ID whether it is understood, before the daemon has it
              spotward devices --config F               how all of them stand while the daemon runs
            """,
        subcommands: [
            List.self, Scan.self, Listen.self, Rules.self, Table.self, Manual.self,
        ], defaultSubcommand: List.self)
}
