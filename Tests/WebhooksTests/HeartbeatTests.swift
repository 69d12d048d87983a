import Alarms
import Foundation
import Testing
import Vitals

@testable import Webhooks

/// What a heartbeat says, held against the contract, and that it stays small.
@Suite struct HeartbeatTests {
    private let composer = HeartbeatComposer(hub: HubIdentity(id: "hub-1", build: "0.1.0"))

    private static let episode = Heartbeat.Episode(
        id: "12531594b8cebf9f2db4291cd9230d59", condition: .chartSpO2Low, state: .firing, priority: .high)

    /// Everything a heartbeat can say.
    private var beat: Heartbeat {
        var beat = Heartbeat(
            sequence: 1440, period: .seconds(60),
            run: Heartbeat.Run(
                number: 7, startedAt: TestWard.wall("2026-11-21T00:00:00Z"), cutOffCount: 1,
                standingStill: ["spotward.evaluate"], sqliteVersion: "3.40.1"),
            clock: Heartbeat.Clock(
                wall: TestWard.wall("2026-11-21T23:12:24.5Z"), uptime: .milliseconds(83_544_500),
                bootID: "5c6b1a5e-0c8f-4d8e-9d0a-6f4c2f1b7e11", isSynchronised: true),
            hashes: Heartbeat.Hashes(configuration: "facade", rules: "built-in", chart: "c0ffee"))
        beat.previousAt = TestWard.wall("2026-11-21T23:11:24.5Z")
        var episodes = [Self.episode]
        for number in 1...8 {
            var other = Self.episode
            (other.id, other.priority, other.isHeldBack) = ("episode-\(number)", .technical, number == 1)
            episodes.append(other)
        }
        beat.canary = Heartbeat.Canary(
            date: CivilDate(year: 2026, month: 11, day: 21), unanswered: ["team"], isFailing: true)
        let until = TestWard.wall("2026-11-21T23:30:00Z")
        beat.children = [
            Heartbeat.Child("adm-91c2"),
            Heartbeat.Child(
                "adm-7f3a", episodes: episodes,
                ages: [
                    .spO2: .milliseconds(2900), .heartRate: .seconds(2), .respiratoryRate: .seconds(4 * 3600),
                    .temperature: .seconds(3600),
                ], silence: .seconds(2), pausedUntil: until, quietUntil: until),
        ]
        beat.hubEpisodes = [
            Heartbeat.Episode(
                id: "72cbd7f78f643e2554979bbaf780c817", condition: .inputLost, state: .firing, priority: .technical)
        ]
        (beat.counts.decided, beat.counts.queued, beat.counts.sent) = (3, 4, 5)
        (beat.counts.accepted, beat.counts.acknowledged) = (2, 1)
        beat.outbox = Heartbeat.Outbox(
            lastHubSequence: 41, undeliveredCount: 2, oldestAge: .seconds(95), deadLetterCount: 1)
        beat.outbox?.endpoints["team"] = Heartbeat.EndpointAccount(undeliveredCount: 1, accepted: [1...38, 40...40])
        beat.outbox?.endpoints["team"]?.days = [
            Heartbeat.Day(
                date: CivilDate(dayNumber: 20_777), count: 12, numbers: 17...38,
                digest: "d0d766d563e7665813618cb4d8fc5d561a86bd08998cb56b308a68f3dcbf6f6e")
        ]
        beat.storage = Heartbeat.Storage(state: "ok", freeByteCount: 52_428_800)
        beat.recordHead = "812:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        return beat
    }

    private func line(_ beat: Heartbeat) -> String {
        composer.line(of: beat, to: "team", roles: [.primaryNurse, .secondNurse])
    }

    private func fields(_ beat: Heartbeat) throws -> [String: Set<String>] {
        var fields: [String: Set<String>] = [:]
        try ContractPage.collect(
            JSONSerialization.jsonObject(with: Data(line(beat).utf8)), path: "", into: &fields)
        return fields
    }

    /// A ward so large that not all of it is told.
    private func crowd(_ count: Int, openEach: Int = 8) -> Heartbeat {
        var beat = beat
        beat.children = (0..<count).map { place in
            let isOpen = place % 10 == 3
            return Heartbeat.Child(
                "adm-" + String(repeating: "0", count: 4 - String(place).utf8.count) + String(place),
                episodes: isOpen ? Array(repeating: Self.episode, count: openEach) : [],
                ages: [.spO2: .seconds(100_000), .heartRate: .seconds(100_000)], silence: .seconds(100_000))
        }
        return beat
    }

