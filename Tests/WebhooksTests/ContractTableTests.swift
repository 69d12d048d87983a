import Alarms
import Foundation
import Testing
import Vitals

@testable import Webhooks

/// The tables and the example of `docs/webhook-contract.md`, held against what is composed.
@Suite struct ContractTableTests {
    @Test func everyFieldStandsInTheContractAndTheContractNamesNoOther() throws {
        let sent = Set(try sentFields().keys)
        let documented = Set(
            try page.matches(of: /(?m)^\| `([a-z0-9_.\[\]]+)` \| .*`$|^\| `([a-z0-9_.\[\]]+)` \|/).compactMap {
                ($0.1 ?? $0.2).map(String.init)
            }
        ).subtracting(wordTables)
        #expect(sent.subtracting(documented) == [], "sent and not documented")
        #expect(documented.subtracting(sent) == [], "documented and never sent")
    }

    @Test func everyFieldsExampleIsAValueThatIsSent() throws {
        let sent = try sentFields()
        let rows = try page.matches(of: /(?m)^\| `([a-z0-9_.\[\]]+)` \| .* \| `(.+)` \|$/)
        #expect(rows.count == sent.count)
        for row in rows {
            #expect(sent[String(row.1)]?.contains(String(row.2)) == true, "\(row.1): \(row.2)")
        }
    }

    @Test func everyEventStandsThereWithWhetherItCallsAndWhatItSays() throws {
        for event in AlarmEvent.allCases {
            let kind: ConditionKind = event == .renewed ? .concern : .chartSpO2Low
            let summary = try summary(TestWard.life(of: kind, .severe, event))
            #expect(
                try page.contains("| `\(event.name)` | \(event.pages ? "yes" : "no") | \(summary) |\n"),
                "\(event): \(summary)")
        }
    }

    @Test func everyConditionStandsThereWithItsWords() throws {
        for kind in ConditionKind.allCases {
            let stage: AlarmStage = AlarmRules()[kind].severe == nil ? .mild : .severe
            let summary = try summary(TestWard.life(of: kind, stage, .fired)).replacing(
                " The reading came up to 2 min late.", with: "")
            #expect(
                try page.contains("| `\(kind.family)` | \(kind.alarmClass.name) | \(summary) |\n"),
                "\(kind.family): \(summary)")
        }
    }

    @Test func everySuppressorAndRoleHasItsWordThere() throws {
        for name in SuppressorSet.names.map(\.name) + RoleSet.names.map(\.name) {
            #expect(try page.contains("`\(name)`"))
        }
    }

    @Test func theExampleIsWhatIsSent() throws {
        let text = try #require(try page.firstMatch(of: /```json\n((?s).*?)```/)).1
        let example = try JSONSerialization.jsonObject(with: Data(text.utf8))
        var shown: [String: Set<String>] = [:]
        try collect(example, path: "", into: &shown)
        var sent: [String: Set<String>] = [:]
        let body = try WebhookMessage.body(
            line: TestWard.compose(TestWard.life(of: .chartSpO2Low, .severe, .escalated)).line,
            delivery: delivery([]))
        try collect(JSONSerialization.jsonObject(with: Data(body)), path: "", into: &sent)
        #expect(shown.count > 25)
        for (path, values) in shown { #expect(sent[path] == values, "\(path)") }
    }

    // MARK: helpers

    /// Words in code type that begin a row of the other tables.
    private var wordTables: Set<String> {
        Set(AlarmEvent.allCases.map { "\($0.name)" }).union(ConditionKind.allCases.map { "\($0.family)" })
    }

    /// Without the table of heartbeats, which has tests of its own.
    private var page: String { get throws { try ContractPage.parts().alerts } }

    private func delivery(_ members: [MessageMember], isFallback: Bool = false) -> WebhookMessage.Delivery {
        var delivery = WebhookMessage.Delivery(
            hubSequence: 41, roles: [.primaryNurse, .secondNurse], members: members, attempt: 1,
            firstAttemptAt: TestWard.wall("2026-11-21T23:12:24.512Z"), isFallback: isFallback)
        delivery.isUndurable = true
        return delivery
    }

    /// Every field of every kind of message, with the values it has been sent with as JSON.
    private func sentFields() throws -> [String: Set<String>] {
        var sent: [String: Set<String>] = [:]
        let member = try MessageMember(line: TestWard.compose(TestWard.probeOff()).line, hubSequence: 42)
        for alert in TestWard.everyAlert() {
            var delivery = delivery([member], isFallback: true)
            (delivery.isHubSynchronised, delivery.appliedSkew) = (false, .seconds(-3600))
            let body = try WebhookMessage.body(line: alert.line, delivery: delivery)
            try collect(JSONSerialization.jsonObject(with: Data(body)), path: "", into: &sent)
        }
        return sent
    }

    private func collect(_ value: Any, path: String, into paths: inout [String: Set<String>]) throws {
        try ContractPage.collect(value, path: path, into: &paths)
    }

    private func summary(_ transition: AlarmTransition) throws -> String {
        let message = try JSONSerialization.jsonObject(with: Data(TestWard.compose(transition).line.utf8))
        let data = (message as? [String: Any])?["data"] as? [String: Any]
        return try #require(data?["summary"] as? String)
    }
}
