import Crypto
import FoundationEssentials
import Vitals

/// The signature of Standard Webhooks 1.0.0, symmetric form `v1`.
///
///     webhook-signature: v1,<Base64 of HMAC-SHA256(secret, id "." timestamp "." body)> [v1,<with the next secret> …]
///
/// The body is the exact bytes sent. Each attempt is signed afresh with its own timestamp; the id stays.
public enum WebhookSignature {
    /// The value of the header: one signature for each live secret, in their order.
    public static func header(
        id: String, timestampSeconds: Int64, body: [UInt8], secrets: [WebhookSecret]
    ) -> String {
        let signed = signedContent(id: id, timestampSeconds: timestampSeconds, body: body)
        return secrets.map { secret in
            let code = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: secret.bytes))
            return "v1," + Data(code).base64EncodedString()
        }.joined(separator: " ")
    }

    /// Whether one of the signatures was made with one of the secrets, and `timestampSeconds` is within five minutes of
    /// `now`. Signatures of other versions are passed over, as the standard asks.
    public static func isValid(
        _ header: String, id: String, timestampSeconds: Int64, body: [UInt8], secrets: [WebhookSecret],
        at now: WallInstant
    ) -> Bool {
        isTimely(timestampSeconds, at: now)
            && isSigned(header, id: id, timestampSeconds: timestampSeconds, body: body, secrets: secrets)
    }

    /// Within five minutes of `now`, both ends included.
    static func isTimely(_ timestampSeconds: Int64, at now: WallInstant) -> Bool {
        let tolerance = Limits.timestampTolerance.wholeMicroseconds / 1_000_000
        let nowSeconds = now.microseconds / 1_000_000
        let (late, overflow) = nowSeconds.subtractingReportingOverflow(timestampSeconds)
        return !overflow && (-tolerance...tolerance).contains(late)
    }

    /// Whether one of the signatures was made with one of the secrets, whenever that was.
    static func isSigned(
        _ header: String, id: String, timestampSeconds: Int64, body: [UInt8], secrets: [WebhookSecret]
    ) -> Bool {
        let signed = signedContent(id: id, timestampSeconds: timestampSeconds, body: body)
        for part in header.split(separator: " ") where part.hasPrefix("v1,") {
            guard let code = Data(base64Encoded: String(part.dropFirst(3))) else { continue }
            for secret in secrets {
                let key = SymmetricKey(data: secret.bytes)
                // Compares in constant time.
                if HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: signed, using: key) { return true }
            }
        }
        return false
    }

    private static func signedContent(id: String, timestampSeconds: Int64, body: [UInt8]) -> [UInt8] {
        Array("\(id).\(timestampSeconds).".utf8) + body
    }
}
