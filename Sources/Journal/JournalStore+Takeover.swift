import Alarms
import GRDB
import Vitals

extension JournalStore {
    /// The command that began each open episode, or began it again, where one did: its line by the episode's id. A message of
    /// a concern still says after a restart who is worried.
    public func originLines() throws(JournalError) -> [String: String] {
        try read("restore who began the open episodes") { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT t.episode_id, c.line FROM transitions t JOIN commands c ON c.number = t.command_number
                    WHERE t.event IN ('fired', 'suppressed', 'renewed')
                      AND t.episode_id IN (SELECT episode_id FROM (\(AlertRow.open))) ORDER BY t.seq
                    """)
            var lines: [String: String] = [:]
            while let row = try rows.next() { lines[row["episode_id"]] = row["line"] }
            return lines
        }
    }

    /// Commands of runs before that were cut off with them: they are given again under new numbers, and these rows say so.
    public func closeUnfinished(_ commands: [CommandRow], at now: WallInstant) throws(JournalError) {
        let run = currentRun
        try write("close the commands that are given again") { db in
            var audit = AuditWriter(run)
            let statement = try db.cachedStatement(
                sql: """
                    UPDATE commands SET outcome = 'given-again', outcome_wall_us = ? WHERE number = ? AND outcome IS NULL
                    """)
            for command in commands {
                try statement.execute(arguments: [now.microseconds, command.number])
                guard db.changesCount > 0 else { continue }
                try audit.append(.outcome, command.number, "given-again", at: Tick(wallOnly: now), db)
            }
        }
    }
}
