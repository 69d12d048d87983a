import Alarms
import Charts
import Foundation
import GRDB
import Testing
import Vitals

@testable import Journal

func command(
    _ number: UInt32, _ kind: String, child: String? = "adm-a", episode: String? = nil, at second: Int64 = 0,
    observation: ObservationEntry? = nil, origin: CommandEntry.Origin = .socket
) -> CommandEntry {
    CommandEntry(
        number: CommandNumber(number), at: tick(second), kind: kind, admissionID: child, episodeID: episode,
        byName: "Jo Ray", byRole: "nurse", line: #"{"deed":"\#(kind)"}"#, origin: origin, observation: observation)
}

@Suite struct CommandTests {
    let directory: TemporaryDirectory
    let store: JournalStore
    init() throws {
        directory = try TemporaryDirectory()
        store = try openStore(directory)
    }

    private func commands() throws -> [CommandRow] {
        var rows: [CommandRow] = []
        try ReadOnlyJournal(directory: directory.state).commands { rows.append($0) }
        return rows
    }

    @Test func aCommandIsOnTheDiskBeforeItsNumberIsGiven() throws {
        #expect(try store.append(command: command(1, "concern", at: 3)) == 1)
        #expect(try store.append(command: command(2, "acknowledge", episode: "e", origin: .answer)) == 2)
        // A copy of the live files is what a power cut leaves.
        let copy = directory.path + "/copy"
        try FileManager.default.copyItem(atPath: directory.state, toPath: copy)
        var rows: [CommandRow] = []
        try ReadOnlyJournal(directory: copy).commands { rows.append($0) }
        #expect(rows.map(\.number) == [1, 2] && rows.map(\.kind) == ["concern", "acknowledge"])
        #expect(rows.map(\.origin) == ["socket", "answer"] && rows.map(\.at) == [wall(3), wall(0)])
        #expect(
            rows.first?.byName == "Jo Ray" && rows.first?.byRole == "nurse"
                && rows.first?.line == #"{"deed":"concern"}"#)
        #expect(rows.last?.episodeID == "e" && rows.last?.outcome == nil)
    }

    @Test func anOutcomeComesWithItsBatchAndStaysAsItWasFirstSaid() throws {
        for number in UInt32(1)...3 { _ = try store.append(command: command(number, "pause")) }
        let done = CommandOutcome(CommandNumber(2), at: tick(4), .done)
        _ = try store.commit(JournalBatch(outcomes: [done]))
        _ = try store.commit(
            JournalBatch(outcomes: [
                CommandOutcome(CommandNumber(2), at: tick(9), .notAllowed),
                CommandOutcome(CommandNumber(77), at: tick(9), .done),
            ]))
        try store.setOutcome(number: 3, "hub-only", at: wall(6))
        #expect(try commands().map(\.outcome) == [nil, "done", "hub-only"])
        #expect(try commands().map(\.outcomeAt) == [nil, wall(4), wall(6)])
        #expect(try store.commandsWithoutOutcome().map(\.number) == [1])
    }

    @Test func numbersOfTheEvaluatorBeginAnewWithEachRunAndTheJournalsGoOn() throws {
        _ = try store.append(command: command(1, "first"))
        // Opened again after the disk failed: the evaluator's numbers go on, and so does its outcome find the command.
        try store.beginRun(runRecord, names: ward)
        _ = try store.commit(JournalBatch(outcomes: [CommandOutcome(CommandNumber(1), at: tick(1), .done)]))
        #expect(try commands().map(\.outcome) == ["done"])
        try store.beginRun(runRecord, names: ward)
        #expect(try store.append(command: command(1, "second")) == 2)
        var acknowledged = transition(2, .acknowledged, .acknowledged)
        acknowledged.command = CommandNumber(1)
        _ = try store.commit(
            JournalBatch(
                alerts: [alert("a", acknowledged)], outcomes: [CommandOutcome(CommandNumber(1), at: tick(2), .recorded)]
            ))
        #expect(try commands().map(\.outcome) == ["done", "recorded"])
        var numbers: [Int64?] = []
        try ReadOnlyJournal(directory: directory.state).alerts { numbers.append($0.commandNumber) }
        #expect(numbers == [2])
    }

    @Test func commandsOutcomesAndObservationsCannotBeChanged() throws {
        let entry = ObservationEntry(admissionID: "adm-a", measuredAt: wall(0), enteredAt: wall(1), form: "{}")
        _ = try store.append(command: command(1, "observe", observation: entry))
        try store.setOutcome(number: 1, "done", at: wall(1))
        for statement in [
            "UPDATE commands SET line = ''", "UPDATE commands SET by_name = ''",
            "UPDATE commands SET outcome = 'other'",
            "UPDATE observations SET form = ''",
        ] {
            #expect(
                errorKind { try store.write("tamper") { try $0.execute(sql: statement) } } == .database, "\(statement)")
        }
    }

    @Test func aNoticeWrittenTwiceIsOneNotice() throws {
        _ = try store.append(command: command(1, "carerAnswer"))
        let notices = [
            Notice(.carerAnswered(.worse), of: ChildIndex(0), at: tick(3), command: CommandNumber(1)),
            Notice(
                .chartChanges(on: CivilDate(dayNumber: 20_000), to: AgeBand(rawValue: 2)), of: ChildIndex(1),
                at: tick(3)),
        ]
        for _ in 0..<2 { _ = try store.commit(JournalBatch(notices: notices)) }
        let reader = try ReadOnlyJournal(directory: directory.state)
        let first = try reader.events(of: "adm-a", from: wall(0), to: wall(9)).notices
        #expect(first.map(\.word) == ["carer-answered"] && first.map(\.kind) == [.carerAnswered(.worse)])
        #expect(first.map(\.at) == [wall(3)] && first.map(\.commandNumber) == [1])
        #expect(try reader.events(of: "adm-b", from: wall(0), to: wall(9)).notices.map(\.kind) == [notices[1].kind])
    }

    // Admissions during a run.

    @Test func aChildAdmittedDuringTheRunIsTheNextIndexAndIsKnownAfterARestart() throws {
        #expect(try store.admit("adm-c") == ChildIndex(2))
        #expect(try store.admit("adm-c") == ChildIndex(2))
        #expect(store.names.admissions == ["adm-a", "adm-b", "adm-c"])
        _ = try store.commit(
            JournalBatch(
                readings: [reading(at: 5, child: 2)],
                alerts: [alert("c", admission: "adm-c", transition(subject: .child(ChildIndex(2))))],
                notices: [Notice(.carerAsked, of: ChildIndex(2), at: tick(6))]))
        #expect(try readingRows(directory.state).map(\.admissionID) == ["adm-c"])
        try store.close()
        let moved = WardNames(admissions: ["adm-c", "adm-a"], sources: ["bedside", "drop"])
        let restarted = try openStore(directory, names: moved)
        #expect(try restarted.openEpisodes(in: moved).transitions.map(\.subject) == [.child(ChildIndex(0))])
        #expect(try restarted.lastTimelyReadings(in: moved) == [ChildIndex(0): wall(5)])
        #expect(try restarted.carerStandings(in: moved)[ChildIndex(0)]?.askedAt == wall(6))
        try restarted.close()
    }

    // Who is told.

    @Test func anAlertIsOwedToTheEndpointsThatServeItsRoles() throws {
        let endpoints = [
            OwedEndpoint("nurse", roles: .primaryNurse), OwedEndpoint("charge", roles: [.inCharge, .escalation]),
            OwedEndpoint("all"), OwedEndpoint("ops", roles: .operations),
        ]
        func told(_ id: String, _ roles: RoleSet) throws -> [String] {
            var one = transition()
            one.roles = roles
            _ = try store.commit(JournalBatch(alerts: [alert(id, episode: id, one)], endpoints: endpoints))
            return try store.dueOutbox(now: wall(0)).filter { ([$0.alertID] + $0.members.map(\.alertID)).contains(id) }
                .map(\.reference.endpoint).sorted()
        }
        #expect(try told("a", .primaryNurse) == ["all", "nurse"])
        #expect(try told("b", [.primaryNurse, .inCharge]) == ["all", "charge", "nurse"])
        #expect(try told("c", .hubOnly) == [])
        #expect(try told("d", .operations) == ["all", "ops"])
        var reached: [String: Int64?] = [:]
        try ReadOnlyJournal(directory: directory.state).alerts { reached[$0.alertID] = $0.hubSequence }
        #expect(reached == ["a": 1, "b": 2, "c": nil, "d": 3])
    }

    @Test func anAlertThatNobodyCanBeToldOfIsReported() throws {
        var one = transition()
        one.roles = .reviewer
        let receipt = try store.commit(
            JournalBatch(
                alerts: [alert("a", one), alert("h", transition(audience: .hub))],
                endpoints: [OwedEndpoint("nurse", roles: .primaryNurse)]))
        #expect(receipt.unreachableAlertIDs == ["a"] && receipt.hubSequences == nil)
        #expect(receipt.writtenAlertIDs == ["a", "h"])
    }

    @Test func whatAnAlertsLifeAddsIsInItsRow() throws {
        var one = transition(2, .acknowledged, .acknowledged)
        one.level = 2
        one.roles = [.primaryNurse, .secondNurse]
        one.suppressedBy = [.probeOff, .quiet]
        one.acknowledgedUntil = tick(900)
        one.isLatched = true
        _ = try store.commit(JournalBatch(alerts: [alert("a", one)]))
        var rows: [AlertRow] = []
        try ReadOnlyJournal(directory: directory.state).alerts { rows.append($0) }
        let row = try #require(rows.first)
        #expect(row.level == 2 && row.roles == one.roles && row.suppressedBy == one.suppressedBy && row.isLatched)
        #expect(row.acknowledgedUntil == wall(900) && row.commandNumber == nil && row.event == "acknowledged")
    }
}
