import Charts
import Configuration
import Testing

@Suite struct ChartFileTests {
    private let national = String(decoding: ChartFile.embedded, as: UTF8.self)

    @Test func theNationalChartIsWhole() {
        let identity = NationalChart.edition.identity
        #expect(identity.name == "SPOT NPEWS" && identity.version == "2023-09" && identity.hash == "0123")
        #expect(identity.effectiveFrom.description == "2023-11-09" && identity.source.contains("NHS England"))
    }

    /// One edit of the national chart, and the line of the complaint.
    @Test(arguments: [
        ("name: SPOT NPEWS", "nam: SPOT NPEWS", "nam: there is no such key. Did you mean 'name'?"),
        ("name: SPOT NPEWS", "nam: SPOT NPEWS", "name: it is missing. A chart is complete or it is not used."),
        ("effective_from: 2023-11-09", "effective_from: 2023-11-31", "effective_from: '2023-11-31' is not a date"),
        ("levels: {low: 1,", "levels: {low: 6,", "levels: the levels do not rise from 1"),
        ("levels: {low: 1,", "levels: {low: one,", "levels.low: it is not a whole number"),
        ("{from: 91.01, score: 1}", "{from: 91.01, score: 3}", "all_ages.spo2.bands[1].score: it is not a sub-score"),
        ("{from: 91.01, score: 1}", "{from: 95, score: 1}", "all_ages.spo2.bands[2].from: it does not start above"),
        (
            "{from: 91.01, score: 1}", "{from: 91.005, score: 1}",
            "all_ages.spo2.bands[1].from: it is not a number of whole"
        ),
        ("{from: 91.01, score: 1}", "{from: lowest, score: 1}", "all_ages.spo2.bands[1].from: it is not a number"),
        (
            "[{from: lowest, score: 4}, {from: 91.01", "[{from: 0, score: 4}, {from: 91.01",
            "the first band must be open below"
        ),
        ("printed_to: 1\n", "printed_to: 0\n", "all_ages.crt.printed_to: it is not a positive number of hundredths"),
        ("air: 0, HF: 4", "air: by_level, HF: 4", "all_ages.oxygen_support.air: it is not a sub-score"),
        ("OTHER4: 4}", "OTHER4: 4, other: 1}", "all_ages.sbp_not_done.other: there is no such key"),
        ("  13+y:", "  14+y:", "by_age.14+y: there is no such key. Did you mean '13+y'?"),
        ("\n    hr:  # beats a minute", "\n    pulse:", "by_age.0-11m.pulse: there is no such key"),
        ("version: 2023-09", "version: 2023-09\nversion: 2", "a key is given twice: version"),
        ("levels: {", "levels: [", "the YAML cannot be read"),
    ])
    func eachDefectIsNamed(target: String, replacement: String, complaint: String) throws {
        #expect(national.contains(target))
        let defects = try #require(throws: ConfigurationDefects.self) {
            try read(replacing(target, replacement))
        }
        #expect(defects.description.contains(complaint), "\(defects)")
    }

    @Test func everyDefectIsReportedAtOnceWithFileAndLine() throws {
        let broken = replacing("name: SPOT NPEWS", "name: ", in: replacing("mild: 1", "mild: 9"))
        let defects = try #require(throws: ConfigurationDefects.self) { try read(broken) }
        let lines = defects.list.map(\.description)
        #expect(lines.count == 2)
        #expect(lines.first?.hasPrefix("trial.yaml:8: name: ") == true)
        #expect(
            lines.last
                == "trial.yaml:33: all_ages.resp_distress.mild: it is not a sub-score. Sub-scores are 0, 1, 2 and 4.")
    }

    @Test func aScoreThatFallsAfterARiseIsFound() throws {
        let broken = replacing(
            "{from: 60, score: 2}\n        - {from: 70, score: 4}",
            "{from: 60, score: 0}\n        - {from: 70, score: 4}")
        let defects = try #require(throws: ConfigurationDefects.self) { try read(broken) }
        #expect(defects.description.contains("by_age.0-11m.rr.bands[5].score: scores fall again after they rose"))
    }

    @Test(arguments: ["", "- 1", "42", "a: [", "\u{0}", String(repeating: "[", count: 5000), "a: &b 1\nc: *d"])
    func whatIsNoChartIsRefused(text: String) {
        #expect(throws: ConfigurationDefects.self) { try read(text) }
    }

    @Test func aFileIsReadUpToTheLimitAndNotBeyond() throws {
        let room = ChartFile.byteLimit - national.utf8.count
        #expect(throws: Never.self) { try read(national + String(repeating: "#", count: room)) }
        let defects = try #require(throws: ConfigurationDefects.self) {
            try read(national + String(repeating: "#", count: room + 1))
        }
        #expect(defects.description.contains("more than 65536"))
    }

    @Test func bytesThatAreNoTextAreRefused() {
        #expect(throws: ConfigurationDefects.self) {
            try ChartFile.read([0xFF, 0xFE, 0x00], file: "trial.yaml", hash: "")
        }
    }

    private func replacing(_ target: String, _ replacement: String, in text: String? = nil) -> String {
        let text = text ?? national
        guard let range = text.firstRange(of: target) else { return text }
        return text.replacingCharacters(in: range, with: replacement)
    }

    private func read(_ text: String) throws -> ChartEdition {
        try ChartFile.read(Array(text.utf8), file: "trial.yaml", hash: "")
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
