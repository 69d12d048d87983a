extension JournalSchema {
    /// The audit log, one chain from the first entry to the last; and what is left of a child who was erased.
    ///
    /// Nothing of an entry is ever changed, and none is removed. Its salt alone can go: then what it told of a child can
    /// no longer be compared with anything, and the chain holds all the same.
    static let auditLog = """
        CREATE TABLE audit (
          seq INTEGER PRIMARY KEY,
          run INTEGER NOT NULL, boot_id TEXT NOT NULL,
          at_mono_us INTEGER NOT NULL, at_wall_us INTEGER NOT NULL,
          kind TEXT NOT NULL, subject INTEGER, what TEXT NOT NULL,
          digest BLOB NOT NULL, salt BLOB, hash BLOB NOT NULL
        ) STRICT;
        CREATE INDEX audit_by_subject ON audit (kind, subject) WHERE salt IS NOT NULL;
        CREATE TRIGGER audit_is_kept BEFORE UPDATE OF seq, run, boot_id, at_mono_us, at_wall_us, kind, subject, what,
          digest, hash ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END;
        CREATE TRIGGER audit_salt_only_goes BEFORE UPDATE OF salt ON audit WHEN NEW.salt IS NOT NULL
          BEGIN SELECT RAISE(ABORT, 'a salt is only taken away'); END;
        CREATE TRIGGER audit_is_whole BEFORE DELETE ON audit
          BEGIN SELECT RAISE(ABORT, 'the audit log is never cut'); END;

        CREATE TABLE erasures (
          erasure INTEGER PRIMARY KEY,
          admission_sha256 TEXT NOT NULL,
          at_wall_us INTEGER NOT NULL,
          by_name TEXT NOT NULL, reason TEXT NOT NULL
        ) STRICT;

        CREATE INDEX scores_by_time ON scores (at_wall_us);
        CREATE INDEX transitions_by_command ON transitions (command_number) WHERE command_number IS NOT NULL;
        """
}
