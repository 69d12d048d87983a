import Alarms
import Journal
import Testing
import Vitals

@testable import WardDaemon

/// What a receiver says it holds of a day against what the hub says it has accepted.
@Suite struct ReconciliationTests {
    private static let date = CivilDate(dayNumber: 20_778)
    private static let before = CivilDate(dayNumber: 20_777)

    private static func told(_ date: CivilDate = date, phys: Int = 3, tech: Int = 1) -> DeliveredDay {
        DeliveredDay(
            date: date, count: phys + tech, numbers: 1...9, digest: "hub",
            classCounts: [.physiological: phys, .technical: tech])
    }

    private static func held(
        _ date: CivilDate = date, phys: Int = 3, tech: Int = 1, digest: String = "other",
        numbers: ClosedRange<UInt64> = 1...9
    ) -> Reconciliation.HeldDay {
        Reconciliation.HeldDay(
            date: date, numbers: numbers, count: phys + tech, digest: digest,
            classCounts: [.physiological: phys, .technical: tech])
    }

    private static func value(_ what: DayDifference.What, _ alarmClass: AlarmClass?, at place: Int = 2) -> UInt32 {
        DayDifference(receiver: place, date: date, what: what, alarmClass: alarmClass).value
    }

    private func compare(_ held: [Reconciliation.HeldDay]) -> Reconciliation {
        var reconciliation = Reconciliation(endpoints: ["ops", "team"])
        reconciliation.tell(["team": [Self.told()]])
        _ = reconciliation.take(held, of: "team")
        return reconciliation
    }

    @Test func theSameDigestIsNoDifference() {
        #expect(compare([Self.held(digest: "hub")]).sign.stage == nil)
    }

    @Test func whatIsMissingIsToldWithItsDayItsClassAndItsReceiver() {
        let sign = compare([Self.held(phys: 2)]).sign
        #expect(sign.kind == .reconcile && sign.stage == .mild && sign.value == Self.value(.missing, .physiological))
        #expect(compare([Self.held(tech: 0)]).sign.value == Self.value(.missing, .technical))
        // One more of another class does not make up for it.
        #expect(compare([Self.held(phys: 2, tech: 2)]).sign.value == Self.value(.missing, .physiological))
    }

    @Test func asManyOfEachUnderOtherIdsIsADifferenceToo() {
        #expect(compare([Self.held()]).sign.value == Self.value(.others, nil))
    }

    @Test func aReceiverThatHoldsMoreIsNoAlarm() {
        #expect(compare([Self.held(phys: 4)]).sign.stage == nil)
    }

    @Test func aReceiverThatTellsNoClassesIsComparedByItsCount() {
        var held = Self.held(phys: 2)
        held.classCounts = [:]
        #expect(compare([held]).sign.value == Self.value(.missing, .physiological), "none of them is told")
    }

    @Test func anAnswerOfOtherNumbersOrDaysOrOfNobodyChangesNothing() {
        #expect(compare([Self.held(phys: 2, numbers: 1...8)]).sign.stage == nil)
        #expect(compare([Self.held(Self.before, phys: 2)]).sign.stage == nil)
        var reconciliation = Reconciliation(endpoints: ["team"])
        let untold = reconciliation.take([Self.held(phys: 2)], of: "team")
        #expect(untold == nil)
        reconciliation.tell(["team": [Self.told()], "gone": [Self.told()]])
        let gone = reconciliation.take([Self.held(phys: 2)], of: "gone")
        #expect(gone == nil)
    }

    @Test func itEndsWhenALaterAnswerAgreesAndIsNewsOnceEachWay() throws {
        var reconciliation = Reconciliation(endpoints: ["ops", "team"])
        reconciliation.tell(["team": [Self.told(Self.before), Self.told()]])
        let lacking = [Self.held(Self.before, phys: 1), Self.held(phys: 2)]
        let first = reconciliation.take(lacking, of: "team")
        let begun = try #require(first)
        #expect(begun.begun == [Self.before, Self.date] && begun.ended.isEmpty && begun.differing.count == 2)
        let again = reconciliation.take(lacking, of: "team")
        #expect(again == nil)
        #expect(reconciliation.sign.value == Self.value(.missing, .physiological), "the newest day")
        let second = reconciliation.take([Self.held(Self.before, digest: "hub")], of: "team")
        let half = try #require(second)
        #expect(half.ended == [Self.before] && reconciliation.sign.stage == .mild, "what is not named stays as it was")
        let third = reconciliation.take([Self.held(Self.before, digest: "hub"), Self.held(digest: "hub")], of: "team")
        let whole = try #require(third)
        #expect(whole.ended == [Self.date] && whole.differing.isEmpty && reconciliation.sign.stage == nil)
    }

    @Test func whatIsOnRecordStandsAfterARestartUntilItIsAnswered() {
        let day = DifferingDay(endpoint: "team", date: Self.date, difference: Self.value(.missing, .concern))
        var after = Reconciliation(endpoints: ["ops", "team"], differing: [day])
        #expect(after.sign.stage == .mild && after.sign.value == day.difference)
        after.tell(["team": [Self.told()]])
        let change = after.take([Self.held(digest: "hub")], of: "team")
        #expect(change?.ended == [Self.date] && after.sign.stage == nil)
        #expect(Reconciliation(endpoints: ["ops"], differing: [day]).sign.stage == nil, "it is configured no more")
    }

    @Test func aReportOfDaysIsReadAndAMalformedOneIsNot() throws {
        let day = #"{"date":"2026-11-21","numbers":[1,9],"count":4,"sha256":"abc","classes":{"phys":3,"new":1}}"#
        let held = Reconciliation.HeldDay(
            date: try #require(CivilDate(year: 2026, month: 11, day: 21)), numbers: 1...9, count: 4, digest: "abc",
            classCounts: [.physiological: 3])
        func line(_ days: String) -> String { #"{"command":"days","days":[\#(days)]}"# }
        #expect(ReceiverReport(line: line(day)) == .days([held]) && ReceiverReport(line: line("")) == .days([]))
        for wrong in ["[1,9]", "2026-11-21", #""count":4"#] {
            #expect(ReceiverReport(line: line(day.replacing(wrong, with: wrong == "[1,9]" ? "[9,1]" : "x"))) == nil)
        }
        let most = Array(repeating: day, count: Journal.Limits.comparedDayCount)
        #expect(ReceiverReport(line: line(most.joined(separator: ","))) != nil)
        #expect(ReceiverReport(line: line((most + [day]).joined(separator: ","))) == nil)
    }
}
