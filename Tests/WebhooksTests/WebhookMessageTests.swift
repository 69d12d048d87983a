import Alarms
import Foundation
import Testing
import Vitals

@testable import Webhooks

@Suite struct WebhookMessageTests {
    let delivery = WebhookMessage.Delivery(
        hubSequence: 41, attempt: 2, firstAttemptAt: TestWard.wall("2026-11-21T23:07:25Z"))

    @Test func theDeliveryBlockIsPutInFrontOfTheData() throws {
        let body = try WebhookMessage.body(line: #"{"data":{"summary":"x"},"id":"y"}"#, delivery: delivery)
        #expect(
            String(decoding: body, as: UTF8.self)
                == #"{"data":{"delivery":{"attempt":2,"first_attempt_at":"2026-11-21T23:07:25.000Z","hub_seq":41},"#
                + #""summary":"x"},"id":"y"}"#)
        let empty = try WebhookMessage.body(line: #"{"data":{}}"#, delivery: delivery)
        #expect(String(decoding: empty, as: UTF8.self).hasSuffix(#""hub_seq":41}}}"#))
    }

    @Test(arguments: ["", "{}", #"{"id":"y","data":{}}"#, "[\n]", #" {"data":{}}"#])
    func aLineThatIsNotAnAlertIsRefused(line: String) {
        #expect(throws: WebhookError.lineNotAnAlert) { try WebhookMessage.body(line: line, delivery: delivery) }
        #expect(throws: WebhookError.lineNotAnAlert) { try WebhookMessage.check(line: line, delivery: delivery) }
    }

    /// A line is handed over without its body being made where it fits whatever the block is; else it is made.
    @Test func aLineIsRefusedAtOnceWhereItsBodyWouldBe() throws {
        let longest = WebhookMessage.Delivery(
            hubSequence: .max, roles: .all, attempt: .max,
            firstAttemptAt: WallInstant(microseconds: 253_402_300_799_999_999))
        func line(_ count: Int) -> String {
            let frame = #"{"data":{"a":""}}"#
            return #"{"data":{"a":""# + String(repeating: "x", count: count - frame.utf8.count) + #""}}"#
        }
        let block = try WebhookMessage.body(line: line(100), delivery: longest).count - 100
        #expect(block <= Limits.bareDeliveryByteCount)
        for delivery in [delivery, longest] {
            let most =
                try Limits.messageByteCount - (WebhookMessage.body(line: line(100), delivery: delivery).count - 100)
            try WebhookMessage.check(line: line(most), delivery: delivery)
            #expect(throws: WebhookError.messageTooLong(byteCount: Limits.messageByteCount + 1)) {
                try WebhookMessage.check(line: line(most + 1), delivery: delivery)
            }
        }
        var carrying = delivery
        carrying.members = Array(
            repeating: try MessageMember(
                line: TestWard.composer().compose(TestWard.desaturation()).line, hubSequence: 1),
            count: Limits.messageMemberCount + 1)
        #expect(throws: WebhookError.tooManyMembers(count: 17)) {
            try WebhookMessage.check(line: line(100), delivery: carrying)
        }
    }

    @Test func aBodyHasAtMostTwentyThousandBytes() throws {
        let frame = try WebhookMessage.body(line: #"{"data":{"a":""}}"#, delivery: delivery).count
        func body(_ count: Int) throws -> Int {
            let filling = String(repeating: "x", count: count - frame)
            return try WebhookMessage.body(line: #"{"data":{"a":""# + filling + #""}}"#, delivery: delivery).count
        }
        #expect(try body(20_000) == 20_000)
        #expect(throws: WebhookError.messageTooLong(byteCount: 20_001)) { try body(20_001) }
    }

    @Test func aMessageNamesTheRolesItCalls() throws {
        var called = delivery
        called.roles = [.primaryNurse, .reviewer]
        let body = try WebhookMessage.body(line: #"{"data":{}}"#, delivery: called)
        #expect(String(decoding: body, as: UTF8.self).contains(#""hub_seq":41,"role":["primary","reviewer"]}"#))
    }

    @Test func alertsThatTravelAlongKeepTheirOwnIdsAndNumbers() throws {
        let lead = TestWard.composer().compose(TestWard.desaturation())
        let others = [TestWard.desaturationUnknown(), TestWard.probeOff()].map(TestWard.compose)
        var carrying = delivery
        carrying.members = try others.enumerated().map {
            try MessageMember(line: $0.element.line, hubSequence: UInt64($0.offset) + 42)
        }
        let body = try WebhookMessage.body(line: lead.line, delivery: carrying)
        let message = try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
        let block = try #require((message["data"] as? [String: Any])?["delivery"] as? [String: Any])
        let also = try #require(block["also"] as? [[String: Any]])
        #expect(message["id"] as? String == lead.id)
        #expect(also.map { $0["id"] as? String } == others.map(\.id))
        #expect(also.map { $0["episode_id"] as? String } == others.map(\.episodeID))
        #expect(also.map { $0["hub_seq"] as? Int } == [42, 43])
        #expect(also.map { $0["condition"] as? String } == ["spot.spo2.low.severe", "tech.probe_off.mild"])
        #expect(also.map { $0["priority"] as? String } == ["P2", "P4"])
        #expect(also.map { $0["type"] as? String } == ["unknown", "fired"].map { "org.spotward.alert.\($0).v1" })
        #expect(also.map { $0["state"] as? String } == ["firing", "firing"])
        #expect(also.allSatisfy { ($0["summary"] as? String)?.isEmpty == false })
    }

    @Test func sixteenAlertsMayTravelAlong() throws {
        let alert = TestWard.composer().compose(TestWard.desaturation())
        let member = try MessageMember(line: alert.line, hubSequence: 1)
        func body(_ count: Int) throws -> [UInt8] {
            var carrying = delivery
            carrying.members = Array(repeating: member, count: count)
            return try WebhookMessage.body(line: alert.line, delivery: carrying)
        }
        #expect(try body(16).count <= Limits.messageByteCount)
        #expect(throws: WebhookError.tooManyMembers(count: 17)) { try body(17) }
    }

    @Test func whereThereIsNoRoomSummariesGoAndNoMember() throws {
        let line = TestWard.composer().compose(TestWard.desaturation()).line
        let alert = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        let summary = try #require((alert["data"] as? [String: Any])?["summary"] as? String)
        var carrying = delivery
        carrying.members = Array(repeating: try MessageMember(line: line, hubSequence: 1), count: 3)
        func body(filling count: Int) throws -> [UInt8] {
            let line = #"{"data":{"a":""# + String(repeating: "x", count: count) + #""}}"#
            return try WebhookMessage.body(line: line, delivery: carrying)
        }
        func summaryCount(filling count: Int) throws -> Int {
            let body = try body(filling: count)
            #expect(body.count <= Limits.messageByteCount)
            let message = try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
            let block = (message?["data"] as? [String: Any])?["delivery"] as? [String: Any]
            let members = try #require(block?["also"] as? [[String: Any]])
            #expect(members.count == 3)
            return members.count { $0["summary"] != nil }
        }
        let room = try Limits.messageByteCount - body(filling: 0).count
        #expect(try summaryCount(filling: room) == 3)
        #expect(try summaryCount(filling: room + 1) == 2)
        // `,"summary":""` and the words, three times.
        let last = room + 3 * (13 + summary.utf8.count)
        #expect(try summaryCount(filling: last) == 0)
        #expect(throws: WebhookError.messageTooLong(byteCount: 20_001)) { try body(filling: last + 1) }
    }

    @Test(arguments: ["", "{}", #"{"data":{}}"#, #"{"data":{"summary":"x"},"id":"y"}"#, #"{"data":{"#])
    func whatIsNoAlertCannotTravelAlong(line: String) {
        #expect(throws: WebhookError.lineNotAnAlert) { try MessageMember(line: line, hubSequence: 1) }
    }

    @Test func anIdentifierHas22To64SafeCharacters() {
        for (count, isAllowed) in [(21, false), (22, true), (64, true), (65, false)] {
            #expect(WebhookMessage.isIdentifier(String(repeating: "a", count: count)) == isAllowed)
        }
        for character in [".", " ", "\n", "é", "/", "+"] {
            #expect(!WebhookMessage.isIdentifier(String(repeating: "a", count: 30) + character))
        }
    }
}
