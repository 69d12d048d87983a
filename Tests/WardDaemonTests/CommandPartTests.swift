import Alarms
import Register
import Testing
import Vitals

@testable import WardDaemon

/// The small parts of a command's path.
@Suite struct CommandPartTests {
    private func tick(_ second: Int64) -> Tick {
        Tick(
            monotonic: MonotonicInstant(microseconds: second * 1_000_000),
            wall: WallInstant(microseconds: 1_790_000_000_000_000 + second * 1_000_000))
    }

    private func outcome(_ number: UInt32, _ result: CommandOutcome.Result) -> CommandOutcome {
        CommandOutcome(CommandNumber(number), at: tick(1), result)
    }

    @Test func aCommandOfSeveralDeedsIsDoneWhenAllAre() {
        var ledger = CommandLedger()
        ledger.begin(CommandNumber(1), deedCount: 2)
        ledger.begin(CommandNumber(2), deedCount: 1)
        #expect(ledger.take(outcome(1, .done)) == nil)
        #expect(ledger.take(outcome(2, .done))?.result == .done)
        #expect(ledger.take(outcome(1, .done))?.result == .done)
        #expect(ledger.take(outcome(1, .done)) == nil, "told once")
    }

    @Test func whatWentWrongInOneOfThemIsItsOutcome() {
        var ledger = CommandLedger()
        ledger.begin(CommandNumber(1), deedCount: 3)
        _ = ledger.take(outcome(1, .done))
        _ = ledger.take(outcome(1, .notAllowed))
        #expect(ledger.take(outcome(1, .done))?.result == .notAllowed)
        ledger.begin(CommandNumber(2), deedCount: 1)
        ledger.abandon(CommandNumber(2))
        #expect(ledger.take(outcome(2, .done)) == nil)
    }

    @Test(arguments: [false, true]) func aRecordedCommandReadsBack(isStart: Bool) throws {
        let command = WardCommand(
            .concern(child: "adm-a", from: .parent, note: "3 {\"start\": 1}"), by: Person(name: "Mum", role: .parent),
            at: WallInstant(microseconds: 1_790_000_000_123_456))
        let line = RecordedCommand(CommandNumber(7), command, isStart: isStart).line
        let read = try #require(RecordedCommand(line: line))
        #expect(read.number == CommandNumber(7) && read.isStart == isStart && read.command == command)
    }

