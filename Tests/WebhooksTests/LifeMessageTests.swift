import Alarms
import Charts
import Foundation
import Testing
import Vitals

@testable import Webhooks

/// What a message says of how an alarm stands among people.
@Suite struct LifeMessageTests {
    @Test func aConcernBeginsWithWhoIsWorriedAndSaysWhoIsTold() throws {
        let fired = TestWard.life(of: .concern, .severe, .fired)
        #expect(try summary(fired).hasPrefix("P2 adm-7f3a: a parent is worried. Rule: somebody is worried; that is"))
        #expect(
            try summary(fired).contains("Ring the family now and hear what worries them. The independent reviewer is"))
        let concern = try block("concern", fired)
        #expect(concern["who"] as? String == "parent" && concern["note"] as? String == "not himself, will not drink")
        #expect(concern["independent_reviewer_notified"] as? Bool == true && concern["answer"] == nil)
        let carer = try block("concern", TestWard.life(of: .concern, .mild, .fired))
        #expect(carer["who"] as? String == "carer-question" && carer["answer"] as? String == "W")
        var untold = fired
        untold.roles = .primaryNurse
        #expect(try block("concern", untold)["independent_reviewer_notified"] as? Bool == false)
        #expect(try !summary(untold).contains("reviewer"))
        let escalated = try summary(TestWard.life(of: .concern, .severe, .escalated))
        #expect(
            escalated.hasPrefix(
                "P2 adm-7f3a: a parent is worried; nobody has answered for 5 min: "
                    + "nurse in charge or doctor on call called as well."))
        #expect(
            try summary(TestWard.life(of: .concern, .severe, .renewed)).contains("a parent is worried, said again."))
    }

    @Test func aConcernOfWhichNothingElseIsKnownIsStillAConcern() throws {
        let line = TestWard.composer().compose(TestWard.life(of: .concern, .severe, .reminded)).line
        let concern = try block("concern", line)
        #expect(concern.count == 1 && concern["independent_reviewer_notified"] as? Bool == true)
        #expect(try summary(line).hasPrefix("P2 adm-7f3a: somebody is worried; still nobody has answered for 5 min. "))
    }

    @Test func whoIsWorriedIsKnownWhereTheWordsAreLost() throws {
        var transition = TestWard.life(of: .concern, .severe, .escalated)
        for source in ConcernSource.allCases {
            transition.latestValue = Double(source.rawValue)
            let line = TestWard.composer().compose(transition).line
            #expect(try block("concern", line)["who"] as? String == "\(source.name)")
            #expect(try block("value", line).isEmpty && !summary(line).contains("adm-7f3a: somebody"))
        }
        for value in [-1.0, 4, 0.5, .nan] {
            transition.latestValue = value
            #expect(try block("concern", TestWard.composer().compose(transition).line)["who"] == nil)
        }
    }

    @Test func worseWithinAPriorityIsNotCalledMoreUrgent() throws {
        var transition = TestWard.life(of: .chartPartialSum, .severe, .raised)
        #expect(try summary(transition).contains("more urgent (was P3), partial sum 5, level at least Medium."))
        #expect(try block("episode", transition)["previous_priority"] as? String == "P3")
        transition.previousPriority = transition.priority
        #expect(try summary(transition).contains(": worse, partial sum 5, level at least Medium."))
        #expect(try block("episode", transition)["previous_priority"] == nil)
        transition.score = TestWard.completeScore
        #expect(try summary(transition).contains(": worse, total 10 of 26, level High."))
    }

    @Test(arguments: [(12, "High"), (13, "Emergency")])
    func aTotalIsToldWithTheLevelItReaches(total: UInt8, level: String) throws {
        var transition = TestWard.life(of: .chartPartialSum, .severe, .fired)
        transition.score = TestWard.completeScore
        transition.score?.partialSum = total
        #expect(try summary(transition).contains(": total \(total) of 26, level \(level). Rule: "))
    }

    @Test func whatIsLeftOfASumIsNotCalledTheLastThatWasKnown() throws {
        var transition = TestWard.life(of: .chartPartialSum, .severe, .unknown)
        transition.isUnknown = true
        #expect(
            try summary(transition).contains(
                ": data lost, too old to count are members that made it, left is partial sum 5, level at least Medium, now "
                    + "blind."))
    }

    @Test func aNameOfAFamilyAndAnyNoteStayOutOfTheSummary() throws {
        for event in AlarmEvent.allCases {
            let transition = TestWard.life(of: .concern, .severe, event)
            let line = TestWard.compose(transition).line
            #expect(!line.contains(TestWard.parent.by))
            for note in [TestWard.parent.note, TestWard.nurse.note] {
                #expect(try !summary(line).contains(try #require(note)))
            }
        }
    }

    @Test(arguments: [(7200.0, "2 h ahead"), (-7200, "2 h behind"), (-94_608_000, "26280 h behind")])
    func aDevicesOwnClockIsToldWithWhichWayItIsOff(ahead: Double, words: String) throws {
        var transition = TestWard.life(of: .deviceClock, .mild, .fired)
        (transition.latestValue, transition.threshold) = (ahead, 600)
        let summary = try summary(transition)
        #expect(
            summary.contains("the device's clock is \(words). Rule: device's own clock is more than 10 min off this"))
    }

    @Test func aStepOfTheLadderSaysHowLongAndWhoJoins() throws {
        var transition = TestWard.life(of: .chartSpO2Low, .severe, .escalated)
        #expect(
            try summary(transition).hasPrefix(
                "P2 adm-7f3a: SpO2 89 %; nobody has answered for 5 min: second nurse called as well. Rule: "))
        let ladder = try block("ladder", transition)
        #expect(ladder["kind"] as? String == "P2" && ladder["level"] as? Int == 1)
        #expect(ladder["roles"] as? [String] == ["primary", "second"])
        #expect(ladder["started_at"] as? String == "2026-11-21T23:07:24.500Z")
        #expect(ladder["next_step_at"] as? String == "2026-11-21T23:22:24.500Z")
        transition.isUnknown = true
        #expect(try summary(transition).contains("last known SpO2 89 %, now blind; nobody has answered"))
        transition.wasAcknowledged = true
        #expect(try summary(transition).contains("; nobody has answered: second nurse"))
        transition = TestWard.life(of: .chartSpO2Low, .mild, .escalated)
        #expect(try summary(transition).contains("for 5 min: primary nurse called again."))
        transition = TestWard.life(of: .probeOff, .mild, .escalated)
        #expect(
            try summary(transition).contains(
                "sensor off the child; nobody has answered for 5 min: shown again on the hub."))
        (transition.level, transition.roles) = (2, .primaryNurse)
        #expect(try summary(transition).contains("for 5 min: primary nurse called."))
    }

    @Test func whoHasItAndUntilWhenIsSaidInLondonTime() throws {
        var transition = TestWard.life(of: .chartSpO2Low, .severe, .acknowledged)
        #expect(try summary(transition).contains("SpO2 89 %; taken by N. Owl (nurse) until 03:15. Rule: "))
        let ack = try block("ack", transition)
        #expect(ack["acked_until"] as? String == "2026-11-22T03:15:00.000Z")
        let expected = [
            "by": "N. Owl", "role": "nurse", "at": "2026-11-21T23:13:40.000Z",
            "note": "rang the family, looking in at midnight",
        ]
        #expect(ack["acked"] as? [String: String] == expected)
        transition.acknowledgedUntil = TestWard.tick("2026-06-30T23:15:00Z")
        #expect(try summary(transition).contains("until 00:15. "))
        transition.state = .resolved
        transition.acknowledgedUntil = nil
        #expect(try summary(transition).contains("SpO2 89 %, which is over; taken by N. Owl (nurse). "))
        #expect(try block("ack", transition)["methods"] == nil)
        #expect(try self.block("resolution", transition).isEmpty)
        transition = TestWard.life(of: .chartSpO2Low, .severe, .acknowledgementExpired)
        #expect(
            try summary(transition).contains(
                "; the acknowledgement ran out and it is still so: primary nurse and second nurse called."))
    }

    @Test func anOpenOrLatchedAlarmSaysHowItIsTakenAndTheRestDoesNot() throws {
        func methods(_ state: AlarmState, isLatched: Bool = false) throws -> [String]? {
            var transition = TestWard.life(of: .chartSpO2Low, .severe, .fired)
            (transition.state, transition.isLatched) = (state, isLatched)
            return try block("ack", transition)["methods"] as? [String]
        }
        for state in [AlarmState.firing, .resolving, .acknowledged] {
            #expect(try methods(state) == ["answer", "file"])
        }
        for state in [AlarmState.resolved, .void] { #expect(try methods(state) == nil) }
        #expect(try methods(.resolved, isLatched: true) == ["answer", "file"])
        #expect(try block("ack", TestWard.life(of: .chartSpO2Low, .severe, .suppressed)).isEmpty)
        // As long as the ladder of P2 lets an acknowledgement last.
        let ack = try block("ack", TestWard.life(of: .chartSpO2Low, .severe, .fired))
        #expect(ack["expires_at"] as? String == "2026-11-21T23:37:24.500Z" && ack["acked"] == nil)
    }

    @Test func theEndSaysWhatEndedIt() throws {
        var transition = TestWard.life(of: .chartSpO2Low, .severe, .resolved)
        #expect(try summary(transition).hasPrefix("P2 adm-7f3a: resolved, SpO2 97 %. Rule: "))
        #expect(try block("resolution", transition)["kind"] as? String == "data")
        #expect(try block("resolution", transition)["by"] == nil)
        transition.resolution = .closed
        #expect(try summary(transition).contains("closed by N. Owl (nurse), it was: SpO2 97 %. "))
        let resolution = try block("resolution", transition)
        #expect(resolution["by"] as? String == "N. Owl" && resolution["reason"] as? String == TestWard.nurse.note)
        #expect(resolution["at"] as? String == "2026-11-21T23:12:24.500Z")
        transition.resolution = .discharged
        #expect(try summary(transition).contains("ended because the child has left the ward"))
        transition = TestWard.life(of: .chartSpO2Low, .severe, .clearedUnacknowledged)
        #expect(try summary(transition).contains("over by the numbers (SpO2 97 %), but nobody took it: please look. "))
        #expect(try block("episode", transition)["latched"] as? Bool == true)
        transition.event = .reminded
        #expect(
            try summary(transition).contains(
                "over by the numbers (SpO2 97 %), and still nobody has taken it: please look."))
        transition = TestWard.life(of: .chartSpO2Low, .severe, .voided)
        #expect(
            try summary(transition).contains(
                "entered in error by N. Owl (nurse), please disregard; it was: SpO2 89 %. "))
    }

    @Test func whatIsSuppressedSaysByWhatAndPagesNobody() throws {
        var transition = TestWard.life(of: .chartSpO2Low, .severe, .suppressed)
        transition.suppressedBy = [.probeOff, .plannedPause, .silence]
        let episode = try block("episode", transition)
        #expect(episode["suppressed_by"] as? [String] == ["probe-off", "silence", "planned-pause"])
        #expect(episode["pages"] as? Bool == false)
        #expect(
            try summary(transition).contains(
                "not told while the sensor is off the child, nothing at all is heard of the child and a planned pause is"
            ))
        #expect(try block("episode", TestWard.desaturation())["suppressed_by"] == nil)
        #expect(try block("ladder", transition)["started_at"] == nil)
    }

    @Test func everyEventSaysWhetherItCallsSomebody() throws {
        for event in AlarmEvent.allCases {
            let episode = try block("episode", TestWard.life(of: .chartSpO2Low, .severe, event))
            #expect(episode["pages"] as? Bool == event.pages)
        }
    }

    @Test func aTestAlertIsCalledATestEverywhere() throws {
        let line = TestWard.compose(TestWard.life(of: .test, .mild, .fired)).line
        let message = try object(line)
        #expect(message["type"] as? String == "org.spotward.test.alert.fired.v1")
        #expect(try summary(line).hasPrefix("TEST P3 adm-7f3a: this is a test, nobody is in danger. "))
        #expect(try block("provenance", line)["test"] as? Bool == true)
    }

    @Test func everyConditionIsSaidInWordsAndNoneInATreatment() throws {
        for kind in ConditionKind.allCases {
            for stage in [AlarmStage.mild, .severe] {
                for event in AlarmEvent.allCases {
                    let text = try summary(TestWard.life(of: kind, stage, event))
                    #expect(!text.contains("\(kind.family)") || kind == .concern, "\(text)")
                    let treatment = /(?i)\b(give|oxygen|dose|paracetamol|fluid|inhaler|salbutamol|treat|administer)\b/
                    #expect(text.firstMatch(of: treatment) == nil, "\(text)")
                }
            }
        }
    }

    @Test func aTriggersGradeIsAWord() throws {
        func grade(_ kind: ConditionKind, _ value: Double) throws -> String? {
            var transition = TestWard.life(of: kind, .severe, .fired)
            transition.latestValue = value
            return try block("value", transition)["grade"] as? String
        }
        #expect(try grade(.consciousness, 1) == "responds to voice" && grade(.consciousness, 3) == "unresponsive")
        #expect(
            try grade(.pupils, 1) == "not normal" && grade(.sepsis, 2) == "shock" && grade(.intuition, 4) == "Emergency"
        )
        for value in [-1.0, 5, 0.5, 1e300, .nan] { #expect(try grade(.consciousness, value) == nil) }
    }

    @Test func theWardGrowsDuringARun() throws {
        var composer = TestWard.composer()
        var transition = TestWard.desaturation()
        transition.subject = .child(ChildIndex(2))
        #expect(composer.compose(transition).admissionID == nil)
        var admission = TestWard.admission
        admission.id = "adm-new"
        composer.admit(admission)
        #expect(composer.compose(transition).admissionID == "adm-new")
        composer.change(ChildIndex(2)) { $0.setting = .school }
        composer.change(ChildIndex(3)) { $0.setting = .school }
        #expect(try block("child", composer.compose(transition).line)["setting"] as? String == "school")
    }

    private func object(_ line: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    /// Empty where the message has no such block.
    private func block(_ name: String, _ line: String) throws -> [String: Any] {
        let data = try #require(try object(line)["data"] as? [String: Any])
        return data[name] as? [String: Any] ?? [:]
    }

    private func block(_ name: String, _ transition: AlarmTransition) throws -> [String: Any] {
        try block(name, TestWard.compose(transition).line)
    }

    private func summary(_ line: String) throws -> String {
        try #require((try object(line)["data"] as? [String: Any])?["summary"] as? String)
    }

    private func summary(_ transition: AlarmTransition) throws -> String {
        try summary(TestWard.compose(transition).line)
    }
}
