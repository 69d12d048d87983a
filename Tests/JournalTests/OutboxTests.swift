import Alarms
import Foundation
import GRDB
import Testing
import Vitals

@testable import Journal

@Suite struct OutboxTests {
    let directory: TemporaryDirectory
    let store: JournalStore
    init() throws {
        directory = try TemporaryDirectory()
        store = try openStore(directory)
    }

    /// Queues one alert a name, in order, all decided at `base`; each episode is of a child of its own.
    private func queue(_ alerts: [(String, episode: String, Priority)], _ endpoints: [OwedEndpoint] = ["team"]) throws {
        _ = try store.commit(
            JournalBatch(
                alerts: alerts.map {
                    alert($0.0, episode: $0.episode, admission: "adm-\($0.episode)", transition(priority: $0.2))
                },
                endpoints: endpoints))
    }

    private func due(at second: Int64 = 0, limit: Int = 100) throws -> [String] {
        try store.dueOutbox(now: wall(second), limit: limit).map { "\($0.alertID) \($0.reference.endpoint)" }
    }

    @Test func theMostUrgentGoesFirstAndThenTheOldest() throws {
        try queue([("a", "1", .medium), ("b", "2", .technical), ("c", "3", .critical), ("d", "4", .medium)])
        #expect(try due() == ["c team", "a team", "d team", "b team"])
        #expect(try due(limit: 2) == ["c team", "a team"])
        #expect(try due(limit: 0) == [])
    }

    @Test func anItemCarriesWhatIsNeededToSendIt() throws {
        try queue([("a", "1", .high)])
        var item = try #require(try store.dueOutbox(now: wall(0)).first)
        #expect(item.reference == OutboxReference(hubSequence: 1, endpoint: "team"))
        #expect(item.line == #"{"id":"a"}"# && item.episodeID == "1" && item.priority == .high && item.urgency == .high)
        #expect(item.attemptCount == 0 && item.firstAttemptAt == nil && item.roles == .primaryNurse)
        try store.recordAttempt(attempt(1, "team", at: 3, accepted: false), nextDue: wall(5))
        try store.recordAttempt(attempt(1, "team", number: 2, at: 5, accepted: false), nextDue: wall(9))
        item = try #require(try store.dueOutbox(now: wall(9)).first)
        #expect(item.attemptCount == 2 && item.firstAttemptAt == wall(3))
    }

