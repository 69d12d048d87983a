import Alarms
import Dispatch
import Glibc
import Journal
import Ports
import Recordings
import Register
import Rings
import Vitals
import Webhooks

/// The actor that takes what people ask, pinned to a queue of its own, "spotward.commands". In this order, and nothing is
/// told to the evaluator before it is durable:
///
///     line → WardCommand → WardRegister.take → register file (settings) → journal row → recording → ring → wake
///
/// The evaluator answers each command with one outcome, which comes back by the journal's queue after the commit of what
/// the command did; then whoever asked is answered.
actor CommandDesk {
    nonisolated let executor = QueueExecutor(label: "spotward.commands", qualityOfService: .userInitiated)
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private var register: WardRegister
    private let file: RegisterFile
    private var ring: RingProducer<Command>
    let journal: JournalStage
    private let recorder: RecorderStage
    private let roster: WardRoster
    /// Whose signed answers and files are taken, by name.
    let endpoints: [Endpoint]
    let clock: PortClock
    let log: DaemonLog
    private let handedOver: CommandCount
    private var wake: @Sendable () -> Void = {}
    private var nextNumber: UInt32
    private var waiting: [CommandNumber: Waiting] = [:]
    var signedIDs = RecentIDs<DocumentReference>(limit: DaemonLimits.signedDocumentIDs)

    /// A command the evaluator has not answered yet.
    private struct Waiting {
        var accepted: AcceptedCommand
        var journalNumber: Int64?
        /// `nil` once whoever asked was told that it takes longer.
        var reply: (@Sendable (ControlAnswer) -> Void)?
    }

    /// - Parameter nextNumber: the first number not used by the commands of the start.
    init(
        register: WardRegister, file: RegisterFile, ring: consuming RingProducer<Command>, count: CommandCount,
        journal: JournalStage,
        recorder: RecorderStage, roster: WardRoster, endpoints: [Endpoint], nextNumber: UInt32,
        clock: PortClock, log: DaemonLog
    ) {
        self.register = register
        self.file = file
        self.ring = ring
        handedOver = count
        self.journal = journal
        self.recorder = recorder
        self.roster = roster
        self.endpoints = endpoints.sorted { $0.name < $1.name }
        self.nextNumber = nextNumber
        self.clock = clock
        self.log = log
    }

    /// - Parameter wake: lets the commands handed over in at once.
    func start(wake: @escaping @Sendable () -> Void) { self.wake = wake }

    /// Asks again what the run before was cut off with, and then closes the old rows: killed in between, it is asked twice,
    /// and a concern said twice is better than one never told. One that cannot be read is an alarm, and its row stays open.
    func resume(_ commands: [CommandRow]) {
        let now = clock.now().wall
        var unreadable: Set<Int64> = []
        for row in commands where row.at.advanced(by: DaemonLimits.resumeWithin) >= now {
            guard let command = try? WardCommand(line: row.line) else {
                unreadable.insert(row.number)
                log.warn(
                    "command \(row.number) (\(row.kind), \(row.admissionID ?? "the hub")), which the run before was cut off with, "
                        + "cannot be read and is not given again: ask who was there, and give it again.")
                continue
            }
            let line = command.observed(at: row.at).line
            take(
                CommandRequest(line: line, source: .resumed) { [log] answer in
                    log.note("a command of the run before was given again: \(answer.isDone ? "done" : "refused")")
                })
        }
        let read = commands.filter { !unreadable.contains($0.number) }
        journal.onQueue { [count = unreadable.count] in
            if count > 0 { $0.tellUnreadable(count) }
            $0.close(unfinished: read)
        }
    }

    /// Takes one request from any thread; its answer comes by `reply`.
    nonisolated func ask(_ request: CommandRequest) {
        executor.queue.async { @Sendable in self.assumeIsolated { _ = $0.take(request) } }
    }

    /// `false` where the disk did not take it, so that the same may be asked again.
    @discardableResult
    func take(_ request: CommandRequest) -> Bool {
        guard !request.line.isEmpty else {
            journal.onQueue { $0.writeOut() }
            request.reply(
                ControlAnswer(isDone: true, message: "The ward is watched, and the journal has what came in."))
            return true
        }
        let command: WardCommand
        do throws(CommandRefusal) {
            command = try WardCommand(line: request.line)
            if let refusal = request.refusal(of: command.deed.kind) { throw refusal }
        } catch {
            request.reply(ControlAnswer(CommandRefusals([error])))
            return true
        }
        do throws(CommandRefusals) {
            try give(command, request)
            return true
        } catch {
            log.commandRefused(command.deed.kind, error)
            request.reply(ControlAnswer(error))
            return !error.isPassing
        }
    }

    private func give(_ command: WardCommand, _ request: CommandRequest) throws(CommandRefusals) {
        let (monotonic, wall) = clock.now()
        let now = Tick(monotonic: monotonic, wall: wall)
        let named = command.deed.episode.flatMap { name in journal.onQueue { $0.alerts.episode(name) } }
        let open = command.deed.kind == .bind ? journal.onQueue { $0.alerts.openEpisodes } : []
        let before = register
        let accepted = try register.take(
            named.map { command.named(episode: $0.id) } ?? command, at: wall, openEpisodes: open,
            episode: { _ in named?.reference },
            observation: { [journal] number in journal.onQueue { $0.observation(number) } })
        let kind = accepted.command.deed.kind
        let letters = try letters(of: accepted.command.deed)
        // A child leaves the register only when its alarms have ended on record: cut off in between, it is still watched.
        if kind.changesSettings, kind != .discharge {
            do throws(RegisterFileError) {
                try file.save(register)
            } catch {
                register = before
                throw CommandRefusals(
                    [CommandRefusal("", "cannot be kept: \(error)", "Then ask again")], isPassing: true)
            }
        }
        let number = CommandNumber(nextNumber)
        let plan = register.plan
        var entry = CommandEntry(accepted, number, at: now, origin: request.source.origin)
        entry.document = request.document
        if let letter = letters.first {
            entry.admissionID = letter.admissionID
            entry.episodeID = letter.episodeID
        }
        var journalNumber: Int64?
        switch journal.onQueue({ [entry] in $0.begin(accepted, entry, plan: plan, letters: letters) }) {
        case .success(let row): journalNumber = row
        case .failure(let error):
            log.journalFailed(error)
            // Somebody is worried: that goes on without the row. It waits in memory with what it causes.
            guard kind == .concern || kind == .carerAnswer else {
                register = before
                if kind.changesSettings { try? file.save(register) }
                journal.onQueue { $0.abandon(number) }
                throw CommandRefusals(
                    [CommandRefusal("", "cannot be put on record: \(error)", "Then ask again")], isPassing: true)
            }
        }
        nextNumber += 1
        let line = RecordedCommand(number, accepted.command, isStart: false).line
        recorder.onQueue { $0.note(RecordingEntry(at: monotonic, .command(line))) }
        roster.set(plan)
        log.command(kind, journalNumber ?? Int64(number.rawValue), from: request.source)
        waiting[number] = Waiting(accepted: accepted, journalNumber: journalNumber, reply: request.reply)
        handOver(accepted, number)
    }

    /// The messages a command is about; none for a command that names none.
    private func letters(of deed: WardCommand.Deed) throws(CommandRefusals) -> [OutboxLetter] {
        guard let message = deed.message else { return [] }
        do throws(JournalError) {
            let letters = try journal.onQueue { $0.letters(named: message.name, endpoint: message.endpoint) }.get()
            if !letters.isEmpty { return letters }
        } catch {
            throw CommandRefusals(
                [CommandRefusal("", "cannot be looked up: \(error)", "Then ask again")], isPassing: true)
        }
        let place = message.endpoint.map { " for '\($0)'" } ?? ""
        throw CommandRefusals([
            CommandRefusal(
                "message",
                "there is no message '\(message.name)'\(place) that waits or was given up on, or there are several",
                "Take its id from: spotward outbox list")
        ])
    }

    private func handOver(_ accepted: AcceptedCommand, _ number: CommandNumber) {
        guard !accepted.deeds.isEmpty else {
            return settle(number, .done, episodeID: nil)
        }
        for deed in accepted.deeds {
            // People give few commands: while it is full, the evaluator stands still.
            while !ring.push(Command(number, deed)) {
                wake()
                usleep(1000)
            }
        }
        // Counted together, so that an admission and its limits are one tick's.
        handedOver.add(accepted.deeds.count)
        wake()
        let patience = DispatchTimeInterval.milliseconds(
            Int(DaemonLimits.outcomePatience.wholeMicroseconds / 1000))
        executor.queue.asyncAfter(deadline: .now() + patience) { @Sendable in
            self.assumeIsolated { $0.losePatience(number) }
        }
    }

    /// The evaluator's word on commands, after what they did is committed. From the journal's queue.
    nonisolated func settle(_ settled: [SettledCommand]) {
        executor.queue.async { @Sendable in
            self.assumeIsolated { desk in
                for command in settled { desk.settle(command.number, command.result, episodeID: command.episodeID) }
            }
        }
    }

    private func settle(_ number: CommandNumber, _ result: CommandOutcome.Result, episodeID: String?) {
        guard let command = waiting.removeValue(forKey: number) else { return }
        if result != .done, result != .recorded {
            register.withdraw(command.accepted.command)
            if command.accepted.command.deed.kind.changesSettings {
                do throws(RegisterFileError) { try file.save(register) } catch { log.warn("\(error)") }
            }
            log.warn("command \(command.journalNumber ?? Int64(number.rawValue)): \(result.name)")
        }
        var answer = answer(to: command, result, episodeID: episodeID)
        if result == .done, command.accepted.command.deed.kind == .discharge {
            do throws(RegisterFileError) {
                try file.save(register)
            } catch {
                answer = ControlAnswer(
                    isDone: false,
                    message:
                        "The alarms have ended, but the discharge cannot be kept: \(error). Put that right and discharge again."
                )
            }
        }
        command.reply?(answer)
    }

    private func losePatience(_ number: CommandNumber) {
        guard let reply = waiting[number]?.reply, let command = waiting[number] else { return }
        waiting[number]?.reply = nil
        var answer = answer(to: command, .done, episodeID: nil)
        answer.message +=
            " It is on record, but the hub has not said yet that it is done: look at the ward, and if it is urgent, ring."
        reply(answer)
    }

    private func answer(
        to command: Waiting, _ result: CommandOutcome.Result, episodeID: String?
    ) -> ControlAnswer {
        var answer = ControlAnswer(isDone: result == .done || result == .recorded, message: command.accepted.message)
        switch result {
        case .done: break
        case .recorded:
            answer.message =
                switch command.accepted.command.deed.kind {
                case .acknowledge, .close, .void:
                    "It was over already, or nobody has been called by it; what you said is on record and opens nothing."
                default: "\(command.accepted.message) No alarm is open that it would change."
                }
        case .noSuchEpisode: answer.message = "Nothing was done: that episode is not open any more. Look at the ward."
        case .noSuchChild: answer.message = "Nothing was done: that child is not on the ward now. Look at the ward."
        case .noSuchSource: answer.message = "Nothing was done: that device is not on this hub. Check its name."
        case .wardFull: answer.message = "Nothing was done: the ward is full. Discharge a child first."
        case .notAllowed:
            answer.message =
                "Nothing was done: it is not allowed now (a second pause without a reading since the first, or longer than may be)."
        }
        answer.number = command.journalNumber
        answer.admissionID = command.accepted.admission?.id
        answer.episodeID = episodeID ?? command.accepted.command.deed.episode
        return answer
    }

    /// Nobody is answered any more.
    func stop() {
        for number in waiting.keys.sorted(by: { $0.rawValue < $1.rawValue }) { losePatience(number) }
    }
}

