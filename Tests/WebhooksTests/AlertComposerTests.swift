import Alarms
import Foundation
import Testing
import Vitals

@testable import Webhooks

@Suite struct AlertComposerTests {
    @Test func theSameTransitionGivesTheSameBytes() {
        let first = TestWard.composer().compose(TestWard.desaturation())
        let second = TestWard.composer().compose(TestWard.desaturation())
        #expect(first == second)
        #expect(first.line.utf8.starts(with: WebhookMessage.linePrefix.utf8))
        #expect(WebhookMessage.isIdentifier(first.id) && first.admissionID == "adm-7f3a" && first.isForTeam)
    }

    /// To accept a change of the message, set SPOTWARD_WRITE_GOLDEN=1, run, and read the difference.
    @Test(arguments: ["desaturation", "desaturation-unknown", "probe-off"])
    func theMessageIsByteForByteAsAgreed(name: String) throws {
        let transition =
            switch name {
            case "desaturation": TestWard.desaturation()
            case "desaturation-unknown": TestWard.desaturationUnknown()
            default: TestWard.probeOff()
            }
        let line = TestWard.composer().compose(transition).line + "\n"
        let file = TestServer.repository.appending(path: "Tests/WebhooksTests/Resources/golden/\(name).json")
        if ProcessInfo.processInfo.environment["SPOTWARD_WRITE_GOLDEN"] == "1" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(line.utf8).write(to: file)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == line)
    }

    @Test func anEpisodeKeepsItsKeysWhileItsSeverityAndValuesChange() {
        let first = compose(TestWard.desaturation())
        var later = TestWard.desaturation()
        later.stage = .mild
        later.priority = .medium
        later.event = .lowered
        later.episodeSequence = 2
        later.latestValue = 93
        later.threshold = 95
        later.at = TestWard.tick("2026-11-21T23:20:00Z")
        let second = compose(later)
        #expect(first.dedupKey == second.dedupKey && first.episodeID == second.episodeID && first.id != second.id)
    }

    @Test func anotherStartIsAnotherEpisodeOfTheSameKey() {
        var transition = TestWard.desaturation()
        transition.startedAt.wall.microseconds += 1
        let (first, second) = (compose(TestWard.desaturation()), compose(transition))
        #expect(first.dedupKey == second.dedupKey && first.episodeID != second.episodeID && first.id != second.id)
    }

    @Test func episodesThatBeganInTheSameSecondAndFiredApartAreTwo() {
        var later = TestWard.desaturation()
        later.firedAt.wall.microseconds += 1
        var sameTick = TestWard.desaturation()
        sameTick.firedBefore = 1
        let alerts = [TestWard.desaturation(), later, sameTick].map(compose)
        #expect(Set(alerts.map(\.dedupKey)).count == 1)
        #expect(Set(alerts.map(\.episodeID)).count == 3 && Set(alerts.map(\.id)).count == 3)
    }

    @Test func theHubsUptimeIsNoPartOfAnyIdentity() {
        var transition = TestWard.desaturation()
        transition.firedAt.monotonic.microseconds += 5
        transition.startedAt.monotonic.microseconds += 5
        transition.at.monotonic.microseconds += 5
        #expect(compose(transition).id == compose(TestWard.desaturation()).id)
    }

    @Test func childrenConditionsAndSourcesHaveKeysOfTheirOwn() {
        var keys: Set<String> = []
        var count = 0
        for kind in ConditionKind.allCases {
            for child in UInt32(0)..<2 {
                var transition = TestWard.desaturation()
                transition.condition = kind
                transition.subject = .child(ChildIndex(child))
                keys.insert(compose(transition).dedupKey)
                count += 1
            }
        }
        keys.insert(compose(TestWard.probeOff(source: 0)).dedupKey)
        keys.insert(compose(TestWard.probeOff(source: 1)).dedupKey)
        #expect(keys.count == count + 2)
    }

    @Test func theTypeNamesTheEventAndATestSaysSo() throws {
        for event in AlarmEvent.allCases {
            var transition = TestWard.desaturation()
            transition.event = event
            let message = try object(compose(transition))
            #expect(message["type"] as? String == "org.spotward.alert.\(event.name).v1")
        }
        let test = try object(TestWard.composer(clockSpeed: 60).compose(TestWard.desaturation()))
        #expect(test["type"] as? String == "org.spotward.test.alert.fired.v1")
        let data = try #require(test["data"] as? [String: Any])
        #expect((data["provenance"] as? [String: Any])?["test"] as? Bool == true)
        #expect((data["summary"] as? String)?.hasPrefix("TEST P2 adm-7f3a: ") == true)
    }

    @Test func theRuleIsSaidInPlainWords() throws {
        #expect(
            try ruleText(TestWard.desaturation())
                == "SpO2 at or below 91 % (sub-score 4 on the 1–4 years chart) for 30 s of valid data")
        var transition = TestWard.desaturation()
        transition.stage = .mild
        transition.threshold = 95
        #expect(
            try ruleText(transition)
                == "SpO2 below 95 % (sub-score 1 or more on the 1–4 years chart) for 120 s of valid data")
        transition = TestWard.desaturation()
        transition.condition = .limitSpO2Low
        transition.threshold = 88
        #expect(try ruleText(transition) == "SpO2 at or below 88 % (limit set for this child) for 15 s of valid data")
        transition.condition = .temperatureHigh
        transition.stage = .mild
        transition.threshold = 38
        #expect(
            try ruleText(transition)
                == "temperature at or above 38 °C (a prompt to think of sepsis; temperature is not scored)")
        transition.condition = .silence
        transition.stage = .severe
        transition.latestValue = 301.5
        #expect(
            try ruleText(transition) == "no timely reading for 5 min, begun within 120 s of an alarm of this child")
        #expect(try summary(transition).hasPrefix("P2 adm-7f3a: no timely reading for 5 min. Rule: no timely"))
        #expect(try block("value", transition)["unit"] as? String == "s")
        transition.priority = .medium
        #expect(try ruleText(transition) == "no timely reading for 15 min")
        transition.subject = .child(ChildIndex(1))
        #expect(try ruleText(transition) == "a reading due every 4 h is 1 h late")
        transition = TestWard.desaturation()
        transition.condition = .chartPartialSum
        transition.threshold = 5
        #expect(
            try ruleText(transition)
                == "SPOT sub-scores add up to 5 or more, for at least 30 s of valid data where a member streams")
        #expect(try ruleText(TestWard.probeOff()) == "sensor off the child for 60 s")
    }

    @Test func withoutTheChartsEdgesTheWordsClaimNoComparison() throws {
        var transition = TestWard.desaturation()
        transition.condition = .chartHeartRateHigh
        transition.threshold = 150
        #expect(try ruleText(transition).hasPrefix("heart rate at or above 150/min (sub-score 4 on the"))
        let composer = TestWard.composer(edges: { _, _, _, _ in nil })
        let words = try #require(
            try block("condition", composer.compose(transition).line)["rule_text"] as? String)
        #expect(words.hasPrefix("heart rate beyond 150/min on the high side (sub-score 4 on the"))
    }

    @Test func aClinicianLimitNamesItsAuthorReasonAndEnd() throws {
        var transition = TestWard.desaturation()
        transition.condition = .limitSpO2Low
        transition.threshold = 88
        let condition = try block("condition", transition)
        let rule = try #require(condition["personal_rule"] as? [String: String])
        #expect(
            rule == [
                "by": "Dr A Example", "reason": "chronic lung disease", "until": "2026-12-01T00:00:00.000Z",
            ])
        #expect(try block("condition", TestWard.desaturation())["personal_rule"] == nil)
    }

    @Test func lostDataIsLastKnownAndNowBlind() throws {
        let summary = try summary(TestWard.desaturationUnknown())
        #expect(summary.hasPrefix("P2 adm-7f3a: data lost, last known SpO2 89 %, now blind. Rule: "))
        var raised = TestWard.desaturationUnknown()
        raised.event = .raised
        #expect(try self.summary(raised).contains("last known SpO2 89 %, now blind"))
    }

    @Test func anUnscorableMemberHasNoPointsAndAMissingOneIsMissing() throws {
        var transition = TestWard.desaturation()
        transition.score?.heartRate.score = .unscorable
        let score = try block("score", transition)
        let members = try #require(score["members"] as? [[String: Any]])
        #expect(members.map { $0["param"] as? String } == ["spo2", "hr"])
        #expect(members[1]["points"] == nil && members[1]["unscorable"] as? Bool == true)
        #expect(score["missing"] as? [String] == ["rr", "resp_distress", "oxygen", "sbp", "crt"])
        transition.score?.spO2.score = .missing
        #expect(try block("score", transition)["partial_sum"] == nil)
    }

    @Test func aTransitionOfAChildOrSourceNoLongerConfiguredIsTheHubs() throws {
        for subject in [
            AlarmSubject.child(ChildIndex(.max)), .source(SourceIndex(.max), ChildIndex(.max)),
            .source(SourceIndex(9), nil), .hub,
        ] {
            var transition = TestWard.probeOff()
            transition.subject = subject
            let alert = compose(transition)
            #expect(alert.admissionID == nil)
            let message = try object(alert)
            #expect(message["subject"] as? String == "hub/hub-1")
            #expect((message["data"] as? [String: Any])?["child"] == nil)
        }
    }

    @Test func nobodyCanBeFoundByTheMessage() throws {
        for alert in TestWard.everyAlert() {
            let line = alert.line
            // Dates of birth as this or another program would write them, and any run of ten digits but the hashes'.
            for text in [
                "2023-02-17", "2023-02", "17/02/2023", "20230217", "2026-01-30", "30/01/2026", "20260130", "born",
                TestWard.parent.by,
            ] {
                #expect(!line.contains(text))
            }
            #expect(line.firstMatch(of: /\b[0-9]{3} ?[0-9]{3} ?[0-9]{4}\b/) == nil)
            let label = (try object(line)["data"] as? [String: Any])?["child"] as? [String: Any]
            #expect((label?["label"] as? String) == (line.contains("adm-91c2") ? "AB" : nil))
        }
    }

    @Test(arguments: ["\u{85}\u{301}", "\\\"", "é", "😀", "x"])
    func theWorstTextsStillMakeAMessageWithinTheLimit(piece: String) throws {
        let nasty = String(repeating: piece, count: 5000)
        var admission = TestWard.admission
        admission.id = String(repeating: "a", count: 32)
        admission.label = nasty
        admission.limits = [ClinicianLimit(sign: .spO2, side: .low, value: 88, author: nasty, reason: nasty)]
        admission.usual = Array(repeating: UsualValue(sign: .spO2, value: .pi * 1e300, author: nasty), count: 50)
        let plan = WardPlan(
            admissions: [admission], sources: [Source(name: nasty, child: ChildIndex(0), mode: .continuous)])
        let composer = TestWard.composer(plan: plan, hub: HubIdentity(id: "hub-1", build: nasty))
        let command = CommandText(by: nasty, role: nasty, at: TestWard.wall("2026-11-21T23:30:00Z"), note: nasty)
        let origin = CommandText(
            by: nasty, role: nasty, at: command.at, note: nasty, concern: .carerQuestion, answer: .worse)
        var longest = 0
        // The kinds and events that repeat the most of what people wrote.
        for kind in [ConditionKind.concern, .limitSpO2Low, .chartPartialSum, .silence] {
            for event in [AlarmEvent.fired, .escalated, .acknowledged, .resolved] {
                var transition = TestWard.life(of: kind, .severe, event)
                transition.score = TestWard.completeScore
                transition.subject = .source(SourceIndex(0), ChildIndex(0))
                transition.resolution = .closed
                transition.quality = Quality(rawValue: .max)
                transition.suppressedBy = SuppressorSet(rawValue: .max)
                transition.roles = .all
                transition.latestValue = .pi * 1e300
                transition.lateness = .seconds(1e15)
                let alert = composer.compose(transition, command: command, origin: origin)
                let member = try MessageMember(line: alert.line, hubSequence: .max)
                let body = try WebhookMessage.body(
                    line: alert.line,
                    delivery: WebhookMessage.Delivery(
                        hubSequence: .max, roles: .all,
                        members: Array(repeating: member, count: Limits.messageMemberCount), attempt: .max,
                        firstAttemptAt: transition.at.wall))
                longest = max(longest, body.count)
                #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(body)) }
            }
        }
        #expect(longest <= Limits.messageByteCount)
    }

    @Test func aTextIsCutAtItsLimit() {
        #expect(String(repeating: "a", count: 200).bounded.count == 200)
        #expect(String(repeating: "a", count: 201).bounded == String(repeating: "a", count: 199) + "…")
        // Two bytes each in JSON, three for the ellipsis.
        #expect(String(repeating: "é", count: 200).bounded.count == 200)
        #expect(String(repeating: "\"", count: 201).bounded == String(repeating: "\"", count: 198) + "…")
        #expect(String(repeating: "a", count: 500).boundedNote.count == 500)
        #expect(String(repeating: "a", count: 501).boundedNote == String(repeating: "a", count: 499) + "…")
    }

    // MARK: helpers

    private func compose(_ transition: AlarmTransition) -> Alert { TestWard.composer().compose(transition) }

    private func object(_ alert: Alert) throws -> [String: Any] { try object(alert.line) }

    private func object(_ line: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    private func block(_ name: String, _ transition: AlarmTransition) throws -> [String: Any] {
        try block(name, compose(transition).line)
    }

    private func block(_ name: String, _ line: String) throws -> [String: Any] {
        let data = try #require(try object(line)["data"] as? [String: Any])
        return try #require(data[name] as? [String: Any])
    }

    private func ruleText(_ transition: AlarmTransition) throws -> String {
        try #require(try block("condition", transition)["rule_text"] as? String)
    }

    private func summary(_ transition: AlarmTransition) throws -> String {
        let data = try object(compose(transition))["data"] as? [String: Any]
        return try #require(data?["summary"] as? String)
    }
}
