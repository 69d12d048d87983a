import Alarms
import Foundation
import Testing
import Vitals

@testable import Journal

@Suite struct EpisodeHistoryTests {
    let directory: TemporaryDirectory
    let store: JournalStore
    init() throws {
        directory = try TemporaryDirectory()
        store = try openStore(directory)
    }

    private func lookUp(_ id: String) throws -> EpisodeLookup {
        try ReadOnlyJournal(directory: directory.state).episode(id)
    }

    private func history(_ id: String) throws -> EpisodeHistory {
        guard case .found(let history) = try lookUp(id) else { throw NotFound() }
        return history
    }

    private struct NotFound: Error {}

    @Test func aBeginningThatNoOtherHasNamesAnEpisode() throws {
        let ids = ["abcdef01", "abcdef02", "abcdef0", "%_____"]
        _ = try store.commit(JournalBatch(alerts: ids.map { alert("x\($0)", episode: $0, transition()) }))
        #expect(try lookUp("abcde") == .tooShort)
        #expect(try lookUp("abcdef") == .several(["abcdef0", "abcdef01", "abcdef02"]))
        #expect(try history("abcdef0").episodeID == "abcdef0")
        #expect(try history("abcdef01").episodeID == "abcdef01")
        #expect(try history("%_____").episodeID == "%_____")
        #expect(try lookUp("abcdef03") == .unknown && lookUp("ABCDEF") == .unknown && lookUp("'; --'") == .unknown)
    }

    @Test func aNurseFindsAllThatADecisionWasTakenFrom() throws {
        _ = try store.append(command: command(1, "acknowledge", episode: "episode", at: 40))
        _ = try store.append(command: command(2, "close", episode: "another", at: 41))
        _ = try store.append(command: command(3, "discharge", at: 50))
        var raised = transition(2, .raised, priority: .critical, at: 30)
        raised.window = WindowCounts(seconds: 30, valid: 30, breaching: 30)
        var ended = transition(3, .resolved, .resolved, at: 50)
        ended.command = CommandNumber(3)
        var suppressed = transition(1, .suppressed, at: 20)
        suppressed.suppressedBy = .higherBand
        var late = suppressed
        late.at = tick(51)
        _ = try store.commit(
            JournalBatch(
                // From −30 s − 30 s − 60 s to 30 s + 60 s.
                readings: [-121, -120, 0, 90, 91].map { reading(at: $0) } + [
                    reading(at: 5, child: 1), reading(at: 6, child: nil),
                ],
                alerts: [
                    alert("e1", episode: "episode", transition(1)), alert("e2", episode: "episode", raised),
                    alert("e3", episode: "episode", ended), alert("s1", episode: "s", suppressed),
                    alert("s2", episode: "s", late), alert("s3", episode: "s3", admission: "adm-b", suppressed),
                    alert("n1", episode: "n", transition(1, at: 20)),
                ],
                endpoints: ["team"],
                notices: [-31, 40, 51].map { Notice(.carerAsked, of: ChildIndex(0), at: tick($0)) }))
        let history = try history("episode")
        #expect(history.admissionID == "adm-a" && history.sourceName == nil)
        #expect(history.transitions.map(\.row.alertID) == ["e1", "e2", "e3"])
        #expect(history.transitions.map(\.transition) == [transition(1), raised, ended])
        #expect(history.commands.map(\.number) == [1, 3])
        #expect(history.readings.map(\.arrivedAt) == [-120, 0, 90].map(wall))
        #expect(history.notices.map(\.at) == [wall(40)])
        #expect(history.suppressions.map(\.row.alertID) == ["s1"])
    }

    @Test func eachAlertsDeliveryIsToldWithTheMessageItWentWith() throws {
        _ = try store.commit(
            JournalBatch(
                alerts: [
                    alert("lead", episode: "leading", transition(priority: .high)),
                    alert("e1", episode: "episode", transition(1, priority: .medium)),
                    alert("e2", episode: "episode", transition(2, .raised, priority: .critical, at: 9)),
                ], endpoints: ["team"]))
        try store.combine(lead: OutboxReference(hubSequence: 1, endpoint: "team"), members: [2])
        try store.recordAttempt(attempt(1, "team", at: 1, accepted: false), nextDue: wall(2))
        try store.recordAttempt(attempt(1, "team", number: 2, at: 2, accepted: true), nextDue: nil)
        let deliveries = try history("episode").deliveries
        #expect(deliveries.map(\.alertID) == ["e1", "e2"] && deliveries.map(\.carriedBy) == [1, nil])
        #expect(deliveries.map(\.isAccepted) == [true, false] && deliveries.map(\.attemptCount) == [2, 0])
        #expect(deliveries.map(\.stage) == ["done", nil] && deliveries.map(\.httpStatus) == [204, nil])
        #expect(deliveries.first?.firstAttemptAt == wall(1))
        #expect(deliveries.first?.acceptedAt == wall(2).advanced(by: .milliseconds(120)))
        #expect(try history("leading").deliveries.map(\.carriedBy) == [nil])
    }

    @Test func anAlarmAboutADeviceShowsThatDevicesReadings() throws {
        let subject = AlarmSubject.source(SourceIndex(1), ChildIndex(0))
        _ = try store.commit(
            JournalBatch(
                readings: [
                    reading(at: 0, source: 1), reading(at: 1, source: 0), reading(at: 2, child: nil, source: 1),
                ],
                alerts: [
                    alert("d", episode: "device", transition(subject: subject)),
                    alert("h", episode: "the-hub", admission: nil, transition(subject: .hub)),
                ]))
        #expect(try history("device").readings.map(\.arrivedAt) == [wall(0), wall(2)])
        #expect(try history("device").sourceName == "drop")
        #expect(try history("the-hub").readings.isEmpty)
    }

    @Test(arguments: [-1, 0, 1])
    func soManyReadingsAreShownAndTheNewest(excess: Int) throws {
        let count = Limits.episodeReadingCount + excess
        // All in the seconds before the onset.
        let readings = (0..<count).map { reading(at: -Int64($0 / 10), measured: nil) }
        _ = try store.commit(
            JournalBatch(readings: readings.reversed(), alerts: [alert("e", episode: "episode", transition())]))
        let shown = try history("episode").readings
        #expect(shown.count == min(count, Limits.episodeReadingCount) && shown.last?.arrivedAt == wall(0))
        #expect(shown == shown.sorted { ($0.arrivedAt, $0.reading) < ($1.arrivedAt, $1.reading) })
    }
}
