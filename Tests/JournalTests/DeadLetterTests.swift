import Alarms
import Foundation
import GRDB
import Testing
import Vitals

@testable import Journal

/// What leaves the outbox without being accepted: never silently, never for good.
@Suite struct DeadLetterTests {
    let directory: TemporaryDirectory
    let store: JournalStore
    init() throws {
        directory = try TemporaryDirectory()
        store = try openStore(directory)
    }

    private let age = Limits.deadLetterAge.components.seconds
    private let grace = Limits.dischargeGrace.components.seconds

    private func queue(
        _ id: String, episode: String? = nil, _ priority: Priority = .medium, of admission: String? = "adm-a",
        _ condition: ConditionKind = .chartSpO2Low, to endpoints: [OwedEndpoint] = ["team"]
    ) throws {
        var transition = transition(priority: priority)
        transition.condition = condition
        _ = try store.commit(
            JournalBatch(
                alerts: [alert(id, episode: episode ?? id, admission: admission, transition)], endpoints: endpoints))
    }

    private func fail(_ number: UInt64, times: Int = Limits.deadLetterAttemptCount, from first: Int = 1) throws {
        for attemptNumber in first..<first + times {
            try store.recordAttempt(
                attempt(number, "team", number: UInt32(attemptNumber), accepted: false), nextDue: wall(1))
        }
    }

    private func command(_ kind: String, _ admission: String? = nil, outcome: String?, at second: Int64) throws {
        let number = try store.append(
            command: CommandEntry(
                number: CommandNumber(1), at: tick(second), kind: kind, admissionID: admission, byName: "N. Owl",
                byRole: "nurse", line: "{}", origin: .socket))
        if let outcome { try store.setOutcome(number: number, outcome, at: wall(second)) }
    }

    private func expired(at second: Int64) throws -> [ExpiredItem] {
        try ReadOnlyJournal(directory: directory.state).expiredItems(now: wall(second))
    }

    private func due(at second: Int64 = 100) throws -> [String] {
        try store.dueOutbox(now: wall(second)).map(\.alertID)
    }

    private func states() throws -> [String] {
        try ReadOnlyJournal(directory: directory.state).outbox(Set(OutboxRow.State.allCases)).map {
            "\($0.alertID) \($0.state.rawValue)"
        }
    }

    private func change(_ change: OutboxChange, at second: Int64) throws {
        _ = try store.append(
            command: CommandEntry(
                number: CommandNumber(2), at: tick(second), kind: "drop", byName: "Dr B Example", byRole: "doctor",
                line: "{}", origin: .socket), change)
    }

    private func reference(_ number: UInt64) -> OutboxReference {
        OutboxReference(hubSequence: number, endpoint: "team")
    }

    @Test func whatWasTriedOftenForThreeDaysIsGivenUpOnAndNotASecondBefore() throws {
        try queue("a")
        try fail(1)
        #expect(try expired(at: age - 1) == [])
        #expect(try expired(at: age) == [ExpiredItem(reference: reference(1), reason: .tooOld)])
    }

    /// A clock set forward, or a hub that was off for days, ends nothing that was never tried.
    @Test func whatWasTriedOnceLessIsNotGivenUpOnHoweverOldItIs() throws {
        try queue("a")
        try fail(1, times: Limits.deadLetterAttemptCount - 1)
        #expect(try expired(at: 100 * age) == [])
        try fail(1, times: 1, from: Limits.deadLetterAttemptCount)
        #expect(try expired(at: 100 * age).count == 1)
    }

    @Test(arguments: [(Priority.critical, ConditionKind.chartSpO2Low), (.high, .chartSpO2Low), (.medium, .concern)])
    func urgentOnesAreTriedForAsLongAsTheChildIsThere(priority: Priority, condition: ConditionKind) throws {
        try queue("a", priority, condition)
        try fail(1)
        #expect(try expired(at: 100 * age) == [])
        // And nothing is given up on that one of them waits behind.
        try queue("b", episode: "e")
        try queue("c", episode: "e", .critical)
        try fail(2)
        #expect(try expired(at: 100 * age) == [])
    }

