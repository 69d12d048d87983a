import Foundation
import GRDB
import Testing

@testable import Journal

/// A new journal is made of `Sources/Journal/Resources/schema.sql`, an older one by the migrations: both must come to the same.
@Suite struct NewFileTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Sources/Journal/Resources/schema.sql").standardizedFileURL

    /// After a new migration: set SPOTWARD_WRITE_GOLDEN=1, run, build again, and read the difference.
    @Test func aNewFileIsWhatTheMigrationsMake() throws {
        let migrated = try DatabaseQueue()
        try JournalSchema.migrator.migrate(migrated)
        let made = try migrated.read(Self.statements)
        if ProcessInfo.processInfo.environment["SPOTWARD_WRITE_GOLDEN"] == "1" {
            try Data(made.utf8).write(to: Self.file)
        }
        let written = try String(decoding: Data(contentsOf: Self.file), as: UTF8.self)
        #expect(written == made, "a migration is not in schema.sql")

        #expect(JournalSchema.whole == written, "what is built in is not schema.sql: build again")

        let new = try DatabaseQueue()
        try new.writeWithoutTransaction { try $0.execute(sql: JournalSchema.whole) }
        #expect(try new.read(Self.statements) == made)
        try JournalSchema.prepare(new)
        #expect(try new.read(Self.statements) == made)
    }

    @Test func aFileWithAMigrationIsNotTakenForNew() throws {
        let queue = try DatabaseQueue()
        try JournalSchema.migrator.migrate(queue, upTo: "1 first tables")
        try queue.write { try $0.execute(sql: "UPDATE hub SET last_hub_seq = 7") }
        try JournalSchema.prepare(queue)
        #expect(try queue.read { try Int.fetchOne($0, sql: "SELECT last_hub_seq FROM hub") } == 7)
        #expect(try queue.read(JournalSchema.migrator.hasCompletedMigrations))
    }

    /// All that a file holds, as the SQL that makes it: its tables as they were written, then their rows.
    private static func statements(_ db: Database) throws -> String {
        var lines = try String.fetchAll(
            db, sql: "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid")
        let tables = try String.fetchAll(
            db, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid")
        for table in tables {
            let quoted = try db.columns(in: table).map { "quote(\($0.name.quotedDatabaseIdentifier))" }
            let rows = try String.fetchAll(
                db, sql: "SELECT \(quoted.joined(separator: " || ', ' || ")) FROM \(table.quotedDatabaseIdentifier)")
            lines += rows.map { "INSERT INTO \(table.quotedDatabaseIdentifier) VALUES (\($0))" }
        }
        lines.append("PRAGMA application_id = \(try Int64.fetchOne(db, sql: "PRAGMA application_id") ?? 0)")
        return lines.map { $0 + ";\n" }.joined()
    }
}
