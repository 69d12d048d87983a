import Alarms
import Charts
import Foundation
import GRDB
import Testing
import Vitals

@testable import Journal

/// A journal as the daemon wrote it before alerts had a life: an open P2 episode of two transitions, one that is over, one
/// of the hub, undelivered alerts, readings and a score.
@Suite struct MigrationTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: directory.state, withIntermediateDirectories: false)
        let queue = try DatabaseQueue(path: directory.journal)
        try JournalSchema.migrator.migrate(queue, upTo: "1 first tables")
        try queue.write { db in
            try db.execute(
                sql: """
                    INSERT INTO runs VALUES (1, 'boot-1', ?, 5000000, NULL, 'old', 'c', 'r', 'h');
                    INSERT INTO admissions VALUES (1, 'adm-a', NULL), (2, 'adm-b', NULL);
                    INSERT INTO sources VALUES (1, 'bedside'), (2, 'drop');
                    UPDATE hub SET last_hub_seq = 3;
                    """, arguments: [base.microseconds])
            try Self.insert(db, "a1", "a", 1, event: 0, state: (2, "firing"), priority: 3, hub: 1)
            try Self.insert(db, "a2", "a", 2, event: 1, state: (2, "firing"), priority: 2, hub: 2)
            try Self.insert(db, "b1", "b", 1, event: 4, state: (4, "resolved"), priority: 4, hub: 3)
            try Self.insert(
                db, "h1", "h", 1, event: 0, state: (2, "firing"), priority: 1, hub: nil,
                condition: (40, "system.input_lost"))
            try db.execute(
                sql: """
                    INSERT INTO scores VALUES (1, 1, 1, ?, 5000000, 4, 4, 20, ?);
                    INSERT INTO readings SELECT NULL, 1, 1, 1, value * 1000000, value, NULL, 97, NULL, NULL, NULL, 0, 0,
                      value % 2, 0, NULL, NULL FROM json_each(?);
                    """,
                arguments: [
                    base.microseconds, Self.score,
                    try FoldState.text((0..<10).map { base.microseconds / 1_000_000 + $0 }),
                ])
        }
        try queue.close()
    }

    /// As the first release encoded them.
    private static let score = """
        {"ageBand":1,"heartRate":{"age":[0,0],"score":{"unscorable":{}}},"maximumTotal":20,"minimumTotal":4,\
        "partialSum":4,"respiratoryRate":{"age":[3,3659767778871345152],"score":{"missing":{}},"value":0.30000000000000004},\
        "spO2":{"age":[0,1500000000000000000],"score":{"scored":{"_0":4}},"value":88}}
        """

    private static func foldState(
        event: Int, state: Int, priority: Int, sequence: Int, condition: Int, subject: String
    ) -> String {
        let start = #"{"monotonic":{"microseconds":-25000000},"wall":{"microseconds":1795298370000000}}"#
        let fired = #"{"monotonic":{"microseconds":5000000},"wall":{"microseconds":1795298400000000}}"#
        return """
            {"at":\(fired),"audience":\(condition == 40 ? 0 : 1),"condition":\(condition),"episodeSequence":\(sequence),\
            "event":\(event),"firedAt":\(fired),"isUnknown":false,"lateness":[0,250000000000000000],\
            "latestAt":{"microseconds":5000000},"latestValue":87.5,"nearMissCount":2,"previousState":1,\
            "priority":\(priority),"quality":2,"reopenedCount":0,"score":\(score),"stage":2,"startedAt":\(start),"state":\(state),\
            "subject":\(subject),"threshold":91,"triggerValue":"-inf",\
            "window":{"breaching":28,"seconds":30,"valid":30},"worstValue":85}
            """
    }

    private static func insert(
        _ db: Database, _ id: String, _ episode: String, _ sequence: Int, event: Int, state: (Int, String),
        priority: Int, hub: Int?, condition: (Int, String) = (10, "spot.spo2.low")
    ) throws {
        let isHub = condition.0 == 40
        let fold = foldState(
            event: event, state: state.0, priority: priority, sequence: sequence, condition: condition.0,
            subject: isHub ? #"{"hub":{}}"# : #"{"child":{"_0":{"rawValue":0}}}"#)
        try db.execute(
            sql: """
                INSERT INTO transitions (alert_id, run, episode_id, episode_seq, dedup_key, admission_id, condition, event,
                  state, priority, audience, at_wall_us, at_mono_us, hub_seq, line, fold_state)
                VALUES (?, 1, ?, ?, ?, ?, ?, 'event', ?, ?, ?, ?, 5000000, ?, ?, ?)
                """,
            arguments: [
                id, episode, sequence, "key-\(episode)", isHub ? nil : "adm-a", condition.1, state.1, priority,
                isHub ? "hub" : "team", base.microseconds, hub, #"{"id":"\#(id)"}"#, fold,
            ])
        guard let hub else { return }
        try db.execute(
            sql: "INSERT INTO outbox VALUES (?, 'team', ?, ?, ?, 'queued', 0, NULL, ?, NULL)",
            arguments: [hub, id, episode, priority, base.microseconds])
    }

    @Test func anOpenEpisodeOfTheFirstReleaseLivesOn() throws {
        let store = try openStore(directory)
        let open = try store.openEpisodes(in: ward)
        #expect(open.transitions.map(\.condition) == [.chartSpO2Low, .inputLost])
        let episode = try #require(open.transitions.first)
        #expect(episode.episodeSequence == 2 && episode.priority == .medium && episode.peakPriority == .high)
        #expect(episode.ladder == .medium && episode.level == 0 && episode.roles == .primaryNurse)
        #expect(episode.ladderStartedAt == tick(0) && episode.nextStepAt == tick(0))
        #expect(!episode.wasAcknowledged && !episode.isLatched && !episode.isTest && episode.suppressedBy == [])
        #expect(episode.acknowledgedUntil == nil && episode.resolution == nil && episode.command == nil)
        // What was there is there still.
        #expect(episode.startedAt == tick(-30) && episode.latestValue == 87.5 && episode.lateness == .milliseconds(250))
        #expect(episode.triggerValue == -.infinity && episode.window.breaching == 28)
        #expect(episode.score?.respiratoryRate.value == 0.1 + 0.2 && episode.score?.spO2.score == .scored(.four))
        #expect(episode.score?.oxygen == .missing && episode.score?.respiratoryDistress == .missing)
        #expect(episode.score?.systolicBloodPressure == .missing && episode.score?.capillaryRefill == .missing)
        #expect(open.transitions.last?.ladder == .system && open.transitions.last?.roles == .hubOnly)
        try store.close()
    }

    @Test func theAlertLogReadsAsBeforeAndIsProtectedAgain() throws {
        let store = try openStore(directory)
        #expect(try alertIDs(directory.state) == ["a1", "a2", "b1", "h1"])
        #expect(
            errorKind { try store.write("tamper") { try $0.execute(sql: "UPDATE transitions SET level = 1") } } != nil)
        let standing = try ReadOnlyJournal(directory: directory.state).wardStanding(coverageSince: base, now: wall(60))
        #expect(standing.children.map(\.admissionID) == ["adm-a", "adm-b"])
        // Every second reading was retrospective.
        #expect(standing.children.map(\.validSeconds) == [5, 0])
        #expect(standing.children.first?.score?.partialSum == 4)
        try store.close()
    }

    @Test func readingsAreFoundByTheirTimeWithoutTheOldIndex() throws {
        let store = try openStore(directory)
        _ = try store.commit(JournalBatch(readings: [reading(at: 59), reading(at: 60)]))
        let spans = try store.read("look") { db in
            try Row.fetchAll(db, sql: "SELECT * FROM reading_spans ORDER BY minute").map {
                [$0[0], $0[1], $0[2]] as [Int64]
            }
        }
        let minute = ReadingSpans.minute(of: base)
        #expect(spans == [[minute, 1, 11], [minute + 1, 12, 12]])
        let indices = try store.read("look") {
            try String.fetchAll(
                $0, sql: "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'readings'")
        }
        #expect(indices == ["readings_with_oxygen"])
        #expect(try readingRows(directory.state, JournalWindow(since: wall(8))).map(\.reading) == [9, 10, 11, 12])
        #expect(try readingRows(directory.state, JournalWindow(since: wall(60))).map(\.reading) == [12])
        #expect(try readingRows(directory.state, JournalWindow(since: wall(61))).isEmpty)
        try store.close()
    }

    @Test func whatWaitedGoesOutInOrderAndByItself() throws {
        let store = try openStore(directory)
        for expected in [["b1", "a1"], ["a1"], ["a2"]] {
            let items = try store.dueOutbox(now: wall(60))
            #expect(items.map(\.alertID) == expected)
            #expect(items.allSatisfy { $0.isCombined == ($0.alertID != "a2") })
            let item = try #require(items.first)
            if !item.isCombined { try store.combine(lead: item.reference, members: []) }
            try store.recordAttempt(attempt(item.reference.hubSequence, "team", accepted: true), nextDue: nil)
        }
        #expect(try store.undeliveredCount() == 0)
        try store.close()
    }
}
