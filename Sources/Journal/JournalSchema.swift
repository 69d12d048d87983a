import GRDB

/// The tables, as migrations. A migration that has left this repository is never edited; a change is a new one, and what all of
/// them make of an empty file is written again into `Resources/schema.sql` (`NewFileTests`).
///
/// Times are microseconds: `…_wall_us` since 1970-01-01T00:00:00Z, `…_mono_us` on the boot clock of the row's run.
enum JournalSchema {
    /// `spwd`: so that a foreign SQLite file in the journal's place is known for what it is.
    static let applicationID: Int64 = 0x7370_7764

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 first tables") { db in
            try db.execute(sql: firstTables)
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
        }
        migrator.registerMigration("2 the life of an alert") { db in try db.execute(sql: lifeOfAnAlert) }
        migrator.registerMigration("3 oxygen of rows") { db in try db.execute(sql: oxygenOfRows) }
        migrator.registerMigration("4 no names of files") { db in try db.execute(sql: noNamesOfFiles) }
        migrator.registerMigration("5 dead letters") { db in try db.execute(sql: deadLetters) }
        migrator.registerMigration("6 the audit log") { db in try db.execute(sql: auditLog) }
        migrator.registerMigration("7 fallbacks and standings") { db in try db.execute(sql: fallbacksAndStandings) }
        migrator.registerMigration("8 acknowledgements") { db in try db.execute(sql: acknowledgements) }
        migrator.registerMigration("9 daily tests and differing days") { db in try db.execute(sql: canary) }
        migrator.registerMigration("10 readings by the boot clock") { db in try db.execute(sql: readingsByBootClock) }
        migrator.registerMigration("11 spans of readings") { db in try spanReadings(db) }
        return migrator
    }

    /// Whether this program may work with the file. One in which a newer program has left migrations unknown here says how many of
    /// all migrations are enough, where what came after them only adds: tables, or columns that may stay empty. Such a migration
    /// leaves `PRAGMA user_version` at the number of the newest that does more; one that does more sets it to its own. So a
    /// program that is put back after a failed upgrade finds what is owed.
    static func isEnough(for db: Database) throws -> Bool {
        guard try migrator.hasBeenSuperseded(db) else { return true }
        let least = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        return (1...migrator.migrations.count).contains(least)
    }

    /// Brings the tables to what this program knows. A new file gets them at one stroke: migration after migration, each with its
    /// own synchronisations and its changes of tables that SQLite reads through again, took half of a first start.
    static func prepare(_ queue: DatabaseQueue) throws {
        try queue.writeWithoutTransaction { db in
            guard try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0 else { return }
            try db.inTransaction(.immediate) {
                try db.execute(sql: whole)
                return .commit
            }
        }
        try migrator.migrate(queue)
    }

    /// What the migrations make of an empty file, to the letter, their own record of themselves with it.
    static var whole: String { String(decoding: PackageResources.schema_sql, as: UTF8.self) }

    /// What a row of a dropped file says the child breathes: an `OxygenSupport` as JSON.
    static let oxygenOfRows = """
        ALTER TABLE readings ADD COLUMN oxygen TEXT;
        CREATE INDEX readings_with_oxygen ON readings (admission, arrived_wall_us) WHERE oxygen IS NOT NULL;
        """

    /// When a child last gave a reading, on the boot clock of the newest run, also where that was before this boot.
    static let readingsByBootClock = "ALTER TABLE admissions ADD COLUMN last_timely_mono_us INTEGER"

    /// People write names of children into names of files. The overwritten text is wiped, not only freed.
    static let noNamesOfFiles = """
        PRAGMA secure_delete = ON;
        UPDATE documents SET original_name = '';
        ALTER TABLE documents DROP COLUMN original_name;
        """

    /// Readings and scores are many and hold keys of small tables; the alert log is little and holds the names
    /// themselves, so that one row of it can be read alone. The keys of readings are not checked against their tables by
    /// SQLite: they come from `beginRun` and nowhere else, and the three look-ups cost 2,240 of 10,180 instructions a row.
    static let firstTables = """
        CREATE TABLE hub (
          only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
          last_hub_seq INTEGER NOT NULL
        ) STRICT;
        INSERT INTO hub VALUES (1, 0);

        CREATE TABLE runs (
          run INTEGER PRIMARY KEY,
          boot_id TEXT NOT NULL,
          started_wall_us INTEGER NOT NULL, started_mono_us INTEGER NOT NULL,
          stopped_wall_us INTEGER,
          build TEXT NOT NULL, config_hash TEXT NOT NULL, rules_hash TEXT NOT NULL, chart_hash TEXT NOT NULL
        ) STRICT;

        CREATE TABLE admissions (
          admission INTEGER PRIMARY KEY,
          admission_id TEXT NOT NULL UNIQUE,
          last_timely_wall_us INTEGER
        ) STRICT;

        CREATE TABLE sources (
          source INTEGER PRIMARY KEY,
          name TEXT NOT NULL UNIQUE
        ) STRICT;

        CREATE TABLE documents (
          number INTEGER PRIMARY KEY,
          sha256 TEXT NOT NULL UNIQUE,
          original_name TEXT NOT NULL, format TEXT NOT NULL, folder TEXT NOT NULL,
          claimed_wall_us INTEGER NOT NULL,
          state TEXT NOT NULL,
          rows_applied INTEGER NOT NULL DEFAULT 0,
          accepted INTEGER NOT NULL DEFAULT 0, retrospective INTEGER NOT NULL DEFAULT 0,
          valueless INTEGER NOT NULL DEFAULT 0, unassigned INTEGER NOT NULL DEFAULT 0,
          implausible INTEGER NOT NULL DEFAULT 0, unreadable INTEGER NOT NULL DEFAULT 0,
          reasons TEXT NOT NULL DEFAULT '{}',
          finished_wall_us INTEGER
        ) STRICT;

        CREATE TABLE readings (
          reading INTEGER PRIMARY KEY,
          run INTEGER NOT NULL,
          source INTEGER NOT NULL,
          admission INTEGER,
          arrived_wall_us INTEGER NOT NULL, arrived_mono_us INTEGER NOT NULL,
          measured_wall_us INTEGER,
          spo2 REAL, hr REAL, rr REAL, temp REAL,
          quality INTEGER NOT NULL, signal INTEGER NOT NULL,
          disposition INTEGER NOT NULL, implausible INTEGER NOT NULL,
          document INTEGER REFERENCES documents, document_row INTEGER
        ) STRICT;
        CREATE INDEX readings_by_arrival ON readings (arrived_wall_us);

        CREATE TABLE scores (
          score INTEGER PRIMARY KEY,
          run INTEGER NOT NULL REFERENCES runs,
          admission INTEGER NOT NULL REFERENCES admissions,
          at_wall_us INTEGER NOT NULL, at_mono_us INTEGER NOT NULL,
          partial_sum INTEGER NOT NULL, minimum_total INTEGER NOT NULL, maximum_total INTEGER NOT NULL,
          snapshot TEXT NOT NULL
        ) STRICT;

        CREATE TABLE transitions (
          seq INTEGER PRIMARY KEY,
          alert_id TEXT NOT NULL UNIQUE,
          run INTEGER NOT NULL REFERENCES runs,
          episode_id TEXT NOT NULL, episode_seq INTEGER NOT NULL, dedup_key TEXT NOT NULL,
          admission_id TEXT, source_name TEXT,
          condition TEXT NOT NULL, event TEXT NOT NULL, state TEXT NOT NULL,
          priority INTEGER NOT NULL, audience TEXT NOT NULL,
          at_wall_us INTEGER NOT NULL, at_mono_us INTEGER NOT NULL,
          hub_seq INTEGER UNIQUE,
          line TEXT NOT NULL, fold_state TEXT NOT NULL
        ) STRICT;
        CREATE INDEX transitions_by_episode ON transitions (episode_id, episode_seq, state);
        CREATE INDEX transitions_by_time ON transitions (at_wall_us);
        CREATE TRIGGER transitions_are_kept BEFORE UPDATE ON transitions
          BEGIN SELECT RAISE(ABORT, 'the alert log is never changed'); END;

        CREATE TABLE outbox (
          hub_seq INTEGER NOT NULL,
          endpoint TEXT NOT NULL,
          alert_id TEXT NOT NULL REFERENCES transitions (alert_id),
          episode_id TEXT NOT NULL,
          priority INTEGER NOT NULL,
          state TEXT NOT NULL,
          attempt_count INTEGER NOT NULL DEFAULT 0,
          first_attempt_wall_us INTEGER,
          due_wall_us INTEGER NOT NULL,
          accepted_wall_us INTEGER,
          PRIMARY KEY (hub_seq, endpoint)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX outbox_queued ON outbox (endpoint, episode_id, hub_seq, due_wall_us, priority)
          WHERE state = 'queued';

        CREATE TABLE deliveries (
          delivery INTEGER PRIMARY KEY,
          hub_seq INTEGER NOT NULL, endpoint TEXT NOT NULL,
          attempt INTEGER NOT NULL,
          started_wall_us INTEGER NOT NULL, duration_us INTEGER NOT NULL,
          stage TEXT NOT NULL, curl_code INTEGER NOT NULL, http_status INTEGER,
          answer TEXT NOT NULL,
          accepted INTEGER NOT NULL,
          FOREIGN KEY (hub_seq, endpoint) REFERENCES outbox
        ) STRICT;
        CREATE INDEX deliveries_by_time ON deliveries (started_wall_us);
        CREATE TRIGGER deliveries_are_kept BEFORE UPDATE ON deliveries
          BEGIN SELECT RAISE(ABORT, 'attempts are appended, never changed'); END;

        CREATE TABLE counters (
          run INTEGER NOT NULL REFERENCES runs,
          source_name TEXT NOT NULL,
          name TEXT NOT NULL,
          value INTEGER NOT NULL,
          PRIMARY KEY (run, source_name, name)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE events (
          event INTEGER PRIMARY KEY,
          run INTEGER NOT NULL REFERENCES runs,
          at_wall_us INTEGER NOT NULL, at_mono_us INTEGER NOT NULL,
          kind TEXT NOT NULL, source_name TEXT, text TEXT NOT NULL
        ) STRICT;
        """
}
