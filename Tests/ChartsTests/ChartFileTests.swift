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

    /// One edit of the national chart, and a line of the complaint.
    @Test(arguments: [
        ("name: SPOT NPEWS", "nam: SPOT NPEWS", "8: nam: is not a known key. Did you mean 'name'?"),
        ("name: SPOT NPEWS", "nam: SPOT NPEWS", "8: name: is missing. Add 'name:'."),
        ("name: SPOT NPEWS", "name: [SPOT]", "8: name: is a list where a text belongs. See docs/charts.md."),
        ("effective_from: 2023-11-09", "effective_from: 2023-11-31", "10: effective_from: is not a date."),
        ("levels: {low: 1,", "levels: {low: 5,", "16: levels: do not rise from low to emergency."),
        ("levels: {low: 1,", "levels: {low: 0,", "16: levels.low: 0 is out of range. Write 1 to 28."),
        ("emergency: 13}", "emergency: 29}", "16: levels.emergency: 29 is out of range. Write 1 to 28."),
        ("levels: {low: 1,", "levels: {low: one,", "16: levels.low: 'one' is not a whole number."),
        ("{from: 91.01, score: 1}", "{from: 91.01, score: 3}", "22: all_ages.spo2.bands[2].score: '3' is not a sub-sc"),
        ("{from: 91.01, score: 1}", "{from: 91.01, score: 04}", "bands[2].score: '04' is not a sub-score."),
        ("{from: 91.01, score: 1}", "{from: 91.01, score: '1'}", "bands[2].score: is a quoted text where a sub-score"),
        ("{from: 91.01, score: 1}", "{from: 91.01}", "22: all_ages.spo2.bands[2].score: is missing."),
        ("{from: 91.01, score: 1}", "{from: 95, score: 1}", "all_ages.spo2.bands[3].from: does not start above"),
        ("{from: 91.01, score: 1}", "{from: 91.005, score: 1}", "bands[2].from: is not a number of whole hundredths."),
        ("{from: 91.01, score: 1}", "{from: lowest, score: 1}", "bands[2].from: 'lowest' is not a number."),
        ("{from: 91.01, score: 1}", "{from: 9.1e1, score: 1}", "bands[2].from: '9.1e1' is not a number."),
        ("{from: 91.01, score: 1}", "{from: 100001, score: 1}", "bands[2].from: 100001 is out of range."),
        (
            "[{from: lowest, score: 4}, {from: 91", "[{from: 0, score: 4}, {from: 91",
            "'0' is a start, but the first band"
        ),
        ("bands: [{from: lowest, score: 0}, {from: 3, score: 2}]", "bands: []", "crt.bands: holds 0 bands."),
        ("printed_to: 1\n", "printed_to: 0\n", "24: all_ages.crt.printed_to: 0 is out of range. Write 0.01 to 100000."),
        ("printed_to: 1\n", "printed_to: 0.015\n", "24: all_ages.crt.printed_to: is not a number of whole hundredths."),
        ("printed_to: 1\n", "printed_to: 1\n    step: 1\n", "25: all_ages.crt.step: is not a known key."),
        ("air: 0, HF: 4", "air: by_level, HF: 4", "all_ages.oxygen_support.air: 'by_level' is not a sub-score."),
        ("NP: by_level", "NP: by-level", "all_ages.oxygen_support.NP: 'by-level' is not a sub-score."),
        ("NP: by_level, ", "", "all_ages.oxygen_support.NP: is missing."),
        ("OTHER4: 4}", "OTHER4: 4, other: 1}", "all_ages.sbp_not_done.other: is not a known key."),
        ("  13+y:", "  14+y:", "by_age.14+y: is not a known key. Did you mean '13+y'?"),
        ("\n    hr:  # beats a minute", "\n    pulse:", "by_age.0-11m.pulse: is not a known key."),
        ("levels: {", "levels: [", "16: is not sound YAML:"),
    ])
    func eachDefectIsNamed(target: String, replacement: String, complaint: String) throws {
        #expect(national.contains(target))
        let defects = try #require(throws: ConfigurationDefects.self) {
            try read(replacing(target, replacement))
        }
        #expect(defects.description.contains(complaint), "\(defects)")
    }

    /// What would let a file mean other than it says is refused as in every other file, on its line.
    @Test(arguments: [
        ("crt:  # capillary refill, seconds", "crt: &c", "trial.yaml:23: all_ages.crt: has an anchor."),
        ("levels: {low: 1,", "levels: {low: &one 1,", "trial.yaml:16: levels.low: has an anchor."),
        (
            "{from: 95, score: 0}", "{from: 95, score: *zero}",
            "trial.yaml:22: is not sound YAML: found undefined alias."
        ),
        ("air: 0,", "air: !!int 0,", "trial.yaml:32: all_ages.oxygen_support.air: has a tag."),
        ("air: 0,", "air: 0, <<: {HF: 4},", "trial.yaml:32: all_ages.oxygen_support.<<: is a merge key."),
        (
            "version: 2023-09", "version: 2023-09\nversion: 2",
            "trial.yaml:10: version: is given more than once; first on line 9."
        ),
        ("NCO: 0, U0: 0", "NCO: 0, U0: 0, NCO: 4", "trial.yaml:34: all_ages.sbp_not_done.NCO: is given more than once"),
        ("\nby_age:", "\n---\nby_age:", "trial.yaml:37: begins a second document."),
        ("{from: 95, score: 0}", "{from: 95, score: [[[[[[[[0]]]]]]]]}", "is nested more than 12 deep."),
    ])
    func whatHidesItsMeaningIsRefusedOnItsLine(target: String, replacement: String, complaint: String) throws {
        #expect(national.contains(target))
        let defects = try #require(throws: ConfigurationDefects.self) {
            try read(replacing(target, replacement))
        }
        #expect(defects.description.contains(complaint), "\(defects)")
    }

    /// An alias stands at the place of its anchor; the key says where it is used.
    @Test func anAliasIsToldByItsKeyAndNotFollowed() throws {
        let aliased = replacing("effective_from: 2023-11-09", "effective_from: &day 2023-11-09")
        let text = replacing("source: >-", "name2: *day\nsource: >-", in: aliased)
        let defects = try #require(throws: ConfigurationDefects.self) { try read(text) }
        #expect(
            defects.list.map { "\($0.line): \($0.key): \($0.reason)" } == [
                "10: effective_from: has an anchor", "10: name2: has an anchor", "11: name2: is not a known key",
            ])
    }

    @Test func everyDefectIsReportedAtOnceWithFileAndLine() throws {
        let broken = replacing("name: SPOT NPEWS", "name: ", in: replacing("mild: 1", "mild: 9"))
        let defects = try #require(throws: ConfigurationDefects.self) { try read(broken) }
        #expect(
            defects.list.map(\.description) == [
                "trial.yaml:8: name: has no value. Write a value, or leave the key out.",
                "trial.yaml:33: all_ages.resp_distress.mild: '9' is not a sub-score. Sub-scores are 0, 1, 2 and 4.",
            ])
    }

    @Test func aTableOfEightBandsIsReadAndOfNineRefused() throws {
        let bands = (1...6).map { ", {from: \($0), score: 0}" }.joined()
        let eight = replacing("score: 0}, {from: 3, score: 2}]", "score: 0}\(bands), {from: 7, score: 2}]")
        #expect(throws: Never.self) { try read(eight) }
        let nine = replacing("{from: 7, score: 2}]", "{from: 7, score: 2}, {from: 8, score: 2}]", in: eight)
        let defects = try #require(throws: ConfigurationDefects.self) { try read(nine) }
        #expect(defects.description == "trial.yaml:25: all_ages.crt.bands: holds 9 bands. Give 1 to 8.")
    }

    @Test func aScoreThatFallsAfterARiseIsFound() throws {
        let broken = replacing(
            "{from: 60, score: 2}\n        - {from: 70, score: 4}",
            "{from: 60, score: 0}\n        - {from: 70, score: 4}")
        let defects = try #require(throws: ConfigurationDefects.self) { try read(broken) }
        #expect(defects.description.contains("by_age.0-11m.rr.bands[6].score: falls again after the scores rose."))
    }

    @Test(arguments: ["", "- 1", "42", "a: [", "\u{0}", String(repeating: "[", count: 5000), "a: &b 1\nc: *d"])
    func whatIsNoChartIsRefused(text: String) {
        #expect(throws: ConfigurationDefects.self) { try read(text) }
    }

    @Test func anEmptyFileIsSentToTheManualOfCharts() throws {
        let defects = try #require(throws: ConfigurationDefects.self) { try read("# nothing\n") }
        #expect(defects.description == "trial.yaml: is empty. See docs/charts.md.")
    }

    @Test func aFileIsReadUpToTheLimitAndNotBeyond() throws {
        let room = ChartFile.byteLimit - national.utf8.count
        #expect(throws: Never.self) { try read(national + String(repeating: "#", count: room)) }
        let defects = try #require(throws: ConfigurationDefects.self) {
            try read(national + String(repeating: "#", count: room + 1))
        }
        #expect(defects.description.contains("trial.yaml: is larger than 65536 bytes."))
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
