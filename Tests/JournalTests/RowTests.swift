import Foundation
import Testing
import Vitals

@testable import Alarms
@testable import Journal

/// Rows are written while there is time, and the disk has them later.
@Suite struct RowTests {
    let directory: TemporaryDirectory
    let store: JournalStore
    init() throws {
        directory = try TemporaryDirectory()
        store = try openStore(directory)
    }

    private func readings(_ count: Int) -> [ReadingRecord] { (0..<Int64(count)).map { reading(at: $0) } }

    private func scores(_ count: Int) -> [ScoreRecord] {
        (0..<Int64(count)).map { ScoreRecord(child: ChildIndex(0), at: tick($0), score: score) }
    }

    @Test(arguments: [
        (0, 0), (1, 1), (Limits.rowsBetweenLooks - 1, Limits.rowsBetweenLooks - 1),
        (Limits.rowsBetweenLooks, Limits.rowsBetweenLooks), (Limits.rowsBetweenLooks + 1, Limits.rowsBetweenLooks),
    ])
    func withoutTimeAFewRowsAreWrittenAndNoMore(given: Int, written: Int) throws {
        let found = try store.write(rows: JournalBatch(readings: readings(given), scores: scores(given))) { false }
        #expect(found.readingCount == written)
        #expect(found.scoreCount == min(given, Limits.rowsBetweenLooks / 4))
        #expect(try readingRows(directory.state).count == written)
    }

    @Test func timeIsAskedForEachFewRowsAndTheRestIsWrittenNext() throws {
        let all = readings(5 * Limits.rowsBetweenLooks)
        var looks = 0
        let first = try store.write(rows: JournalBatch(readings: all)) {
            looks += 1
            return looks < 3
        }
        #expect(first.readingCount == 3 * Limits.rowsBetweenLooks && looks == 3)
        let second = try store.write(rows: JournalBatch(readings: Array(all.dropFirst(first.readingCount)))) { true }
        #expect(second.readingCount == 2 * Limits.rowsBetweenLooks)
        #expect(try readingRows(directory.state).map(\.arrivedAt) == all.map(\.arrivedWall))
    }

    @Test func rowsAreOwedToTheDiskUntilAnAlertOrASync() throws {
        #expect(store.unsyncedPageCount == 0)
        _ = try store.write(rows: JournalBatch(readings: readings(10))) { true }
        #expect(store.unsyncedPageCount > 0)
        // Nothing was written, so the disk was not waited for.
        _ = try store.takeDue(OutboxLook(now: wall(0)))
        #expect(store.unsyncedPageCount > 0)
        _ = try store.commit(JournalBatch(alerts: [alert("a", transition())], endpoints: ["team"]))
        #expect(store.unsyncedPageCount == 0)
        _ = try store.recordAttempts(
            [
                (
                    AttemptRecord(
                        reference: OutboxReference(hubSequence: 1, endpoint: "team"), attempt: 1, startedAt: wall(1),
                        duration: .zero, stage: "done", curlCode: 0, httpStatus: 200, answer: "", isAccepted: true,
                        isUrgent: true), nil
                )
            ],
            thenTake: nil)
        #expect(store.unsyncedPageCount > 0)
        try store.sync()
        #expect(store.unsyncedPageCount == 0)
    }

    @Test func aLongLogIsMovedWhenAskedAndAShortOneIsLeft() throws {
        func write(untilUnmoved pages: Int) throws {
            while store.log.unmovedPageCount < pages {
                _ = try store.write(rows: JournalBatch(readings: readings(20))) { true }
            }
        }
        try write(untilUnmoved: Limits.idleCheckpointPageCount / 2)
        try store.moveLog(isIdle: true)
        #expect(store.log.unmovedPageCount >= Limits.idleCheckpointPageCount / 2)
        try write(untilUnmoved: Limits.idleCheckpointPageCount)
        try store.moveLog(isIdle: false)
        #expect(store.log.unmovedPageCount >= Limits.idleCheckpointPageCount)
        try store.moveLog(isIdle: true)
        #expect(store.log.unmovedPageCount == 0 && store.unsyncedPageCount == 0)
        // The next commit begins the log anew.
        _ = try store.write(rows: JournalBatch(readings: readings(20))) { true }
        #expect(store.log.pageCount < Limits.idleCheckpointPageCount)
        try write(untilUnmoved: Limits.checkpointPageCount)
        try store.moveLog(isIdle: false)
        #expect(store.log.unmovedPageCount == 0)
    }

    /// A hub's card is written to once a minute for each of them.
    @Test func aReadingOfAMinuteUnderWayIsFourPagesOfTheLog() throws {
        _ = try store.write(rows: JournalBatch(readings: [reading(at: 1)])) { true }
        let before = store.log.pageCount
        _ = try store.write(rows: JournalBatch(readings: [reading(at: 2)])) { true }
        // The rows, the range of their minute, the hour's coverage, the child's newest.
        #expect(store.log.pageCount == before + 4)
        try store.close()
    }

    /// The bound is not in the hands of whoever forgets to ask.
    @Test func theLogOfRowsStaysWithinItsBoundThoughNobodyMovesIt() throws {
        for batch in 0..<40 {
            _ = try store.write(rows: JournalBatch(readings: readings(2_000))) { true }
            #expect(store.log.unmovedPageCount < Limits.logPageCount, "after batch \(batch)")
        }
        let size = try #require(
            FileManager.default.attributesOfItem(atPath: directory.journal + "-wal")[.size] as? Int)
        #expect(size <= Limits.logByteCount)
        try store.close()
    }
}