    @Test(arguments: ["", "3", "3 ", "3{}", "x {}", "start {}", "-1 {}", "4294967296 {}", "{\"restoreLiveness\":1}"])
    func anotherLineIsNoCommand(line: String) { #expect(RecordedCommand(line: line) == nil) }

    @Test func anIdIsRememberedUntilAsManyCameAfterIt() {
        var ids = RecentIDs<String>(limit: 2)
        #expect(ids.insert("a") && ids.insert("b") && !ids.insert("a"))
        #expect(ids.insert("c") && ids.insert("a"), "a made room for c")
    }

    private func alert(_ condition: ConditionKind, _ priority: Priority, _ event: AlarmEvent = .fired) -> Alert {
        var transition = AlarmTransition(
            condition, .child(ChildIndex(0)), event, at: tick(0), startedAt: tick(0), firedAt: tick(0))
        transition.priority = priority
        return Alert(
            transition: transition, id: "id-\(condition.rawValue)", episodeID: "e", dedupKey: "d", admissionID: "adm-a",
            line: "")
    }

    @Test func theHubCallsAfterAMinuteAndAgainAfterFive() {
        var calls = HubCalls()
        calls.wait(for: alert(.limitSpO2Low, .critical), at: tick(0).monotonic)
        #expect(calls.due(at: tick(59).monotonic, phone: nil).isEmpty)
        let words = calls.due(at: tick(60).monotonic, phone: "Ring 020 7946 0000")
        #expect(words.count == 1 && words[0].contains("for 60 s") && words[0].contains("020 7946 0000"))
        #expect(calls.due(at: tick(359).monotonic, phone: nil).isEmpty)
        #expect(calls.due(at: tick(360).monotonic, phone: nil).first?.contains("999") == true)
        calls.ended("id-0")
        #expect(calls.due(at: tick(9999).monotonic, phone: nil).isEmpty)
    }

    @Test func anEpisodeIsCalledAboutOnceHoweverOftenItIsTold() {
        var calls = HubCalls()
        calls.wait(for: alert(.concern, .high), at: tick(0).monotonic)
        var renewed = alert(.concern, .high, .renewed)
        renewed.id = "later"
        calls.wait(for: renewed, at: tick(30).monotonic)
        #expect(calls.due(at: tick(100).monotonic, phone: nil).count == 1)
        calls.ended("later")
        #expect(calls.due(at: tick(9999).monotonic, phone: nil).isEmpty)
    }

    @Test func whoDoesNotAnswerTheDailyTestIsNotBelievedThatItHasTheAlarmAboutIt() {
        var calls = HubCalls()
        calls.wait(for: alert(.canary, .technical), at: tick(0).monotonic)
        calls.ended("id-46", isTrusted: false)
        #expect(calls.due(at: tick(60).monotonic, phone: nil).count == 1)
        calls.ended("id-46")
        #expect(calls.standing(at: tick(61).monotonic) == nil)
        // It is over when the test was answered after all.
        calls.wait(for: alert(.canary, .technical), at: tick(100).monotonic)
        var over = alert(.canary, .technical, .resolved)
        over.transition.state = .resolved
        calls.wait(for: over, at: tick(130).monotonic)
        #expect(calls.due(at: tick(999).monotonic, phone: nil).isEmpty)
        // Of every other alarm it is.
        calls.wait(for: alert(.limitSpO2Low, .critical), at: tick(0).monotonic)
        calls.ended("id-0", isTrusted: false)
        #expect(calls.due(at: tick(999).monotonic, phone: nil).isEmpty)
    }

    @Test func aCallThatWaitedInTheRunBeforeGoesOnAndIsToldWhileItStands() {
        var calls = HubCalls()
        let urgent = alert(.limitSpO2Low, .critical)
        calls.restore("id-0", of: "e", urgent.transition, admission: "adm-a", since: tick(-50).monotonic)
        #expect(calls.due(at: tick(9).monotonic, phone: nil).isEmpty && calls.standing(at: tick(9).monotonic) == nil)
        #expect(calls.due(at: tick(10).monotonic, phone: nil).count == 1)
        #expect(calls.standing(at: tick(20).monotonic)?.count == 1)
        #expect(calls.standing(at: tick(20).monotonic)?.oldest == .seconds(70))
        calls.ended("id-0")
        #expect(calls.standing(at: tick(21).monotonic) == nil)
    }

    @Test func aQuietedSoundRestsAndThenWhatIsDueIsCalled() {
        var calls = HubCalls()
        calls.wait(for: alert(.limitSpO2Low, .critical), at: tick(0).monotonic)
        calls.mute(until: tick(130).monotonic)
        #expect(calls.due(at: tick(129).monotonic, phone: nil).isEmpty)
        #expect(calls.due(at: tick(130).monotonic, phone: nil).count == 1)
    }

    @Test func itCallsForP1AndConcernAndWhereTheHubItselfFailsAndForNothingElse() {
        #expect(HubCalls.isUrgent(alert(.concern, .high)) && HubCalls.isUrgent(alert(.limitSpO2Low, .critical)))
        #expect(HubCalls.isUrgent(alert(.canary, .technical)) && HubCalls.isUrgent(alert(.notWatched, .high)))
        #expect(!HubCalls.isUrgent(alert(.chartSpO2Low, .high)) && !HubCalls.isUrgent(alert(.silence, .medium)))
        #expect(!HubCalls.isUrgent(alert(.limitSpO2Low, .critical, .resolved)), "nobody is called by it")
        var test = alert(.limitSpO2Low, .critical)
        test.transition.isTest = true
        #expect(!HubCalls.isUrgent(test))
    }
}
