import Alarms
import Charts
import Foundation
import Testing
import Vitals

@testable import Journal

@Suite struct ObservationTests {
    let directory: TemporaryDirectory
    let store: JournalStore
    init() throws {
        directory = try TemporaryDirectory()
        store = try openStore(directory)
    }

    @discardableResult
    private func observe(
        _ form: String, measured second: Int64, child: String = "adm-a", corrects: Int64? = nil, reason: String? = nil
    ) throws -> Int64 {
        let entry = ObservationEntry(
            admissionID: child, measuredAt: wall(second), enteredAt: wall(second + 60), form: form, corrects: corrects,
            reason: reason)
        return try store.append(command: command(1, "observe", child: child, observation: entry))
    }

    /// `number: fields` of what stands, in the order given.
    private func standing(at second: Int64 = 1_000) throws -> [String] {
        try store.standingObservations(in: ward, now: wall(second)).map {
            "\($0.row.number): \($0.fields.sorted().joined(separator: " "))"
        }
    }

    @Test func theNewestOfEachFieldStandsByWhenItWasMade() throws {
        try observe(#"{"rr":40,"avpu":"A","crt":2}"#, measured: 100)
        try observe(#"{"rr":44}"#, measured: 300)
        // Entered last and made before: it does not take over.
        try observe(#"{"rr":30,"crt":3}"#, measured: 200)
        #expect(try standing() == ["1: avpu", "3: crt", "2: rr"])
        try observe(#"{"avpu":"V"}"#, measured: 300, child: "adm-b")
        #expect(try standing() == ["1: avpu", "3: crt", "2: rr", "4: avpu"])
        #expect(try store.standingObservations(in: ward, now: wall(1_000)).map(\.child.rawValue) == [0, 0, 0, 1])
    }

    @Test func aCorrectionTakesOverTheFieldsItGivesAndTheOldValueStaysOnRecord() throws {
        let wrong = try observe(#"{"rr":400,"avpu":"A"}"#, measured: 100)
        // The time was wrong too: the corrected value must not come back for being newer.
        try observe(#"{"rr":40}"#, measured: 50, corrects: wrong, reason: "a slip of the finger")
        #expect(try standing() == ["2: rr", "1: avpu"])
        let rows = try ReadOnlyJournal(directory: directory.state).events(of: "adm-a", from: wall(0), to: wall(999))
            .observations
        #expect(rows.map(\.form) == [#"{"rr":400,"avpu":"A"}"#, #"{"rr":40}"#])
        #expect(rows.map(\.corrects) == [nil, 1] && rows.map(\.reason) == [nil, "a slip of the finger"])
        #expect(rows.map(\.byName) == ["Jo Ray", "Jo Ray"] && rows.map(\.enteredAt) == [wall(160), wall(110)])
    }

    @Test func anObservationIsFoundByItsNumberAndNoOtherCommandIs() throws {
        let number = try observe(#"{"rr":40}"#, measured: 100, child: "adm-b")
        let found = try #require(try store.observation(number))
        #expect(found.admissionID == "adm-b" && found.measuredAt == wall(100))
        #expect(try store.observation(number + 1) == nil)
    }

    @Test func aCorrectionOfNothingIsRefusedAndNothingIsKept() throws {
        #expect(errorKind { try observe("{}", measured: 1, corrects: 9, reason: "x") } == .database)
        #expect(try store.commandsWithoutOutcome().isEmpty)
    }

    @Test(arguments: [(-1, 0), (0, 1), (1, 1)])
    func whatIsOlderThanTwoDaysDoesNotStand(second: Int64, count: Int) throws {
        try observe(#"{"rr":40}"#, measured: second)
        let now = Limits.observationLifetime.wholeMicroseconds / 1_000_000
        #expect(try standing(at: now).count == count)
    }

    @Test func whatTheEvaluatorRefusedDoesNotStand() throws {
        let number = try observe(#"{"rr":40}"#, measured: 1)
        #expect(try standing() == ["1: rr"])
        try store.setOutcome(number: number, "no-such-child", at: wall(2))
        #expect(try standing() == [])
    }

    @Test func aChildWhoIsNotOnTheWardAndAFormThatIsNoneGiveNothing() throws {
        try observe(#"{"rr":40}"#, measured: 1, child: "adm-z")
        try observe("not a form", measured: 2)
        #expect(try standing() == [])
    }

    @Test func theDailyQuestionComesBackWithItsLastAnswer() throws {
        #expect(try store.carerStandings(in: ward).isEmpty)
        let notices: [(Notice.Kind, Int64)] = [
            (.carerAsked, 1), (.carerAnswered(.better), 2), (.carerAsked, 10), (.carerUnanswered, 20),
            (.carerAnswered(.same), 21), (.carerAsked, 30),
        ]
        _ = try store.commit(JournalBatch(notices: notices.map { Notice($0.0, of: ChildIndex(1), at: tick($0.1)) }))
        let expected = CarerStanding(
            askedAt: wall(30), answer: .same, answeredAt: wall(21), unansweredAt: wall(20))
        #expect(try store.carerStandings(in: ward) == [ChildIndex(1): expected])
    }

    @Test func whatWasToldOfBirthdaysComesBack() throws {
        #expect(try store.birthdayStandings(in: ward).isEmpty)
        let day = try #require(CivilDate("2031-05-05"))
        let notices: [Notice.Kind] = [
            .chartChanges(on: try #require(CivilDate("2030-05-05")), to: .school),
            .chartChanged(from: .preschool, to: .school), .chartChanges(on: day, to: .teenage),
        ]
        _ = try store.commit(
            JournalBatch(
                notices: notices.enumerated().map {
                    Notice($0.element, of: ChildIndex(1), at: tick(Int64($0.offset) + 1))
                }))
        let expected = BirthdayStanding(changedOn: LondonTime.date(at: wall(2)), announcedFor: day)
        #expect(try store.birthdayStandings(in: ward) == [ChildIndex(1): expected])
    }
}
