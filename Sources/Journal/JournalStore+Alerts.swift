import Alarms
import GRDB
import Vitals

// Alerts, and with each that somebody is to be told of one row of the outbox for each endpoint that serves its roles.

func insert(
    _ alerts: [Alert], owedTo endpoints: [OwedEndpoint], from owedFrom: WallInstant?,
    of run: JournalStore.CurrentRun, into db: Database
) throws -> CommitReceipt {
    var receipt = CommitReceipt()
    guard !alerts.isEmpty else { return receipt }
    // The number lives in the database alone: a batch that is rolled back leaves no gap.
    let lastGiven = try Int64.fetchOne(db, sql: "SELECT last_hub_seq FROM hub") ?? 0
    var last = lastGiven
    var audit = AuditWriter(run)
    let known = try db.cachedStatement(sql: "SELECT 1 FROM transitions WHERE alert_id = ?")
    for alert in alerts {
        guard try Int.fetchOne(known, arguments: [alert.id]) == nil else {
            receipt.knownAlertIDs.append(alert.id)
            continue
        }
        let owed = alert.owed(to: endpoints)
        if !owed.isEmpty { last += 1 }
        try insert(alert, hubSequence: owed.isEmpty ? nil : last, of: run, into: db)
        try audit.append(.transition, db.lastInsertedRowID, alert.auditWords, at: alert.transition.at, db)
        receipt.writtenAlertIDs.append(alert.id)
        if alert.isForTeam, owed.isEmpty { receipt.unreachableAlertIDs.append(alert.id) }
        for endpoint in owed {
            try OwedAlert(alert, hubSequence: last, to: endpoint, from: owedFrom).queue(in: db)
        }
        receipt.queuedCount += owed.count
    }
    if last > lastGiven {
        try db.execute(sql: "UPDATE hub SET last_hub_seq = ?", arguments: [last])
        receipt.hubSequences = UInt64(clamping: lastGiven + 1)...UInt64(clamping: last)
    }
    return receipt
}

private func insert(
    _ alert: Alert, hubSequence: Int64?, of run: JournalStore.CurrentRun, into db: Database
) throws {
    let transition = alert.transition
    var source: String?
    if case .source(let index, _) = transition.subject { source = run.names.source(index) }
    let statement = try db.cachedStatement(
        sql: """
            INSERT INTO transitions (alert_id, run, episode_id, episode_seq, dedup_key, admission_id, source_name, condition,
              event, state, priority, audience, at_wall_us, at_mono_us, hub_seq, line, fold_state, level, roles,
              suppressed_by, latched, acked_until_wall_us, command_number)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
    try statement.execute(arguments: [
        alert.id, run.number, alert.episodeID, Int64(transition.episodeSequence), alert.dedupKey, alert.admissionID,
        source,
        "\(transition.condition.family)", "\(transition.event.name)", "\(transition.state.name)",
        Int64(transition.priority.rawValue), "\(transition.audience.name)", transition.at.wall.microseconds,
        transition.at.monotonic.microseconds, hubSequence, alert.line, try FoldState.text(transition),
        Int64(transition.level), Int64(transition.roles.rawValue), Int64(transition.suppressedBy.rawValue),
        transition.isLatched, transition.acknowledgedUntil?.wall.microseconds,
        try transition.command.flatMap { try rowNumber(of: $0, db) },
    ])
}

extension Alert {
    /// What the audit log says of it: no child, no value.
    var auditWords: String {
        "\(transition.event.name) \(transition.condition.family) \(transition.priority.label), \(transition.state.name)"
    }

    /// Those that serve one of its roles. An alarm about a receiver that only troubled ones would get goes to all others
    /// too: it must not wait for the very thing it tells of.
    fileprivate func owed(to endpoints: [OwedEndpoint]) -> [OwedEndpoint] {
        // That the way does not work is told on every way there is.
        if transition.condition == .canary, isForTeam { return endpoints }
        let owed = endpoints.filter { !$0.roles.isDisjoint(with: transition.roles) }
        guard transition.condition.isAboutReceivers, isForTeam, owed.allSatisfy(\.isTroubled) else { return owed }
        return endpoints.filter { !$0.isTroubled || !$0.roles.isDisjoint(with: transition.roles) }
    }

    /// Whether it may wait for others of the same child, to be told with them: never P1, a concern, or the hub's own.
    var isPaced: Bool {
        transition.priority != .critical && transition.condition.alarmClass != .concern && admissionID != nil
    }
}
