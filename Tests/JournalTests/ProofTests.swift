import Alarms
import Foundation
import GRDB
import Testing
import Vitals

@testable import Journal

/// What a receiver said of what it has, what the hub says it has, and what it may ask for again.
@Suite struct ProofTests {
    let directory: TemporaryDirectory
    let store: JournalStore
    init() throws {
        directory = try TemporaryDirectory()
        store = try openStore(directory)
    }

    private func queue(_ ids: [String], _ endpoints: [OwedEndpoint] = ["team"], at second: Int64 = 0) throws {
        _ = try store.commit(
            JournalBatch(
                alerts: ids.map { alert($0, episode: $0, transition(priority: .medium, at: second)) },
                endpoints: endpoints))
    }

    private func accept(_ number: UInt64, _ endpoint: String = "team", receipt: String? = nil) throws {
        var record = attempt(number, endpoint, at: 3, accepted: true)
        record.receipt = receipt
        try store.recordAttempt(record, nextDue: nil)
    }

    private func proofs() throws -> [String] {
        try store.read("test") { db in
            try String.fetchAll(
                db, sql: "SELECT hub_seq || ' ' || endpoint || ' ' || level || ' ' || detail FROM proofs ORDER BY 1")
        }
    }

    private func account(_ names: [String] = ["team"]) throws -> OutboxAccount {
        try ReadOnlyJournal(directory: directory.state).outboxAccount(of: names)
    }

    @Test func aReceiptIsKeptOfTheAlertAndOfThoseThatTravelledWithIt() throws {
        try queue(["a", "b", "c"])
        try store.combine(lead: OutboxReference(hubSequence: 1, endpoint: "team"), members: [2])
        try accept(1, receipt: "r-1")
        try accept(3)
        #expect(try proofs() == ["1 team receipt r-1", "2 team receipt r-1"])
        // A second answer to the same message changes nothing.
        try accept(1, receipt: "r-2")
        #expect(try proofs() == ["1 team receipt r-1", "2 team receipt r-1"])
    }

    @Test func aReceiptIsCutToItsLimit() throws {
        try queue(["a"])
        try accept(1, receipt: String(repeating: "x", count: Limits.receiptByteCount + 1))
        #expect(try proofs().first?.hasSuffix(" " + String(repeating: "x", count: Limits.receiptByteCount)) == true)
    }

    @Test func displayedCountsOnlyWhereTheAlertWasAcceptedAndOnlyOnce() throws {
        try queue(["a", "b"], ["team", "night"])
        try accept(1)
        #expect(try store.recordDisplayed(["a", "b", "nothing"], at: "team", now: wall(9)) == 1)
        #expect(try store.recordDisplayed(["a"], at: "team", now: wall(10)) == 0)
        #expect(try store.recordDisplayed(["a"], at: "night", now: wall(10)) == 0)
        #expect(try proofs() == ["1 team displayed "])
    }

    @Test func onlyWhatThisEndpointAcceptedIsGivenAgainAndNothingIsOwedAnew() throws {
        try queue(["a", "b", "c", "d"], ["team"])
        try queue(["n"], ["night"])
        for number in [1, 2, 4] as [UInt64] { try accept(number) }
        try accept(5, "night")
        let items = try store.acceptedItems(2...9, of: "team")
        #expect(items.map(\.alertID) == ["b", "d"] && items.allSatisfy { $0.attemptCount == 1 && $0.members.isEmpty })
        #expect(try store.acceptedItems(1...9, of: "team", limit: 1).map(\.alertID) == ["a"])
        #expect(try store.undeliveredCount() == 1)
    }

    @Test func noMoreAreGivenAgainThanTheLimit() throws {
        try queue((0...Limits.resentItemCount).map { "alert-\($0)" })
        for number in 1...UInt64(Limits.resentItemCount + 1) { try accept(number) }
        #expect(try store.acceptedItems(1...1000, of: "team", limit: .max).count == Limits.resentItemCount)
    }

    @Test func theAccountSaysWhatWaitsForHowLongAndWhatWasAccepted() throws {
        #expect(
            try account()
                == OutboxAccount(
                    lastHubSequence: 0, oldestAt: nil, deadLetterCount: 0, endpoints: ["team": .init()],
                    cutOffRunCount: 0,
                    sqliteVersion: account().sqliteVersion))
        try queue(["a", "b"], ["team"])
        try queue(["c"], ["team", "night"], at: 7)
        try queue(["d"], ["night"], at: 8)
        try accept(1)
        try accept(2)
        var account = try account(["team", "night"])
        #expect(account.lastHubSequence == 4 && account.undeliveredCount == 3 && account.oldestAt == wall(7))
        #expect(account.endpoints["team"] == .init(undeliveredCount: 1, accepted: [1...2]))
        #expect(account.endpoints["night"] == .init(undeliveredCount: 2))
        try accept(4, "night")
        try accept(3, "team")
        account = try self.account(["team", "night"])
        #expect(account.endpoints["team"]?.accepted == [1...3] && account.endpoints["night"]?.accepted == [4...4])
    }

    @Test func aRunThatDidNotEndInOrderIsCounted() throws {
        #expect(try account().cutOffRunCount == 0)
        try store.beginRun(runRecord, names: ward)
        #expect(try account().cutOffRunCount == 1)
        try store.endRun(at: wall(9))
        try store.beginRun(runRecord, names: ward)
        #expect(try account().cutOffRunCount == 1)
    }
}
