import Alarms
import Journal
import Register
import Vitals
import Webhooks

/// What a run takes over from the one before: signs of life, episodes, observations, the daily question and what was told of
/// birthdays. Each is a line
/// of the recording and an input made of that line, so that a replay is given what the run was given.
struct Restoration: Sendable {
    private(set) var commands: [RestoreCommand] = []
    /// What is on record and cannot be read: open episodes, what was entered, what was told.
    private(set) var unreadableCount = 0

    var lines: [String] { get throws { try commands.map { try $0.line } } }

    /// Nothing but the alarm that nobody is watched, so that it goes on: whatever else lies there may be what ends the program.
    init(inSafeModeFrom store: JournalStore, names: WardNames, plan: WardPlan) throws {
        for transition in try store.openEpisodes(of: .notWatched, in: names).transitions {
            commands.append(try RestoreCommand(.restoreEpisode(transition), plan: plan))
        }
    }

    /// - Parameter composer: for the ids of the episodes.
    init(
        from store: JournalStore, names: WardNames, plan: WardPlan, composer: AlertComposer, at now: WallInstant,
        log: DaemonLog
    ) throws {
        var composer = composer
        composer.plan = plan
        for (child, wall) in try store.lastTimelyReadings(in: names).sorted(by: { $0.key < $1.key }) {
            commands.append(try RestoreCommand(.restoreLiveness(child, wall), plan: plan))
        }
        let episodes = try store.openEpisodes(in: names)
        for vanished in episodes.vanished {
            log.warn(
                "an open episode of \(vanished.admissionID ?? vanished.sourceName ?? "nobody") stays open in the journal: it is not on this ward any more"
            )
        }
        for episode in episodes.unreadable {
            log.warn(
                "the record of the open episode \(episode) cannot be read: it is not gone on with, and fires anew where it is still so. "
                    + "Ask the team whether somebody is worried, copy the state folder, and run `spotward audit verify`."
            )
        }
        var unreadable: [String] = []
        let origins = try store.originLines()
        for transition in episodes.transitions {
            let origin = origins[composer.compose(transition).episodeID]
            commands.append(try RestoreCommand(.restoreEpisode(transition), origin: origin, plan: plan))
        }
        for observation in try store.standingObservations(in: names, now: now) {
            guard let admission = plan.name(of: observation.child) else { continue }
            guard let form = try? ObservationForm(line: observation.row.form).keeping(observation.fields) else {
                unreadable.append("observation \(observation.row.number) of \(admission)")
                continue
            }
            commands.append(
                RestoreCommand(observations: form.line, of: admission, at: observation.row.measuredAt))
        }
        // An entry and a row stand by when they were made, whatever their order here.
        for (child, standing) in try store.standingOxygen(in: names, now: now).sorted(by: { $0.key < $1.key }) {
            guard let admission = plan.name(of: child) else { continue }
            var form = ObservationForm()
            form.oxygen = standing.oxygen
            commands.append(RestoreCommand(observations: form.line, of: admission, at: standing.at))
        }
        for (child, carer) in try store.carerStandings(in: names).sorted(by: { $0.key < $1.key }) {
            let input = Input.restoreCarer(
                child, answeredAt: carer.answeredAt, askedAt: carer.askedAt, unansweredAt: carer.unansweredAt)
            commands.append(try RestoreCommand(input, plan: plan))
        }
        for (child, birthday) in try store.birthdayStandings(in: names).sorted(by: { $0.key < $1.key }) {
            let input = Input.restoreBirthday(
                child, changedOn: birthday.changedOn, announcedFor: birthday.announcedFor)
            commands.append(try RestoreCommand(input, plan: plan))
        }
        unreadable += store.unreadable
        for what in unreadable {
            log.warn("this on record cannot be read: \(what). Copy the state folder, and run `spotward audit verify`.")
        }
        unreadableCount = episodes.unreadable.count + unreadable.count
    }
}

/// Everything a run begins with beside its configuration.
struct WardTakeover: Sendable {
    let register: WardRegister
    let file: RegisterFile
    let commands: StartCommands
    let restoration: Restoration
    /// Commands the run before was cut off with: on record, and perhaps never done.
    let unfinished: [CommandRow]

    init(_ start: WardStart, _ file: RegisterFile, _ restoration: Restoration, unfinished: [CommandRow]) {
        self.unfinished = unfinished
        register = start.register
        self.file = file
        commands = StartCommands(start)
        self.restoration = restoration
    }

    /// The lines of the recording's beginning: the ward first, then what it was like.
    var lines: [String] { get throws { commands.lines + (try restoration.lines) } }

    /// The same as inputs of the evaluator.
    func inputs(at start: Tick) -> [Input] {
        commands.inputs(at: start) + restoration.commands.compactMap { $0.input(on: register.plan) }
    }
}

extension ObservationForm {
    /// Only what nothing entered later has taken over.
    fileprivate func keeping(_ fields: Set<String>) -> ObservationForm {
        var kept = ObservationForm()
        kept.measuredAt = measuredAt
        kept.isConfirmed = isConfirmed
        func keep<Value>(_ key: String, _ path: WritableKeyPath<ObservationForm, Value?>) {
            if fields.contains(key) { kept[keyPath: path] = self[keyPath: path] }
        }
        keep("spo2", \.spO2)
        keep("hr", \.heartRate)
        keep("rr", \.respiratoryRate)
        keep("temp", \.temperature)
        keep("respiratory_distress", \.respiratoryDistress)
        keep("oxygen", \.oxygen)
        keep("systolic_blood_pressure", \.systolicBloodPressure)
        keep("capillary_refill", \.capillaryRefill)
        keep("consciousness", \.consciousness)
        keep("pupils", \.hasAbnormalPupils)
        keep("sepsis", \.sepsis)
        keep("intuition", \.intuition)
        return kept
    }
}
