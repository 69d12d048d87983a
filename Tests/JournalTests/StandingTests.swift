@testable import Alarms
import Charts
import Foundation
import Testing
import Vitals

@testable import Journal

@Suite struct StandingTests {
    let directory: TemporaryDirectory
    let store: JournalStore
    init() throws {
        directory = try TemporaryDirectory()
        store = try openStore(directory)
    }

    private func standing(now second: Int64 = 100, since start: Int64 = 0) throws -> WardStanding {
        try ReadOnlyJournal(directory: directory.state).wardStanding(coverageSince: wall(start), now: wall(second))
    }

    private func child(_ index: Int = 0, now second: Int64 = 100, since start: Int64 = 0) throws -> ChildStanding {
        let children = try standing(now: second, since: start).children
        return try #require(children.indices.contains(index) ? children[index] : nil)
    }

    // Latched episodes.

    @Test func aLatchedEpisodeComesBackUntilSomebodyTakesIt() throws {
        var latched = transition(2, .clearedUnacknowledged, .resolved, at: 10)
        latched.isLatched = true
        _ = try store.commit(
            JournalBatch(alerts: [
                alert("a1", episode: "a", key: "k", transition(1)), alert("a2", episode: "a", key: "k", latched),
                alert("v1", episode: "v", key: "other", transition(1, .voided, .void)),
            ]))
        #expect(try store.openEpisodes(in: ward).transitions == [latched])
        #expect(try child().episodes.map(\.transition) == [latched])
        // Taken: over for good.
        let taken = transition(3, .acknowledged, .resolved, at: 20)
        _ = try store.commit(JournalBatch(alerts: [alert("a3", episode: "a", key: "k", taken)]))
        #expect(try store.openEpisodes(in: ward).transitions.isEmpty)
        #expect(try child().episodes.isEmpty)
    }

    @Test func aLatchedEpisodeGivesWayToANewerOneOfItsCondition() throws {
        var latched = transition(1, .clearedUnacknowledged, .resolved)
        latched.isLatched = true
        let newer = transition(1, at: 50)
        _ = try store.commit(
            JournalBatch(alerts: [
                alert("a", episode: "a", key: "k", latched), alert("b", episode: "b", key: "k", newer),
            ]))
        #expect(try store.openEpisodes(in: ward).transitions == [newer])
    }

    // The ward.

    @Test func theWardListsChildrenOfThisRunWithWhatIsOpenMostUrgentFirst() throws {
        _ = try store.commit(
            JournalBatch(alerts: [
                alert("m", episode: "m", transition(priority: .medium)),
                alert("c", episode: "c", transition(priority: .critical)),
                alert("o", episode: "o", transition(1, .resolved, .resolved)),
                alert("h", episode: "h", admission: nil, transition(subject: .hub)),
                alert("g", episode: "g", admission: "adm-gone", transition()),
            ]))
        let ward = try standing()
        #expect(ward.children.map(\.admissionID) == ["adm-a", "adm-b"])
        #expect(ward.children.map { $0.episodes.map(\.row.alertID) } == [["c", "m"], []])
        #expect(ward.others.map(\.row.alertID) == ["h", "g"])
    }

    @Test func aDischargedChildIsNotOnTheWardAndOneWhoseDischargeWasRefusedIs() throws {
        for (number, name) in [(UInt32(1), "adm-a"), (2, "adm-b")] {
            _ = try store.append(command: command(number, "discharge", child: name))
        }
        _ = try store.commit(
            JournalBatch(outcomes: [
                CommandOutcome(CommandNumber(1), at: tick(1), .noSuchChild),
                CommandOutcome(CommandNumber(2), at: tick(1), .done),
            ]))
        #expect(try standing().children.map(\.admissionID) == ["adm-a"])
        // The next run has others.
        try store.beginRun(runRecord, names: WardNames(admissions: ["adm-n"], sources: []))
        #expect(try standing().children.map(\.admissionID) == ["adm-n"])
    }

    @Test func aSecondWithAValidReadingCountsOnceHoweverManyDevicesAndBatches() throws {
        _ = try store.commit(
            JournalBatch(readings: [
                reading(at: 0), reading(at: 1), reading(at: 1, source: 1), reading(at: 2, .retrospective),
                reading(nil, at: 3, .valueless), reading(at: 4, child: 1), reading(nil, at: 5),
            ]))
        // The next batch begins in the second the last one ended in.
        _ = try store.commit(
            JournalBatch(readings: [reading(at: 1), reading(at: 6), reading(at: 9, measured: wall(7))]))
        #expect(try standing().children.map(\.validSeconds) == [4, 1])
        #expect(try child().newestReadingAt == wall(7))
        #expect(try child().coverage(of: .seconds(8)) == 0.5)
        #expect(try child().coverage(of: .zero) == 0 && child().coverage(of: .seconds(1)) == 1)
    }

