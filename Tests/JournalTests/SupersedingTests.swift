import Alarms
import GRDB
import Testing
import Vitals

@testable import Journal

/// The newest state of an episode goes in the place of those that were not accepted, and no id is lost.
@Suite struct SupersedingTests {
    let directory: TemporaryDirectory
    let store: JournalStore
    init() throws {
        directory = try TemporaryDirectory()
        store = try openStore(directory)
    }

    private func queue(
        _ ids: [String], episode: String = "e", _ priority: Priority = .critical, child: String = "adm-a",
        line: String? = nil, at second: Int64 = 0
    ) throws {
        let alerts = ids.map { id in
            var alert = alert(id, episode: episode, admission: child, transition(priority: priority, at: second))
            if let line { alert.line = line }
            return alert
        }
        _ = try store.commit(JournalBatch(alerts: alerts, endpoints: ["team"]))
    }

    /// `lead+member` of each message that goes out, with `!` where it supersedes.
    private func take(at second: Int64, inFlight: Set<OutboxReference> = []) throws -> [String] {
        try store.takeDue(OutboxLook(now: wall(second), inFlight: inFlight)).map { item in
            ([item.alertID] + item.members.map(\.alertID)).joined(separator: "+") + (item.supersedes ? "!" : "")
        }
    }

    private func fail(_ sequence: UInt64, until second: Int64) throws {
        try store.recordAttempt(attempt(sequence, "team", accepted: false), nextDue: wall(second))
    }

    /// Every row that is not accepted.
    private func waiting() throws -> [String] {
        try store.read("look") { try String.fetchAll($0, sql: "SELECT alert_id FROM outbox WHERE state = 'queued'") }
    }

    @Test func firedAndResolvedWhileNobodyListenedIsOneMessage() throws {
        try queue(["fired"])
        #expect(try take(at: 0) == ["fired"])
        try fail(1, until: 2)
        try queue(["worse", "resolved"], at: 1)
        #expect(try take(at: 1) == ["resolved+fired+worse!"])
        // The same at every attempt, and after a restart.
        try fail(3, until: 5)
        #expect(try take(at: 4) == [])
        #expect(try take(at: 5) == ["resolved+fired+worse!"])
        try store.recordAttempt(attempt(3, "team", number: 2, accepted: true), nextDue: nil)
        #expect(try waiting() == [] && take(at: 100) == [])
        let superseded = try store.read("look") {
            try Row.fetchAll($0, sql: "SELECT alert_id, superseded_by FROM outbox ORDER BY hub_seq").map {
                "\($0["alert_id"] as String) \(($0["superseded_by"] as Int64?).map(String.init) ?? "-")"
            }
        }
        #expect(superseded == ["fired 3", "worse 3", "resolved -"])
    }

    @Test func aStateAfterThatTakesAllOfThemOver() throws {
        try queue(["a"])
        try fail(1, until: 2)
        try queue(["b"])
        #expect(try take(at: 0) == ["b+a!"])
        try fail(2, until: 2)
        try queue(["c"])
        #expect(try take(at: 0) == ["c+a+b!"])
        try store.recordAttempt(attempt(3, "team", accepted: true), nextDue: nil)
        #expect(try waiting() == [])
    }

    @Test func whatWasNeverTriedKeepsItsTurn() throws {
        try queue(["a", "b"])
        #expect(try take(at: 0) == ["a"])
        try store.recordAttempt(attempt(1, "team", accepted: true), nextDue: nil)
        #expect(try take(at: 0) == ["b"])
    }

    @Test func otherEpisodesThatTravelledAlongGoOnTravelling() throws {
        try queue(["a"], .medium)
        try queue(["x"], episode: "x", .technical)
        #expect(try take(at: 0) == ["a+x"])
        try fail(1, until: 5)
        try queue(["b"], .medium)
        #expect(try take(at: 0) == ["b+a+x!"])
        try store.recordAttempt(attempt(3, "team", accepted: true), nextDue: nil)
        #expect(try waiting() == [])
    }

    @Test func aMessageThatWouldBeTooLongGoesInOrder() throws {
        try queue(["a"])
        try fail(1, until: 0)
        try queue((0..<Limits.carriedItemCount).map { "b\($0)" })
        #expect(try take(at: 0) == ["b15+a+" + (0..<15).map { "b\($0)" }.joined(separator: "+") + "!"])
        try queue(["p"], episode: "p")
        try fail(18, until: 0)
        try queue((0...Limits.carriedItemCount).map { "q\($0)" }, episode: "p")
        #expect(try take(at: 0).contains("p"))
        let long = #"{"id":"\#(String(repeating: "x", count: Limits.carriedByteCount))"}"#
        try queue(["l"], episode: "l", line: long)
        try fail(36, until: 0)
        try queue(["m"], episode: "l")
        #expect(try take(at: 0).contains("l"))
    }

    @Test func whatIsOnItsWayIsNotTakenOver() throws {
        try queue(["a"])
        try fail(1, until: 0)
        try queue(["b"])
        let flight = OutboxReference(hubSequence: 2, endpoint: "team")
        #expect(try take(at: 0, inFlight: [flight]) == ["a"])
    }
}
