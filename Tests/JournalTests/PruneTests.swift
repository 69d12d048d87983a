import Alarms
import Foundation
import GRDB
import Testing
import Vitals

@testable import Journal

/// What is old goes, piece by piece, and what somebody still needs stays.
@Suite struct PruneTests {
    let directory: TemporaryDirectory
    init() throws { directory = try TemporaryDirectory() }

    private let day: Int64 = 86_400

    /// Everything before a day, all pieces of it.
    private func prune(_ store: JournalStore, before second: Int64) throws -> Int {
        var pass = PrunePass(PruneHorizon(readings: wall(second), episodes: wall(second)))
        var pieces = 0
        while !pass.isDone {
            pass = try store.prune(pass, at: tick(second))
            pieces += 1
            #expect(pieces < 1_000)
        }
        return pass.removedCount
    }

    private func count(_ table: String, _ store: JournalStore) throws -> Int {
        try store.read("count") { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") ?? -1 }
    }

    @Test func readingsOfBeforeTheHorizonGoInPiecesAndNoneOfAfter() throws {
        let store = try openStore(directory)
        let old = Limits.prunedRowCount + 10
        _ = try store.commit(JournalBatch(readings: (0..<old).map { reading(at: Int64($0)) }))
        _ = try store.commit(JournalBatch(readings: [reading(at: day), reading(at: day + 1)]))
        var pass = PrunePass(PruneHorizon(readings: wall(day), episodes: wall(day)))
        pass = try store.prune(pass, at: tick(day))
        #expect(pass.removedCount == Limits.prunedRowCount && !pass.isDone)
        // And the one hour that was covered.
        #expect(try prune(store, before: day) == 10 + 1)
        #expect(try readingRows(directory.state).map(\.arrivedAt) == [wall(day), wall(day + 1)])
        // The child's last timely reading is no reading of the history.
        #expect(try store.lastTimelyReadings(in: ward).values.contains(wall(day + 1)))
        try store.close()
    }

    @Test func readingsGoByTheirTimeWhereTheClockWasSetBack() throws {
        let store = try openStore(directory)
        // An hour ahead, set back, and through the same minutes again.
        let seconds: [Int64] = [3_600, 3_601, 0, 1, 61, 3_600, 3_602, day, 3_603]
        for second in seconds { _ = try store.commit(JournalBatch(readings: [reading(at: second)])) }
        #expect(try readingRows(directory.state, JournalWindow(since: wall(3_600))).count == 6)
        // As the migration makes it of such minutes: one range, with rows of other times in it.
        let minute = ReadingSpans.minute(of: base)
        try store.write("widen") {
            try $0.execute(sql: "UPDATE reading_spans SET last_reading = 9 WHERE minute = ?", arguments: [minute])
        }
        _ = try prune(store, before: 3_600)
        #expect(try readingRows(directory.state).map(\.reading) == [1, 2, 6, 7, 8, 9])
        _ = try prune(store, before: day)
        #expect(try readingRows(directory.state).map(\.reading) == [8])
        #expect(try count("reading_spans", store) == 1)
        try store.close()
    }

    @Test func anEpisodeGoesOnlyWhenItIsOverAndOldAndOwedToNobody() throws {
        let store = try openStore(directory)
        func commit(_ id: String, _ episode: String, _ transition: AlarmTransition, owed: Bool = false) throws {
            _ = try store.commit(
                JournalBatch(
                    alerts: [alert(id, episode: episode, key: "key-\(episode)", transition)],
                    endpoints: owed ? ["team"] : []))
        }
        func over(_ second: Int64, isLatched: Bool = false) -> AlarmTransition {
            var over = transition(2, isLatched ? .clearedUnacknowledged : .resolved, .resolved, at: second)
            over.isLatched = isLatched
            return over
        }
        try commit("open-1", "open", transition(1, at: 0))
        try commit("old-1", "old", transition(1, at: 0))
        try commit("old-2", "old", over(10))
        try commit("young-1", "young", transition(1, at: 0))
        try commit("young-2", "young", over(2 * day))
        try commit("owed-1", "owed", transition(1, at: 0), owed: true)
        try commit("owed-2", "owed", over(10))
        try commit("latched-1", "latched", transition(1, at: 0))
        try commit("latched-2", "latched", over(10, isLatched: true))
        #expect(try prune(store, before: day) == 2)
        #expect(
            try alertIDs(directory.state).sorted() == [
                "latched-1", "latched-2", "open-1", "owed-1", "owed-2", "young-1", "young-2",
            ])
        #expect(try store.openEpisodes(in: ward).transitions.count == 2)
        // Accepted, it is owed to nobody any more, and goes with what was sent of it.
        let item = try #require(
            try store.takeDue(OutboxLook(now: wall(day), urgentRoom: 9, ordinaryRoom: 9)).first)
        try store.recordAttempts(
            [
                (
                    AttemptRecord(
                        reference: item.reference, attempt: 1, startedAt: wall(20), duration: .seconds(1),
                        stage: "done",
                        curlCode: 0, httpStatus: 200, answer: "", isAccepted: true, isUrgent: true), nil
                )
            ], thenTake: nil)
        #expect(try prune(store, before: day) == 2)
        #expect(try count("outbox", store) == 0 && count("deliveries", store) == 0)
        try store.close()
    }

    @Test func theAuditLogStaysWholeAndSaysHowMuchWent() throws {
        let store = try openStore(directory)
        for number in 1...40 {
            let episode = "episode-\(number)"
            _ = try store.commit(
                JournalBatch(alerts: [
                    alert("a\(number)", episode: episode, key: episode, transition(1, at: 0)),
                    alert("b\(number)", episode: episode, key: episode, transition(2, .resolved, .resolved, at: 9)),
                ]))
        }
        let number = try store.append(
            command: CommandEntry(
                number: CommandNumber(1), at: tick(3), kind: "acknowledge", byName: "N. Owl", byRole: "nurse",
                line: "{}",
                origin: .socket))
        _ = try store.append(
            command: CommandEntry(
                number: CommandNumber(2), at: tick(3), kind: "concern", byName: "N. Owl", byRole: "nurse", line: "{}",
                origin: .socket))
        try store.setOutcome(number: number, "done", at: wall(4))
        _ = try store.commit(JournalBatch(events: [JournalEvent(at: tick(5), kind: "storage.fills", text: "full")]))
        let entries = try #require(try store.auditHead()?.seq)
        #expect(try prune(store, before: day) == 80 + 1 + 1)
        // The command nobody has answered yet stays.
        #expect(try count("commands", store) == 1)
        let check = try ReadOnlyJournal(directory: directory.state).checkAudit()
        #expect(check.isSound, "\(check.defects)")
        #expect(check.count > entries)
        var said: [String] = []
        try ReadOnlyJournal(directory: directory.state).auditEntries { if $0.kind == .pruned { said.append($0.what) } }
        #expect(said == ["64 transitions", "16 transitions", "1 commands", "1 outcomes", "1 events"])
        // Somebody who removes one more by hand is found.
        try store.write("tamper") { try $0.execute(sql: "DELETE FROM commands") }
        #expect(try !ReadOnlyJournal(directory: directory.state).checkAudit().isSound)
        try store.close()
    }
}
