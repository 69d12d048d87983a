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
    var numbers = try run.statements.writer(.lastHubSequence, db)
    let lastGiven = try numbers.fetchNumber() ?? 0
    var last = lastGiven
    var audit = AuditWriter(run)
    for alert in alerts {
        var known = try run.statements.writer(.knownAlert, db)
        known.bind(alert.id)
        guard try known.fetchNumber() == nil else {
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
        var numbers = try run.statements.writer(.setLastHubSequence, db)
        numbers.bind(last)
        try numbers.write()
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
    let command = try transition.command.flatMap { try rowNumber(of: $0, db) }
    var row = try run.statements.writer(.insertTransition, db)
    row.bind(alert.id)
    row.bind(run.number)
    row.bind(alert.episodeID)
    row.bind(Int64(transition.episodeSequence))
    row.bind(alert.dedupKey)
    row.bind(alert.admissionID)
    row.bind(source)
    row.bind(transition.condition.family.description)
    row.bind(transition.event.name.description)
    row.bind(transition.state.name.description)
    row.bind(Int64(transition.priority.rawValue))
    row.bind(transition.audience.name.description)
    row.bind(transition.at.wall.microseconds)
    row.bind(transition.at.monotonic.microseconds)
    row.bind(hubSequence)
    row.bind(alert.line)
    row.bind(try FoldState.text(transition))
    row.bind(Int64(transition.level))
    row.bind(Int64(transition.roles.rawValue))
    row.bind(Int64(transition.suppressedBy.rawValue))
    row.bind(transition.isLatched ? 1 : 0)
    row.bind(transition.acknowledgedUntil?.wall.microseconds)
    row.bind(command)
    try row.write()
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
