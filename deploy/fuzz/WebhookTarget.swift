import Crypto
import Vitals

@testable import Webhooks

/// What a receiver says: nobody can make it say more than was signed.
extension Target {
    private static let now = WallInstant(microseconds: 1_795_305_600_000_000)

    static let answers = Target(name: "answers") { input in
        guard let document = try? SignedDocument(parsing: input.bytes) else { return }
        must(WebhookMessage.isIdentifier(document.id), "an id that may not stand in a header")
        guard let secret = try? WebhookSecret(bytes: Array("0123456789abcdef0123456789abcdef".utf8)) else {
            fail("the harness has no secret")
        }
        must((try? document.verify(secrets: [], now: now)) == nil, "verified with no key at all")
        // Nobody who writes the corpus has this secret.
        must((try? document.verify(secrets: [secret], now: now)) == nil, "verified without the secret")
    }

    static let headers = Target(name: "headers") { input in
        guard let wait = RetryAfter.wait(input.text, now: now) else { return }
        must(wait >= .zero, "a wait into the past: \(wait)")
        for schedule in RetrySchedule.allCases {
            for attempt in [UInt32(2), 7, .max] {
                let longest: Duration = schedule == .urgent ? .seconds(36) : .seconds(4320)
                let next = schedule.wait(beforeAttempt: attempt, retryAfter: wait, seed: UInt64(input.bytes.count))
                must(next > .zero && next <= longest, "\(schedule): \(next) until attempt \(attempt)")
            }
        }
    }
}

/// The checksum of a register, for those targets that need one.
func sha256(_ bytes: [UInt8]) -> String {
    SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