    @Test func coverageCountsFromTheHourOfItsBeginningAndOverHours() throws {
        // 22:59:58 to 23:00:01, and one before the day began.
        _ = try store.commit(JournalBatch(readings: [reading(at: -1), reading(at: 3_598), reading(at: 3_599)]))
        _ = try store.commit(JournalBatch(readings: [reading(at: 3_600), reading(at: 3_601)]))
        #expect(try child(now: 7_000, since: 0).validSeconds == 4)
        #expect(try child(now: 7_000, since: 3_600).validSeconds == 2)
        #expect(try child(now: 3_599, since: 0).validSeconds == 2)
        #expect(try child(now: 7_000, since: -3_600).validSeconds == 5)
    }

    @Test func aChildsRowHasItsScoreItsObservationAndItsQuestion() throws {
        #expect(try child().score == nil && child().observation == nil && child().carer == CarerStanding())
        var later = score
        later.partialSum = 6
        _ = try store.commit(
            JournalBatch(
                scores: [
                    ScoreRecord(child: ChildIndex(0), at: tick(1), score: score),
                    ScoreRecord(child: ChildIndex(0), at: tick(2), score: later),
                    ScoreRecord(child: ChildIndex(1), at: tick(3), score: score),
                ],
                notices: [Notice(.carerAnswered(.worse), of: ChildIndex(0), at: tick(5))]))
        for (number, target) in [(UInt32(1), nil as Int64?), (2, 1)] {
            let entry = ObservationEntry(
                admissionID: "adm-a", measuredAt: wall(9 - Int64(number)), enteredAt: wall(20), form: "{}",
                corrects: target, reason: target.map { _ in "why" })
            _ = try store.append(command: command(number, "observe", observation: entry))
        }
        let row = try child()
        #expect(row.score == later && row.scoredAt == wall(2))
        #expect(row.observation?.number == 2 && row.carer.answer == .worse)
    }

    @Test(arguments: [(99, true), (100, false), (101, false)])
    func aPauseIsInForceUntilItsInstant(second: Int64, isPaused: Bool) throws {
        _ = try store.commit(
            JournalBatch(notices: [Notice(.pauseBegan(until: wall(100)), of: ChildIndex(0), at: tick(1))]))
        #expect(try child(now: second).pausedUntil == (isPaused ? wall(100) : nil))
        #expect(try child(now: second).quietUntil == nil)
    }

    @Test func aQuietThatEndedEarlyIsNotInForceAndOneBegunAgainInTheSameInstantIs() throws {
        let quiet = Notice(.quietBegan(until: wall(500)), of: ChildIndex(0), at: tick(1))
        _ = try store.commit(JournalBatch(notices: [quiet, Notice(.quietEnded, of: ChildIndex(0), at: tick(9))]))
        #expect(try child().quietUntil == nil)
        _ = try store.commit(
            JournalBatch(notices: [Notice(.quietBegan(until: wall(700)), of: ChildIndex(0), at: tick(9))]))
        #expect(try child().quietUntil == wall(700))
    }

    @Test func aHandoverHasWhatHappenedInItsSpanAndNothingElse() throws {
        for second in [Int64(9), 10, 19, 20] {
            _ = try store.append(command: command(UInt32(second), "pause", at: second))
            _ = try store.commit(
                JournalBatch(
                    alerts: [
                        alert("a\(second)", episode: "\(second)", transition(at: second)),
                        alert("b\(second)", episode: "b\(second)", admission: "adm-b", transition(at: second)),
                        alert("h\(second)", episode: "h\(second)", admission: nil, transition(at: second)),
                    ], notices: [Notice(.pauseEnded, of: ChildIndex(0), at: tick(second))]))
        }
        let reader = try ReadOnlyJournal(directory: directory.state)
        let events = try reader.events(of: "adm-a", from: wall(10), to: wall(20))
        #expect(events.transitions.map(\.row.alertID) == ["a10", "a19"] && !events.isCut)
        #expect(events.commands.map(\.at) == [wall(10), wall(19)] && events.notices.map(\.at) == [wall(10), wall(19)])
        let hub = try reader.events(of: nil, from: wall(10), to: wall(20))
        #expect(hub.transitions.map(\.row.alertID) == ["h10", "h19"] && hub.commands.isEmpty && hub.notices.isEmpty)
    }

    @Test(arguments: [Limits.handoverRowCount, Limits.handoverRowCount + 1])
    func aHandoverKeepsTheNewestAndSaysThatItIsCut(count: Int) throws {
        let notices = (0..<count).map { Notice(.carerAsked, of: ChildIndex(0), at: tick(Int64($0))) }
        _ = try store.commit(JournalBatch(notices: notices))
        let events = try ReadOnlyJournal(directory: directory.state).events(
            of: "adm-a", from: wall(0), to: wall(Int64(count)))
        #expect(events.notices.count == Limits.handoverRowCount && events.isCut == (count > Limits.handoverRowCount))
        #expect(events.notices.last?.at == wall(Int64(count - 1)))
    }
}
