import Alarms
import GRDB
import Testing
import Vitals

@testable import Journal

/// What goes out is taken in the transaction before it: of the alert, or of what became of the attempts.
@Suite struct TakeDueTests {
    let directory: TemporaryDirectory
    let store: JournalStore
    init() throws {
        directory = try TemporaryDirectory()
        store = try openStore(directory)
    }

    private func batch(_ alerts: [(String, Priority)]) -> JournalBatch {
        JournalBatch(
            alerts: alerts.map { alert($0.0, episode: $0.0, admission: "adm-\($0.0)", transition(priority: $0.1)) },
            endpoints: ["team"])
    }

    @Test func anAlertIsCommittedAndTakenTogether() throws {
        let receipt = try store.commit(batch([("a", .medium), ("b", .critical)]), thenTake: OutboxLook(now: wall(0)))
        #expect(receipt.writtenAlertIDs == ["a", "b"] && receipt.due.map(\.alertID) == ["b", "a"])
        #expect(receipt.lookFailure == nil)
        // What is paced is on record as combined, so that a lost answer is followed by the same message.
        let again = try store.dueOutbox(now: wall(0))
        #expect(again.map(\.isCombined) == [false, true] && again.map(\.alertID) == ["b", "a"])
        #expect(try store.commit(batch([("c", .high)])).due.isEmpty)
    }

    @Test func whatAnAlertCarriesIsOnRecordBeforeItGoes() throws {
        let alerts = ["lead", "one", "two"].map {
            alert($0, episode: $0, admission: "adm-a", transition(priority: $0 == "lead" ? .high : .medium))
        }
        let receipt = try store.commit(
            JournalBatch(alerts: alerts, endpoints: ["team"]), thenTake: OutboxLook(now: wall(0)))
        #expect(receipt.due.map(\.alertID) == ["lead"] && receipt.due.first?.members.map(\.alertID) == ["one", "two"])
        let item = try #require(try store.dueOutbox(now: wall(0)).first)
        #expect(item.isCombined && item.members.map(\.alertID) == ["one", "two"])
    }

    @Test(arguments: [(0, 0), (1, 0), (0, 1), (1, 1), (2, 3), (3, 2)])
    func urgentOnesAndOthersEachHaveTheirRoom(urgent: Int, ordinary: Int) throws {
        _ = try store.commit(
            batch([("a", .medium), ("b", .high), ("c", .technical), ("d", .critical), ("e", .medium), ("f", .high)]))
        let due = try store.takeDue(OutboxLook(now: wall(0), urgentRoom: urgent, ordinaryRoom: ordinary)).map(\.alertID)
        #expect(due == Array(["d", "b", "f"].prefix(urgent)) + Array(["a", "e", "c"].prefix(ordinary)))
    }

    @Test func attemptsAreWrittenTogetherAndWhatFollowsIsTaken() throws {
        _ = try store.commit(batch([("a", .high), ("b", .high)]))
        _ = try store.commit(
            JournalBatch(
                alerts: [alert("a2", episode: "a", admission: "adm-a", transition(2, priority: .critical))],
                endpoints: ["team"]))
        let taken = try store.takeDue(OutboxLook(now: wall(0)))
        #expect(taken.map(\.alertID) == ["a", "b"])
        let next = try store.recordAttempts(
            [(attempt(1, "team", accepted: true), nil), (attempt(2, "team", accepted: false), wall(9))],
            thenTake: OutboxLook(now: wall(5)))
        #expect(next.map(\.alertID) == ["a2"])
        #expect(try store.undeliveredCount() == 2)
    }

    @Test func attemptsOfWhichOneCannotBeWrittenAreNotWritten() throws {
        _ = try store.commit(batch([("a", .high)]))
        #expect(
            errorKind {
                _ = try store.recordAttempts(
                    [(attempt(1, "team", accepted: true), nil), (attempt(9, "team", accepted: true), nil)],
                    thenTake: nil)
            } == .database)
        #expect(try store.undeliveredCount() == 1)
    }

    @Test func anAlertIsKeptWhereTheLookFails() throws {
        _ = try store.commit(batch([("a", .medium)]))
        // A hand has been in the file: the item is combined with nobody's number.
        try store.write("damage") { db in
            try db.execute(sql: "UPDATE outbox SET carried_by = hub_seq")
            try db.execute(
                sql: """
                    CREATE TEMP TRIGGER nobody BEFORE UPDATE OF carried_by ON outbox
                    BEGIN SELECT RAISE(ABORT, 'damaged'); END
                    """)
        }
        let receipt = try store.commit(batch([("b", .medium)]), thenTake: OutboxLook(now: wall(0)))
        #expect(receipt.writtenAlertIDs == ["b"] && receipt.due.isEmpty && receipt.lookFailure != nil)
        #expect(try store.undeliveredCount() == 2)
    }
}
