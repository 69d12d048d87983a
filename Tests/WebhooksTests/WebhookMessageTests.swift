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

    @Test func anIdentifierHas22To64SafeCharacters() {
        for (count, isAllowed) in [(21, false), (22, true), (64, true), (65, false)] {
            #expect(WebhookMessage.isIdentifier(String(repeating: "a", count: count)) == isAllowed)
        }
        for character in [".", " ", "\n", "é", "/", "+"] {
            #expect(!WebhookMessage.isIdentifier(String(repeating: "a", count: 30) + character))
        }
    }
}
