import Alarms
import Journal
import Register
import Vitals
import Webhooks

extension JournalStage {
    /// Takes a command on record, and makes its text and its child known, before the evaluator sees it.
    ///
    /// - Returns: the journal's number of the command. Where the disk refuses, its text is known all the same.
    func begin(
        _ accepted: AcceptedCommand, _ entry: CommandEntry, plan: WardPlan, letters: [OutboxLetter]
    ) -> Result<Int64, JournalError> {
        know(accepted, entry.number, at: entry.at, plan: plan)
        do throws(JournalError) {
            let change = OutboxChange(accepted.command.deed, letters)
            let number = try writeSurely { () throws(JournalError) in try store.append(command: entry, change) }
            for letter in letters where accepted.command.deed.kind == .dropMessage {
                letter.alertIDs.forEach { calls.ended($0) }
            }
            if accepted.command.deed.kind == .admit, let id = accepted.admissionID {
                try store.admit(id)
                opening.names = store.names
            }
            if accepted.command.deed.kind == .muteSound {
                calls.mute(until: clock.monotonicNow().advanced(by: DaemonLimits.muteSpan))
                note("sound.muted", "the sound on the hub rests for two minutes")
            }
            return .success(number)
        } catch {
            fail(error)
            return .failure(error)
        }
    }

    /// What the run begins with: the commands of the start, on record like any other, and the episodes that go on.
    func take(over takeover: WardTakeover, at start: Tick) {
        let plan = takeover.register.plan
        if !isUnwatched { restoreCalls(at: start) }
        alerts.know(plan)
        digest.know(takeover.register, at: start.wall)
        for (number, accepted) in takeover.commands.entries {
            know(accepted, number, at: start, plan: plan)
            let entry = CommandEntry(accepted, number, at: start, origin: .start)
            do throws(JournalError) { _ = try store.append(command: entry) } catch { fail(error) }
        }
        for command in takeover.restoration.commands {
            switch command.input(on: plan) {
            case .restoreEpisode(let transition):
                let id = alerts.restore(transition, origin: command.originText)
                digest.take(transition, episodeID: id)
            case .restoreLiveness(let child, let wall):
                digest.restore(child, lastTimely: start.monotonic.advanced(by: min(.zero, wall.since(start.wall))))
            default: break
            }
        }
    }

    private func know(_ accepted: AcceptedCommand, _ number: CommandNumber, at now: Tick, plan: WardPlan) {
        alerts.know(CommandText(accepted.command, at: now.wall), of: number, plan: plan)
        ledger.begin(number, deedCount: accepted.deeds.count)
        digest.begin(accepted, number, plan: plan)
        // The evaluator has no part in it.
        if accepted.deeds.isEmpty { pending.outcomes.append(CommandOutcome(number, at: now, .done)) }
    }

    /// A command that was refused after all. The ward stands as it was.
    func abandon(_ number: CommandNumber) {
        ledger.abandon(number)
        pending.outcomes.removeAll { $0.number == number }
        alerts.forget(number)
    }

    /// The observation of a number, for its correction; `nil` where there is none, or where the disk does not say.
    func observation(_ number: Int64) -> CorrectedObservation? {
        do throws(JournalError) {
            return try store.observation(number).map {
                CorrectedObservation(child: $0.admissionID, measuredAt: $0.measuredAt)
            }
        } catch {
            fail(error)
            return nil
        }
    }

    /// The messages of a name that wait or were given up on.
    func letters(named name: String, endpoint: String?) -> Result<[OutboxLetter], JournalError> {
        do throws(JournalError) {
            return .success(
                try store.letters(
                    named: name == CommandKind.everyMessage ? nil : name, endpoint: endpoint))
        } catch {
            return .failure(error)
        }
    }

    func close(unfinished commands: [CommandRow]) {
        do throws(JournalError) {
            try store.closeUnfinished(commands, at: clock.now().wall)
        } catch {
            fail(error)
        }
    }

    /// Takes one thing the evaluator decided, in its order.
    func take(_ decision: Decision) {
        switch decision {
        case .transition(let transition):
            let alert = alerts.compose(transition)
            digest.take(transition, episodeID: alert.episodeID)
            if let command = transition.command { episodesByCommand[command] = alert.episodeID }
            pending.alerts.append(alert)
        case .notice(let notice):
            digest.take(notice)
            pending.notices.append(notice)
        case .outcome(let outcome):
            alerts.take(outcome)
            guard let whole = ledger.take(outcome) else { return }
            digest.take(whole)
            pending.outcomes.append(whole)
            settling.append(
                SettledCommand(
                    number: whole.number, result: whole.result,
                    episodeID: episodesByCommand.removeValue(forKey: whole.number)))
        }
    }

    /// Tells the desk what is on the disk now.
    func settle() {
        guard !settling.isEmpty else { return }
        commandRelay.settle(settling)
        settling = []
    }

    /// A receiver's signed answer goes to the desk; what it comes to is in the log.
    func take(_ document: SignedDocument, from endpoint: String) {
        commandRelay.ask(document, of: endpoint) { [log] answer in log.answered(endpoint, answer) }
    }
}
