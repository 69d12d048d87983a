import Alarms
import GRDB
import Testing
import Vitals

@testable import Journal

/// An alert that an endpoint does not accept becomes one of its fallback too, once, and both are tried on.
@Suite struct FallbackTests {
    let directory: TemporaryDirectory
    let store: JournalStore
    let night = Fallback("night", urgentAfter: .seconds(30), ordinaryAfter: .seconds(1_800))
    init() throws {
        directory = try TemporaryDirectory()
        store = try openStore(directory)
    }

    private func queue(
        _ id: String, episode: String? = nil, _ priority: Priority = .high, condition: ConditionKind = .chartSpO2Low,
        to endpoints: [OwedEndpoint]? = nil
    ) throws {
        var transition = transition(priority: priority)
        transition.condition = condition
        _ = try store.commit(
            JournalBatch(
                alerts: [alert(id, episode: episode ?? id, admission: "adm-\(id)", transition)],
                endpoints: endpoints ?? [OwedEndpoint("team", fallback: night)]))
    }

    /// What may go out, as `id endpoint`, with `for` whom where it is a fallback's.
    private func take(at second: Int64, _ fallbacks: [String: Fallback]? = nil) throws -> [String] {
        try store.takeDue(OutboxLook(now: wall(second), fallbacks: fallbacks ?? ["team": night])).map {
            "\($0.alertID) \($0.reference.endpoint)" + ($0.fallbackOf.map { " for \($0)" } ?? "")
        }.sorted()
    }

    @Test(arguments: [(29, false), (30, true), (31, true)])
    func anUrgentAlertGoesToTheFallbackAfterThirtySeconds(second: Int64, isHandedOver: Bool) throws {
        try queue("a")
        #expect(try take(at: second) == (isHandedOver ? ["a night for team", "a team"] : ["a team"]))
    }

    @Test(arguments: [(1_799, false), (1_800, true)])
    func anotherAlertGoesThereAfterHalfAnHour(second: Int64, isHandedOver: Bool) throws {
        try queue("a", .medium)
        #expect(try take(at: second).count == (isHandedOver ? 2 : 1))
    }

    @Test func aConcernIsUrgentWhateverItsPriority() throws {
        try queue("a", .medium, condition: .concern)
        #expect(try take(at: 30) == ["a night for team", "a team"])
    }

    @Test func eachIsAcceptedForItselfAndUnderTheSameNumber() throws {
        try queue("a")
        _ = try take(at: 30)
        try store.recordAttempt(attempt(1, "night", at: 30, accepted: true), nextDue: nil)
        #expect(try take(at: 60) == ["a team"])
        #expect(try store.undeliveredCount() == 1)
        try store.recordAttempt(attempt(1, "team", at: 61, accepted: true), nextDue: nil)
        #expect(try store.undeliveredCount() == 0)
    }

    @Test func whatWasAcceptedInTimeIsNobodysElse() throws {
        try queue("a")
        try store.recordAttempt(attempt(1, "team", at: 29, accepted: true), nextDue: nil)
        #expect(try take(at: 31) == [] && take(at: 4_000) == [])
    }

    @Test func aFailureThatWaitingDoesNotMendIsHandedOverAtOnceWithWhatWaitsBehindIt() throws {
        try queue("a")
        try queue("b", episode: "a")
        try queue("c")
        var failed = attempt(1, "team", at: 1, accepted: false)
        failed.isBeyondWaiting = true
        try store.recordAttempt(failed, nextDue: wall(3))
        #expect(try take(at: 1) == ["a night for team", "c team"])
        try store.recordAttempt(attempt(1, "night", at: 1, accepted: true), nextDue: nil)
        #expect(try take(at: 2) == ["b night for team", "c team"])
    }

    @Test func anEndpointThatIsOwedTheAlertItselfGetsItOnce() throws {
        try queue("a", to: [OwedEndpoint("team", fallback: night), "night"])
        #expect(try take(at: 31) == ["a night", "a team"])
    }

    @Test func aChainComesToItsEndAndACircleNeverGoesRound() throws {
        let circle = [
            "team": night, "night": Fallback("team", urgentAfter: .seconds(30), ordinaryAfter: .seconds(30)),
        ]
        try queue("a")
        #expect(try take(at: 30, circle) == ["a night for team", "a team"])
        #expect(try take(at: 90, circle) == ["a night for team", "a team"])
        let chain = ["team": night, "night": Fallback("last", urgentAfter: .seconds(30), ordinaryAfter: .seconds(30))]
        try queue("b")
        _ = try take(at: 100, chain)
        #expect(try take(at: 130, chain).contains("b last for team"))
    }

    @Test func anOlderAlertStepsInFrontOfAYoungerOneThatWaitsThere() throws {
        try queue("a", episode: "e")
        try queue("b", episode: "e", .critical, to: ["night"])
        #expect(try take(at: 29) == ["a team", "b night"])
        #expect(try take(at: 30) == ["a night for team", "a team"])
        let item = try #require(try store.dueOutbox(now: wall(30)).first { $0.reference.endpoint == "night" })
        #expect(item.urgency == .critical)
        try store.recordAttempt(attempt(1, "night", at: 30, accepted: true), nextDue: nil)
        #expect(try take(at: 31) == ["a team", "b night"])
    }

    @Test func whatIsDueToBeHandedOverIsOnRecord() throws {
        try queue("a")
        try store.close()
        let again = try openStore(directory)
        try again.adopt(fallbacks: ["team": night], now: wall(10))
        let due = try again.takeDue(OutboxLook(now: wall(30), fallbacks: ["team": night]))
        #expect(due.map(\.reference.endpoint).sorted() == ["night", "team"])
        try again.close()
    }

    @Test func aStartGivesWhatWaitsTheFallbacksOfTheConfiguration() throws {
        try queue("a", to: ["team"])
        try queue("b", .medium, to: [OwedEndpoint("gone", fallback: night)])
        try store.adopt(fallbacks: ["team": night], now: wall(100))
        #expect(try take(at: 129) == ["a team", "b gone"])
        #expect(try take(at: 130) == ["a night for team", "a team", "b gone"])
        // Handed over already: a start does not begin anew.
        try store.recordAttempt(attempt(1, "night", at: 130, accepted: true), nextDue: nil)
        try store.adopt(fallbacks: ["team": night], now: wall(200))
        #expect(try take(at: 1_000) == ["a team", "b gone"])
    }

    @Test func aClockSetBackDelaysNoFallbackForLong() throws {
        try queue("a")
        #expect(try take(at: -3_570).count == 1)
        #expect(try take(at: -3_571).count == 2)
    }
}
