import Alarms
import Testing
import Vitals

@testable import Configuration

struct LadderTests {
    private func defects(_ ladders: String) -> [String] {
        do throws(ConfigurationDefects) {
            _ = try RulesFile.read(Array("version: 1\nladders:\n  \(ladders)".utf8), file: "rules.yaml", hash: "h")
            return []
        } catch {
            return error.list.map { "\($0.line): \($0.key): \($0.reason)" }
        }
    }

    private func rules(_ ladders: String) throws -> AlarmRules {
        try RulesFile.read(Array("version: 1\nladders:\n  \(ladders)".utf8), file: "rules.yaml", hash: "h").rules
    }

    // MARK: Values

    @Test func whatIsGivenChangesThatLadderAndNothingElse() throws {
        let text = "P2: {then_every: 20m, remind_every: never}\n  P3: {remind_every: 5m, acknowledgement_lasts: 4h}"
        let rules = try rules(text)
        let old = AlarmRules()
        var high = old[LadderKind.high]
        high.thenEvery = .seconds(20 * 60)
        high.remindEvery = nil
        var medium = old[LadderKind.medium]
        medium.remindEvery = .seconds(5 * 60)
        medium.acknowledgementLasts = .seconds(4 * 3600)
        for kind in LadderKind.allCases {
            let expected = kind == .high ? high : kind == .medium ? medium : old[kind]
            #expect(rules[kind] == expected, "\(kind)")
        }
    }

    @Test func stepsReplaceTheStepsAndKeepTheRest() throws {
        let text = "P1: {steps: [{after: 0s, roles: [second, in-charge]}, {after: 15m, roles: [escalation]}]}"
        let ladder = try rules(text)[LadderKind.critical]
        let expected = Ladder(
            steps: [
                Ladder.Step(after: .zero, roles: [.secondNurse, .inCharge]),
                Ladder.Step(after: .seconds(900), roles: .escalation),
            ], thenEvery: .seconds(300), remindEvery: .seconds(120), acknowledgementLasts: .seconds(900))
        #expect(ladder == expected)
    }

    @Test(arguments: [
        ("P5: {then_every: 5m}", "3: ladders.P5: is not a known key"),
        ("P1: {then_every: 121m}", "3: ladders.P1.then_every: 121m is out of range"),
        ("P1: {then_every: 59s}", "3: ladders.P1.then_every: 59s is out of range"),
        ("P1: {then_every: never}", "3: ladders.P1.then_every: 'never' is not a span of time"),
        ("P1: {remind_every: 59s}", "3: ladders.P1.remind_every: 59s is out of range"),
        ("P1: {remind_every: 'never'}", "3: ladders.P1.remind_every: is a quoted text where a span of time belongs"),
        ("P1: {acknowledgement_lasts: 241m}", "3: ladders.P1.acknowledgement_lasts: 241m is out of range"),
        ("P1: {acknowledgement_lasts: 59s}", "3: ladders.P1.acknowledgement_lasts: 59s is out of range"),
        ("P4: {steps: []}", "3: ladders.P4.steps: holds 0 steps"),
        ("P4: {steps: [a, b, c, d, e]}", "3: ladders.P4.steps: holds 5 steps"),
        ("P4: {steps: [{after: 0s}]}", "3: ladders.P4.steps[1].roles: is missing"),
        ("P4: {steps: [{roles: [primary]}]}", "3: ladders.P4.steps[1].after: is missing"),
        (
            "P4: {steps: [{after: 0s, roles: [primary], role: 1}]}", "3: ladders.P4.steps[1].role: is not a known key"
        ),
        ("P4: {steps: [{after: 0s, roles: [nurse]}]}", "3: ladders.P4.steps[1].roles[1]: 'nurse' is not known here"),
        (
            "P4: {steps: [{after: 0s, roles: [second, second]}]}", "3: ladders.P4.steps[1].roles[2]: is given twice"
        ),
        (
            "P4: {steps: [{after: 1s, roles: [primary]}]}",
            "3: ladders.P4.steps[1].after: is not 0s: the first step is taken when the alarm fires"
        ),
        (
            "P4: {steps: [{after: 0s, roles: []}, {after: 0s, roles: [primary]}]}",
            "3: ladders.P4.steps[2].after: does not come after the step before"
        ),
        (
            "P4: {steps: [{after: 0s, roles: []}, {after: 241m, roles: [primary]}]}",
            "3: ladders.P4.steps[2].after: 241m is out of range"
        ),
    ])
    func aDefectiveLadderIsToldOnItsLine(text: String, defect: String) {
        #expect(defects(text) == [defect])
    }

