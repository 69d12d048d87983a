import Alarms
import Dispatch
import Journal
import Ports
import Rings
import Vitals
import Webhooks

/// The actor that owns the journal, pinned to queue "spotward.journal". Records come in by rings and leave as committed
/// rows; what is committed and owed to somebody is sent from here and nowhere else (commit before send).
actor JournalStage {
    nonisolated let executor = QueueExecutor(label: "spotward.journal")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private(set) var store: JournalStore
    var opening: JournalOpening
    /// A write failed in a way that leaves the last commit in doubt: the store is opened anew before the next.
    private var mustReopen = false
    /// Texts, ids and the composer.
    var alerts: AlertBook
    var ledger = CommandLedger()
    /// Commands whose outcome is taken and not yet committed, and the episode each open one changed.
    var settling: [SettledCommand] = []
    var episodesByCommand: [CommandNumber: String] = [:]
    let commandRelay: CommandRelay
    private var calls = HubCalls()
    private let phone: String?
    private var decisions: RingConsumer<Decision>
    private var scores: RingConsumer<ScoreRecord>
    private var readings: RingConsumer<ReadingRecord>
    private var portAccounts: RingConsumer<Account>
    private var evaluatorAccounts: RingConsumer<Account>
    private let endpoints: [OwedEndpoint]
    private let sourceNames: [String]
    let clock: PortClock
    let log: DaemonLog
    let deliveries: DeliveryDesk

    /// Document rows committed, for the intake that waits for them.
    nonisolated let committedRows = Counter()
    /// The newest account of each source, by counter name.
    private(set) var books = Books()
    /// Records taken out of their rings and not yet committed: kept when a commit fails, and written again.
    var pending = JournalBatch()

    init(
        store: sending JournalStore, opening: JournalOpening, alerts: AlertBook, commandRelay: CommandRelay,
        phone: String?, decisions: consuming RingConsumer<Decision>,
        scores: consuming RingConsumer<ScoreRecord>, readings: consuming RingConsumer<ReadingRecord>,
        portAccounts: consuming RingConsumer<Account>, evaluatorAccounts: consuming RingConsumer<Account>,
        endpoints: [OwedEndpoint], sourceNames: [String], deliveries: DeliveryDesk, clock: PortClock, log: DaemonLog
    ) {
        self.store = store
        self.opening = opening
        self.alerts = alerts
        self.commandRelay = commandRelay
        self.phone = phone
        self.decisions = decisions
        self.scores = scores
        self.readings = readings
        self.portAccounts = portAccounts
        self.evaluatorAccounts = evaluatorAccounts
        self.endpoints = endpoints
        self.sourceNames = sourceNames
        self.deliveries = deliveries
        self.clock = clock
        self.log = log
    }

    /// Commits everything that waits, in one transaction, and sends what is due.
    func drain() {
        collect()
        callIfUnheard()
        commit()
        deliver()
    }

    /// Writes one event of the hub itself.
    func note(_ kind: String, source: SourceIndex? = nil, _ text: String) {
        let (monotonic, wall) = clock.now()
        let tick = Tick(monotonic: monotonic, wall: wall)
        pending.events.append(JournalEvent(at: tick, kind: kind, source: source, text: text))
    }

    /// Readings before transitions: what a reading caused was pushed before it, so the transaction that says "this row is
    /// applied" also holds every alert the row raised.
    private func collect() {
        while let record = readings.pop() { pending.readings.append(record) }
        while let record = scores.pop() { pending.scores.append(record) }
        while let decision = decisions.pop() { take(decision) }
        while let account = portAccounts.pop() { books.take(account) }
        while let account = evaluatorAccounts.pop() { books.take(account) }
    }

    private func commit() {
        pending.counters = books.changedCounters()
        guard !pending.isEmpty else { return }
        pending.endpoints = endpoints
        do throws(JournalError) {
            try reopenIfNeeded()
            let receipt = try store.commit(pending)
            committedRows.add(pending.readings.count { $0.arrival.row != nil })
            if !receipt.knownAlertIDs.isEmpty { log.known(receipt.knownAlertIDs.count) }
            let now = clock.now().wall
            for alert in pending.alerts where receipt.writtenAlertIDs.contains(alert.id) {
                log.alert(alert)
                calls.wait(for: alert, at: now)
            }
            pending = JournalBatch()
            settle()
        } catch {
            // Kept in memory and tried again with the next batch: a transition is never dropped.
            fail(error)
        }
    }

    /// A sync that failed is never tried again and believed: the file is closed, opened, checked, and written again. Alert
    /// ids make that safe.
    func reopenIfNeeded() throws(JournalError) {
        guard mustReopen else { return }
        try? store.close()
        store = try opening.open(at: clock.now().wall).store
        mustReopen = false
        opening.isThorough = false
        note("journal.reopened", "the journal was opened again after the disk failed")
        if let quarantined = store.openedAfterQuarantine { log.quarantined(quarantined) }
    }

    /// A page that proves damaged stops every commit, and with it every alert: the file is looked through, set aside, and a
    /// new one takes what waits.
    func fail(_ error: JournalError) {
        if error.kind == .inputOutput { mustReopen = true }
        if error.kind == .corrupt { markDamaged() }
        log.journalFailed(error)
    }

    private func markDamaged() {
        opening.isThorough = true
        mustReopen = true
    }

    /// Looks through the whole journal beside the ward, on another thread: at the start only what it needs was.
    nonisolated func checkHistory() {
        let path = onQueue { $0.store.path }
        DispatchQueue.global(qos: .background).async { @Sendable in
            guard let damage = JournalCheck.damage(at: path) else { return }
            self.onQueue { stage in
                stage.log.warn("the journal is damaged: \(damage)")
                stage.markDamaged()
                stage.note("journal.damaged", damage)
                stage.drain()
            }
        }
    }

    private func deliver() {
        guard deliveries.hasRoom else { return }
        let now = clock.now().wall
        do throws(JournalError) {
            let due = try store.dueOutbox(
                now: now, limit: 2 * DaemonLimits.deliveriesInFlight, excluding: deliveries.inFlight,
                pacedUntil: deliveries.pacedUntil)
            for item in due where deliveries.hasRoom(for: item) { try send(item, at: now) }
        } catch {
            fail(error)
        }
    }

    /// What a message carries is on record before it goes out: the same at every attempt.
    private func send(_ item: OutboxItem, at now: WallInstant) throws(JournalError) {
        if item.isPaced, !item.isCombined {
            try store.combine(lead: item.reference, members: item.members.map(\.hubSequence))
        }
        deliveries.send(item, at: now, log: log)
    }

    /// The hub itself shows whom to ring about what no receiver has taken.
    private func callIfUnheard() {
        for sentence in calls.due(at: clock.now().wall, phone: phone) {
            note("hub.call", sentence)
            log.warn(sentence)
        }
    }

    /// What became of an attempt: on record before anything else is sent.
    func take(_ outcome: DeliveryOutcome) {
        guard let (reference, alertIDs, wait) = deliveries.finish(outcome) else { return }
        if outcome.isAccepted { alertIDs.forEach { calls.accepted($0) } }
        let now = clock.now().wall
        let record = AttemptRecord(
            reference: reference, attempt: outcome.attempt, startedAt: outcome.startedAt, duration: outcome.duration,
            stage: outcome.stage.rawValue, curlCode: outcome.curlCode,
            httpStatus: outcome.httpStatus.map(Int32.init(clamping:)),
            answer: outcome.answerPrefix, isAccepted: outcome.isAccepted)
        do throws(JournalError) {
            try store.recordAttempt(record, nextDue: outcome.isAccepted ? nil : now.advanced(by: wait))
        } catch {
            // The row stays queued and is sent again with the same id.
            fail(error)
        }
        log.delivery(outcome, hubSequence: reference.hubSequence)
        if let answer = outcome.signedAnswer { take(answer, from: outcome.endpoint) }
        // A look through a long outbox costs more than a delivery, so it is not taken after each one.
        if deliveries.isHalfDone { deliver() }
    }

    /// The end of a run: everything committed, the books closed.
    func stop() {
        collect()
        note("stop", "stopped in order; \(books.summary)")
        commit()
        do throws(JournalError) {
            try store.endRun(at: clock.now().wall)
            try store.close()
        } catch {
            log.journalFailed(error)
        }
        log.books(books.lines(named: sourceNames))
    }
}
