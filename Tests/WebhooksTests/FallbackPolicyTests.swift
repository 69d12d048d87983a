import Testing
import Vitals

@testable import Webhooks

@Suite struct FallbackPolicyTests {
    private func outcome(_ stage: DeliveryStage, _ status: Int? = nil) -> DeliveryOutcome {
        DeliveryOutcome(
            reference: 1, endpoint: "team", attempt: 1, startedAt: TestWard.wall("2026-01-01T00:00:00Z"),
            duration: .zero, stage: stage, curlCode: 0, httpStatus: status, retryAfter: nil, answerPrefix: "",
            isAccepted: stage == .done)
    }

    @Test func urgentAlertsWaitThirtySecondsAndOthersThirtyMinutes() {
        #expect(FallbackPolicy.patience(of: .urgent) == .seconds(30))
        #expect(FallbackPolicy.patience(of: .ordinary) == .seconds(1800))
    }

    @Test(arguments: [401, 403, 404, 410])
    func whatTheReceiverDoesNotKnowIsNotWaitedFor(status: Int) {
        #expect(FallbackPolicy.isAtOnce(outcome(.status, status)))
    }

    @Test(arguments: [301, 400, 402, 405, 408, 409, 411, 413, 415, 422, 425, 429, 500, 503])
    func otherStatusesAreWaitedFor(status: Int) {
        #expect(!FallbackPolicy.isAtOnce(outcome(.status, status)))
    }

    @Test func aFailureOfTLSOrDNSIsNotWaitedForAndTheOthersAre() {
        for stage in DeliveryStage.allCases where stage != .status {
            #expect(FallbackPolicy.isAtOnce(outcome(stage)) == [.tls, .dns, .address].contains(stage), "\(stage)")
        }
    }

    @Test func eachOutcomeIsOfOneKind() {
        let kinds = [200, 204, 301, 308, 400, 401, 404, 408, 410, 422, 425, 429, 499, 500, 503, 599].map {
            outcome((200...299).contains($0) ? .done : .status, $0).failure
        }
        let expected: [DeliveryFailure?] = [
            nil, nil, .rejected, .rejected, .rejected, .rejected, .rejected, .unreachable, .rejected, .rejected,
            .unreachable, .unreachable, .rejected, .unreachable, .unreachable, .unreachable,
        ]
        #expect(kinds == expected)
        #expect(outcome(.prepare).failure == nil && outcome(.timeout, 200).failure == .unreachable)
        #expect(outcome(.tls).failure == .tls && outcome(.dns).failure == .dns && outcome(.body, 200).failure != nil)
    }
}
