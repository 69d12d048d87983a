import Alarms
import Foundation
import GRDB
import GRDBSQLite
import Testing
import Vitals

@testable import Journal

/// Storms: at most one message in 20 seconds about one child to one endpoint, unless it is P1 or a concern.
@Suite struct PaceTests {
    let directory: TemporaryDirectory
    var store: JournalStore
    init() throws {
        directory = try TemporaryDirectory()
        store = try openStore(directory)
    }

    private func queue(
        _ ids: [String], episode: String, _ priority: Priority = .high, child: String? = "adm-a",
        condition: ConditionKind = .chartSpO2Low, event: AlarmEvent = .fired, line: String? = nil,
        to endpoints: [OwedEndpoint] = ["team"]
    ) throws {
        let alerts = ids.map { id in
            var transition = transition(1, event, priority: priority)
            transition.condition = condition
            var alert = alert(id, episode: episode, admission: child, transition)
            if let line { alert.line = line }
            return alert
        }
        _ = try store.commit(JournalBatch(alerts: alerts, endpoints: endpoints))
    }

    /// `lead+member+member` of each message, as it would go out.
    private func due(
        at second: Int64 = 0, pacedUntil: [String: Int64] = [:], excluding inFlight: Set<OutboxReference> = []
    ) throws -> [String] {
        try store.dueOutbox(now: wall(second), excluding: inFlight, pacedUntil: paces(pacedUntil)).map { item in
            ([item.alertID] + item.members.map(\.alertID)).joined(separator: "+")
        }
    }

    private func paces(_ seconds: [String: Int64]) -> [PacedChild: WallInstant] {
        Dictionary(
            uniqueKeysWithValues: seconds.map { (PacedChild(endpoint: "team", admissionID: $0.key), wall($0.value)) })
    }

    private func combine(_ item: OutboxItem) throws {
        try store.combine(lead: item.reference, members: item.members.map(\.hubSequence))
    }

    @Test func thePaceGivesWayToWhatHasWaitedForAMinute() throws {
        try queue(["a1"], episode: "a", .medium)
        // An outage over, another message of the child has just gone.
        #expect(try due(at: 59, pacedUntil: ["adm-a": 70]) == [])
        #expect(try due(at: 60, pacedUntil: ["adm-a": 70]) == ["a1"])
        #expect(try store.nextDue(now: wall(50), pacedUntil: paces(["adm-a": 65])) == wall(60))
        // One message of a child at a time all the same.
        try queue(["b1"], episode: "b", .technical)
        #expect(try due(at: 60, pacedUntil: ["adm-a": 70]).count == 1)
    }

    @Test func thePaceGivesWayToWhatIsOfAClockThatWasSetBackSince() throws {
        try queue(["a1"], episode: "a", .medium)
        let longest = Int64(Limits.longestWait.wholeMicroseconds / 1_000_000)
        // As long ahead as a retry may be: how long it waited is known, and it is not due.
        #expect(try due(at: -longest, pacedUntil: ["adm-a": 10 - longest]) == [])
        #expect(try due(at: -longest - 1, pacedUntil: ["adm-a": 10 - longest]) == ["a1"])
        let before = wall(-longest - 1)
        #expect(try store.nextDue(now: before, pacedUntil: paces(["adm-a": 10 - longest])) == before)
    }

