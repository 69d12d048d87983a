import Charts
import Testing
import spotward

@Suite struct ChartPrinterTests {
    private let printer = ChartPrinter(NationalChart.edition, ages: AgeBand.allCases)

    /// The csv form against the second entry: the same starts with the same scores.
    @Test(arguments: PrintedChart.rows.filter { ["RR", "HR", "SBP"].contains($0.parameter) })
    func theCsvHasThePrintedEdges(row: PrintedChart.Row) {
        let lines = printer.csv.split(separator: "\n").filter { $0.hasPrefix("\(row.age),\(row.parameter),") }
        let ranges = row.ranges.sorted { $0.range.lowerBound < $1.range.lowerBound }
        let expected = ranges.enumerated().map { place, entry in
            let start = place == 0 ? "" : "\(Int(entry.range.lowerBound))"
            let end = place + 1 == ranges.count ? "" : "\(Int(ranges[place + 1].range.lowerBound))"
            return "\(row.age),\(row.parameter),\(start),\(end),\(entry.score)"
        }
        #expect(lines.map(String.init) == expected)
    }

    @Test func everyFormButTheTableNamesVersionHashAndSource() {
        for text in [printer.text, printer.markdown, printer.json, printer.identityLines.joined()] {
            #expect(text.contains("2023-09") && text.contains("0123") && text.contains("NHS England"))
        }
    }

    @Test func oneChartCanBePrintedAlone() {
        let text = ChartPrinter(NationalChart.edition, ages: [.preschool]).text
        #expect(text.contains("Chart 1-4y") && !text.contains("Chart 0-11m"))
        #expect(text.contains("SpO2, %               ≤91 → 4 · 91.01–94.99 → 1 · ≥95 → 0"))
    }
}
