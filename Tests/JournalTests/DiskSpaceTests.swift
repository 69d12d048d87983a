import Foundation
import Testing

@testable import Journal

@Suite struct DiskSpaceTests {
    private static let megabyte: UInt64 = 1 << 20

    private func level(used: UInt64, free: UInt64) -> DiskLevel {
        DiskSpace(usedByteCount: used * Self.megabyte, freeByteCount: free * Self.megabyte).level
    }

    @Test func aDiskFillsAt80PercentAndIsFullAt95() {
        #expect(level(used: 79, free: 21) == .roomy)
        #expect(level(used: 80, free: 20) == .fills)
        #expect(level(used: 94, free: 6) == .fills)
        #expect(level(used: 95, free: 5) == .full)
        #expect(level(used: 100, free: 0) == .full)
        #expect(DiskSpace(usedByteCount: 0, freeByteCount: 0).usedPercent == 100)
    }

    /// A share alone says little of a large disk.
    @Test func aLargeDiskWithRoomForYearsIsNotFull() {
        let fills = Limits.diskFillsBelow / Self.megabyte
        #expect(level(used: 9 * fills, free: fills) == .roomy)
        #expect(level(used: 9 * fills, free: fills - 1) == .fills)
        let full = Limits.diskIsFullBelow / Self.megabyte
        #expect(level(used: 99 * full, free: full) == .fills)
        #expect(level(used: 99 * full, free: full - 1) == .full)
    }

    @Test func theFolderOfThisTestHasADisk() throws {
        let space = try #require(DiskSpace(of: FileManager.default.temporaryDirectory.path))
        #expect(space.freeByteCount > 0 && space.usedPercent <= 100)
        #expect(DiskSpace(of: "no such folder") == nil)
    }

    @Test func theReserveHoldsItsRoomUntilItIsGivenAway() throws {
        let directory = try TemporaryDirectory()
        let reserve = DiskReserve(stateDirectory: directory.path, byteCount: 1 << 20)
        #expect(!reserve.isThere && !reserve.release())
        #expect(reserve.make() && reserve.isThere)
        // Made twice it is one.
        #expect(reserve.make())
        #expect(reserve.release() && !reserve.isThere)
    }

    @Test func aFileWithHolesIsNoReserve() throws {
        let directory = try TemporaryDirectory()
        let reserve = DiskReserve(stateDirectory: directory.path, byteCount: 1 << 20)
        FileManager.default.createFile(atPath: reserve.path, contents: nil)
        let file = try #require(FileHandle(forWritingAtPath: reserve.path))
        try file.truncate(atOffset: 1 << 20)
        try file.close()
        #expect(!reserve.isThere)
        #expect(reserve.make() && reserve.isThere)
    }

    @Test func withoutRoomOfReadingsOnlyWhatTheyMoveOnIsWritten() throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory)
        var batch = JournalBatch(readings: [reading(at: 3), reading(at: 4)])
        batch.keepsReadings = false
        _ = try store.commit(batch)
        #expect(try readingRows(directory.state).isEmpty)
        #expect(try store.lastTimelyReadings(in: ward).values.contains(wall(4)))
        let standing = try ReadOnlyJournal(directory: directory.state).wardStanding(coverageSince: base, now: wall(60))
        #expect(standing.children.first?.validSeconds == 2)
        try store.close()
    }
}
