import Alarms
import Charts
import Glibc
import Journal
import Ports
import Register
import Vitals
import WardDaemon

/// Puts together what pages are made from: the journal's record, the configuration and the register. It only reads, and
/// the daemon need not run.
struct JournalSurvey {
    let journal: ReadOnlyJournal
    let ward: Ward

    /// Why nobody is watched, where that can be told: no daemon listens, or the hub is in safe mode.
    private(set) var notWatched: String?

    init(ward: Ward) throws {
        self.ward = ward
        notWatched = Self.notWatched(ward)
        journal = try JournalOptions.open(ward.configuration.stateFolder)
    }

    /// Asks the daemon again, for a page that is shown again.
    mutating func lookAgain() { notWatched = Self.notWatched(ward) }

    private static func notWatched(_ ward: Ward) -> String? {
        DaemonPulse.missing(at: ward.configuration.controlSocket, stateFolder: ward.configuration.stateFolder)
    }

    /// The ward's own time. In a demonstration its clock runs ahead of life, from the beginning of its run.
    func now() throws -> WallInstant {
        let real = JournalOptions.now()
        let speed = ward.configuration.clockSpeed
        guard speed != 1, let run = try journal.newestRun() else { return real }
        if let stopped = run.stopped { return stopped }
        guard real > run.started else { return real }
        let passed = Double(real.since(run.started).wholeMicroseconds) * speed
        return run.started.advanced(by: .microseconds(Int64(min(passed, Double(Int64.max / 2)))))
    }

    func standing(at now: WallInstant) throws -> WardPicture {
        let midnight = LondonTime.instant(CivilDateTime(date: LondonTime.date(at: now), microsecondOfDay: 0))
        let standing = try journal.wardStanding(coverageSince: midnight, now: now)
        let records = records(at: now)
        var picture = WardPicture(
            hubID: ward.configuration.hubID, at: now,
            children: try standing.children.map { try child($0, records[$0.admissionID], since: midnight, now: now) },
            hubAlarms: try standing.others.map(alarm), undeliveredCount: try journal.undeliveredCount(),
            notWatched: notWatched, levels: ward.chart.chart.levels)
        picture.calling = HubCallState(stateFolder: ward.configuration.stateFolder)
        return picture
    }

    /// The settings of each child, by pseudonym: those of the file and, above them, what was asked by command.
    func records(at now: WallInstant) -> [String: ChildRecord] {
        var kept: [WardCommand] = []
        do throws(RegisterFileError) {
            kept = try RegisterFile(path: ward.configuration.stateFolder + "/register").load()
        } catch {
            StandardError.complain("The register cannot be used, settings are those of the configuration: \(error)")
        }
        let start = WardStart(plan: ward.configuration.plan, kept: kept, at: now)
        return Dictionary(start.register.children.map { ($0.id, $0) }) { first, _ in first }
    }

    private func child(
        _ standing: ChildStanding, _ record: ChildRecord?, since midnight: WallInstant, now: WallInstant
    ) throws -> ChildOnWard {
        var child = ChildOnWard(standing.admissionID)
        child.alarms = try standing.episodes.map(alarm)
        child.newestReadingAt = [standing.newestReadingAt, standing.observation?.vitalSignsAt].compactMap(\.self).max()
        let admission = record?.admission
        let from = max(midnight, admission?.admittedAt ?? midnight)
        child.coverage = Coverage(
            validSeconds: standing.validSeconds, elapsedSeconds: now.since(from).wholeMicroseconds / 1_000_000)
        if let score = standing.score, let at = standing.scoredAt {
            child.score = ScoreStanding(snapshot: score, at: at)
        }
        child.observedAt = standing.observation?.measuredAt
        child.carer = try carer(standing, now: now)
        child.pausedUntil = standing.pausedUntil
        child.quietUntil = standing.quietUntil
        guard let record, let admission else { return child }
        child.label = admission.label
        child.setting = admission.setting
        let today = LondonTime.date(at: now)
        let chosen = record.chart.flatMap { $0.isLive(at: now) ? $0 : nil }
        child.ageBand = chosen?.band ?? AgeBand(bornOn: admission.bornOn, on: today)
        child.chartChosen = chosen.map {
            "\($0.decision.by.name), until \($0.until.forPeople): \($0.decision.reason)"
        }
        child.template = record.template
        child.admittedAt = admission.admittedAt
        child.cadence = admission.cadence
        child.usual = admission.usual
        child.limits = admission.limits.filter { $0.until.map { $0 > now } ?? true }
        child.floorsDeclined = record.floorsDeclined.map { "\($0.reason) (\($0.by.name))" }
        return child
    }

    private func carer(_ standing: ChildStanding, now: WallInstant) throws -> CarerNote? {
        var note = CarerNote(standing.carer)
        guard note?.answer == .worse, let answeredAt = note?.at else { return note }
        let reviews = try journal.events(of: standing.admissionID, from: answeredAt, to: now).commands.filter(\.isDone)
        for row in reviews where row.kind == CommandKind.review.rawValue {
            guard case .review(_, let form) = (try? WardCommand(line: row.line))?.deed else { continue }
            if let level = form.carerLevel { note?.level = level }
        }
        return note
    }

    private func alarm(_ episode: EpisodeTransition) throws -> OpenAlarm {
        var alarm = OpenAlarm(
            episodeID: episode.row.episodeID, transition: episode.transition, admissionID: episode.row.admissionID,
            sourceName: episode.row.sourceName)
        if episode.transition.condition == .concern {
            alarm.said = StoredMessage(line: episode.row.line).data.concern?.note
        }
        if episode.row.acknowledgedUntil != nil { alarm.taken = try taker(of: episode) }
        return alarm
    }

    /// Who has an episode whose last transition says that somebody does.
    private func taker(of episode: EpisodeTransition) throws -> OpenAlarm.Taken? {
        guard case .found(let history) = try journal.episode(episode.row.episodeID) else { return nil }
        return history.takers.last.map { OpenAlarm.Taken(name: $0.name, role: $0.role, at: $0.at, until: $0.until) }
    }
}

extension EpisodeHistory {
    /// Who took the episode, in order.
    var takers: [ConcernStatus.Taker] {
        transitions.compactMap { step in
            guard step.transition.event == .acknowledged,
                let command = commands.first(where: { $0.number == step.row.commandNumber })
            else { return nil }
            return ConcernStatus.Taker(
                name: command.byName, role: command.byRole, at: step.transition.at.wall,
                until: step.transition.acknowledgedUntil?.wall)
        }
    }
}

extension ObservationRow {
    /// When it was made, where a vital sign is among what was entered: a reading by hand.
    var vitalSignsAt: WallInstant? {
        (try? ObservationForm(line: form))?.hasVitalSign == true ? measuredAt : nil
    }
}

extension CarerNote {
    /// `nil` where the question was never asked and never answered.
    init?(_ standing: CarerStanding) {
        guard standing.askedAt != nil || standing.answeredAt != nil || standing.unansweredAt != nil else { return nil }
        let isWaiting =
            standing.unansweredAt.map { $0 > standing.answeredAt ?? WallInstant(microseconds: .min) } ?? false
        self.init(
            answer: standing.answer, at: standing.answeredAt,
            unansweredSince: isWaiting ? standing.askedAt ?? standing.unansweredAt : nil)
    }
}
