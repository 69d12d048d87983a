import Alarms
import Dispatch
import Journal
import Ports
import Rings
import Vitals
import Webhooks

/// Says at every endpoint that the hub lives and how it stands, pinned to a queue of its own, "spotward.heartbeat".
///
/// The journal's queue gives a copy of what it keeps up anyway; counting the outbox and composing is done here, so that no
/// alert waits for it. A beat goes out only when the journal's queue has answered: a hub that cannot tell how it stands is
/// silent, and its silence is the alarm.
actor HeartbeatStage {
    nonisolated let executor = QueueExecutor(label: "spotward.heartbeat", qualityOfService: .utility)
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// An endpoint that is told.
    struct Receiver: Sendable {
        var name: String
        var roles: RoleSet
    }

    private let receivers: [Receiver]
    private let composer: HeartbeatComposer
    private let period: Duration
    private let journal: JournalStage
    private let courier: Courier
    private let record: RunRecord
    private let runNumber: Int64
    private let clock: PortClock
    private let speed: Double
    private let stateFolder: String
    private let log: DaemonLog
    private let counter: SmallFile
    private var sequence: UInt64
    /// On life's boot clock, also where the ward's time runs faster: receivers count real minutes.
    private var nextAt: MonotonicInstant
    private var previousAt: WallInstant?
    private var isAsking = false
    private var lastTrouble: String?
    /// When the days were told last, and on which.
    private var daysAt: (instant: MonotonicInstant, date: CivilDate)?
    /// When the states of the outbox were looked through last.
    private var outboxAt: MonotonicInstant?
    private var standingStill: @Sendable () -> [String] = { [] }
    private var timer: DispatchSource?

    init(
        receivers: [Receiver], hub: HubIdentity, period: Duration, journal: JournalStage, courier: Courier,
        record: RunRecord, runNumber: Int64, clock: PortClock, speed: Double, stateFolder: String, log: DaemonLog
    ) {
        self.receivers = receivers
        composer = HeartbeatComposer(hub: hub)
        self.period = period
        self.journal = journal
        self.courier = courier
        self.record = record
        self.runNumber = runNumber
        self.clock = clock
        self.speed = speed
        self.stateFolder = stateFolder
        self.log = log
        counter = SmallFile(path: stateFolder + "/heartbeat")
        sequence = counter.text.flatMap { UInt64($0.prefix { $0 != "\n" }) } ?? 0
        nextAt = PortClock.life.monotonicNow()
    }

    func start() {
        let timer = DispatchSource.makeTimerSource(queue: executor.queue)
        let look = DispatchTimeInterval.microseconds(Int(DaemonLimits.heartbeatLook.wholeMicroseconds))
        timer.schedule(deadline: .now(), repeating: look)
        timer.setEventHandler { @Sendable [weak self] in self?.assumeIsolated { $0.beatIfDue() } }
        self.timer = timer as? DispatchSource
        timer.activate()
    }

    /// - Parameter standingStill: the stages that do not go on now.
    func watch(_ standingStill: @escaping @Sendable () -> [String]) { self.standingStill = standingStill }

    func stop() { timer?.cancel() }

    private func beatIfDue() {
        let now = PortClock.life.monotonicNow()
        guard now >= nextAt, !isAsking else { return }
        // On the beat, and not from a late one on; but what was missed is not made up for.
        nextAt = max(nextAt.advanced(by: period), now.advanced(by: period / 2))
        lookThroughOutbox(at: now)
        buryExpired()
        guard !receivers.isEmpty else { return }
        isAsking = true
        journal.executor.queue.async { @Sendable [journal] in
            let pulse = journal.assumeIsolated { $0.pulse() }
            self.executor.queue.async { @Sendable in
                self.assumeIsolated {
                    $0.isAsking = false
                    $0.send(pulse)
                }
            }
        }
    }

    private func send(_ pulse: Pulse) {
        sequence += 1
        let number = String(sequence)
        if let trouble = counter.overwrite(with: String(repeating: "0", count: 20 - number.count) + number + "\n") {
            tell("the count of heartbeats is not kept: \(trouble)")
        }
        let beat = beat(of: pulse)
        let identifier = composer.identifier(of: beat)
        for receiver in receivers {
            let line = composer.line(of: beat, to: receiver.name, roles: receiver.roles)
            do throws(WebhookError) {
                try courier.submit(
                    DeliveryRequest(
                        heartbeat: identifier, line: line, reference: -Int64(clamping: sequence),
                        endpoint: receiver.name))
            } catch {
                tell("a heartbeat was not sent: \(error)")
            }
        }
        previousAt = pulse.at.wall
        if pulse.digest.isAnyUrgentUntaken {
            // The answer to a beat is the way in for whoever takes an alarm: no port is opened for it.
            nextAt = min(nextAt, PortClock.life.monotonicNow().advanced(by: DaemonLimits.heartbeatWhileUntaken))
        }
    }

    private func beat(of pulse: Pulse) -> Heartbeat {
        let account = account()
        var beat = Heartbeat(
            sequence: sequence, period: period,
            run: Heartbeat.Run(
                number: runNumber, startedAt: record.startedAt.wall, cutOffCount: account?.cutOffRunCount ?? 0,
                standingStill: standingStill(), sqliteVersion: account?.sqliteVersion ?? ""),
            clock: Heartbeat.Clock(
                wall: pulse.at.wall, uptime: .microseconds(PortClock.life.monotonicNow().microseconds),
                bootID: record.bootID, isSynchronised: ClockDiscipline.isSynchronised, speed: speed),
            hashes: Heartbeat.Hashes(
                configuration: record.configurationHash, rules: record.rulesHash, chart: record.chartHash))
        beat.previousAt = previousAt
        beat.children = pulse.digest.children(at: pulse.at)
        beat.hubEpisodes = pulse.digest.hubEpisodes
        beat.counts = pulse.counts
        beat.storage = pulse.storage
        beat.canary = pulse.canary
        beat.recordHead = pulse.recordHead
        let days = account == nil ? [:] : days(before: pulse.at.wall)
        beat.outbox = account.map { account in
            var outbox = Heartbeat.Outbox(
                lastHubSequence: account.lastHubSequence, undeliveredCount: account.undeliveredCount,
                oldestAge: account.oldestAt.map { max(.zero, pulse.at.wall.since($0)) },
                deadLetterCount: account.deadLetterCount)
            outbox.endpoints = account.endpoints.mapValues {
                Heartbeat.EndpointAccount(undeliveredCount: $0.undeliveredCount, accepted: $0.accepted)
            }
            for (name, days) in days { outbox.endpoints[name]?.days = days }
            return outbox
        }
        return beat
    }

    /// Opened for each: the journal may have been set aside and begun anew since the last.
    private func account() -> OutboxAccount? {
        do throws(JournalError) {
            return try ReadOnlyJournal(directory: stateFolder).outboxAccount(of: receivers.map(\.name))
        } catch {
            tell("a heartbeat does not say what the hub still owes: \(error)")
            return nil
        }
    }

    /// What each endpoint has accepted of the days before: in the first beat of a run and of a day, and then once an hour, since a
    /// beat that is lost is not sent again.
    private func days(before now: WallInstant) -> [String: [Heartbeat.Day]] {
        let (instant, date) = (PortClock.life.monotonicNow(), now.civil().date)
        if let daysAt, daysAt.date == date, instant.since(daysAt.instant) < DaemonLimits.daysToldEvery { return [:] }
        do throws(JournalError) {
            let journal = try ReadOnlyJournal(directory: stateFolder)
            var days: [String: [DeliveredDay]] = [:]
            for receiver in receivers {
                days[receiver.name] = try journal.deliveredDays(of: receiver.name, before: now)
            }
            daysAt = (instant, date)
            // What they answer is held against it.
            self.journal.executor.queue.async { @Sendable [days, stage = self.journal] in
                stage.assumeIsolated { $0.reconciliation.tell(days) }
            }
            return days.mapValues { days in
                days.map { Heartbeat.Day(date: $0.date, count: $0.count, numbers: $0.numbers, digest: $0.digest) }
            }
        } catch {
            tell("a heartbeat does not say what was delivered on the days before: \(error)")
            return [:]
        }
    }

    /// Looked up here, so that only what there is to do comes to the journal's queue.
    private func buryExpired() {
        do throws(JournalError) {
            let expired = try ReadOnlyJournal(directory: stateFolder).expiredItems(now: clock.now().wall)
            guard !expired.isEmpty else { return }
            journal.executor.queue.async { @Sendable [journal] in journal.assumeIsolated { $0.bury(expired) } }
        } catch {
            tell("it is not known what waits too long in the outbox: \(error)")
        }
    }

    /// At the start, and once a day: as long as the table, and so not on the journal's queue.
    private func lookThroughOutbox(at now: MonotonicInstant) {
        if let outboxAt, now.since(outboxAt) < DaemonLimits.outboxLookedThroughEvery { return }
        do throws(JournalError) {
            let unsound = try ReadOnlyJournal(directory: stateFolder).unsoundItems()
            // Where something was found, the next beat looks whether it is put right and was all.
            guard !unsound.isEmpty else { return outboxAt = now }
            journal.executor.queue.async { @Sendable [journal] in journal.assumeIsolated { $0.mend(unsound) } }
        } catch {
            tell("it is not known whether the outbox is what was written: \(error)")
        }
    }

    /// Once, and not every minute.
    private func tell(_ trouble: String) {
        guard trouble != lastTrouble else { return }
        lastTrouble = trouble
        log.warn(trouble)
    }
}

extension HeartbeatStage: PinnedActor {}

/// What the journal's queue gives to a heartbeat.
struct Pulse: Sendable {
    var at: Tick
    var digest: WardDigest
    var counts: Heartbeat.Counts
    var storage: Heartbeat.Storage?
    var canary: Heartbeat.Canary?
    var recordHead: String?
}
