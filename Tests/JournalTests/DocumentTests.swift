import Alarms
import Foundation
import GRDB
import Testing
import Vitals

@testable import Journal

@Suite struct DocumentTests {
    let directory: TemporaryDirectory
    init() throws { directory = try TemporaryDirectory() }

    private func begin(
        _ store: JournalStore, _ hash: String = "abc", folder: String = "drop"
    ) throws -> DocumentTicket {
        try store.beginDocument(sha256: hash, format: "csv", folder: folder, at: base)
    }

    private func apply(
        _ rows: ClosedRange<UInt64>, _ store: JournalStore, document: UInt32 = 1,
        _ disposition: ReadingRecord.Disposition = .accepted
    ) throws {
        _ = try store.commit(
            JournalBatch(
                readings: rows.map {
                    reading(source: 1, disposition, row: DocumentRowNumber(document: document, row: $0))
                }))
    }

    @Test func anInterruptedDocumentGoesOnAfterItsLastAppliedRow() throws {
        var store = try openStore(directory)
        #expect(try begin(store) == .apply(number: 1, fromRow: 1))
        try apply(1...500, store)
        try apply(501...501, store, .refusedRow)
        try store.close()
        store = try openStore(directory)
        #expect(try begin(store) == .apply(number: 1, fromRow: 502))
        try apply(502...510, store, .unassigned)
        var tally = DocumentTally()
        tally.accepted = 500
        tally.unreadable = 1
        tally.unassigned = 9
        #expect(try store.documentProgress(1) == DocumentProgress(rowsApplied: 510, tally: tally, outcome: nil))
        #expect(try store.finishDocument(1, at: wall(9)) == tally)
        #expect(try store.documentProgress(1)?.outcome == .applied, "rows of an earlier run count")
        try store.close()
    }

    @Test func progressIsKeptWithTheRowsOrNotAtAll() throws {
        let store = try openStore(directory)
        _ = try begin(store)
        _ = try store.write("plant a failure") { db in
            try db.execute(
                sql: "CREATE TEMP TRIGGER t BEFORE UPDATE ON main.documents BEGIN SELECT RAISE(ABORT, 'planted'); END")
        }
        #expect(errorKind { try apply(1...10, store) } == .database)
        #expect(try store.documentProgress(1)?.rowsApplied == 0)
        #expect(try readingRows(directory.state).isEmpty)
        try store.close()
    }

    @Test func theSameContentFromAnyFolderIsAppliedOnce() throws {
        let store = try openStore(directory)
        _ = try begin(store)
        try apply(1...3, store)
        try store.finishDocument(1, at: wall(9))
        #expect(try begin(store, folder: "other") == .alreadyApplied(number: 1, at: wall(9)))
        #expect(try begin(store, "other") == .apply(number: 2, fromRow: 1))
        #expect(try store.documentProgress(1)?.outcome == .applied)
        try store.close()
    }

    @Test func aRefusedDocumentMayBeTriedAgainFromItsFirstRow() throws {
        let store = try openStore(directory)
        _ = try begin(store)
        try apply(1...4, store, .unassigned)
        #expect(try store.finishDocument(1, at: wall(1)).unassigned == 4)
        #expect(try store.documentProgress(1)?.outcome == .refused)
        #expect(try begin(store) == .apply(number: 1, fromRow: 1))
        try apply(1...4, store)
        var tally = DocumentTally()
        tally.accepted = 4
        #expect(try store.documentProgress(1) == DocumentProgress(rowsApplied: 4, tally: tally, outcome: nil))
        try store.close()
    }

    @Test func theCommonestReasonsAreKeptUpToTheirLimit() throws {
        let store = try openStore(directory)
        _ = try begin(store)
        let count = Limits.refusalReasonCount + 1
        let reasons = Dictionary(uniqueKeysWithValues: (1...count).map { ("reason \($0)", UInt64($0)) })
        try store.finishDocument(1, reasons: reasons, at: wall(1))
        let kept = try store.read("read") { db in
            try FoldState.value(
                [String: UInt64].self, from: try String.fetchOne(db, sql: "SELECT reasons FROM documents") ?? "")
        }
        #expect(kept == reasons.filter { $0.value > 1 })
        try store.close()
    }

    @Test(arguments: [Limits.nameByteCount - 1, Limits.nameByteCount, Limits.nameByteCount + 1])
    func aFoldersNameIsKeptToItsLimit(byteCount: Int) throws {
        let store = try openStore(directory)
        _ = try begin(store, folder: String(repeating: "n", count: byteCount))
        let kept = try store.read("read") { try Int.fetchOne($0, sql: "SELECT length(folder) FROM documents") }
        #expect(kept == min(byteCount, Limits.nameByteCount))
        try store.close()
    }

    @Test func aCharacterIsNeverCutInTwo() {
        #expect("aé€😀".clipped(toByteCount: 9) == "aé€")
        #expect("aé€😀".clipped(toByteCount: 10) == "aé€😀")
        #expect("😀".clipped(toByteCount: 3) == "")
    }
}
