import Alarms
import Testing

@testable import Configuration

/// Who is reached through which endpoint, and whether everybody a ladder names is.
struct RoleTests {
    private static let plain = "secret_file: secret.txt"

    private func read(roles: String) -> ConfigurationReading {
        Ward.read(replacing: Self.plain, with: "\(Self.plain)\n    roles: \(roles)")
    }

    /// The sound ward with these endpoints in place of its own.
    private func ward(_ endpoints: [String]) -> String {
        let members = endpoints.enumerated().map {
            "  - {name: e\($0), url: https://a.example, secret_file: s\($0), roles: [\($1)]}\n"
        }
        return """
            hub: {id: h}
            state: s
            endpoints:
            \(members.joined())
            """
    }

    // MARK: Reading

    @Test func anEndpointServesEveryRoleUnlessItSaysOtherwise() throws {
        #expect(try Ward.read(Ward.sound).get().endpoints.map(\.roles) == [.all])
        let both = ward(["reviewer, in-charge", "primary, second, escalation, operations"])
        #expect(
            try Ward.read(both).get().endpoints.map(\.roles) == [
                [.reviewer, .inCharge], [.primaryNurse, .secondNurse, .escalation, .operations],
            ])
    }

    @Test(arguments: [
        ("[]", "25: endpoints[1].roles: holds 0 roles"),
        ("[primary, nurse]", "25: endpoints[1].roles[2]: 'nurse' is not known here"),
        ("[primary, primary]", "25: endpoints[1].roles[2]: is given twice"),
        ("primary", "25: endpoints[1].roles: is a single value where a list belongs"),
        ("", "25: endpoints[1].roles: has no value"),
    ])
    func defectiveRolesAreToldOnTheirLine(roles: String, defect: String) {
        // And nothing follows from them: no ladder is called unreachable for a role mistyped.
        #expect(read(roles: roles).defects.map { "\($0.line): \($0.key): \($0.reason)" } == [defect])
    }

    // MARK: Reach

    @Test func aRoleThatNobodyServesIsADefectWithItsLadderAndStep() {
        let missing = Ward.read(ward(["primary, second, in-charge, reviewer, operations"])).defects
        #expect(
            missing.map { "\($0.line): \($0.key): \($0.reason)" } == [
                "4: endpoints: no endpoint serves 'escalation', who joins ladder P1 at step 4 (10m)",
                "4: endpoints: no endpoint serves 'escalation', who joins ladder P2 at step 4 (30m)",
                "4: endpoints: no endpoint serves 'escalation', who joins ladder concern at step 4 (10m)",
            ])
        #expect(
            missing.first?.suggestion
                == "Add 'escalation' to an endpoint's roles, or change ladders.P1 in the rules file")
    }

    @Test(arguments: ["primary", "second", "in-charge", "escalation", "reviewer", "operations"])
    func everyRoleOfTheProposedLaddersMustBeServed(role: String) {
        let others = RoleSet.all.words.filter { $0 != role }.joined(separator: ", ")
        let defects = Ward.read(ward([others])).defects
        #expect(!defects.isEmpty)
        #expect(defects.allSatisfy { $0.reason.hasPrefix("no endpoint serves '\(role)', who joins ladder ") })
        #expect(Ward.read(ward([others, role])).defects == [])
    }

    @Test func theLaddersOfTheRulesFileAreTheOnesLookedAt() throws {
        let folder = try TemporaryFolder()
        func load(_ ladders: String) throws -> [String] {
            try folder.write(
                "version: 1\nladders:\n  system: {steps: [{after: 0s, roles: [\(ladders)]}]}\n", to: "r.yaml")
            let text = ward(["primary, second, in-charge, escalation, reviewer"]) + "rules: r.yaml\n"
            let reading = DaemonConfiguration.load(
                path: try folder.write(text, to: "ward.yaml"), knownProtocols: [], now: Ward.now,
                credentialsDirectory: nil, hash: { _ in "h" })
            return reading.defects.map { "\($0.key): \($0.reason)" }
        }
        #expect(try load("primary") == [])
        #expect(
            try load("operations") == [
                "endpoints: no endpoint serves 'operations', who joins ladder system at step 1 (0s)"
            ])
        // A defective rules file says what is wrong with it, and nothing is concluded from what stands in its place.
        #expect(try load("nurse") == ["ladders.system.steps[1].roles[1]: 'nurse' is not known here"])
    }

    // MARK: The independent reviewer

    @Test func aReviewerWhoIsTheTreatingTeamIsWarnedOf() {
        func isWarned(_ endpoints: [String]) -> Bool {
            let reading = Ward.read(ward(endpoints))
            #expect(reading.defects == [])
            return reading.warnings.contains { $0.kind == .reviewerNotApart && $0.line == 4 && $0.key == "endpoints" }
        }
        let all = "primary, second, in-charge, escalation, reviewer, operations"
        #expect(isWarned([all]))
        #expect(isWarned([all, "reviewer, primary"]))
        #expect(!isWarned([all, "reviewer"]))
        #expect(!isWarned([all, "reviewer, in-charge"]))
        #expect(!isWarned(["primary, second, in-charge, escalation, operations", "reviewer"]))
    }

    // MARK: Keys

    @Test func aReceiversOwnKeyIsAPublicOne() throws {
        func read(_ key: String) -> ConfigurationReading {
            Ward.read(replacing: Self.plain, with: "\(Self.plain)\n    receiver_key: \(key)")
        }
        let key = "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
        #expect(try Ward.read(Ward.sound).get().endpoints.first?.receiverKey == nil)
        #expect(try read(key).get().endpoints.first?.receiverKey == key)
        for bad in ["whsk" + key.dropFirst(4), String(key.dropLast()), key + "=", "whpk_", "\"\(key.dropLast())?\""] {
            #expect(read(bad).defects.map(\.key) == ["endpoints[1].receiver_key"], "\(bad)")
            #expect(!read(bad).defects.contains { "\($0)".contains("11qYAYKx") })
        }
    }

    // MARK: The secret before

    @Test func aSecretMayHaveOneBeforeIt() throws {
        func read(_ keys: String) -> ConfigurationReading {
            Ward.read(replacing: Self.plain, with: "\(Self.plain)\n    \(keys)")
        }
        let none = try Ward.read(Ward.sound).get().endpoints.first
        #expect(none?.previousSecret == nil && none?.previousPlace == nil)
        let file = try read("previous_secret_file: old.txt").get().endpoints.first
        #expect(file?.previousSecret == .file(path: "old.txt"))
        #expect(file?.previousPlace?.line == 25)
        #expect(file?.place.line == 24)
        let credential = try read("previous_credential: old").get().endpoints.first
        #expect(credential?.previousSecret == .credential(name: "old"))
        #expect(read("previous_secret_file: ./secret.txt").defects.map(\.reason) == ["is the secret itself"])
        #expect(
            read("previous_secret_file: a\n    previous_credential: b").defects.map(\.reason) == [
                "has both previous_secret_file and previous_credential"
            ])
    }
}
