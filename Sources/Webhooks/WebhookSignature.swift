import Crypto
import FoundationEssentials
import Vitals

/// The signatures of Standard Webhooks 1.0.0: `v1` with a shared secret, `v1a` with a key of the hub's own.
///
///     webhook-signature: v1,<Base64 of HMAC-SHA256(secret, id "." timestamp "." body)> [<with the next secret> …]
///                        v1a,<Base64 of Ed25519(key, id "." timestamp "." body)>
///
/// The body is the exact bytes sent. Each attempt is signed afresh with its own timestamp; the id stays.
public enum WebhookSignature {
    /// The value of the header: one signature for each live secret, in their order.
    public static func header(
        id: String, timestampSeconds: Int64, body: [UInt8], secrets: [WebhookSecret]
    ) -> String {
        let signed = signedContent(id: id, timestampSeconds: timestampSeconds, body: body)
        return secrets.compactMap { signature(of: signed, with: $0) }.joined(separator: " ")
    }

    private static func signature(of signed: [UInt8], with secret: WebhookSecret) -> String? {
        switch secret.kind {
        case .shared(let bytes):
            let code = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: bytes))
            return "v1," + Data(code).base64EncodedString()
        case .signing(let seed):
            // The seed was a key when it was read; nothing else can fail here.
            guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed),
                let signature = try? key.signature(for: signed)
            else { return nil }
            return "v1a," + Data(signature).base64EncodedString()
        }
    }

    /// Whether one of the signatures was made with one of the shared secrets or by the owner of one of the public keys, and
    /// `timestampSeconds` is within five minutes of `now`. Signatures of other versions are passed over, as the standard asks.
    public static func isValid(
        _ header: String, id: String, timestampSeconds: Int64, body: [UInt8], secrets: [WebhookSecret],
        publicKeys: [WebhookPublicKey] = [], at now: WallInstant
    ) -> Bool {
        isTimely(timestampSeconds, at: now)
            && isSigned(
                header, id: id, timestampSeconds: timestampSeconds, body: body, secrets: secrets, publicKeys: publicKeys
            )
    }

    /// Within five minutes of `now`, both ends included.
    static func isTimely(_ timestampSeconds: Int64, at now: WallInstant) -> Bool {
        let tolerance = Limits.timestampTolerance.wholeMicroseconds / 1_000_000
        let nowSeconds = now.microseconds / 1_000_000
        let (late, overflow) = nowSeconds.subtractingReportingOverflow(timestampSeconds)
        return !overflow && (-tolerance...tolerance).contains(late)
    }

    /// The same, whenever that was. The hub's own signing keys verify nothing: what it said itself is nobody's answer.
    static func isSigned(
        _ header: String, id: String, timestampSeconds: Int64, body: [UInt8], secrets: [WebhookSecret],
        publicKeys: [WebhookPublicKey] = []
    ) -> Bool {
        let signed = signedContent(id: id, timestampSeconds: timestampSeconds, body: body)
        for part in header.split(separator: " ") {
            let comma = part.firstIndex(of: ",") ?? part.endIndex
            guard let code = Data(base64Encoded: String(part[comma...].dropFirst())) else { continue }
            switch part[..<comma] {
            case "v1":
                for case .shared(let bytes) in secrets.map(\.kind) {
                    // Compares in constant time.
                    let key = SymmetricKey(data: bytes)
                    if HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: signed, using: key) { return true }
                }
            case "v1a":
                for key in publicKeys {
                    let key = try? Curve25519.Signing.PublicKey(rawRepresentation: key.bytes)
                    if key?.isValidSignature(code, for: signed) == true { return true }
                }
            default: continue
            }
        }
        return false
    }

    private static func signedContent(id: String, timestampSeconds: Int64, body: [UInt8]) -> [UInt8] {
        Array("\(id).\(timestampSeconds).".utf8) + body
    }
}
