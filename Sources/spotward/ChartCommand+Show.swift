import ArgumentParser
import Charts

extension ChartCommand {
    /// `spotward chart show`: the charts as they are in force here.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the charts, with version, hash and source.",
            discussion: """
                Bands are printed as the charts print them. In csv and json, min is inclusive and max exclusive, blank \
                or null where a band is open. A value between two printed bands takes the higher score: 149.995 scores \
                as 150 does. csv prints version, hash and source on standard error, so that standard output is the table.

                Examples:
                  spotward chart show --chart 1-4y
                  spotward chart show --format csv > bands.csv
                  spotward chart show --file trust-chart.yaml --format markdown
                """)

        enum Format: String, ExpressibleByArgument, CaseIterable {
            case text, markdown, csv, json
        }

        @Option(help: ArgumentHelp("Print one chart: 0-11m, 1-4y, 5-12y or 13+y.", valueName: "age"))
        var chart: ChartAgeArgument?

        @Option(help: "How to print it.")
        var format = Format.text

        @OptionGroup var source: ChartSource

        func run() throws {
            let printer = ChartPrinter(try source.edition(), ages: chart.map { [$0.band] } ?? AgeBand.allCases)
            let text =
                switch format {
                case .text: printer.text
                case .markdown: printer.markdown
                case .csv: printer.csv
                case .json: printer.json
                }
            if format == .csv { printer.identityLines.forEach(StandardError.complain) }
            try OutputFile().write(Array(text.utf8))
        }
    }
}

/// An age band by its name on the command line.
struct ChartAgeArgument: ExpressibleByArgument {
    let band: AgeBand

    init?(argument: String) {
        guard let band = AgeBand.allCases.first(where: { "\($0.name)" == argument }) else { return nil }
        self.band = band
    }

    static var allValueStrings: [String] { AgeBand.allCases.map { "\($0.name)" } }
}