    @Test func whatWaitsOfOneChildGoesInOneMessageInTheOrderOfEachEpisode() throws {
        try queue(["a1", "a2"], episode: "a", .medium)
        try queue(["b1"], episode: "b", .technical)
        try queue(["c1", "c2"], episode: "c", .high)
        try queue(["x1"], episode: "x", child: "adm-b")
        #expect(try due() == ["c1+a1+a2+b1+c2", "x1"])
        let item = try #require(try store.dueOutbox(now: wall(0)).first)
        #expect(
            item.isPaced && !item.isCombined && item.admissionID == "adm-a"
                && item.members.map(\.hubSequence) == [1, 2, 3, 5])
        #expect(item.members.map(\.line) == ["a1", "a2", "b1", "c2"].map { #"{"id":"\#($0)"}"# })
        try combine(item)
        try store.recordAttempt(attempt(4, "team", accepted: true), nextDue: nil)
        #expect(try due() == ["x1"])
        #expect(try store.undeliveredCount() == 1)
    }

    @Test func theNextMessageWaitsForThePaceAndNoLonger() throws {
        try queue(["a1"], episode: "a")
        try queue(["x1"], episode: "x", child: "adm-b")
        #expect(try due(at: 19, pacedUntil: ["adm-a": 20]) == ["x1"])
        #expect(try due(at: 20, pacedUntil: ["adm-a": 20]) == ["a1", "x1"])
        let both = ["adm-a": Int64(20), "adm-b": 15]
        #expect(try store.nextDue(now: wall(10), pacedUntil: paces(both)) == wall(15))
        #expect(try store.nextDue(now: wall(15), pacedUntil: paces(both)) == wall(15))
        // The clock was set back: no pace is longer than the interval.
        #expect(try due(at: 0, pacedUntil: ["adm-a": 20]) == ["x1"])
        #expect(try due(at: 0, pacedUntil: ["adm-a": 21]) == ["a1", "x1"])
    }

    @Test func aCriticalAlertAndAConcernNeitherWaitNorAreCarried() throws {
        let pace = ["adm-a": Int64(20), "adm-b": 20]
        try queue(["low"], episode: "a", .technical)
        try queue(["p1"], episode: "b", .critical)
        try queue(["worry"], episode: "c", .high, condition: .concern)
        try queue(["other"], episode: "d", .medium)
        #expect(try due(pacedUntil: pace) == ["p1", "worry"])
        #expect(try due() == ["p1", "worry", "other+low"])
        let items = try store.dueOutbox(now: wall(0))
        #expect(items.map(\.isPaced) == [false, false, true])
        // The hub's own has no child to be paced with.
        try queue(["hub"], episode: "e", .technical, child: nil)
        #expect(try due(pacedUntil: pace) == ["p1", "worry", "hub"])
    }

    @Test func anItemThatACriticalOneWaitsBehindDoesNotWait() throws {
        try queue(["a1"], episode: "a", .medium)
        try queue(["b1"], episode: "b", .medium)
        try queue(["a2"], episode: "a", .critical)
        #expect(try due(pacedUntil: ["adm-a": 20]) == ["a1"])
        // It goes alone, and is in nobody else's message.
        #expect(try due() == ["a1", "b1"])
        try store.recordAttempt(attempt(1, "team", accepted: true), nextDue: nil)
        #expect(try due(pacedUntil: ["adm-a": 20]) == ["a2"])
    }

    @Test func aCriticalAlertBehindACarriedOneHurriesTheMessageThatCarriesIt() throws {
        try queue(["a1"], episode: "a", .high)
        try queue(["b1"], episode: "b", .medium)
        try combine(try #require(try store.dueOutbox(now: wall(0)).first))
        try store.recordAttempt(attempt(1, "team", accepted: false), nextDue: wall(50))
        #expect(try due(at: 10).isEmpty)
        try queue(["b2"], episode: "b", .critical)
        let item = try #require(try store.dueOutbox(now: wall(10)).first)
        #expect(item.alertID == "a1" && item.urgency == .critical && item.members.map(\.alertID) == ["b1"])
        try store.recordAttempt(attempt(1, "team", number: 2, accepted: true), nextDue: nil)
        #expect(try due(at: 10, pacedUntil: ["adm-a": 20]) == ["b2"])
    }

    @Test func aMessageThatCarriesWhatACriticalAlertWaitsBehindIsHurriedToo() throws {
        try queue(["a1"], episode: "a", .medium)
        try queue(["b1"], episode: "b", .medium)
        try queue(["b2"], episode: "b", .critical)
        try store.combine(lead: OutboxReference(hubSequence: 1, endpoint: "team"), members: [2])
        let item = try #require(try store.dueOutbox(now: wall(0), pacedUntil: paces(["adm-a": 20])).first)
        #expect(item.alertID == "a1" && item.urgency == .critical && item.members.map(\.alertID) == ["b1"])
    }

    @Test func aMessageCarriesTheSameAtEveryAttemptAndNothingGoesTwice() throws {
        try queue(["a1"], episode: "a")
        try queue(["b1"], episode: "b")
        let item = try #require(try store.dueOutbox(now: wall(0)).first)
        try combine(item)
        // Combined twice is the same; otherwise is refused.
        try combine(item)
        #expect(errorKind { try store.combine(lead: item.reference, members: []) } == .database)
        try store.recordAttempt(attempt(1, "team", accepted: false), nextDue: wall(5))
        try queue(["c1"], episode: "c")
        #expect(try due(at: 4) == ["c1"])
        // A repeat is no new message: it waits for no pace.
        #expect(try due(at: 5, pacedUntil: ["adm-a": 20]) == ["a1+b1"])
        #expect(try due(at: 5) == ["a1+b1", "c1"])
        // What is carried already is not free for another.
        let third = OutboxReference(hubSequence: 3, endpoint: "team")
        #expect(errorKind { try store.combine(lead: third, members: [2]) } == .database)
        #expect(errorKind { try store.combine(lead: third, members: [77]) } == .database)
        #expect(errorKind { try store.combine(lead: OutboxReference(hubSequence: 2, endpoint: "team")) } == .database)
        #expect(try due(at: 5) == ["a1+b1", "c1"])
    }

    @Test func aStopBetweenCombiningAndAcceptanceChangesNothing() throws {
        try queue(["a1"], episode: "a")
        try queue(["b1", "b2"], episode: "b")
        try combine(try #require(try store.dueOutbox(now: wall(0)).first))
        try queue(["c1", "c2"], episode: "c")
        try store.close()
        let restarted = try openStore(directory)
        let items = try restarted.dueOutbox(now: wall(0))
        // The one on record goes as it was; what came since is another message, and that waits its turn.
        #expect(items.map(\.alertID) == ["a1"] && items.map(\.isCombined) == [true])
        #expect(items.map { $0.members.map(\.alertID) } == [["b1", "b2"]])
        try restarted.recordAttempt(attempt(1, "team", accepted: true), nextDue: nil)
        let later = try restarted.dueOutbox(now: wall(20))
        #expect(later.map(\.alertID) == ["c1"] && later.first?.members.map(\.alertID) == ["c2"])
        try restarted.close()
    }

    @Test func aMessageThatWasCombinedWithNothingNeverGainsAnything() throws {
        try queue(["a1"], episode: "a")
        let item = try #require(try store.dueOutbox(now: wall(0)).first)
        try combine(item)
        // Its answer is lost in a power cut; the receiver may have it.
        try queue(["b1"], episode: "b")
        let items = try store.dueOutbox(now: wall(1))
        #expect(items.map(\.alertID) == ["a1"])
        #expect(items.first?.members.isEmpty == true && items.first?.isCombined == true)
    }

    @Test func nothingIsCarriedPastWhatStaysBehindInItsEpisode() throws {
        try queue(["lead"], episode: "lead", .high)
        try queue(["a1"], episode: "a", .medium)
        try queue(["a2"], episode: "a", .critical)
        try queue(["a3"], episode: "a", .medium)
        try queue(["b1", "b2"], episode: "b", .medium)
        // b1 is on its way by itself: what is behind it waits.
        let inFlight: Set = [OutboxReference(hubSequence: 5, endpoint: "team")]
        #expect(try due(excluding: inFlight) == ["a1", "lead"])
    }

    @Test func aResolvedMessageIsCarriedAndNeverDropped() throws {
        try queue(["a1"], episode: "a", .medium)
        try queue(["a2"], episode: "a", .medium, event: .resolved)
        #expect(try due() == ["a1+a2"])
        #expect(try store.undeliveredCount() == 2)
    }

    @Test(arguments: [
        Limits.carriedItemCount - 1, Limits.carriedItemCount, Limits.carriedItemCount + 1,
    ])
    func aMessageCarriesSoManyAndNoMore(count: Int) throws {
        try queue(["lead"], episode: "lead")
        for index in 0..<count { try queue(["m\(index)"], episode: "m\(index)", .medium) }
        let item = try #require(try store.dueOutbox(now: wall(0)).first)
        #expect(item.members.count == min(count, Limits.carriedItemCount))
    }

    @Test(arguments: [(-1, 2), (0, 2), (1, 1)])
    func aMessageCarriesSoManyBytesAndNoMore(excess: Int, count: Int) throws {
        try queue(["lead"], episode: "lead")
        let half = Limits.carriedByteCount / 2
        try queue(["m1"], episode: "m1", line: String(repeating: "x", count: half))
        try queue(["m2"], episode: "m2", line: String(repeating: "x", count: half + excess))
        #expect(try store.dueOutbox(now: wall(0)).first?.members.count == count)
    }

    @Test func eachEndpointHasItsOwnPaceAndItsOwnMembers() throws {
        try queue(["a1"], episode: "a", to: ["team", "night"])
        try queue(["b1"], episode: "b", .medium, to: ["night"])
        let items = try store.dueOutbox(now: wall(0), pacedUntil: paces(["adm-a": 20]))
        #expect(items.map(\.reference.endpoint) == ["night"] && items.first?.members.map(\.alertID) == ["b1"])
    }

    /// SQLite's own count of the steps a query took: the same on every machine and under any load.
    @Test func aLookAtALongOutboxTakesStepsForWhatItGivesAndNotForWhatWaits() throws {
        func steps() throws -> Int32 {
            try store.read("count") { db in
                let statement = try db.cachedStatement(sql: JournalStore.ordinaryDue)
                _ = sqlite3_stmt_status(statement.sqliteStatement, SQLITE_STMTSTATUS_VM_STEP, 1)
                let rows = try Row.fetchCursor(statement, arguments: [wall(0).microseconds])
                for _ in 0..<64 { _ = try rows.next() }
                return sqlite3_stmt_status(statement.sqliteStatement, SQLITE_STMTSTATUS_VM_STEP, 0)
            }
        }
        // Through `commit` twenty thousand alerts take a debug build many seconds; these rows are copies of one.
        func backlog(_ numbers: Range<Int>) throws {
            try store.write("queue a backlog") { db in
                let columns = try db.columns(in: "transitions").map(\.name).filter { $0 != "seq" }
                let values = columns.map { ["alert_id", "hub_seq"].contains($0) ? "n.value" : $0 }
                let list = try FoldState.text(Array(numbers))
                try db.execute(
                    sql: """
                        INSERT INTO transitions (\(columns.joined(separator: ", "))) SELECT \(values.joined(separator: ", "))
                        FROM json_each(?) n, transitions t WHERE t.alert_id = 'model'
                        """, arguments: [list])
                try db.execute(
                    sql: """
                        INSERT INTO outbox (hub_seq, endpoint, alert_id, episode_id, priority, state, due_wall_us,
                          admission_id, paced, is_lead, lead_urgency, lead_paced)
                        SELECT value, 'team', value, value, 2, 'queued', ?, 'adm-' || value % 1000, 1, 1, 2, 1 FROM json_each(?)
                        """, arguments: [wall(0).microseconds, list])
            }
        }
        _ = try store.commit(JournalBatch(alerts: [alert("model", transition(audience: .hub))]))
        try backlog(0..<200)
        let few = try steps()
        try backlog(200..<20_000)
        #expect(try store.undeliveredCount() == 20_000)
        #expect(few > 64)
        #expect(try steps() == few)
        // With all of them in their back-off every lead is looked at, and nothing else: less than 40 steps each.
        try store.write("wait") {
            try $0.execute(sql: "UPDATE outbox SET due_wall_us = ?", arguments: [wall(60).microseconds])
        }
        #expect(try steps() < 20_000 * 40)
    }
}
