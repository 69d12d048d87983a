import Testing
import Vitals

@testable import Alarms

/// The hub's alarms about receivers of alerts: one for each kind of trouble, until something is accepted.
@Suite struct ReceiverTests {
    private static let onsets: [(ReceiverStanding, ConditionKind, Int)] = [
        (.rejecting, .receiverRejects, 10), (.tls, .receiverTLS, 30), (.dns, .receiverName, 60),
        (.unreachable, .receiverUnreachable, 180),
    ]

    private func tell(_ standing: ReceiverStanding, _ isOver: Bool = false, to bedside: inout Bedside) throws {
        let kind = try #require(standing.condition)
        bedside.step(.hub(HubSign(kind, isOver ? nil : .mild, value: isOver ? 0 : 3), at: bedside.now.monotonic))
    }

    @Test(arguments: onsets)
    func aTroubleThatLastsIsToldOnceToOperationsAndEndsWithAnAcceptance(
        standing: ReceiverStanding, kind: ConditionKind, onset: Int
    ) throws {
        var bedside = try Bedside()
        #expect(standing.condition == kind && kind.isAboutReceivers)
        try tell(standing, to: &bedside)
        bedside.pass(seconds: onset - 1)
        #expect(bedside.log.events(kind) == [])
        bedside.pass(seconds: 2)
        #expect(bedside.log.events(kind) == [.fired])
        let fired = try #require(bedside.log.last(kind))
        #expect(fired.subject == .hub && fired.priority == .technical && fired.roles == .operations)
        #expect(fired.latestValue == 3)
        try tell(standing, true, to: &bedside)
        bedside.pass(seconds: 2)
        #expect(bedside.log.events(kind).last == .resolved)
        #expect(bedside.log.transitions.filter { $0.condition.isAboutReceivers }.allSatisfy { $0.condition == kind })
    }

    @Test func aLinkThatFlapsIsNoAlarm() throws {
        var bedside = try Bedside()
        for _ in 0..<300 {
            try tell(.unreachable, to: &bedside)
            bedside.pass()
            try tell(.unreachable, true, to: &bedside)
            bedside.pass()
        }
        #expect(!bedside.log.transitions.contains { $0.condition.isAboutReceivers })
    }

    @Test func eachStandingButTheSoundOneIsAnAlarm() {
        let kinds = ReceiverStanding.allCases.compactMap(\.condition)
        #expect(Set(kinds) == Set(ConditionKind.receiverKinds) && ReceiverStanding.sound.condition == nil)
        #expect(Set(kinds).isSubset(of: HubSign.kinds))
    }
}
