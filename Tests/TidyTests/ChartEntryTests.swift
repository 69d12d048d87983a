import Foundation
import Testing

/// The charts are typed twice, by hand, and a change of either is deliberate.
@Suite struct ChartEntryTests {
    private static let chartFile = "Sources/Configuration/Resources/spot-npews.yaml"
    private static let secondEntry = "Tests/ChartsTests/PrintedChart.swift"
    private static let comparison = "Tests/ChartsTests/DoubleEntryTests.swift"

    /// SHA-256 of the chart file that was compared with the printed charts: `sha256sum` of the file. A new chart file
    /// takes a new comparison, by a person, and then a new line here.
    private static let comparedHash = "82ec6cfdbac05a80d59fdbc615e72864093b81dbb45732b5a5e5e885a411d3b2"

    @Test func theSecondEntryIsThereAndIsCompared() throws {
        let entry = try #require(SourceTree.text(Self.secondEntry))
        let comparison = try #require(SourceTree.text(Self.comparison))
        #expect(comparison.contains("PrintedChart.rows"))
        #expect(
            !entry.withoutImports.holds("ChartFile|embedded|yaml"), "the second entry must not be read from the first")
    }

    @Test func theChartFileIsTheOneThatWasCompared() throws {
        #expect(try Self.sha256(of: Self.chartFile) == Self.comparedHash)
    }

    /// Where a page states a chart's hash in full, it is this one.
    @Test func thePagesStateNoOtherHash() {
        for page in Page.all where page.path == "docs/charts.md" {
            let stated = (SourceTree.text(page.path) ?? "").occurrences(of: #"\b[0-9a-f]{64}\b"#)
            #expect(stated.allSatisfy { $0 == Self.comparedHash })
        }
    }

    /// By the system's own program, so that the tidy tests need no other package.
    private static func sha256(of path: String) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["sha256sum", SourceTree.root.appending(path: path).path]
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return String(text.prefix { $0 != " " })
    }
}

extension String {
    fileprivate var withoutImports: String {
        split(separator: "\n").map(\.withoutComment).filter { !$0.hasPrefix("import ") }.joined(separator: "\n")
    }
}
