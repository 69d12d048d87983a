import Alarms
import GRDB
import Vitals

extension JournalStore {
    /// Writes a batch as one transaction. When this returns, the disk has it; when it throws, nothing of it is kept.
    ///
    /// An alert whose id the journal holds is left as it is and reported: ids come from content, so it is the same alert.
    ///
    /// - Parameter look: what may go out is taken in the same transaction, so that an alert costs one synchronisation
    ///   before it is sent and not two. Where the look fails, the batch is kept all the same.
    public func commit(_ batch: JournalBatch, thenTake look: OutboxLook? = nil) throws(JournalError) -> CommitReceipt {
        let run = currentRun
        return try write("commit a batch") { db in
            try insert(batch.readings, isKept: batch.keepsReadings, of: run, into: db) { true }
            if batch.keepsReadings { try insert(batch.scores, of: run, into: db) { true } }
            var receipt = try insert(batch.alerts, owedTo: batch.endpoints, from: batch.owedFrom, of: run, into: db)
            try upsert(batch.counters, of: run, into: db)
            try insert(batch.notices, of: run, into: db)
            try set(batch.outcomes, of: run, into: db)
            try insert(batch.events, of: run, into: db)
            guard let look else { return receipt }
            do {
                receipt.due = try marked(db) { try takeDueItems(look, db) }
            } catch {
                receipt.lookFailure = JournalError(error, call: "look through the outbox", subject: path)
            }
            return receipt
        }
    }

    /// Writes as many rows as there is time for: scores, then readings, then all counters. At least some of both, whatever
    /// `goOn` says, so that neither stands still.
    ///
    /// Nobody is told of a row and it comes again from its file, so the disk has it later: with the next transaction that
    /// waits for the disk, or after `sync()`.
    public func write(
        rows batch: JournalBatch, whileMay goOn: () -> Bool
    ) throws(JournalError) -> (scoreCount: Int, readingCount: Int) {
        let run = currentRun
        return try write("write rows", .later) { db in
            let scoreCount =
                batch.keepsReadings
                ? try insert(batch.scores, of: run, into: db, whileMay: goOn) : batch.scores.count
            let readingCount = try insert(
                batch.readings, isKept: batch.keepsReadings, of: run, into: db, whileMay: goOn)
            try upsert(batch.counters, of: run, into: db)
            return (scoreCount, readingCount)
        }
    }
}

// Readings and what they move on: a child's last timely reading, a document's progress.

/// - Parameter goOn: asked each `Limits.rowsBetweenLooks` rows.
/// - Returns: how many were written.
@discardableResult
private func insert(
    _ readings: [ReadingRecord], isKept: Bool, of run: JournalStore.CurrentRun, into db: Database,
    whileMay goOn: () -> Bool
) throws -> Int {
    guard !readings.isEmpty else { return 0 }
    var count = 0
    var progress = ReadingProgress()
    var coverage = CoverageTally()
    var spans = ReadingSpans()
    let kept = run.statements
    var writer = try kept.writer(.insertReading, db)
    for record in readings {
        if isKept { spans.add(try write(record, with: &writer, of: run, db), arrivedAt: record.arrivedWall) }
        if let instant = progress.add(record), let child = record.child {
            try coverage.add(instant, of: child, key: run.admissionKeys[Int(child.rawValue)], kept, db)
        }
        count += 1
        if count.isMultiple(of: Limits.rowsBetweenLooks), !goOn() { break }
    }
    var timely = try kept.writer(.setLastTimely, db)
    for (child, instant) in progress.timely {
        timely.bind(instant.wall.microseconds)
        timely.bind(instant.monotonic.microseconds)
        timely.bind(run.admissionKeys[Int(child.rawValue)])
        try timely.write()
    }
    try coverage.write(kept, db)
    try spans.write(kept, db)
    guard !progress.documents.isEmpty else { return count }
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
    return count
}

/// - Returns: the row's number.
private func write(
    _ record: ReadingRecord, with writer: inout RowWriter, of run: JournalStore.CurrentRun, _ db: Database
) throws -> Int64 {
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
    writer.bind(
        Int64(record.implausible.rawValue) | (record.isOxygenImplausible ? ReadingRow.implausibleOxygen : 0))
    writer.bind(record.arrival.row.map { Int64($0.document) })
    writer.bind(record.arrival.row.map { Int64(clamping: $0.row) })
    try writer.write()
    let row = db.lastInsertedRowID
    // Of a device's readings none has it: a column more in each of them would cost more than this in a few.
    if let oxygen = record.oxygen {
        try db.cachedStatement(sql: "UPDATE readings SET oxygen = ? WHERE reading = ?").execute(
            arguments: [try FoldState.text(oxygen), row])
    }
    return row
}

/// What a batch of readings means for the children and documents in it.
private struct ReadingProgress {
    /// The newest by each clock: the time of day may have been set in between.
    var timely: [ChildIndex: Tick] = [:]
    var documents: [UInt32: (highest: Int64, tally: DocumentTally)] = [:]

    /// Gives when the reading was, where it is one that counts: timely, and with a value.
    mutating func add(_ record: ReadingRecord) -> WallInstant? {
        if let row = record.arrival.row {
            var rows = documents[row.document] ?? (highest: 0, tally: DocumentTally())
            rows.highest = max(rows.highest, Int64(clamping: row.row))
            rows.tally.take(record)
            documents[row.document] = rows
        }
        guard let child = record.child, record.disposition == .accepted,
            !record.readings.given.subtracting(record.implausible).isEmpty
        else { return nil }
        // A device's stamp may run ahead of the hub; no reading is more recent than its arrival.
        let instant = min(record.readings.measuredAt ?? record.arrivedWall, record.arrivedWall)
        let monotonic = record.arrival.at.advanced(by: instant.since(record.arrivedWall))
        let newest = timely[child] ?? Tick(monotonic: monotonic, wall: instant)
        timely[child] = Tick(monotonic: max(newest.monotonic, monotonic), wall: max(newest.wall, instant))
        return instant
    }
}

@discardableResult
private func insert(
    _ scores: [ScoreRecord], of run: JournalStore.CurrentRun, into db: Database, whileMay goOn: () -> Bool
) throws -> Int {
    guard !scores.isEmpty else { return 0 }
    var count = 0
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
        count += 1
        // A score is as much work as a few readings.
        if count.isMultiple(of: Limits.rowsBetweenLooks / 4), !goOn() { break }
    }
    return count
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
    var audit = AuditWriter(run)
    let statement = try db.cachedStatement(
        sql: "INSERT INTO events (run, at_wall_us, at_mono_us, kind, source_name, text) VALUES (?, ?, ?, ?, ?, ?)")
    for event in events {
        try statement.execute(arguments: [
            run.number, event.at.wall.microseconds, event.at.monotonic.microseconds, event.kind,
            event.source.map(run.names.source), event.text.clipped(toByteCount: Limits.eventTextByteCount),
        ])
        try audit.append(.event, db.lastInsertedRowID, event.kind, at: event.at, db)
    }
}
