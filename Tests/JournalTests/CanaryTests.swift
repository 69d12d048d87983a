import Alarms
import Testing
import Vitals

@testable import Journal

/// The newest daily test and how far it came, as it lies on record.
@Suite struct CanaryTests {
    let directory: TemporaryDirectory
    let store: JournalStore
    init() throws {
        directory = try TemporaryDirectory()
        store = try openStore(directory)
    }

    private func test(_ id: String, of date: String?, at second: Int64) throws {
        var transition = AlarmTransition(
            .test, .hub, .fired, at: tick(second), startedAt: tick(second), firedAt: tick(second))
        transition.roles = .all
        let block = date.map { #","data":{"canary":{"date":"\#($0)"}}"# } ?? ""
        let alert = Alert(
            transition: transition, id: id, episodeID: id, dedupKey: "d", admissionID: nil,
            line: #"{"id":"\#(id)"\#(block)}"#)
        _ = try store.commit(JournalBatch(alerts: [alert], endpoints: ["ops", "team"]))
    }

    private func accept(_ number: UInt64, _ endpoint: String, receipt: String? = nil) throws {
        var record = attempt(number, endpoint, at: 3, accepted: true)
        record.receipt = receipt
        try store.recordAttempt(record, nextDue: nil)
    }

    @Test func itIsTheNewestThatTheHubMadeAndNoneThatAPersonAskedFor() throws {
        #expect(try store.canary() == nil)
        try test("a", of: nil, at: 0)
        #expect(try store.canary() == nil)
        try test("b", of: "2026-11-21", at: 10)
        try test("c", of: nil, at: 20)
        let canary = try #require(try store.canary())
        #expect(
            canary.alertID == "b" && canary.at == wall(10) && canary.date == CivilDate(year: 2026, month: 11, day: 21))
        #expect(canary.unanswered(of: ["team", "ops"]) == ["team", "ops"] && canary.unanswered(of: ["other"]) == [])
        #expect(try ReadOnlyJournal(directory: directory.state).canary() == canary)
    }

    @Test func acceptanceAnswersIt() throws {
        try test("a", of: "2026-11-21", at: 0)
        try accept(1, "ops")
        #expect(try store.canary()?.unanswered(of: ["ops", "team"]) == ["team"])
    }

    @Test func whoeverNamedItsReceiptTheDayBeforeHasToDoSoAgain() throws {
        try test("a", of: "2026-11-20", at: 0)
        try accept(1, "ops", receipt: "r-1")
        try accept(1, "team")
        #expect(try store.canary()?.unanswered(of: ["ops", "team"]) == [])
        try test("b", of: "2026-11-21", at: 10)
        try accept(2, "ops")
        try accept(2, "team")
        #expect(try store.canary()?.unanswered(of: ["ops", "team"]) == ["ops"], "a proxy that answers 200 names none")
        try test("c", of: "2026-11-22", at: 20)
        try accept(3, "ops")
        try accept(3, "team")
        #expect(try store.canary()?.unanswered(of: ["ops", "team"]) == [], "another receiver is there now")
    }

    @Test func daysThatDifferAreKeptByReceiver() throws {
        let day = CivilDate(dayNumber: 20_778)
        let mine = DifferingDay(endpoint: "ops", date: day, difference: 7)
        try store.keep(differingDays: [mine], of: "ops")
        try store.keep(differingDays: [DifferingDay(endpoint: "team", date: day, difference: 9)], of: "team")
        #expect(try store.differingDays().map(\.difference) == [7, 9])
        try store.keep(differingDays: [], of: "team")
        #expect(try store.differingDays() == [mine])
    }
}
