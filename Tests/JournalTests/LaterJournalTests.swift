import Foundation
import GRDB
import Testing

@testable import Journal
@testable import WardTesting

/// A journal that a later release has had: a program that is put back after an upgrade that failed works with it, where the later
/// one wrote down that it may.
@Suite(.serialized) struct LaterJournalTests {
    let directory: TemporaryDirectory
    private static let known = JournalSchema.migrator.migrations.count

    init() throws { directory = try TemporaryDirectory() }

    /// What a migration that only adds leaves behind: a table, in each of the others a column that may stay empty, and how many
    /// migrations are enough.
    private static func add(to db: Database, enough: Int) throws {
        let tables = try String.fetchAll(
            db,
            sql: """
                SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name <> 'grdb_migrations'
                """)
        #expect(tables.count > 15)
        for table in tables { try db.execute(sql: "ALTER TABLE \(table) ADD COLUMN of_the_future TEXT") }
        try db.execute(
            sql: """
                CREATE TABLE things_of_the_future (thing INTEGER PRIMARY KEY) STRICT;
                INSERT INTO grdb_migrations VALUES ('\(known + 1) of the future');
                PRAGMA user_version = \(enough);
                """)
    }

    @Test func whatOnlyAddsLetsTheProgramBeforeWorkAndNothingIsLostAtACut() throws {
        var isAdded = false
        let addition: (JournalStore) throws -> Void = { store in
            guard !isAdded else { return }
            isAdded = true
            _ = try store.write("pretend") { try Self.add(to: $0, enough: Self.known) }
        }
        let script = try StoreScript(directory.state, seed: 2_026, before: addition)
        try script.playNight(alerts: 4)
        try script.close()
        #expect(isAdded && script.errors.isEmpty)
        var cuts = PowerCuts(in: directory.path, seed: 2_026)
        try cuts.cutAtEnd(script)
        #expect(cuts.findings == [])
        #expect(cuts.promiseCount > 10)
        let reader = try ReadOnlyJournal(directory: directory.state)
        #expect(try !reader.outbox(Set(OutboxRow.State.allCases)).isEmpty)
    }

    @Test(arguments: [
        (0, false), (1, true), (Self.known - 1, true), (Self.known, true), (Self.known + 1, false), (-1, false),
    ])
    func howManyMigrationsAreEnoughIsHeldAgainstThoseThatAreKnown(enough: Int, isOpened: Bool) throws {
        let store = try openStore(directory)
        _ = try store.write("pretend") { try Self.add(to: $0, enough: enough) }
        try store.close()
        let kind = isOpened ? nil : JournalError.Kind.newerSchema
        #expect(errorKind { try JournalStore(directory: directory.state, now: base).close() } == kind)
        #expect(errorKind { _ = try ReadOnlyJournal(directory: directory.state) } == kind)
    }
}
