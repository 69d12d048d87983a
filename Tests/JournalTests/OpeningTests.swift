import Foundation
import GRDB
import Testing
import Vitals

@testable import Journal
@testable import WardTesting

@Suite struct OpeningTests {
    let directory: TemporaryDirectory
    init() throws { directory = try TemporaryDirectory() }

    private func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test func nobodyElseMayReadTheStateDirectoryOrAnyFileInIt() throws {
        let store = try openStore(directory)
        #expect(try mode(directory.state) == 0o700)
        for name in ["lock", "journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm"] {
            #expect(try mode(directory.state + "/" + name) == 0o600, "\(name)")
        }
        try store.close()
    }

    @Test func aSecondDaemonIsRefusedWhileTheFirstRunsAndLetInAfter() throws {
        let first = try openStore(directory)
        let error = #expect(throws: JournalError.self) { _ = try JournalStore(directory: directory.state, now: base) }
        #expect(error?.kind == .locked)
        #expect(error?.description.contains("process \(getpid())") == true)
        _ = try first.commit(JournalBatch(alerts: [alert("a", transition())]))
        try first.close()
        try openStore(directory).close()
    }

    @Test func theConnectionReadsBackAsDurableAndHardened() throws {
        let store = try openStore(directory)
        let settings = try store.read("read the settings") { db in
            try [
                "journal_mode", "synchronous", "foreign_keys", "trusted_schema", "cell_size_check", "mmap_size",
                "wal_autocheckpoint", "journal_size_limit",
            ].map { try String.fetchOne(db, sql: "PRAGMA \($0)") ?? "none" }
        }
        #expect(settings == ["wal", "2", "1", "0", "1", "0", "0", "8388608"])
        try store.close()
    }

