import Alarms
import GRDB
import Vitals

extension JournalStore {
    /// Writes a batch as one transaction. When this returns, the disk has it; when it throws, nothing of it is kept.
    ///
    /// An alert whose id the journal holds is left as it is and reported: ids come from content, so it is the same alert.
    public func commit(_ batch: JournalBatch) throws(JournalError) -> CommitReceipt {
        let run = currentRun
        return try write("commit a batch") { db in
            try insert(batch.readings, of: run, into: db)
            try insert(batch.scores, of: run, into: db)
            let receipt = try insert(batch.alerts, owedTo: batch.endpoints, of: run, into: db)
            try upsert(batch.counters, of: run, into: db)
            try insert(batch.events, of: run, into: db)
            return receipt
        }
    }
}

// Readings and what they move on: a child's last timely reading, a document's progress.

private func insert(_ readings: [ReadingRecord], of run: JournalStore.CurrentRun, into db: Database) throws {
    guard !readings.isEmpty else { return }
    var progress = ReadingProgress()
    var writer = try RowWriter(
        db,
        sql: """
            INSERT INTO readings (run, source, admission, arrived_wall_us, arrived_mono_us, measured_wall_us, spo2, hr, rr,
              temp, quality, signal, disposition, implausible, document, document_row)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
    for record in readings {
        let set = record.readings
        _ = run.names.source(record.arrival.source)
        let admission = record.child.map { child in
            _ = run.names.admission(child)
            return run.admissionKeys[Int(child.rawValue)]
        }
        writer.bind(run.number)
        writer.bind(run.sourceKeys[Int(record.arrival.source.rawValue)])
        writer.bind(admission)
        writer.bind(record.arrivedWall.microseconds)
        writer.bind(record.arrival.at.microseconds)
        writer.bind(set.measuredAt?.microseconds)
        writer.bind(set[.spO2])
        writer.bind(set[.heartRate])
        writer.bind(set[.respiratoryRate])
        writer.bind(set[.temperature])
        writer.bind(Int64(set.quality.rawValue))
        writer.bind(Int64(set.signal.rawValue))
        writer.bind(Int64(record.disposition.rawValue))
        writer.bind(Int64(record.implausible.rawValue))
        writer.bind(record.arrival.row.map { Int64($0.document) })
        writer.bind(record.arrival.row.map { Int64(clamping: $0.row) })
        try writer.insert()
        progress.add(record)
    }
    let timely = try db.cachedStatement(
        sql: """
            UPDATE admissions SET last_timely_wall_us = max(coalesce(last_timely_wall_us, ?1), ?1) WHERE admission = ?2
            """)
    for (child, instant) in progress.timely {
        try timely.execute(arguments: [instant.microseconds, run.admissionKeys[Int(child.rawValue)]])
    }
    let applied = try db.cachedStatement(
        sql: """
            UPDATE documents SET rows_applied = max(rows_applied, ?), accepted = accepted + ?,
              retrospective = retrospective + ?, valueless = valueless + ?, unassigned = unassigned + ?,
              implausible = implausible + ?, unreadable = unreadable + ? WHERE number = ?
            """)
    for (document, rows) in progress.documents {
        let tally = rows.tally
        try applied.execute(arguments: [
            rows.highest, Int64(clamping: tally.accepted), Int64(clamping: tally.retrospective),
            Int64(clamping: tally.valueless), Int64(clamping: tally.unassigned), Int64(clamping: tally.implausible),
            Int64(clamping: tally.unreadable), Int64(document),
        ])
    }
}

/// What a batch of readings means for the children and documents in it.
private struct ReadingProgress {
    var timely: [ChildIndex: WallInstant] = [:]
    var documents: [UInt32: (highest: Int64, tally: DocumentTally)] = [:]

    mutating func add(_ record: ReadingRecord) {
        if let child = record.child, record.disposition == .accepted,
            !record.readings.given.subtracting(record.implausible).isEmpty
        {
            // A device's stamp may run ahead of the hub; no reading is more recent than its arrival.
            let instant = min(record.readings.measuredAt ?? record.arrivedWall, record.arrivedWall)
            timely[child] = max(timely[child] ?? instant, instant)
        }
        if let row = record.arrival.row {
            var rows = documents[row.document] ?? (highest: 0, tally: DocumentTally())
            rows.highest = max(rows.highest, Int64(clamping: row.row))
            rows.tally.take(record)
            documents[row.document] = rows
        }
    }
}

private func insert(_ scores: [ScoreRecord], of run: JournalStore.CurrentRun, into db: Database) throws {
    guard !scores.isEmpty else { return }
    let statement = try db.cachedStatement(
        sql: """
            INSERT INTO scores (run, admission, at_wall_us, at_mono_us, partial_sum, minimum_total, maximum_total, snapshot)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """)
    for record in scores {
        _ = run.names.admission(record.child)
        try statement.execute(arguments: [
            run.number, run.admissionKeys[Int(record.child.rawValue)], record.at.wall.microseconds,
            record.at.monotonic.microseconds, Int64(record.score.partialSum), Int64(record.score.minimumTotal),
            Int64(record.score.maximumTotal), try FoldState.text(record.score),
        ])
    }
}

// Alerts, and with each for the team one row of the outbox for each endpoint.

private func insert(
    _ alerts: [Alert], owedTo endpoints: [String], of run: JournalStore.CurrentRun, into db: Database
) throws -> CommitReceipt {
    var receipt = CommitReceipt()
    guard !alerts.isEmpty else { return receipt }
    // The number lives in the database alone: a batch that is rolled back leaves no gap.
    let lastGiven = try Int64.fetchOne(db, sql: "SELECT last_hub_seq FROM hub") ?? 0
    var last = lastGiven
    let known = try db.cachedStatement(sql: "SELECT 1 FROM transitions WHERE alert_id = ?")
    for alert in alerts {
        guard try Int.fetchOne(known, arguments: [alert.id]) == nil else {
            receipt.knownAlertIDs.append(alert.id)
            continue
        }
        let isOwed = alert.isForTeam && !endpoints.isEmpty
        if isOwed { last += 1 }
        try insert(alert, hubSequence: isOwed ? last : nil, of: run, into: db)
        receipt.writtenAlertIDs.append(alert.id)
        if isOwed {
            for endpoint in endpoints { try queue(alert, hubSequence: last, for: endpoint, into: db) }
        }
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
              event, state, priority, audience, at_wall_us, at_mono_us, hub_seq, line, fold_state)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
    try statement.execute(arguments: [
        alert.id, run.number, alert.episodeID, Int64(transition.episodeSequence), alert.dedupKey, alert.admissionID,
        source,
        "\(transition.condition.family)", "\(transition.event.name)", "\(transition.state.name)",
        Int64(transition.priority.rawValue), "\(transition.audience.name)", transition.at.wall.microseconds,
        transition.at.monotonic.microseconds, hubSequence, alert.line, try FoldState.text(transition),
    ])
}

private func queue(_ alert: Alert, hubSequence: Int64, for endpoint: String, into db: Database) throws {
    let statement = try db.cachedStatement(
        sql: """
            INSERT INTO outbox (hub_seq, endpoint, alert_id, episode_id, priority, state, due_wall_us)
            VALUES (?, ?, ?, ?, ?, 'queued', ?)
            """)
    try statement.execute(arguments: [
        hubSequence, endpoint, alert.id, alert.episodeID, Int64(alert.transition.priority.rawValue),
        alert.transition.at.wall.microseconds,
    ])
}

private func upsert(_ counters: [CounterRecord], of run: JournalStore.CurrentRun, into db: Database) throws {
    guard !counters.isEmpty else { return }
    let statement = try db.cachedStatement(
        sql: """
            INSERT INTO counters (run, source_name, name, value) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET value = excluded.value
            """)
    for counter in counters {
        try statement.execute(arguments: [
            run.number, counter.source.map(run.names.source) ?? "", counter.name, Int64(clamping: counter.value),
        ])
    }
}

private func insert(_ events: [JournalEvent], of run: JournalStore.CurrentRun, into db: Database) throws {
    guard !events.isEmpty else { return }
    let statement = try db.cachedStatement(
        sql: "INSERT INTO events (run, at_wall_us, at_mono_us, kind, source_name, text) VALUES (?, ?, ?, ?, ?, ?)")
    for event in events {
        try statement.execute(arguments: [
            run.number, event.at.wall.microseconds, event.at.monotonic.microseconds, event.kind,
            event.source.map(run.names.source), event.text.clipped(toByteCount: Limits.eventTextByteCount),
        ])
    }
}