/// A command the evaluator has answered.
struct SettledCommand: Sendable {
    var number: CommandNumber
    var result: CommandOutcome.Result
    /// The episode it changed, where it changed one.
    var episodeID: String?
}

extension WardCommand {
    /// The same with the time of an observation that was made when it was entered.
    fileprivate func observed(at instant: WallInstant) -> WardCommand {
        guard case .observe(let child, var form) = deed, form.measuredAt == nil else { return self }
        form.measuredAt = instant
        var command = self
        command.deed = .observe(child: child, form)
        return command
    }

    /// The same about the whole id of its episode, where its beginning was given.
    func named(episode id: String) -> WardCommand {
        var command = self
        switch deed {
        case .acknowledge(_, let minutes, let note):
            command.deed = .acknowledge(episode: id, minutes: minutes, note: note)
        case .close(_, let reason): command.deed = .close(episode: id, reason: reason)
        case .void(_, let reason): command.deed = .void(episode: id, reason: reason)
        default: break
        }
        return command
    }
}

extension CommandEntry {
    /// The journal's row of an accepted command.
    init(_ accepted: AcceptedCommand, _ number: CommandNumber, at now: Tick, origin: Origin) {
        let command = accepted.command
        self.init(
            number: number, at: now, kind: command.deed.kind.rawValue, admissionID: accepted.admission?.id,
            sourceName: command.deed.source, episodeID: command.deed.episode, byName: command.by.name,
            byRole: command.by.role.rawValue, line: command.line, origin: origin)
        if case .observe(let child, let form) = command.deed {
            observation = ObservationEntry(
                admissionID: accepted.admission?.id ?? child, measuredAt: form.measuredAt ?? now.wall,
                enteredAt: now.wall, form: form.line, corrects: form.corrects, reason: form.correctionReason)
        }
    }
}