    @Test(arguments: [
        ["PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL"],
        ["PRAGMA journal_mode = DELETE", "PRAGMA synchronous = FULL"],
        ["PRAGMA journal_mode = WAL", "PRAGMA synchronous = OFF"],
    ])
    func aJournalThatIsNotDurableIsRefusedAndLetGo(statements: [String]) throws {
        #expect(
            errorKind { _ = try JournalStore(directory: directory.state, now: base, durability: statements) }
                == .notDurable)
        try openStore(directory).close()
    }

    @Test func aDirectoryThatCannotBeMadeIsNamedWithItsReason() throws {
        let path = directory.path + "/missing/state"
        let error = #expect(throws: JournalError.self) { _ = try JournalStore(directory: path, now: base) }
        #expect(error?.kind == .directory && error?.code == ENOENT)
        #expect(error?.description.contains(path) == true)
    }

    @Test func aSymbolicLinkInTheJournalsPlaceIsNotFollowed() throws {
        try FileManager.default.createDirectory(atPath: directory.state, withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(atPath: directory.journal, withDestinationPath: "/dev/null")
        #expect(errorKind { _ = try JournalStore(directory: directory.state, now: base) } == .directory)
    }

    @Test func aJournalOfANewerVersionIsRefusedAndLeftAlone() throws {
        let store = try openStore(directory)
        _ = try store.write("pretend") { db in
            try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('999 of the future')")
        }
        try store.close()
        let before = try Data(contentsOf: URL(fileURLWithPath: directory.journal))
        let error = #expect(throws: JournalError.self) { _ = try JournalStore(directory: directory.state, now: base) }
        #expect(error?.kind == .newerSchema)
        #expect(error?.nextStep.contains("Install the newer spotward") == true)
        #expect(errorKind { _ = try ReadOnlyJournal(directory: directory.state) } == .newerSchema)
        #expect(try Data(contentsOf: URL(fileURLWithPath: directory.journal)) == before)
    }

    @Test func anEmptyFileIsBegunAndNotCalledDamaged() throws {
        try FileManager.default.createDirectory(atPath: directory.state, withIntermediateDirectories: false)
        try Data().write(to: URL(fileURLWithPath: directory.journal))
        let store = try openStore(directory)
        #expect(store.openedAfterQuarantine == nil)
        try store.close()
    }

    @Test func aFileOfNoiseIsSetAsideUnchangedAndANewJournalBegun() throws {
        try FileManager.default.createDirectory(atPath: directory.state, withIntermediateDirectories: false)
        var generator = SystemRandomNumberGenerator()
        let noise = Data((0..<20_000).map { _ in UInt8.random(in: 0...255, using: &generator) })
        // Twice in one moment: the second must not overwrite the first.
        for name in ["journal.corrupt-20261121T220000.000Z", "journal.corrupt-20261121T220000.000Z-1"] {
            try noise.write(to: URL(fileURLWithPath: directory.journal))
            let store = try openStore(directory)
            let quarantine = try #require(store.openedAfterQuarantine)
            #expect(quarantine == directory.state + "/" + name)
            #expect(try Data(contentsOf: URL(fileURLWithPath: quarantine)) == noise)
            _ = try store.commit(JournalBatch(alerts: [alert("a", transition())]))
            try store.close()
        }
    }

    @Test func aDamagedPageIsFoundAtOpening() throws {
        let store = try openStore(directory)
        for second in Int64(0)..<200 { _ = try store.commit(JournalBatch(readings: [reading(at: second)])) }
        try store.close()
        var bytes = try Data(contentsOf: URL(fileURLWithPath: directory.journal))
        #expect(bytes.count > 3 * 4_096)
        // The header of every page but the first.
        for page in stride(from: 4_096, to: bytes.count, by: 4_096) { bytes[page] = 0xFF }
        try bytes.write(to: URL(fileURLWithPath: directory.journal))
        let reopened = try openStore(directory)
        #expect(reopened.openedAfterQuarantine != nil)
        #expect(try readingRows(directory.state).isEmpty)
        try reopened.close()
    }

    /// Looking through a long history takes seconds, and nobody is watched meanwhile.
    @Test func damageInTheHistoryHoldsUpNoStartAndIsFoundBesideIt() throws {
        let store = try openStore(directory)
        _ = try store.commit(JournalBatch(readings: [reading(at: 1)]))
        #expect(JournalCheck.damage(at: directory.journal) == nil)
        try store.close()
        let offset = try JournalPages.readings(ofJournalAt: directory.journal)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: directory.journal))
        #expect(offset >= 4_096)
        bytes[offset] = 0xFF
        try bytes.write(to: URL(fileURLWithPath: directory.journal))

        let reopened = try openStore(directory)
        #expect(reopened.openedAfterQuarantine == nil)
        #expect(JournalCheck.damage(at: directory.journal) != nil)
        #expect(errorKind { _ = try reopened.commit(JournalBatch(readings: [reading(at: 2)])) } == .corrupt)
        // An alert that comes alone is still kept.
        _ = try reopened.commit(JournalBatch(alerts: [alert("a", transition())]))
        try reopened.close()

        let thorough = try JournalStore(directory: directory.state, now: base, isThorough: true)
        #expect(thorough.openedAfterQuarantine != nil)
        try thorough.close()
    }

    @Test func anSQLiteFileOfAnotherProgramIsSetAside() throws {
        try FileManager.default.createDirectory(atPath: directory.state, withIntermediateDirectories: false)
        let foreign = try DatabaseQueue(path: directory.journal)
        try foreign.write { try $0.execute(sql: "CREATE TABLE readings (x)") }
        try foreign.close()
        let store = try openStore(directory)
        #expect(store.openedAfterQuarantine != nil)
        try store.close()
    }

    @Test func theLogStaysWithinItsBoundHoweverMuchIsWritten() throws {
        let store = try openStore(directory)
        for batch in Int64(0)..<40 {
            let readings = (0..<2_000).map { reading(at: batch * 2_000 + $0) }
            _ = try store.commit(JournalBatch(readings: readings))
        }
        let size = try #require(
            FileManager.default.attributesOfItem(atPath: directory.journal + "-wal")[.size] as? Int)
        #expect(size <= Limits.logByteCount)
        try store.close()
    }
}