    @Test func whatStillWaitsAfterADischargeIsGivenUpOnWhenTheClosingMessageHadItsTime() throws {
        try queue("a", .critical)
        try queue("b", of: "adm-b")
        try command("discharge", "adm-b", outcome: "no-such-child", at: 0)
        try command("discharge", "adm-a", outcome: "done", at: 60)
        #expect(try expired(at: 60 + grace - 1) == [])
        #expect(
            try expired(at: 60 + grace) == [ExpiredItem(reference: reference(1), reason: .discharged)])
    }

    @Test func aDeadLetterIsKeptWithItsAttemptsAndWhatWaitedBehindItGoesOn() throws {
        try queue("a", episode: "e")
        try queue("b", episode: "e", .technical)
        try fail(1)
        #expect(try store.bury(expired(at: age), at: wall(age)).map(\.alertID) == ["a"])
        #expect(try states() == ["a dead", "b queued"] && due() == ["b"])
        let journal = try ReadOnlyJournal(directory: directory.state)
        #expect(try journal.attempts(atMessage: 1, of: "team").count == Limits.deadLetterAttemptCount)
        #expect(try journal.outboxAccount(of: ["team"]).deadLetterCount == 1)
        guard case .found(let rows) = try journal.message("1") else { throw Missing() }
        #expect(rows.map(\.leftReason) == ["too old"] && rows.map(\.leftAt) == [wall(age)])
        #expect(rows.map(\.line) == [#"{"id":"a"}"#])
        // Twice is once.
        #expect(try store.bury([ExpiredItem(reference: reference(1), reason: .tooOld)], at: wall(age)).isEmpty)
    }

    @Test func anAnswerThatComesTooLateStillCounts() throws {
        try queue("a")
        try fail(1)
        _ = try store.bury(expired(at: age), at: wall(age))
        try store.recordAttempt(attempt(1, "team", number: 9, at: age, accepted: true), nextDue: nil)
        #expect(try states() == ["a accepted"])
    }

    @Test func whatIsSentAgainGoesAtOnceUnderItsOwnIDWithWhatTravelledWithIt() throws {
        try queue("a")
        try queue("b")
        try store.combine(lead: reference(1), members: [2])
        try fail(1)
        _ = try store.bury(expired(at: age), at: wall(age))
        #expect(try states() == ["a dead", "b dead"] && due(at: age) == [])
        let letters = try store.letters(named: nil, endpoint: nil)
        #expect(letters.map(\.reference) == [reference(1)] && letters.map(\.alertIDs) == [["a", "b"]])
        try change(.redrive(letters.map(\.reference)), at: age + 5)
        let item = try #require(try store.dueOutbox(now: wall(age + 5)).first)
        #expect(item.alertID == "a" && item.members.map(\.alertID) == ["b"] && item.isCombined)
        #expect(item.attemptCount == UInt32(Limits.deadLetterAttemptCount))
        // It is tried for three days more.
        #expect(try expired(at: 2 * age + 4) == [])
        #expect(try expired(at: 2 * age + 5).count == 1)
        try store.recordAttempt(attempt(1, "team", number: 9, accepted: true), nextDue: nil)
        #expect(try states() == ["a accepted", "b accepted"])
    }

    @Test func whatWaitsGoesNowWhenSomebodyAsks() throws {
        try queue("a")
        try store.recordAttempt(attempt(1, "team", accepted: false), nextDue: wall(3_000))
        #expect(try due() == [])
        try change(.redrive([reference(1)]), at: 100)
        #expect(try due() == ["a"])
    }

    @Test func whatAPersonDropsIsNeverSentAndSaysWhoAndWhy() throws {
        try queue("a", episode: "e")
        try queue("b", episode: "e")
        try change(.drop([reference(1)], reason: "told by telephone"), at: 7)
        #expect(try states() == ["a dropped", "b queued"] && due() == ["b"])
        guard case .found(let rows) = try ReadOnlyJournal(directory: directory.state).message("1") else {
            throw Missing()
        }
        #expect(rows.map(\.leftBy) == ["Dr B Example (doctor)"] && rows.map(\.leftReason) == ["told by telephone"])
        #expect(try store.letters(named: "1", endpoint: nil) == [])
        #expect(try store.undeliveredCount() == 1)
    }

    @Test func aMessageIsNamedByItsNumberItsIDOrTheBeginningOfItAndByNothingDoubtful() throws {
        for id in ["abcdef01", "abcdef02", "123456aa"] { try queue(id, to: ["team", "night"]) }
        func found(_ name: String, _ endpoint: String? = nil) throws -> [String] {
            try store.letters(named: name, endpoint: endpoint).map {
                "\($0.reference.hubSequence) \($0.reference.endpoint)"
            }
        }
        #expect(try found("2") == ["2 night", "2 team"])
        #expect(try found("2", "team") == ["2 team"])
        #expect(try found("abcdef01") == ["1 night", "1 team"])
        #expect(try found("123456", "night") == ["3 night"])
        #expect(try found("abcdef") == [] && found("abcde") == [] && found("9") == [] && found("") == [])
        try store.recordAttempt(attempt(2, "team", accepted: true), nextDue: nil)
        #expect(try found("2") == ["2 night"])
        let journal = try ReadOnlyJournal(directory: directory.state)
        #expect(try journal.message("abcdef") == .several(["abcdef01", "abcdef02"]))
        #expect(try journal.message("abcde") == .tooShort && journal.message("abcdef09") == .unknown)
        #expect(try journal.message("99") == .unknown)
    }

    @Test func anUrgentAlertThatReachedNobodyIsKnownAfterARestart() throws {
        try queue("a", .critical, to: ["team", "night"])
        try queue("b", .critical, to: ["team", "night"])
        try queue("c", .medium)
        try store.recordAttempt(attempt(2, "night", accepted: true), nextDue: nil)
        let unheard = try store.unheardAlerts()
        #expect(unheard.map(\.alertID) == ["a"] && unheard.first?.at == tick(0) && unheard.first?.bootID == "boot-1")
        try change(.drop([reference(1), OutboxReference(hubSequence: 1, endpoint: "night")], reason: "known"), at: 9)
        #expect(try store.unheardAlerts() == [])
    }

    private struct Missing: Error {}
}
