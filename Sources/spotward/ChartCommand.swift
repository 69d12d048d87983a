import ArgumentParser

/// `spotward chart`: the clinical core, to be looked at and tried from outside.
struct ChartCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chart",
        abstract: "Show the early-warning charts, and score observations against them.",
        discussion: """
            The national SPOT inpatient charts are compiled in. --file reads another chart file in their place, in the \
            form that docs/charts.md describes.

            Examples:
              spotward chart show --chart 1-4y
              spotward chart score observations.csv > scores.csv
            """,
        subcommands: [Show.self, Score.self])
}
