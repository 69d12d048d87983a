extension JournalSchema {
    /// The daily test is found without going through the alert log; and days of which a receiver holds other alerts than it has
    /// accepted, each with its difference as the evaluator is told of it.
    static let canary = """
        CREATE INDEX transitions_of_tests ON transitions (seq) WHERE condition = 'system.test' AND event = 'fired';

        CREATE TABLE differing_days (
          endpoint TEXT NOT NULL,
          day INTEGER NOT NULL,
          difference INTEGER NOT NULL,
          PRIMARY KEY (endpoint, day)
        ) STRICT, WITHOUT ROWID;
        """
}
