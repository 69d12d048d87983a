import Alarms
import Foundation
import GRDB
import Testing
import Vitals

@testable import Journal

@Suite struct ReadOnlyTests {
    let directory: TemporaryDirectory
    init() throws { directory = try TemporaryDirectory() }

    private func logByteCount() throws -> Int {
        try Data(contentsOf: URL(fileURLWithPath: directory.journal + "-wal")).count
    }

    @Test func aReaderSeesEachCommitWhileTheWriterIsOpen() throws {
        let store = try openStore(directory)
        let reader = try ReadOnlyJournal(directory: directory.state)
        for number in 1...3 {
            _ = try store.commit(JournalBatch(alerts: [alert("a\(number)", transition())], endpoints: ["team"]))
            var ids: [String] = []
            try reader.alerts { ids.append($0.alertID) }
            #expect(ids == (1...number).map { "a\($0)" })
            #expect(try reader.undeliveredCount() == number)
        }
        try store.close()
    }

    @Test func aReaderNeitherWritesNorMovesTheLog() throws {
        let store = try openStore(directory)
        for second in Int64(0)..<300 { _ = try store.commit(JournalBatch(readings: [reading(at: second)])) }
        let file = try Data(contentsOf: URL(fileURLWithPath: directory.journal))
        let log = try logByteCount()
        do {
            let reader = try ReadOnlyJournal(directory: directory.state)
            var count = 0
            try reader.readings { _ in count += 1 }
            #expect(count == 300)
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: directory.journal)) == file)
        #expect(try logByteCount() == log)
        let queue = try JournalConnection.openForReading(directory.journal)
        #expect(throws: DatabaseError.self) {
            try queue.writeWithoutTransaction { try $0.execute(sql: "DELETE FROM hub") }
        }
        #expect(throws: DatabaseError.self) {
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = 0; DELETE FROM hub") }
        }
        try queue.close()
        try store.close()
    }

    @Test func aJournalThatWasCleanlyClosedIsReadAndLeftAsItWas() throws {
        let store = try openStore(directory)
        _ = try store.commit(JournalBatch(alerts: [alert("a", transition())]))
        try store.close()
        #expect(!FileManager.default.fileExists(atPath: directory.journal + "-wal"))
        let file = try Data(contentsOf: URL(fileURLWithPath: directory.journal))
        #expect(try alertIDs(directory.state) == ["a"])
        #expect(try Data(contentsOf: URL(fileURLWithPath: directory.journal)) == file)
        try openStore(directory).close()
    }

    @Test func aReadOutLongerThanAPageIsWholeAndInOrder() throws {
        let store = try openStore(directory)
        for count in [Limits.readerPageRowCount - 1, 1, 1] {
            let start = try readingRows(directory.state).count
            _ = try store.commit(JournalBatch(readings: (0..<count).map { reading(at: Int64(start + $0)) }))
            let rows = try readingRows(directory.state)
            #expect(rows.map(\.arrivedAt) == (0..<start + count).map { wall(Int64($0)) })
        }
        try store.close()
    }

    @Test func aWindowGivesTheNewestAndWhatIsSinceAnInstant() throws {
        let store = try openStore(directory)
        _ = try store.commit(JournalBatch(readings: (0..<10).map { reading(at: $0) }))
        func seconds(_ window: JournalWindow) throws -> [Int64] {
            try readingRows(directory.state, window).map { $0.arrivedAt.since(base).components.seconds }
        }
        #expect(try seconds(JournalWindow(last: 3)) == [7, 8, 9])
        #expect(try seconds(JournalWindow(last: 99)) == Array(0...9))
        #expect(try seconds(JournalWindow(last: 0)) == [])
        #expect(try seconds(JournalWindow(since: wall(8))) == [8, 9])
        #expect(try seconds(JournalWindow(since: wall(10))) == [])
        #expect(try seconds(JournalWindow(since: wall(2), last: 3)) == [7, 8, 9])
        #expect(try seconds(JournalWindow(since: wall(8), last: 3)) == [8, 9])
        // The clock was set back: the order is that of writing, and the window still looks at the stamps.
        _ = try store.commit(JournalBatch(readings: [reading(at: 3), reading(at: 9)]))
        #expect(try seconds(JournalWindow(since: wall(8))) == [8, 9, 9])
        #expect(try seconds(JournalWindow(since: wall(8), last: 2)) == [9, 9])
        try store.close()
    }

    @Test func aMissingJournalAndAForeignOneAreRefusedWithANextStep() throws {
        #expect(errorKind { _ = try ReadOnlyJournal(directory: directory.path) } == .directory)
        let foreign = try DatabaseQueue(path: directory.path + "/journal.sqlite")
        try foreign.write { try $0.execute(sql: "CREATE TABLE t (x)") }
        try foreign.close()
        #expect(errorKind { _ = try ReadOnlyJournal(directory: directory.path) } == .olderSchema)
    }

    @Test(arguments: [
        ("90s", Int64(-90)), ("15m", -900), ("2h", -7_200), ("3d", -259_200), ("0s", 0),
        ("2026-11-21T22:00:07Z", 7), ("2026-11-21T21:59", -60),
    ])
    func sinceIsReadAsASpanOrAStamp(text: String, second: Int64) {
        #expect(JournalWindow.instant(text, before: base) == wall(second))
    }

    @Test(arguments: [
        "", "h", "2", "-2h", "+2h", "2w", "2 h", "9223372036854775807d", "99999999999999999999s", "1.5h", "٢h",
    ])
    func whatIsNeitherIsRefused(text: String) {
        #expect(JournalWindow.instant(text, before: base) == nil)
    }
}