    @Test func everyFieldStandsInTheContractWithAnExampleAndTheContractNamesNoOther() throws {
        var sent = try fields(beat)
        // What is left out of a small ward.
        sent["data.children_omitted"] = ["3"]
        let rows = try ContractPage.parts().heartbeats.matches(of: /(?m)^\| `([a-z0-9_.\[\]]+)` \| .*\| `(.+)` \|$/)
        #expect(Set(rows.map { String($0.1) }) == Set(sent.keys))
        for row in rows {
            #expect(
                sent[String(row.1)]?.contains(String(row.2)) == true,
                "\(row.1): \(row.2), sent \(sent[String(row.1)] ?? [])")
        }
    }

    @Test func noVitalSignsValueAndNoLabelIsInIt() {
        #expect(!line(beat).contains("value") && !line(beat).contains("label"))
    }

    @Test(arguments: [0, 1, 60, 1000]) func aBeatKeepsToTheLimitHoweverManyChildrenThereAre(count: Int) throws {
        let text = line(crowd(count))
        #expect(text.utf8.count <= Limits.messageByteCount)
        let event = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let data = try #require(event["data"] as? [String: Any])
        let shown = (data["children"] as? [[String: Any]] ?? []).count
        #expect(shown + (data["children_omitted"] as? Int ?? 0) == count)
        // A full message wastes less than one child.
        if shown < count { #expect(text.utf8.count > Limits.messageByteCount - 1200) }
    }

    @Test func whereNotAllAreToldThoseWithOpenAlarmsAre() throws {
        let event = try #require(
            try JSONSerialization.jsonObject(with: Data(line(crowd(400, openEach: 1)).utf8)) as? [String: Any])
        let data = try #require(event["data"] as? [String: Any])
        let children = try #require(data["children"] as? [[String: Any]])
        #expect(children.count < 400 && children.filter { $0["open"] != nil }.count == 40)
        #expect(children.prefix(40).allSatisfy { $0["open"] != nil })
    }

    @Test func theNewestRangesAreToldAndNoMoreThanTheLimit() throws {
        var beat = beat
        let ranges = (1...UInt64(Limits.acceptedRangeCount + 1)).map { 3 * $0...3 * $0 + 1 }
        beat.outbox?.endpoints["team"]?.accepted = ranges
        let told = try #require(try fields(beat)["data.endpoint.accepted"]?.first)
        #expect(told.hasPrefix("[[6,7],") && told.hasSuffix(",[99,100]]"))
    }

    @Test func noTwoBeatsShareAnIdentifierAlsoWhereTheCountWasLost() {
        var other = beat
        other.sequence += 1
        #expect(composer.identifier(of: other) != composer.identifier(of: beat))
        other = beat
        other.clock.bootID = "another"
        #expect(composer.identifier(of: other) != composer.identifier(of: beat))
        #expect(WebhookMessage.isIdentifier(composer.identifier(of: beat)))
    }

    @Test func aJournalThatCannotBeReadIsLeftOut() throws {
        var beat = beat
        beat.outbox = nil
        let paths = try fields(beat).keys
        #expect(!paths.contains { $0.hasPrefix("data.outbox") || $0.hasPrefix("data.endpoint") })
    }
}

/// Heartbeats on the wire.
@Suite(.serialized, .timeLimit(.minutes(2))) struct HeartbeatDeliveryTests {
    private func request(_ bytes: Int = 0) -> DeliveryRequest {
        let line = #"{"type":"org.spotward.heartbeat.v1","pad":""# + String(repeating: "x", count: bytes) + "\"}"
        return DeliveryRequest(
            heartbeat: "hb_0123456789abcdef0123456789abcdef", line: line, reference: -1, endpoint: "team")
    }

    @Test func aBeatIsSentAsItStandsAndAtOnceWhileAlertsWaitForAReceiver() async throws {
        let server = try await TestServer.unruly("mute")
        let bench = try Bench(Bench.endpoint(server))
        // As many of both kinds as may be in flight, and one more each.
        for track in RetrySchedule.allCases {
            for _ in 0...Limits.laneRequestCount { try bench.courier.submit(Bench.request(track: track)) }
        }
        try bench.courier.submit(request())
        let first = try await bench.outcomes.wait(count: 2 * Limits.laneRequestCount + 1)
        #expect(first.contains { $0.reference == -1 })
    }

    @Test func aBeatThatIsTooLongIsRefusedToWhoeverMadeIt() async throws {
        let server = try await TestServer.reference()
        let bench = try Bench(Bench.endpoint(server))
        let room = Limits.messageByteCount - request().line.utf8.count
        #expect(throws: WebhookError.self) { try bench.courier.submit(request(room + 1)) }
        // Signed like every message; what is in it is no heartbeat, and the receiver says so.
        let outcome = try await bench.deliver(request(room))
        #expect(outcome.httpStatus == 400 && outcome.answerPrefix.contains("the body is not a heartbeat"))
    }
}
