import Alarms
import GRDB
import Vitals

extension JournalStore {
    /// Takes a command on record; when this returns, the disk has it. It gives the journal's number, which no other
    /// command ever has and which is also that of the observation in it.
    ///
    /// A correction of an observation that is not there is refused, and nothing is kept.
    ///
    /// - Parameter change: what it does to messages of the outbox, in the same transaction.
    public func append(command: CommandEntry, _ change: OutboxChange? = nil) throws(JournalError) -> Int64 {
        let run = currentRun
        return try write("take a command on record") { db in
            try db.cachedStatement(
                sql: """
                    INSERT INTO commands (run, run_number, at_wall_us, at_mono_us, kind, admission_id, source_name,
                      episode_id, by_name, by_role, line, origin) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                run.number, Int64(command.number.rawValue), command.at.wall.microseconds,
                command.at.monotonic.microseconds, command.kind, command.admissionID, command.sourceName,
                command.episodeID, command.byName.clipped(toByteCount: Limits.nameByteCount), command.byRole,
                command.line, command.origin.rawValue,
            ])
            let number = db.lastInsertedRowID
            if let observation = command.observation { try insert(observation, number, of: command, into: db) }
            if let document = command.document { try insert(document, into: db) }
            try change?.make(by: number, at: command.at.wall, db)
            var audit = AuditWriter(run)
            try audit.append(.command, number, "\(command.kind) by \(command.origin.rawValue)", at: command.at, db)
            return number
        }
    }

    /// The observation of a number; `nil` where that number is another command's or nobody's.
    public func observation(_ number: Int64) throws(JournalError) -> ObservationRow? {
        try read("look up an observation") { db in
            try Row.fetchOne(db, sql: "SELECT * FROM observations WHERE number = ?", arguments: [number])
                .map(ObservationRow.init)
        }
    }

    /// Commands that no outcome is on record for, oldest first. At a start these are what the daemon was cut off with:
    /// taken on record and perhaps never done.
    public func commandsWithoutOutcome() throws(JournalError) -> [CommandRow] {
        try read("look for commands without an outcome") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM commands WHERE outcome IS NULL ORDER BY number LIMIT \(Limits.openCommandCount)
                    """
            ).map(CommandRow.init)
        }
    }
}

private func insert(
    _ observation: ObservationEntry, _ number: Int64, of command: CommandEntry, into db: Database
) throws {
    try db.cachedStatement(
        sql: """
            INSERT INTO observations (number, admission_id, measured_wall_us, entered_wall_us, by_name, by_role, form,
              corrects, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
    ).execute(arguments: [
        number, observation.admissionID, observation.measuredAt.microseconds, observation.enteredAt.microseconds,
        command.byName.clipped(toByteCount: Limits.nameByteCount), command.byRole, observation.form,
        observation.corrects, observation.reason,
    ])
}

/// The journal's number of a command of this run. The newest of that number: after the disk failed the journal is opened
/// again as another run, and the evaluator's numbers go on.
func rowNumber(of command: CommandNumber, _ db: Database) throws -> Int64? {
    try Int64.fetchOne(
        try db.cachedStatement(sql: "SELECT max(number) FROM commands WHERE run_number = ?"),
        arguments: [Int64(command.rawValue)])
}

/// An outcome stands as it was first written: a batch written twice says it once.
func set(_ outcomes: [CommandOutcome], of run: JournalStore.CurrentRun, into db: Database) throws {
    guard !outcomes.isEmpty else { return }
    var audit = AuditWriter(run)
    let statement = try db.cachedStatement(
        sql: "UPDATE commands SET outcome = ?, outcome_wall_us = ? WHERE number = ? AND outcome IS NULL")
    for outcome in outcomes {
        guard let number = try rowNumber(of: outcome.number, db) else { continue }
        try statement.execute(arguments: ["\(outcome.result.name)", outcome.at.wall.microseconds, number])
        guard db.changesCount > 0 else { continue }
        try audit.append(.outcome, number, "\(outcome.result.name)", at: outcome.at, db)
    }
}

func insert(_ notices: [Notice], of run: JournalStore.CurrentRun, into db: Database) throws {
    guard !notices.isEmpty else { return }
    let statement = try db.cachedStatement(
        sql: """
            INSERT INTO notices (run, admission_id, at_wall_us, at_mono_us, word, kind, command_number)
            VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """)
    for notice in notices {
        try statement.execute(arguments: [
            run.number, run.names.admission(notice.child), notice.at.wall.microseconds,
            notice.at.monotonic.microseconds, notice.kind.word, try FoldState.text(notice.kind),
            try notice.command.flatMap { try rowNumber(of: $0, db) },
        ])
    }
}

extension Notice.Kind {
    /// The word by which notices are looked for.
    public var word: String {
        switch self {
        case .carerAsked: "carer-asked"
        case .carerAnswered: "carer-answered"
        case .carerUnanswered: "carer-unanswered"
        case .chartChanged: "chart-changed"
        case .chartChanges: "chart-changes"
        case .pauseBegan: "pause-began"
        case .pauseEnded: "pause-ended"
        case .quietBegan: "quiet-began"
        case .quietEnded: "quiet-ended"
        }
    }
}
