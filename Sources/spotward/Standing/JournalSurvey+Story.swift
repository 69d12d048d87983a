import Alarms
import ArgumentParser
import Glibc
import Journal
import Register
import Vitals

extension JournalSurvey {
    /// An episode by its id or a beginning of it; says what is wrong with an id and leaves with `EX_DATAERR`.
    func story(of id: String) throws -> EpisodeStory {
        switch try journal.episode(id) {
        case .found(let history): return story(history)
        case .several(let ids):
            StandardError.complain("Several episodes begin with \(id.printable): \(ids.joined(separator: ", ")).")
        case .unknown:
            StandardError.complain("There is no episode \(id.printable). `spotward ward` lists the open ones.")
        case .tooShort: StandardError.complain("Give at least six characters of the episode's id.")
        }
        throw ExitCode(EX_DATAERR)
    }

    private func story(_ history: EpisodeHistory) -> EpisodeStory {
        var story = EpisodeStory(
            episodeID: history.episodeID, admissionID: history.admissionID, sourceName: history.sourceName,
            steps: history.transitions.map { step($0, in: history) },
            readings: history.readings.map(EpisodeStory.Sample.init),
            chart: ward.chart)
        story.readings.sort { $0.at < $1.at }
        story.isCut = history.readings.count >= Journal.Limits.episodeReadingCount
        story.heldBack = history.suppressions.map {
            EpisodeStory.HeldBack(
                at: $0.transition.at.wall, condition: $0.transition.condition, by: $0.transition.suppressedBy,
                shortID: String($0.row.episodeID.prefix(8)))
        }
        story.notices = history.notices.map { ($0.at, $0.kind.plainWords) }
        return story
    }

    private func step(_ episode: EpisodeTransition, in history: EpisodeHistory) -> EpisodeStory.Step {
        let command = history.commands.first { $0.number == episode.row.commandNumber }
        return EpisodeStory.Step(
            transition: episode.transition, message: StoredMessage(line: episode.row.line),
            command: command.map {
                EpisodeStory.Said(
                    by: $0.byName, role: $0.byRole, words: (try? WardCommand(line: $0.line))?.deed.plainWords)
            },
            deliveries: history.deliveries.filter { $0.alertID == episode.row.alertID }.map {
                EpisodeStory.Delivery(
                    endpoint: $0.endpoint, attemptCount: $0.attemptCount,
                    acceptedAt: $0.isAccepted ? $0.acceptedAt : nil, receiptAt: $0.receiptAt,
                    displayedAt: $0.displayedAt, leftAs: $0.state.plainName)
            })
    }
}

extension EpisodeStory.Sample {
    /// At its own stamp, unless that lies ahead of its arrival: such a reading counts when it came.
    init(_ row: ReadingRow) {
        self.init(
            at: min(row.readings.measuredAt ?? row.arrivedAt, row.arrivedAt), readings: row.readings,
            disposition: row.disposition, implausible: row.implausible)
    }
}

extension Notice.Kind {
    /// As a remark in a list.
    var plainWords: String {
        switch self {
        case .carerAsked: "the daily question was asked"
        case .carerAnswered(let answer): "the carer answered: \(answer.plainName)"
        case .carerUnanswered: "the daily question got NO ANSWER"
        case .chartChanged(_, let to):
            "from now the chart is \(to.map { "\($0.name)" } ?? "none: no score for this age")"
        case .chartChanges(let on, let to):
            "on \(on) the chart becomes \(to.map { "\($0.name)" } ?? "none: no score for that age")"
        case .pauseBegan(let until): "planned pause until \(until.clock)"
        case .pauseEnded: "the pause ended"
        case .quietBegan(let until): "equipment quiet until \(until.clock)"
        case .quietEnded: "the quiet ended"
        }
    }
}

extension OutboxRow.State {
    /// Of what left without being accepted.
    fileprivate var plainName: String? {
        switch self {
        case .queued, .accepted: nil
        case .dead: "GIVEN UP ON until somebody looks (spotward outbox)"
        case .dropped: "dropped by a person (spotward outbox show)"
        }
    }
}
