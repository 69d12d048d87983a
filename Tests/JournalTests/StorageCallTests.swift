import CCrashDisk
import Foundation
import GRDB
import Testing
import Vitals

@testable import Journal
@testable import WardTesting

/// Each call of the disk fails in its turn, while the store is opened and used as the daemon uses it: it goes on, says what
/// failed, and claims nothing that a power cut would take away.
///
/// Each call of all: `SPOTWARD_STORAGE_CALLS=all swift test --filter StorageCallTests`.
@Suite(.serialized) struct StorageCallTests {
    let directory: TemporaryDirectory
    init() throws { directory = try TemporaryDirectory() }

    private static let isAll = ProcessInfo.processInfo.environment["SPOTWARD_STORAGE_CALLS"] == "all"
    /// Points of a kind that are tried where not all are.
    private static let sampleCount = 3
    /// How long a disk stays dead, in calls, where it does not fail once only.
    private static let deadCount = 30
    private static let patience = 3 * deadCount
    private static let steps: [StoreScript.Step] = [
        .alerts, .rows, .take, .attempts, .command, .alerts, .document, .sync, .moveLog, .outcome, .restart, .alerts,
    ]

    struct Fault: CustomStringConvertible, Sendable {
        let name: String
        let calls: CallKinds
        let error: crash_error
        var description: String { name }
    }

    static let faults = [
        Fault(name: "EIO of a write", calls: .write, error: CRASH_IO),
        Fault(name: "ENOSPC of a write", calls: .write, error: CRASH_NO_SPACE),
        Fault(name: "a short write", calls: .write, error: CRASH_SHORT),
        Fault(name: "EIO of a sync", calls: .sync, error: CRASH_IO),
        Fault(name: "EIO of a truncation or deletion", calls: [.truncate, .delete], error: CRASH_IO),
        Fault(name: "EIO of an opening", calls: .open, error: CRASH_IO),
        Fault(name: "EIO of a look at a size", calls: .size, error: CRASH_IO),
        Fault(name: "EIO of a read", calls: .read, error: CRASH_IO),
        Fault(name: "no memory beside the log", calls: .share, error: CRASH_IO),
    ]

    @Test(arguments: faults)
    func whicheverCallFailsTheStoreGoesOnAndClaimsNothingItHasNot(fault: Fault) throws {
        let total = try count(fault)
        #expect(total > 0)
        let points = Self.isAll ? Array(0..<total) : Self.sample(total)
        var cuts = PowerCuts(in: directory.path, seed: 7)
        var told = 0
        var reopened = 0
        for point in points {
            for length in [1, Self.deadCount] {
                let script = try play(fault, from: point, length: length)
                #expect(script.quarantineCount == 0, "\(fault) at call \(point), \(length) long: set aside")
                told += script.errors.isEmpty ? 0 : 1
                reopened += script.reopenCount
                try cuts.cutAtRandom(script, times: 1, depth: PowerCuts.greatestDepth)
                try cuts.cutAtEnd(script, damages: [.dropped, .tornWithinASector])
                try FileManager.default.removeItem(atPath: script.folder)
            }
        }
        print(
            "\(fault): \(points.count) of \(total) calls, once and \(Self.deadCount) long; \(told) runs told of it; \(cuts.summary)"
        )
        #expect(cuts.findings == [])
        #expect(told > 0 || fault.calls == .share)
    }

    /// The kernel shows what the disk never got; with a reader beside it, closing does not move the log.
    @Test func behindAHoleInTheLogNothingIsWritten() throws {
        let script = try StoreScript(directory.state, seed: 5, patience: 3)
        try script.play(.alerts)
        let reader = try DatabaseQueue(path: directory.journal)
        try reader.read { _ = try Int.fetchOne($0, sql: "SELECT count(*) FROM outbox") }
        script.disk.fail(.sync)
        try script.play(.alerts)
        #expect(script.reopenCount == 1)
        try script.play(.alerts)
        var cuts = PowerCuts(in: directory.path, seed: 7)
        for _ in 0..<8 { try cuts.cutAtEnd(script, damages: [.dropped]) }
        #expect(cuts.findings == [])
        try reader.close()
        try script.close()
    }

    /// What failed once is not asked again of the same connection: its next sync would say that all is well.
    @Test func aConnectionWhoseSyncFailedTakesNothingMore() throws {
        let disk = try CrashDisk(directory.state)
        let store = try openStore(directory)
        _ = try store.write(rows: JournalBatch(readings: [reading()])) { true }
        disk.fail(.sync)
        #expect(errorKind { try store.sync() } == .inputOutput)
        #expect(errorKind { try store.sync() } == .inputOutput)
        #expect(errorKind { _ = try store.commit(JournalBatch(readings: [reading()])) } == .inputOutput)
        #expect(disk.failureCount == 1)
        try store.close()
        try openStore(directory).close()
    }

    /// As a daemon has it while the next opening fails.
    @Test func aClosedJournalRefusesWhatItIsAsked() throws {
        let store = try openStore(directory)
        try store.close()
        try store.close()
        #expect(errorKind { _ = try store.undeliveredCount() } == .inputOutput)
        #expect(errorKind { _ = try store.commit(JournalBatch(readings: [reading()])) } == .inputOutput)
        #expect(errorKind { _ = try store.putBack(at: wall(0)) } == .inputOutput)
    }

    @Test func aPageThatCannotBeReadIsNoDamage() {
        let unread = "Tree 5 page 5: unable to get the page. error code=266"
        #expect(JournalConnection.unreadCode(in: unread) == .SQLITE_IOERR_READ)
        #expect(JournalConnection.unreadCode(in: "Page 9: unable to get the page. error code=11") == nil)
        #expect(JournalConnection.unreadCode(in: "Tree 5 page 5: btreeInitPage() returns error code 11") == nil)
        #expect(JournalConnection.unreadCode(in: "row 3 missing from index a") == nil)
    }

    private static func sample(_ total: Int) -> [Int] {
        guard total > sampleCount else { return Array(0..<total) }
        return (0..<sampleCount).map { $0 * (total - 1) / (sampleCount - 1) }
    }

    /// How many calls of the kind there are.
    private func count(_ fault: Fault) throws -> Int {
        let script = try play(fault, from: .max, length: 0)
        try FileManager.default.removeItem(atPath: script.folder)
        return script.disk.callCount
    }

    private func play(_ fault: Fault, from point: Int, length: Int) throws -> StoreScript {
        let folder = directory.path + "/\(point == .max ? "count" : "\(point)-\(length)")"
        let script = try StoreScript(
            folder, seed: 3, patience: Self.patience,
            trouble: { $0.fail(fault.calls, from: Int(Int32(clamping: point)), count: length, fault.error) })
        for step in Self.steps { try script.play(step) }
        try script.close()
        return script
    }
}
