import Alarms
import Testing
import Vitals

@testable import Webhooks

@Suite struct ReceiverWatchTests {
    private let start = TestWard.wall("2026-01-01T00:00:00Z")

    private func outcome(_ stage: DeliveryStage, _ status: Int? = nil, at endpoint: String = "team") -> DeliveryOutcome
    {
        DeliveryOutcome(
            reference: 1, endpoint: endpoint, attempt: 1, startedAt: start, duration: .zero, stage: stage, curlCode: 0,
            httpStatus: status, retryAfter: nil, answerPrefix: "", isAccepted: stage == .done)
    }

    /// What each outcome changed, one letter each: `.` for nothing.
    private func strip(_ outcomes: [DeliveryOutcome]) -> String {
        var watch = ReceiverWatch()
        return outcomes.map { outcome in
            switch watch.observe(outcome, at: start)?.standing {
            case nil: "."
            case .sound: "s"
            case .unreachable: "u"
            case .dns: "d"
            case .tls: "t"
            case .rejecting: "r"
            }
        }.joined()
    }

    @Test func aChangeIsSaidOnce() {
        let refused = outcome(.status, 401)
        #expect(
            strip([outcome(.done), refused, refused, refused, outcome(.done), outcome(.done), refused]) == ".r..s.r")
    }

    @Test func aTroubleGivesWayOnlyToOneThatSaysMore() {
        #expect(
            strip([
                outcome(.connect), outcome(.dns), outcome(.connect), outcome(.tls), outcome(.dns),
                outcome(.status, 410),
            ])
                == "ud.t.r")
        #expect(strip([outcome(.status, 404), outcome(.timeout), outcome(.status, 503), outcome(.done)]) == "r..s")
    }

    @Test func whatTheHubCouldNotBeginSaysNothing() {
        #expect(strip([outcome(.prepare), outcome(.status, 503), outcome(.prepare), outcome(.done)]) == ".u.s")
    }

    @Test func eachReceiverStandsForItself() {
        var watch = ReceiverWatch(["night": .dns], since: ["night": start])
        #expect(watch.standing(of: "team") == .sound && watch.standing(of: "night") == .dns)
        #expect(watch.observe(outcome(.status, 403), at: start)?.standing == .rejecting)
        #expect(watch.observe(outcome(.dns, at: "night"), at: start) == nil)
        #expect(watch.troubledSince("night") == start)
    }

    @Test func anAcceptanceTellsHowLongTheOutageWas() {
        var watch = ReceiverWatch()
        _ = watch.observe(outcome(.connect), at: start)
        _ = watch.observe(outcome(.status, 401), at: start.advanced(by: .seconds(100)))
        let change = watch.observe(outcome(.done), at: start.advanced(by: .seconds(400)))
        #expect(change?.outage == .seconds(400) && watch.troubledSince("team") == nil)
    }
}