    /// Another id, as a flipped bit leaves it.
    private func damage(_ table: String, _ change: String) throws {
        let queue = try DatabaseQueue(path: directory.journal)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA foreign_keys = OFF; DROP TRIGGER IF EXISTS transitions_are_kept")
            try db.execute(sql: "UPDATE \(table) SET \(change) WHERE alert_id = 'a'")
        }
        try queue.close()
    }

    @Test func anAlertWhoseIdIsDamagedInTheOutboxIsToldByTheAlertLog() throws {
        try queue([("a", "1", .high), ("b", "2", .high)])
        try damage("outbox", "alert_id = 'q'")
        #expect(try due() == ["a team", "b team"])
    }

    @Test func anAlertThatIsOwedAndNotInTheAlertLogIsDamage() throws {
        try queue([("a", "1", .high), ("b", "2", .high)])
        try damage("transitions", "hub_seq = 77")
        let error = #expect(throws: JournalError.self) { try due() }
        #expect(error?.kind == .corrupt)
    }

    @Test func anEpisodeReachesEachEndpointInOrder() throws {
        try queue([("a", "1", .high), ("b", "1", .high), ("x", "2", .high)], ["team", "night"])
        #expect(try due() == ["a night", "a team", "x night", "x team"])
        try store.recordAttempt(attempt(1, "team", accepted: true), nextDue: nil)
        #expect(try due() == ["a night", "b team", "x night", "x team"])
    }

    @Test func whatIsInFlightIsNotGivenAgainNorIsAnythingBehindIt() throws {
        try queue([("a", "1", .high), ("b", "1", .critical), ("x", "2", .medium)])
        let inFlight: Set = [OutboxReference(hubSequence: 1, endpoint: "team")]
        #expect(try store.dueOutbox(now: wall(0), limit: 1, excluding: inFlight).map(\.alertID) == ["x"])
        #expect(try store.nextDue(now: wall(-5), excluding: inFlight) == wall(0))
    }

    @Test func aFailedItemWaitsAndWhatIsBehindItWaitsToo() throws {
        try queue([("a", "1", .high), ("b", "1", .high)])
        try store.recordAttempt(attempt(1, "team", accepted: false), nextDue: wall(10))
        #expect(try due(at: 9) == [])
        #expect(try store.nextDue(now: wall(9)) == wall(10))
        #expect(try due(at: 10) == ["a team"])
        #expect(try store.nextDue(now: wall(11)) == wall(11))
        try store.recordAttempt(attempt(1, "team", number: 2, at: 10, accepted: true), nextDue: nil)
        #expect(try due(at: 10) == ["b team"])
    }

    @Test func aMoreUrgentAlertBehindALazyOneHurriesItOnce() throws {
        try queue([("lazy", "1", .technical)])
        try store.recordAttempt(attempt(1, "team", accepted: false), nextDue: wall(1_800))
        try queue([("urgent", "1", .critical), ("other", "2", .high)])
        let items = try store.dueOutbox(now: wall(0))
        #expect(items.map(\.alertID) == ["lazy", "other"])
        #expect(items.map(\.priority) == [.technical, .high] && items.map(\.urgency) == [.critical, .high])
        // It failed again: no storm, both wait.
        try store.recordAttempt(attempt(1, "team", number: 2, accepted: false), nextDue: wall(5))
        #expect(try due(at: 4) == ["other team"])
        #expect(try due(at: 5) == ["lazy team", "other team"])
    }

    @Test(arguments: [(Priority.technical, false), (.medium, false), (.high, true), (.critical, true)])
    func whatBecomesUrgentWhileAMessageIsOnItsWayDoesNotWaitOutItsBackOff(_ news: Priority, isHurried: Bool) throws {
        try queue([("lazy", "1", .technical)])
        try queue([("news", "1", news)])
        try store.recordAttempt(attempt(1, "team", number: 2, accepted: false, urgent: false), nextDue: wall(30))
        #expect(try due(at: 0) == (isHurried ? ["lazy team"] : []))
        #expect(try store.nextDue(now: wall(0)) == wall(isHurried ? 0 : 30))
        // It went as what it is now, and failed: that is a back-off of its own.
        guard isHurried else { return }
        try store.recordAttempt(attempt(1, "team", number: 3, accepted: false), nextDue: wall(5))
        #expect(try due(at: 4) == [])
        #expect(try due(at: 5) == ["lazy team"])
    }

    @Test func anItemIsDueAtItsTimeAndNotBefore() throws {
        try queue([("a", "1", .high)])
        try store.recordAttempt(attempt(1, "team", accepted: false), nextDue: wall(60))
        #expect(try due(at: 59).isEmpty && due(at: 60).count == 1 && due(at: 61).count == 1)
    }

    @Test(arguments: [(Priority.high, Int64(60)), (.medium, 7_200)])
    func aClockSetBackDoesNotMakeAnAlertWait(priority: Priority, longestWait: Int64) throws {
        try queue([("a", "1", priority)])
        try store.recordAttempt(attempt(1, "team", accepted: false), nextDue: wall(100_000))
        // As far ahead as any delay can be: it waits. Further: the clock was set back, and it goes at once.
        #expect(try due(at: 100_000 - longestWait).isEmpty)
        #expect(try store.nextDue(now: wall(100_000 - longestWait)) == wall(100_000))
        #expect(try due(at: 100_000 - longestWait - 1) == ["a team"])
        #expect(try due(at: -1_700_000_000) == ["a team"])
        #expect(try store.nextDue(now: wall(-1_700_000_000)) == wall(-1_700_000_000))
    }

    @Test func anAcceptedItemStaysAcceptedWhateverALateAnswerSays() throws {
        try queue([("a", "1", .high)])
        try store.recordAttempt(attempt(1, "team", accepted: true), nextDue: nil)
        try store.recordAttempt(attempt(1, "team", number: 2, accepted: false), nextDue: wall(5))
        #expect(try due(at: 10).isEmpty)
        #expect(try store.undeliveredCount() == 0)
        #expect(try store.nextDue(now: wall(0)) == nil)
    }

    @Test func everyAttemptIsKeptInOrderAndTheAnswerWithinItsLimit() throws {
        try queue([("a", "1", .high)])
        let sizes = [Limits.answerByteCount - 1, Limits.answerByteCount, Limits.answerByteCount + 1]
        for (index, size) in sizes.enumerated() {
            let record = attempt(
                1, "team", number: UInt32(index + 1), at: Int64(index), accepted: index == 2,
                answer: String(repeating: "x", count: size))
            try store.recordAttempt(record, nextDue: index == 2 ? nil : wall(9))
        }
        var rows: [DeliveryRow] = []
        try ReadOnlyJournal(directory: directory.state).deliveries { rows.append($0) }
        #expect(rows.map(\.attempt) == [1, 2, 3] && rows.map(\.isAccepted) == [false, false, true])
        #expect(rows.map(\.answer.utf8.count) == sizes.map { min($0, Limits.answerByteCount) })
        #expect(rows.map(\.alertID) == ["a", "a", "a"] && rows.map(\.httpStatus) == [nil, nil, 204])
        #expect(
            rows.first?.duration == .milliseconds(120) && rows.first?.stage == "connect" && rows.first?.curlCode == 7)
    }

    @Test func anAttemptForNothingInTheOutboxIsAnError() throws {
        #expect(errorKind { try store.recordAttempt(attempt(7, "team", accepted: true), nextDue: nil) } == .database)
    }

    @Test func whatIsOwedIsStillOwedAfterARestart() throws {
        try queue([("a", "1", .high)])
        try store.recordAttempt(attempt(1, "team", accepted: false), nextDue: wall(10))
        try store.close()
        let restarted = try JournalStore(directory: directory.state, now: base)
        #expect(try restarted.nextDue(now: wall(0)) == wall(10))
        #expect(try restarted.dueOutbox(now: wall(10)).map(\.attemptCount) == [1])
        try restarted.close()
    }

    @Test func aNightOfUndeliveredAlertsIsHandedOutWithinTheLimit() throws {
        try queue((1...1_100).map { ("\($0)", episode: "\($0)", .high) })
        #expect(try store.dueOutbox(now: wall(0)).count == Limits.dueItemCount)
        #expect(try store.dueOutbox(now: wall(0), limit: .max).count == Limits.dueItemCount)
        #expect(try store.undeliveredCount() == 1_100)
    }
}
