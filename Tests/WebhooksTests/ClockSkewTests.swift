import Foundation
import Testing
import Vitals

@testable import Webhooks

@Suite struct ClockSkewTests {
    private let hub = TestWard.wall("1970-01-01T00:00:10Z")
    private let now = ContinuousClock.now

    private func skew(learned seconds: Int) -> ClockSkew {
        var skew = ClockSkew()
        skew.learn(hub.advanced(by: .seconds(seconds)), at: now)
        return skew
    }

    @Test(arguments: [(0, false), (60, false), (-60, false), (61, true), (-61, true), (1_795_000_000, true)])
    func aSkewBeyondAMinuteIsApplied(seconds: Int, isApplied: Bool) {
        let stamp = skew(learned: seconds).stamp(hub, at: now, isSynchronised: true)
        #expect(stamp.appliedSkew == (isApplied ? .seconds(seconds) : nil) && stamp.isSynchronised == !isApplied)
        #expect(stamp.wall == hub.advanced(by: isApplied ? .seconds(seconds) : .zero))
    }

    @Test func aHubWhoseClockNobodyKeepsBelievesAnySkew() {
        let stamp = skew(learned: 5).stamp(hub, at: now, isSynchronised: false)
        #expect(stamp.appliedSkew == .seconds(5) && !stamp.isSynchronised)
        let unknowing = ClockSkew().stamp(hub, at: now, isSynchronised: false)
        #expect(unknowing.appliedSkew == nil && !unknowing.isSynchronised && unknowing.wall == hub)
    }

    @Test func aStepOfTheHubsClockChangesNothingOfWhatWasLearned() {
        let skew = skew(learned: 3_600)
        let later = now.advanced(by: .seconds(10))
        let stepped = hub.advanced(by: .seconds(3_610))
        #expect(skew.skew(from: stepped, at: later) == .zero)
        #expect(skew.stamp(stepped, at: later, isSynchronised: true).appliedSkew == nil)
    }

    @Test func aRefusalIsExplainedOnceByAClockThatIsOff() {
        for status in [400, 401, 403] {
            #expect(ClockSkew.explains(status: status, skew: .seconds(61), applied: nil))
            #expect(ClockSkew.explains(status: status, skew: .seconds(-61), applied: nil))
            #expect(!ClockSkew.explains(status: status, skew: .seconds(60), applied: nil))
            #expect(!ClockSkew.explains(status: status, skew: .seconds(3_600), applied: .seconds(3_600)))
            #expect(!ClockSkew.explains(status: status, skew: nil, applied: nil))
        }
        for status in [0, 200, 402, 404, 410, 429, 500] {
            #expect(!ClockSkew.explains(status: status, skew: .seconds(9_999), applied: nil))
        }
    }

    @Test func theBodySaysThatTheClockIsNotBelievedAndTheRestStays() throws {
        let line = Bench.alert.line
        var delivery = WebhookMessage.Delivery(hubSequence: 1, attempt: 1, firstAttemptAt: hub)
        let plain = String(decoding: try WebhookMessage.body(line: line, delivery: delivery), as: UTF8.self)
        (delivery.isHubSynchronised, delivery.appliedSkew) = (false, .seconds(-3600))
        let told = String(decoding: try WebhookMessage.body(line: line, delivery: delivery), as: UTF8.self)
        #expect(!plain.contains("hub_synchronised"))
        #expect(told.replacing("\"applied_skew_s\":-3600,\"hub_synchronised\":false,", with: "") == plain)
        let event = try #require(try JSONSerialization.jsonObject(with: Data(told.utf8)) as? [String: Any])
        let clock = (event["data"] as? [String: Any])?["clock"] as? [String: Any]
        #expect(clock?["applied_skew_s"] as? Int == -3600 && clock?["hub_synchronised"] as? Bool == false)
        #expect(clock?["speed"] as? Int == 1)
    }
}

/// A receiver that refuses what is stamped more than five minutes off, and hubs that know no better.
@Suite(.serialized, .timeLimit(.minutes(2))) struct WrongClockTests {
    private static let now = Date().timeIntervalSince1970

    @Test(arguments: [-now, 2_145_916_800 - now, -3_600, 3_600, 301, -301])
    func isAcceptedWithinTwoAttempts(secondsOff: Double) async throws {
        let server = try await TestServer.reference()
        let bench = try Bench(Bench.endpoint(server), clockOffset: .seconds(secondsOff))
        let first = try await bench.deliver(Bench.request())
        #expect(!first.isAccepted && first.httpStatus == 401 && first.isAskedAgainAtOnce)
        #expect(!FallbackPolicy.isAtOnce(first))
        let second = try await bench.deliver(Bench.request(attempt: 2, firstAttemptAt: first.startedAt))
        #expect(second.isAccepted && !second.isAskedAgainAtOnce)
        let applied = try #require(second.appliedSkew)
        #expect(abs(applied.components.seconds + Int64(secondsOff)) <= 5)
        // From here on the first attempt is right.
        #expect(try await bench.deliver(Bench.request(attempt: 3)).isAccepted)
    }

    @Test func aWrongSecretIsNotAskedAgainForEver() async throws {
        let server = try await TestServer.reference()
        let bench = try Bench(
            Bench.endpoint(server, secrets: [[UInt8](repeating: 9, count: 32)]), clockOffset: .seconds(-7_200))
        #expect(try await bench.deliver(Bench.request()).isAskedAgainAtOnce)
        let second = try await bench.deliver(Bench.request(attempt: 2))
        #expect(second.httpStatus == 401 && !second.isAskedAgainAtOnce && FallbackPolicy.isAtOnce(second))
    }

    @Test func aPlainReceiverTeachesNoTime() async throws {
        let server = try await TestServer.reference(plain: true)
        let endpoint = try Endpoint(
            name: "team", url: server.url, secrets: [TestServer.sharedSecretBytes], allowPlainLoopback: true)
        let outcome = try await Bench(endpoint, clockOffset: .seconds(-3_600)).deliver(Bench.request())
        #expect(outcome.httpStatus == 401 && outcome.skew == nil && !outcome.isAskedAgainAtOnce)
    }
}
