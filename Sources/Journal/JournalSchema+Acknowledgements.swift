extension JournalSchema {
    /// Ids of signed documents whose command is on record, the newest of them: each is taken once, over restarts too. And how
    /// far each receiver's list of acknowledgements was read.
    static let acknowledgements = """
        CREATE TABLE taken_documents (
          taken INTEGER PRIMARY KEY,
          endpoint TEXT NOT NULL,
          document_id TEXT NOT NULL,
          UNIQUE (endpoint, document_id)
        ) STRICT;

        CREATE TABLE acknowledgement_lists (
          endpoint TEXT PRIMARY KEY,
          cursor TEXT NOT NULL DEFAULT '',
          moved_wall_us INTEGER,
          failing_since_wall_us INTEGER,
          failure TEXT
        ) STRICT, WITHOUT ROWID;
        """
}
