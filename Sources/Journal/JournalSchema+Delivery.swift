extension JournalSchema {
    /// Which alerts an endpoint has for another one, when one goes to the fallback, and how each endpoint stood.
    ///
    /// What waits is given its time at the next start: only the configuration knows who has a fallback.
    static let fallbacksAndStandings = """
        ALTER TABLE outbox ADD COLUMN fallback_of TEXT;
        ALTER TABLE outbox ADD COLUMN fallback_due_us INTEGER;
        CREATE INDEX outbox_fallbacks ON outbox (fallback_due_us) WHERE fallback_due_us IS NOT NULL;

        CREATE TABLE standings (
          endpoint TEXT PRIMARY KEY,
          standing TEXT NOT NULL,
          since_wall_us INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
