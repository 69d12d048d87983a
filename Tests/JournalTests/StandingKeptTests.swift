import Alarms
import Testing
import Vitals

@testable import Journal

/// How receivers stand, and who is told of one that does not listen.
@Suite struct StandingKeptTests {
    let directory: TemporaryDirectory
    let store: JournalStore
    init() throws {
        directory = try TemporaryDirectory()
        store = try openStore(directory)
    }

    @Test func aTroubleIsKeptOverARestartAndForgottenWithItsEnd() throws {
        try store.keep(standing: "tls", of: "team", since: wall(1))
        try store.keep(standing: "rejecting", of: "team", since: wall(1))
        try store.keep(standing: "dns", of: "night", since: wall(2))
        try store.keep(standing: nil, of: "night", since: wall(3))
        try store.close()
        let again = try openStore(directory)
        #expect(try again.standings() == [StandingRow(endpoint: "team", standing: "rejecting", since: wall(1))])
        try again.close()
    }

    private func tell(_ kind: ConditionKind, _ roles: RoleSet, _ endpoints: [OwedEndpoint]) throws -> [String] {
        var transition = transition(priority: .technical, subject: .hub)
        transition.condition = kind
        transition.roles = roles
        _ = try store.commit(
            JournalBatch(
                alerts: [alert("a", episode: "a", admission: nil, transition)], endpoints: endpoints))
        return try store.dueOutbox(now: wall(0)).map(\.reference.endpoint).sorted()
    }

    private func endpoints(troubled: Set<String>) -> [OwedEndpoint] {
        [("ops", RoleSet.operations), ("team", .primaryNurse), ("night", .inCharge)].map {
            OwedEndpoint($0.0, roles: $0.1, isTroubled: troubled.contains($0.0))
        }
    }

    @Test func anAlarmAboutAReceiverGoesToWhoServesItsRoles() throws {
        #expect(try tell(.receiverRejects, .operations, endpoints(troubled: ["team"])) == ["ops"])
    }

    @Test func whereOnlyTheTroubledOneWouldGetItAllOthersGetItToo() throws {
        #expect(try tell(.receiverTLS, .operations, endpoints(troubled: ["ops"])) == ["night", "ops", "team"])
    }

    @Test func anotherAlarmGoesNowhereElse() throws {
        #expect(try tell(.inputLost, .operations, endpoints(troubled: ["ops"])) == ["ops"])
    }

    @Test func whatIsKeptOnTheHubStaysThere() throws {
        #expect(try tell(.receiverTLS, .hubOnly, endpoints(troubled: ["ops"])) == [])
    }
}
