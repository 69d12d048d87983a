import Alarms
import Journal
import Register
import Vitals
import Webhooks

extension JournalStage {
    /// Takes a command on record, and makes its text and its child known, before the evaluator sees it.
    ///
    /// - Returns: the journal's number of the command. Where the disk refuses, its text is known all the same.
    func begin(_ accepted: AcceptedCommand, _ entry: CommandEntry, plan: WardPlan) -> Result<Int64, JournalError> {
        know(accepted, entry.number, at: entry.at, plan: plan)
        do throws(JournalError) {
            try reopenIfNeeded()
            let number = try store.append(command: entry)
            if accepted.command.deed.kind == .admit, let id = accepted.admissionID {
                try store.admit(id)
                opening.names = store.names
            }
            if accepted.command.deed.kind == .muteSound {
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
        alerts.know(plan)
        for (number, accepted) in takeover.commands.entries {
            know(accepted, number, at: start, plan: plan)
            let entry = CommandEntry(accepted, number, at: start, origin: .start)
            do throws(JournalError) { _ = try store.append(command: entry) } catch { fail(error) }
        }
        for command in takeover.restoration.commands {
            guard case .restoreEpisode(let transition)? = command.input(on: plan) else { continue }
            alerts.restore(transition, origin: command.originText)
        }
    }

    private func know(_ accepted: AcceptedCommand, _ number: CommandNumber, at now: Tick, plan: WardPlan) {
        alerts.know(CommandText(accepted.command, at: now.wall), of: number, plan: plan)
        ledger.begin(number, deedCount: accepted.deeds.count)
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
            if let command = transition.command { episodesByCommand[command] = alert.episodeID }
            pending.alerts.append(alert)
        case .notice(let notice):
            pending.notices.append(notice)
        case .outcome(let outcome):
            alerts.take(outcome)
            guard let whole = ledger.take(outcome) else { return }
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
