import Alarms
import Testing

@testable import Configuration

/// The manual and the example are part of the program: they are read here as a user reads them.
struct DocumentationTests {
    /// Every key a reader asks for, found by reading files that hold every group.
    private func askedKeys() -> Set<String> {
        let stay = "label: AB\n    usual: [{}]\n    floors_declined: {}"
        let text = Ward.sound
            .replacing("label: AB", with: stay)
            .replacing("    ca_file: ca.pem", with: "    ca_file: ca.pem\n    acknowledgements: {}").replacing(
                "  folders:\n", with: "    - {usb: {}}\n  folders:\n")
        var daemon = Ward.reader(text + "control: {}\nretention: {}\n")
        _ = daemon.read { _ in "" }
        let rules = DefectList(file: "rules.yaml")
        let conditions = ConditionKind.allCases.map {
            "  \($0.family): {mild: {onset: 0s}, severe: {onset: 0s}, margin: 0}\n"
        }
        let ladders = LadderKind.allCases.map { "  \($0.name): {steps: [{after: 0s, roles: []}]}\n" }
        let rulesText =
            "version: 1\ntiming: {lateness: 0s}\nconditions:\n" + conditions.joined() + "ladders:\n" + ladders.joined()
        _ = RulesFile.read(Array(rulesText.utf8), hash: "", rules)
        let families = ConditionKind.allCases.map { "\($0.family)" }
        let ladderNames = LadderKind.allCases.map { "\($0.name)" }
        let rulesKeys = rules.askedKeys.map { key in
            let key = families.reduce(key) { $0.replacing("conditions.\($1)", with: "conditions.FAMILY") }
            return ladderNames.reduce(key) { $0.replacing("ladders.\($1)", with: "ladders.LADDER") }
        }
        return daemon.defects.askedKeys.union(rulesKeys)
    }

    @Test func everyKeyIsInTheManualAndTheManualHasNoOther() throws {
        let manual = try repositoryFile("docs/configuration.md")
        let documented = manual.split(separator: "\n").compactMap { line -> String? in
            // A row of a key table: | `key` | type | default | meaning |
            let cells = line.split(separator: "|").map { $0.trimmingPrefix(" ") }
            guard line.hasPrefix("| `"), cells.count == 4, let end = cells[0].dropFirst().firstIndex(of: "`") else {
                return nil
            }
            return String(cells[0][..<end].dropFirst())
        }
        let families = Set(ConditionKind.allCases.map { "\($0.family)" })
        let keys = Set(documented).subtracting(families)
        #expect(askedKeys().subtracting(keys) == [])
        #expect(keys.subtracting(askedKeys()) == [])
        #expect(documented.count == Set(documented).count)
    }

    @Test func theManualHasTheDefaultsOfEveryCondition() throws {
        let manual = try repositoryFile("docs/configuration.md")
        let rules = AlarmRules()
        func spell(_ stage: StageRule?) -> String {
            guard let stage else { return "–" }
            func span(_ span: Duration) -> String {
                let seconds = span.components.seconds
                return seconds >= 300 ? "\(seconds / 60)m" : "\(seconds)s"
            }
            return "\(stage.priority.label), \(span(stage.onset)), \(span(stage.hold))"
        }
        for kind in ConditionKind.allCases {
            let rule = rules[kind]
            let margin = kind.alarmClass == .physiological ? " \(Quantity.text(rule.margin)) |" : " |"
            let row = "| `\(kind.family)` | \(spell(rule.mild)) | \(spell(rule.severe)) |" + margin
            #expect(manual.contains(row), "\(row)")
        }
    }

    @Test func theManualHasTheDefaultsOfEveryLadder() throws {
        let manual = try repositoryFile("docs/configuration.md")
        let rules = AlarmRules()
        for kind in LadderKind.allCases {
            let row = LadderRow(rules[kind], kind).text
            #expect(manual.contains("\n\(row)\n"), "\(row)")
        }
    }

    @Test func theExampleHasNoDefect() throws {
        let reading = DaemonConfiguration.load(
            path: repositoryPath("deploy/example/spotward.yaml"), knownProtocols: Ward.protocols, now: Ward.now,
            credentialsDirectory: nil, hash: { _ in "h" })
        #expect(reading.defects == [])
        #expect(reading.configuration?.plan.admissions.count == 2)
        #expect(reading.warnings.map(\.kind) == [.rulesUnratified, .reviewerNotApart])
    }
}
