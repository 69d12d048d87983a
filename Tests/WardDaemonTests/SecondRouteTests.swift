import Alarms
import Foundation
import Logging
import Testing
import Vitals

@testable import WardDaemon

/// What has reached nobody for five minutes is called over another way, and nothing about a child goes it.
@Suite(.serialized) struct SecondRouteTests {
    private let start = MonotonicInstant(microseconds: 1_000_000_000)

    private func at(_ seconds: Int64) -> MonotonicInstant { start.advanced(by: .seconds(seconds)) }

    private func standing(_ seconds: Int64, count: Int = 1) -> HubCalls.Standing {
        HubCalls.Standing(count: count, oldest: .seconds(seconds))
    }

    private func route(_ program: String) -> SecondRoute {
        SecondRoute(
            program: program, hubID: "hub-test", start: start,
            log: DaemonLog(Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, sourceNames: []))
    }

    /// Whether it is called once nothing runs any more.
    private func isCalled(_ route: SecondRoute, _ standing: HubCalls.Standing, at now: MonotonicInstant) -> Bool {
        while route.isCalling { usleep(1_000) }
        return route.consider(standing, at: now)
    }

    @Test func fiveMinutesAndThenEachHalfHour() {
        let route = route("/bin/true")
        #expect(isCalled(route, standing(300), at: at(401)))
        #expect(!isCalled(route, standing(2_099), at: at(401 + 1_799)))
        #expect(isCalled(route, standing(2_100), at: at(401 + 1_800)))
    }

    @Test func whatHasWaitedForFiveMinutesIsCountedAlsoWhileTheSoundIsQuiet() {
        let began = Tick(monotonic: start, wall: WallInstant(microseconds: 0))
        var urgent = AlarmTransition(
            .limitSpO2Low, .child(ChildIndex(0)), .fired, at: began, startedAt: began, firedAt: began)
        urgent.priority = .critical
        var calls = HubCalls()
        for second in [0, 1, 200] as [Int64] {
            calls.restore(
                "alert-\(second)", of: "episode-\(second)", urgent, admission: "adm-a", since: at(second))
        }
        calls.mute(until: at(10_000))
        #expect(calls.due(at: at(300), phone: nil).isEmpty)
        #expect(calls.unheard(for: .seconds(300), at: at(299)) == nil)
        #expect(calls.unheard(for: .seconds(300), at: at(300)) == standing(300))
        #expect(calls.unheard(for: .seconds(300), at: at(301)) == standing(301, count: 2))
        calls.ended("alert-0")
        #expect(calls.unheard(for: .seconds(300), at: at(301)) == standing(300))
    }

    @Test(arguments: ["/bin/false", "/nowhere/at/all"])
    func whatDidNotGoOutIsTriedAgainAfterFiveMinutes(program: String) {
        let route = route(program)
        #expect(isCalled(route, standing(300), at: at(400)))
        #expect(!isCalled(route, standing(599), at: at(699)))
        #expect(isCalled(route, standing(600), at: at(700)))
    }

    @Test func aDaemonThatIsStartedAgainAndAgainDoesNotCallEachTime() {
        let route = route("/bin/true")
        #expect(!isCalled(route, standing(4_000), at: at(59)))
        #expect(isCalled(route, standing(4_001), at: at(60)))
    }

    @Test func whatComesAfterACallThatIsOverHasItsOwnFiveMinutes() {
        let route = route("/bin/true")
        #expect(isCalled(route, standing(300), at: at(400)))
        while route.isCalling { usleep(1_000) }
        #expect(!route.consider(nil, at: at(500)))
        #expect(isCalled(route, standing(300), at: at(901)))
    }

    /// A minute of the ward is a second here. The first time the modem has no network.
    @Test func theDaemonCallsSoUntilSomebodyHasTheAlarm() throws {
        let ward = try RunningWard(speed: 60, hub: ", second_route: text")
        try RunningWard.write(
            """
            #!/bin/sh
            echo "$#: $1 ($SPOTWARD_HUB, $SPOTWARD_COUNT, $SPOTWARD_MINUTES)" >> \(ward.folder)/texts
            [ -e \(ward.folder)/network ] || { touch \(ward.folder)/network; exit 1; }

            """, to: ward.folder + "/text", mode: 0o700)
        func texts() -> [Substring] {
            ((try? String(contentsOfFile: ward.folder + "/texts", encoding: .utf8)) ?? "").split(separator: "\n")
        }
        try ward.start()
        #expect(try ward.ask(.concern(child: "adm-a", from: .parent, note: nil), as: .parent).isDone)
        #expect(ward.wait { texts().count == 2 })
        let sentence = "1: Hub hub-test needs attention: an urgent alarm has reached nobody for"
        #expect(texts() == ["\(sentence) 5 minutes. (hub-test, 1, 5)", "\(sentence) 10 minutes. (hub-test, 1, 10)"])
        ward.stop()
    }
}
