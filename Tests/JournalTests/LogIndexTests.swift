import Foundation
import GRDB
import Glibc
import Testing

@testable import Alarms
@testable import Journal

/// The index beside the log says that more of the log is in the file than is: SQLite then skips what was committed, and deletes it
/// with the log when the journal is closed. It was seen once; its word is put right before anything hangs on it.
@Suite struct LogIndexTests {
    private func claim(_ count: UInt32, in directory: TemporaryDirectory) {
        let file = open(directory.journal + "-shm", O_WRONLY)
        var word = count
        #expect(pwrite(file, &word, 4, 96) == 4)
        close(file)
    }

    private func note(_ text: String, in store: JournalStore) throws {
        _ = try store.commit(JournalBatch(events: [JournalEvent(at: tick(1), kind: "test", source: nil, text: text)]))
    }

    private func texts(in directory: TemporaryDirectory) throws -> [String] {
        let store = try openStore(directory)
        defer { try? store.close() }
        return try store.read("look") { db in
            try String.fetchAll(db, sql: "SELECT text FROM events WHERE kind = 'test' ORDER BY event")
        }
    }

    @Test(arguments: [1, 3, 100_000] as [UInt32])
    func aClaimThatTooMuchIsMovedLosesNothing(claimed: UInt32) throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory)
        try note("before", in: store)
        claim(claimed, in: directory)
        for number in 0..<3 { try note("after \(number)", in: store) }
        #expect(store.mendedIndexCount == 1)
        #expect(store.lastFalseClaim?.claimed == Int(claimed))
        #expect(store.lastFalseClaim?.known == 0)
        #expect((store.lastFalseClaim?.inLog ?? 0) > 1)
        try store.close()
        #expect(try texts(in: directory) == ["before", "after 0", "after 1", "after 2"])
    }

    @Test func aClaimBehindTheLastCommitLosesNothing() throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory)
        try note("before", in: store)
        claim(100_000, in: directory)
        try store.close()
        #expect(store.mendedIndexCount == 1)
        #expect(try texts(in: directory) == ["before"])
    }

    /// SQLite's own lock by which a reader from outside knows that the index is in use; without it, it empties the file.
    private func isKnownToBeInUse(in directory: TemporaryDirectory) throws -> Bool {
        var status = stat()
        #expect(lstat(directory.journal + "-shm", &status) == 0)
        let locks = try String(contentsOfFile: "/proc/locks", encoding: .utf8)
        let ours = " \(getpid()) "
        return locks.split(separator: "\n").contains { $0.contains(ours) && $0.hasSuffix(":\(status.st_ino) 128 128") }
    }

    @Test func theIndexStaysInUseWhereTheJournalIsOpenedAgainBesideAReader() throws {
        let directory = try TemporaryDirectory()
        let first = try openStore(directory)
        try note("before", in: first)
        let reader = try ReadOnlyJournal(path: directory.journal)
        #expect(try reader.undeliveredCount() == 0)
        try first.close()
        let second = try openStore(directory)
        try note("after", in: second)
        #expect(try isKnownToBeInUse(in: directory))
        #expect(try reader.undeliveredCount() == 0)
        try second.close()
    }

    @Test func aSoundIndexIsLeftAlone() throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory)
        for number in 0..<400 {
            try note("\(number)", in: store)
            if number.isMultiple(of: 50) { try store.moveLog(isIdle: true) }
        }
        try store.close()
        #expect(store.mendedIndexCount == 0)
        #expect(store.lastFalseClaim == nil)
        #expect(try texts(in: directory).count == 400)
    }
}
