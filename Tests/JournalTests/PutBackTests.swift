import Foundation
import GRDB
import Testing

@testable import Journal

/// Somebody removes, renames or replaces the journal while it is open: it is seen, and put back whole.
@Suite struct PutBackTests {
    let directory: TemporaryDirectory
    let store: JournalStore
    init() throws {
        directory = try TemporaryDirectory()
        store = try openStore(directory)
        _ = try store.commit(JournalBatch(alerts: [alert("before", transition(1))], endpoints: ["team"]))
    }

    private func remove(_ suffixes: [String]) throws {
        for suffix in suffixes { try FileManager.default.removeItem(atPath: directory.journal + suffix) }
    }

    /// Puts it back, and gives the alerts of the journal that is found then.
    private func putBack() throws -> (ids: [String], aside: String?) {
        _ = try store.commit(JournalBatch(alerts: [alert("after", transition(2))], endpoints: ["team"]))
        let aside = try store.putBack(at: base)
        try store.close()
        let again = try openStore(directory)
        #expect(again.openedAfterQuarantine == nil && again.isInPlace)
        let receipt = try again.commit(JournalBatch(alerts: [alert("then", transition(3))], endpoints: ["team"]))
        #expect(receipt.hubSequences == 3...3)
        #expect(try again.undeliveredCount() == 3)
        try again.close()
        return (try alertIDs(directory.state), aside)
    }

    @Test func aJournalThatIsUsedStaysInPlace() throws {
        for number in 0..<300 {
            _ = try store.write(rows: JournalBatch(readings: [reading(at: Int64(number))])) { true }
        }
        try store.moveLog(isIdle: true)
        #expect(store.isInPlace)
        try store.close()
    }

    @Test(arguments: [["", "-wal", "-shm"], [""], ["-wal"], ["-shm"], ["-wal", "-shm"]])
    func whatWasRemovedIsPutBackWhole(suffixes: [String]) throws {
        try remove(suffixes)
        #expect(!store.isInPlace)
        let (ids, aside) = try putBack()
        #expect(ids == ["before", "after", "then"])
        // What was left of it is kept aside.
        #expect((aside == nil) == (suffixes.count == 3))
    }

    @Test func whatWasPutInItsPlaceIsSetAside() throws {
        try FileManager.default.moveItem(atPath: directory.journal, toPath: directory.path + "/moved")
        try Data("another file".utf8).write(to: URL(fileURLWithPath: directory.journal))
        #expect(!store.isInPlace)
        let (ids, aside) = try putBack()
        #expect(ids == ["before", "after", "then"])
        #expect(try String(contentsOfFile: try #require(aside), encoding: .utf8) == "another file")
    }

    @Test func withoutItsFolderNothingCanBePutBackAndItIsSaid() throws {
        try FileManager.default.moveItem(atPath: directory.state, toPath: directory.path + "/elsewhere")
        #expect(!store.isInPlace)
        #expect(errorKind { _ = try store.putBack(at: base) } == .directory)
        try store.close()
    }

    @Test func aReaderThatStaysPinsTheLogUntilItEnds() throws {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let foreign = try DatabaseQueue(path: directory.journal, configuration: configuration)
        try foreign.inDatabase { try $0.execute(sql: "BEGIN; SELECT count(*) FROM readings") }
        var count = Int64(0)
        while store.log.pageCount < Limits.pinnedLogPageCount, count < 10_000 {
            #expect(!store.isLogPinned)
            count += 1
            _ = try store.write(rows: JournalBatch(readings: [JournalTests.reading(at: count)])) { true }
        }
        #expect(store.isLogPinned)
        try foreign.inDatabase { try $0.execute(sql: "COMMIT") }
        try store.moveLog(isIdle: true)
        _ = try store.write(rows: JournalBatch(readings: [JournalTests.reading(at: count)])) { true }
        #expect(!store.isLogPinned)
        try foreign.close()
        try store.close()
    }
}