    @Test func everyDefectOfALadderIsToldAtOnce() {
        let text = """
            P1:
                steps:
                  - {after: 1s, roles: [primary]}
                  - {after: often, roles: [nurse]}
                  - {after: 1s, roles: [in-charge]}
                then_every: 3h
                acknowledgement_lasts: 5h
            """
        #expect(
            defects(text) == [
                "5: ladders.P1.steps[1].after: is not 0s: the first step is taken when the alarm fires",
                "6: ladders.P1.steps[2].after: 'often' is not a span of time",
                "6: ladders.P1.steps[2].roles[1]: 'nurse' is not known here",
                "7: ladders.P1.steps[3].after: does not come after the step before",
                "8: ladders.P1.then_every: 3h is out of range",
                "9: ladders.P1.acknowledgement_lasts: 5h is out of range",
            ])
    }

    @Test(arguments: [
        "P1: {then_every: 120m}", "P1: {then_every: 1m, remind_every: 1m}", "P1: {acknowledgement_lasts: 240m}",
        "P1: {acknowledgement_lasts: 1m}",
        "P4: {steps: [{after: 0s, roles: []}, {after: 1s, roles: []}, {after: 2s, roles: []}, {after: 4h, roles: [second]}]}",
        "system: {steps: [{after: 0s, roles: [primary, second, in-charge, escalation, reviewer, operations]}]}",
    ])
    func aLadderAtItsLimitsIsTaken(text: String) {
        #expect(defects(text) == [])
    }

    // MARK: Floors

    @Test(arguments: ["P1", "P2", "P3"])
    func anAlarmOfAChildTellsTheTreatingTeamAtOnce(ladder: String) {
        let rest = "{after: 1s, roles: [escalation]}"
        for roles in ["[]", "[operations]", "[reviewer]", "[operations, reviewer]"] {
            #expect(
                defects("\(ladder): {steps: [{after: 0s, roles: \(roles)}, \(rest)]}") == [
                    "3: ladders.\(ladder).steps: tell nobody of the treating team at 0s"
                ])
        }
        for role in ["primary", "second", "in-charge", "escalation"] {
            #expect(defects("\(ladder): {steps: [{after: 0s, roles: [\(role)]}, \(rest)]}") == [])
        }
    }

    /// The charts ask for a review within 15 minutes at High, 30 at Medium.
    @Test(arguments: [("P1", 15, "primary"), ("P2", 30, "primary"), ("concern", 30, "primary, reviewer")])
    func theEscalationIsReachedWithinTheReviewTheChartsAskFor(ladder: String, minutes: Int, first: String) {
        func defects(_ seconds: Int) -> [String] {
            self.defects(
                "\(ladder): {steps: [{after: 0s, roles: [\(first)]}, {after: \(seconds)s, roles: [escalation]}]}")
        }
        let late = ["3: ladders.\(ladder).steps: do not reach 'escalation' within \(minutes)m"]
        #expect(defects(minutes * 60 - 1) == [])
        #expect(defects(minutes * 60) == [])
        #expect(defects(minutes * 60 + 1) == late)
        #expect(self.defects("\(ladder): {steps: [{after: 0s, roles: [\(first)]}]}") == late)
    }

    @Test func aConcernGoesToTheTreatingTeamAndTheReviewerAtOnce() {
        func defects(_ first: String) -> [String] {
            self.defects("concern: {steps: [{after: 0s, roles: [\(first)]}, {after: 1m, roles: [\(rest(first))]}]}")
        }
        /// Who is left out first joins later, which is too late.
        func rest(_ first: String) -> String {
            ["primary", "reviewer", "escalation"].filter { !first.contains($0) }.joined(separator: ", ")
        }
        #expect(defects("primary, reviewer") == [])
        #expect(defects("reviewer, second, primary") == [])
        #expect(defects("primary") == ["3: ladders.concern.steps: do not tell 'reviewer' at 0s"])
        #expect(defects("reviewer") == ["3: ladders.concern.steps: do not tell 'primary' at 0s"])
        #expect(defects("in-charge") == ["3: ladders.concern.steps: do not tell 'primary' and 'reviewer' at 0s"])
    }

    @Test func anAlarmOfTheEquipmentReachesTheTeamInTheEnd() {
        let none = ["3: ladders.P4.steps: reach nobody of the treating team"]
        #expect(defects("P4: {steps: [{after: 0s, roles: []}]}") == none)
        #expect(defects("P4: {steps: [{after: 0s, roles: [operations]}, {after: 1m, roles: [reviewer]}]}") == none)
        #expect(defects("P4: {steps: [{after: 0s, roles: []}, {after: 1m, roles: [in-charge]}]}") == [])
    }

    @Test func anAlarmOfTheHubReachesSomebody() {
        #expect(defects("system: {steps: [{after: 0s, roles: []}]}") == ["3: ladders.system.steps: reach nobody"])
        #expect(defects("system: {steps: [{after: 0s, roles: [operations]}]}") == [])
    }

    @Test func theProposedLaddersHoldTheirOwnFloors() throws {
        let example = try repositoryFile("deploy/example/rules.yaml")
        #expect(throws: Never.self) { try RulesFile.read(Array(example.utf8), file: "rules.yaml", hash: "") }
    }
}
