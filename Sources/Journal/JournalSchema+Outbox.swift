extension JournalSchema {
    /// What leaves the outbox unaccepted, and how far each message is known to have come.
    ///
    /// An item's state is `queued`, `accepted`, `dead` (given up on until somebody looks) or `dropped` (by a named person).
    /// `since_wall_us` is when it was put back, `left_wall_us` and `left_reason` are when and why it is dead or dropped, and
    /// `left_command` is the command of whoever put it back or dropped it. A proof is what a receiver said of a message it
    /// has: `receipt` (it gave a name of its own) or `displayed`.
    static let deadLetters = """
        ALTER TABLE outbox ADD COLUMN since_wall_us INTEGER;
        ALTER TABLE outbox ADD COLUMN left_wall_us INTEGER;
        ALTER TABLE outbox ADD COLUMN left_reason TEXT;
        ALTER TABLE outbox ADD COLUMN left_command INTEGER;
        CREATE INDEX outbox_dead ON outbox (endpoint, hub_seq) WHERE state = 'dead';

        CREATE TABLE proofs (
          hub_seq INTEGER NOT NULL, endpoint TEXT NOT NULL,
          level TEXT NOT NULL,
          at_wall_us INTEGER NOT NULL,
          detail TEXT NOT NULL,
          PRIMARY KEY (hub_seq, endpoint, level),
          FOREIGN KEY (hub_seq, endpoint) REFERENCES outbox ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER proofs_are_kept BEFORE UPDATE ON proofs
          BEGIN SELECT RAISE(ABORT, 'a proof is never changed'); END;
        """
}
