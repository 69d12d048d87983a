import Alarms
import Dispatch
import Journal
import Ports
import Rings
import Vitals
import Webhooks

/// The actor that owns the journal, pinned to queue "spotward.journal". Records come in by rings and leave as committed
/// rows; what is committed and owed to somebody is sent from here and nowhere else (commit before send). What was decided
/// has small transactions of its own and goes first; rows are written between them, a moment at a time
/// ([0031](docs/decisions/0031-rows-give-way-to-decisions.md)).
package actor JournalStage {
    package nonisolated let executor = QueueExecutor(label: "spotward.journal")
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    var store: JournalStore
    var opening: JournalOpening
    /// A write failed in a way that leaves the last commit in doubt: the store is opened anew before the next.
    var mustReopen = false
    /// When it was last looked whether the journal's file is still under its name.
    var filesLookedAt: MonotonicInstant?
    /// A reader keeps the log from being cut, and that is said.
    var isLogPinned = false
    /// How often the open journal's index was put right, as far as that is said.
    var mendedIndexCount = 0
    /// Texts, ids and the composer.
    var alerts: AlertBook
    var ledger = CommandLedger()
    /// Commands whose outcome is taken and not yet committed, and the episode each open one changed.
    var settling: [SettledCommand] = []
    var episodesByCommand: [CommandNumber: String] = [:]
    let commandRelay: CommandRelay
    var calls = HubCalls()
    /// How many the hub calls about; `nil` while it calls about none.
    private var callingCount: Int?
    /// `nil` in a measurement.
    private let annunciator: Annunciator?
    private let secondRoute: SecondRoute?
    private let phone: String?
    private let instructions: String?
    private var decisions: RingConsumer<Decision>
    let waitingDecisions: RingGauge
    private var scores: RingConsumer<ScoreRecord>
    private var readings: RingConsumer<ReadingRecord>
    private var portAccounts: RingConsumer<Account>
    private var evaluatorAccounts: RingConsumer<Account>
    let endpoints: [OwedEndpoint]
    private(set) var receivers: ReceiverWatch
    /// Receivers whose clock was told to be another.
    var toldOfClock: Set<String> = []
    private let sourceNames: [String]
    let clock: PortClock
    let deliveryClock: DeliveryClock
    let log: DaemonLog
    let deliveries: DeliveryDesk

    /// Document rows committed, for the intake that waits for them.
    package nonisolated let committedRows = Counter()
    /// The newest account of each source, by counter name.
    var books = Books()
    /// Taken out of their rings and not yet committed: kept when a commit fails, and written again. What was decided has
    /// transactions of its own and never waits for rows.
    var pending = JournalBatch()
    var rows = JournalBatch()
    /// When rows that nothing hurries are written; `nil` is at once.
    var rowsDue: MonotonicInstant?
    /// When counters are written though nothing calls for them; `nil` is with the next rows.
    var countersDue: MonotonicInstant?
    /// When the outbox is looked through again, though nothing calls for it.
    private var nextLook: MonotonicInstant?
    /// The room on the disk, and what of readings could not be kept.
    var storage: StorageGuard
    var heldRows: [ReadingRecord] = []
    var unrecordedWritten: UInt64 = 0
    /// Since when nothing that was decided could be written.
    var failingSince: MonotonicInstant?
    /// How far the removing of what is old has come, and when it began last.
    var prunePass: PrunePass?
    var prunedAt: MonotonicInstant?
    var prunedPieceAt: MonotonicInstant?
    let signs: HubSigns
    let disk: DiskRelay
    /// The next turn is on the queue already.
    private var isGoingOn = false
    /// The courier has stopped.
    var isClosing = false
    /// What a heartbeat tells: how the ward stands, what happened since the last, which endpoints take it.
    var digest = WardDigest()
    var counts = Heartbeat.Counts()
    var heartbeatsTaken: [String: Bool] = [:]
    /// How the disk is, for the heartbeat; `nil` where nobody has looked.
    var storageDigest: Heartbeat.Storage?
    /// Whom to ask who has taken what, and when.
    var acknowledgements = AcknowledgementFetch()
    /// Safe mode: nothing of before is taken up.
    var isUnwatched = false
    /// The daily test of the way an alert goes; `nil` where none is made.
    var canary: CanaryWatch?
    /// How near the certificates that endpoints need are to their ends, and the time that is held against.
    var certificates = CertificateWatch([])
    var trueTime = TrueTime()
    /// Whether receivers hold what they accepted of the days before.
    var reconciliation = Reconciliation()
    /// What was told while the disk took no writing, and the newest number on record.
    var memory = MemoryOutbox()
    var lastHubSequence: UInt64?

    package init(
        store: sending JournalStore, opening: JournalOpening, alerts: AlertBook, commandRelay: CommandRelay,
        phone: String?, instructions: String? = nil, annunciator: Annunciator? = nil,
        secondRoute: SecondRoute? = nil,
        decisions: consuming RingConsumer<Decision>,
        scores: consuming RingConsumer<ScoreRecord>, readings: consuming RingConsumer<ReadingRecord>,
        portAccounts: consuming RingConsumer<Account>, evaluatorAccounts: consuming RingConsumer<Account>,
        endpoints: [OwedEndpoint], sourceNames: [String], deliveries: DeliveryDesk, clock: PortClock,
        deliveryClock: DeliveryClock? = nil, receivers: ReceiverWatch = ReceiverWatch(), log: DaemonLog,
        signs: HubSigns = HubSigns(), disk: DiskRelay = DiskRelay()
    ) {
        storage = StorageGuard(folder: opening.directory)
        self.receivers = receivers
        self.signs = signs
        self.disk = disk
        lastHubSequence = try? store.lastHubSequence()
        self.store = store
        self.opening = opening
        self.alerts = alerts
        self.commandRelay = commandRelay
        self.phone = phone
        waitingDecisions = decisions.gauge
        self.instructions = instructions
        self.annunciator = annunciator
        self.secondRoute = secondRoute
        self.decisions = decisions
        self.scores = scores
        self.readings = readings
        self.portAccounts = portAccounts
        self.evaluatorAccounts = evaluatorAccounts
        self.endpoints = endpoints
        self.sourceNames = sourceNames
        self.deliveries = deliveries
        self.clock = clock
        let (monotonic, wall) = clock.now()
        self.deliveryClock = deliveryClock ?? DeliveryClock(clock, start: Tick(monotonic: monotonic, wall: wall))
        self.log = log
    }

    /// Commits what waits and sends what is due, a bounded part at a time: it goes on behind whatever else waits for the
    /// queue, so that an answer of a receiver or a command is not held up by a long file.
    package func drain() {
        let isMore = takeTurn()
        keepUp(isIdle: false)
        guard isMore, !isGoingOn else { return }
        isGoingOn = true
        executor.queue.async { @Sendable in
            self.assumeIsolated {
                $0.isGoingOn = false
                $0.drain()
            }
        }
    }

    /// The same twice a second, and the disk has all of it then.
    package func beat() {
        callIfUnheard()
        watchStorage()
        pruneAPiece()
        watchCanary()
        watchCertificates()
        askForAcknowledgements()
        drain()
        keepUp(isIdle: !isGoingOn)
    }

    /// Commits everything that waits.
    func drainAll() {
        repeat { rowsDue = nil } while takeTurnAndKeepUp()
        keepUp(isIdle: true)
    }

    private func takeTurnAndKeepUp() -> Bool {
        defer { keepUp(isIdle: false) }
        return takeTurn()
    }

    /// What the disk is owed, where no decision waits: the rows it may not have yet, and a log that has become long.
    ///
    /// - Parameter isIdle: there is nothing else to do. Not so right after an alert: its answer comes, or the next alert.
    private func keepUp(isIdle: Bool) {
        guard waitingDecisions.waitingCount == 0, !mustReopen else { return }
        tellMendedIndex()
        do throws(JournalError) {
            if isIdle || store.unsyncedPageCount >= DaemonLimits.unsyncedPages { try store.sync() }
            try store.moveLog(isIdle: isIdle)
        } catch {
            fail(error)
        }
    }

    /// Writes one event of the hub itself.
    func note(_ kind: String, source: SourceIndex? = nil, _ text: String) {
        let (monotonic, wall) = clock.now()
        let tick = Tick(monotonic: monotonic, wall: wall)
        pending.events.append(JournalEvent(at: tick, kind: kind, source: source, text: text))
    }

    /// One turn: what was decided, and then rows. `true` when there is more.
    ///
    /// A row that says "this much of the file is applied" must not be on record before the alerts it raised. What a reading
    /// caused is pushed before the reading, so everything decided by then is taken out after the rows and committed before
    /// them. Cut off between the two, the rows come again, and the alerts are known by their ids.
    private func takeTurn() -> Bool {
        let isFull = collectRows()
        let isAllDecided = collectDecisions()
        guard commitDecisions() else { return false }
        guard isAllDecided else { return true }
        return commitRows() && (isFull || !rows.isEmpty)
    }

    /// `true` when there may be more.
    private func collectRows() -> Bool {
        while rows.scores.count < DaemonLimits.committedScores, let record = scores.pop() { rows.scores.append(record) }
        while rows.readings.count < DaemonLimits.committedRows, let record = readings.pop() {
            rows.readings.append(record)
            digest.take(record)
        }
        while let account = portAccounts.pop() { books.take(account) }
        while let account = evaluatorAccounts.pop() { books.take(account) }
        return rows.readings.count == DaemonLimits.committedRows || rows.scores.count == DaemonLimits.committedScores
    }

    /// `false` when there may be more.
    private func collectDecisions() -> Bool {
        for _ in 0..<DaemonLimits.committedDecisions {
            guard let decision = decisions.pop() else { return true }
            take(decision)
        }
        return false
    }

    /// Commits what was decided, and takes out of the outbox what may go: one synchronisation between a decision and its
    /// message. `false` when the disk refused: nothing is lost, and it is tried again with the next.
    private func commitDecisions() -> Bool {
        guard !pending.isEmpty else {
            if nextLook.map({ $0 <= clock.atLifesSpeed.monotonicNow() }) ?? true { deliver() }
            return true
        }
        pending.endpoints = standingEndpoints
        do throws(JournalError) {
            let now = deliveryClock.now
            pending.owedFrom = now
            let receipt = try writeSurely { () throws(JournalError) in
                try store.commit(pending, thenTake: look(at: now))
            }
            // A commit whose synchronisation failed may be on record all the same: its alerts are no others' then.
            let mayBeOnRecord = failingSince != nil
            noteCommit(isKept: true)
            for item in receipt.due { deliveries.send(item, at: now, log: log) }
            if let failure = receipt.lookFailure { fail(failure) }
            // Said after it is sent: whoever is to be called does not wait for the log.
            if !receipt.knownAlertIDs.isEmpty, !mayBeOnRecord { log.known(receipt.knownAlertIDs.count) }
            let written = Set(receipt.writtenAlertIDs + (mayBeOnRecord ? receipt.knownAlertIDs : []))
            for alert in pending.alerts where written.contains(alert.id) {
                log.alert(alert)
                calls.wait(for: alert, at: clock.monotonicNow())
                counts.decided += 1
                if alert.transition.event == .acknowledged { counts.acknowledged += 1 }
            }
            counts.queued += receipt.queuedCount
            settleMemory(receipt)
            pending = JournalBatch()
            // What it was decided from goes on record with it.
            rowsDue = nil
            settle()
            return true
        } catch {
            // Kept in memory and tried again with the next batch: a transition is never dropped.
            noteCommit(isKept: false)
            fail(error)
            return false
        }
    }

    /// `nil` when nothing more may go out.
    private func look(at now: WallInstant) -> OutboxLook? {
        isClosing || !deliveries.hasRoom ? nil : deliveries.look(at: now)
    }

    private func deliver() {
        nextLook = clock.atLifesSpeed.monotonicNow().advanced(by: DaemonLimits.lookPeriod)
        let now = deliveryClock.now
        guard let look = look(at: now) else { return }
        do throws(JournalError) {
            for item in try store.takeDue(look) { deliveries.send(item, at: now, log: log) }
        } catch {
            fail(error)
        }
    }

    /// The hub itself shows whom to ring about what no receiver has taken, and that it is over.
    private func callIfUnheard() {
        let (monotonic, wall) = clock.now()
        let sentences = calls.due(at: monotonic, phone: phone)
        for sentence in sentences {
            note("hub.call", sentence)
            log.warn(sentence)
        }
        let unheard = calls.unheard(for: DaemonLimits.secondRouteAfter, at: monotonic)
        if let secondRoute, secondRoute.consider(unheard, at: monotonic) {
            note("hub.second_route", "attention is called for over the second route")
        }
        let standing = calls.standing(at: monotonic)
        guard !sentences.isEmpty || standing?.count != callingCount else { return }
        if standing == nil {
            note("hub.call_over", "every urgent alarm the hub called about has been taken, or needs nobody any more")
            log.note("the hub's call is over")
        }
        callingCount = standing?.count
        annunciator?.show(
            HubCallState(
                isCalling: standing != nil, count: standing?.count ?? 0,
                since: wall.advanced(by: .zero - (standing?.oldest ?? .zero)), at: wall, phone: phone,
                instructions: instructions), isNew: !sentences.isEmpty)
    }

    /// What became of attempts: on record, in one transaction, before anything else is sent.
    func take(_ outcomes: [DeliveryOutcome]) {
        let now = deliveryClock.now
        var attempts: [(record: AttemptRecord, nextDue: WallInstant?)] = []
        var tracks: Set<RetrySchedule> = []
        var known: [(outcome: DeliveryOutcome, hubSequence: UInt64)] = []
        var changes: [ReceiverWatch.Change] = []
        for outcome in outcomes {
            if let date = outcome.date {
                trueTime.learn(date, from: outcome.endpoint, at: clock.atLifesSpeed.monotonicNow())
            }
            guard outcome.reference >= 0 else {
                if outcome.isOfQuestion { take(question: outcome) } else { take(heartbeat: outcome) }
                continue
            }
            if let change = receivers.observe(outcome, at: now) { changes.append(change) }
            guard let (reference, track, alertIDs, wait) = deliveries.finish(outcome) else { continue }
            let attempt = AttemptRecord(outcome, reference, track)
            if takeFromMemory(attempt, nextAt: now.advanced(by: wait)) {
                if outcome.isAccepted { end(alertIDs, by: outcome.endpoint) }
                log.delivery(outcome, hubSequence: reference.hubSequence)
                continue
            }
            tracks.insert(track)
            counts.sent += 1
            if outcome.isAccepted {
                end(alertIDs, by: outcome.endpoint)
                counts.accepted += alertIDs.count
            }
            attempts.append((attempt, outcome.isAccepted ? nil : now.advanced(by: wait)))
            known.append((outcome, reference.hubSequence))
        }
        guard !attempts.isEmpty else { return }
        do throws(JournalError) {
            try recover(changes, at: now)
            // A look costs more than a delivery, so it is not taken after each one.
            let look = tracks.contains { deliveries.isHalfDone($0) } ? look(at: now) : nil
            let due = try writeSurely { () throws(JournalError) in
                try store.recordAttempts(attempts, thenTake: look)
            }
            for item in due { deliveries.send(item, at: now, log: log) }
        } catch {
            // The rows stay queued and are sent again with the same ids.
            fail(error)
        }
        take(changes, at: now)
        for (outcome, hubSequence) in known {
            log.delivery(outcome, hubSequence: hubSequence)
            tellClock(outcome)
            if let answer = outcome.signedAnswer { take(answer, from: outcome.endpoint) }
        }
    }

    /// The end of a run: everything committed, the books closed.
    package func stop() {
        isClosing = true
        drainAll()
        note("stop", "stopped in order; \(books.summary)")
        _ = takeTurn()
        do throws(JournalError) {
            try store.endRun(at: clock.now().wall)
            try store.close()
        } catch {
            log.journalFailed(error)
        }
        // Found behind the last commit: on record no more, in the log still.
        if let sentence = newlyMendedIndex() { log.warn(sentence) }
        log.books(books.lines(named: sourceNames))
    }
}
