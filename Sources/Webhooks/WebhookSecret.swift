import Crypto
import FoundationEssentials

/// What the hub signs with for one receiver: a secret both share, or a key of the hub's own. It prints as `redacted`,
/// whatever prints it.
public struct WebhookSecret: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        /// HMAC-SHA256, signature `v1`. The receiver could sign with it too.
        case shared([UInt8])
        /// The 32-byte seed of an Ed25519 key, signature `v1a`. A receiver has the public half and nothing to lose.
        case signing(seed: [UInt8])
    }

    let kind: Kind

    /// The shared key itself, 24 to 64 bytes.
    public init(bytes: [UInt8]) throws(WebhookError) {
        guard Limits.secretByteCount.contains(bytes.count) else {
            throw .secretRefused(
                reason: "it has \(bytes.count) bytes, not \(Limits.secretByteCount.lowerBound) to "
                    + "\(Limits.secretByteCount.upperBound)")
        }
        kind = .shared(bytes)
    }

    /// The content of a secret file: `whsec_` and the Base64 of a shared key, `whsk_` and that of an Ed25519 key (32 bytes,
    /// or 64 with its public half behind it), the forms of Standard Webhooks; or a shared key as it stands.
    ///
    /// Line ends after the last character are not part of any form: editors and `echo` add them.
    public init(contents: [UInt8]) throws(WebhookError) {
        let text = contents.withoutLineEnds
        if text.starts(with: "whpk_".utf8) {
            throw .secretRefused(reason: "it is a public key: with that nobody can sign, and whoever has it can verify")
        }
        if let encoded = text.dropping("whsk_") {
            guard let key = Data(base64Encoded: Data(encoded)) else {
                throw .secretRefused(reason: "what follows whsk_ is not Base64")
            }
            try self.init(seed: Self.seed(of: Array(key)))
        } else if let encoded = text.dropping("whsec_") {
            guard let key = Data(base64Encoded: Data(encoded)) else {
                throw .secretRefused(reason: "what follows whsec_ is not Base64")
            }
            try self.init(bytes: Array(key))
        } else {
            try self.init(bytes: Array(text))
        }
    }

    private init(seed: [UInt8]) { kind = .signing(seed: seed) }

    private static func seed(of key: [UInt8]) throws(WebhookError) -> [UInt8] {
        guard key.count == 32 || key.count == 64 else {
            throw .secretRefused(reason: "an Ed25519 key has 32 bytes, or 64 with its public half, not \(key.count)")
        }
        let seed = Array(key.prefix(32))
        guard let publicHalf = publicKey(of: seed), key.count == 32 || publicHalf == Array(key.suffix(32)) else {
            throw .secretRefused(reason: "the second half of the Ed25519 key is not the public key of the first")
        }
        return seed
    }

    private static func publicKey(of seed: [UInt8]) -> [UInt8]? {
        (try? Curve25519.Signing.PrivateKey(rawRepresentation: seed)).map { Array($0.publicKey.rawRepresentation) }
    }

    /// What a receiver verifies with, for showing: `whpk_` and Base64. `nil` for a shared secret, which is never shown.
    public var publicKey: String? {
        guard case .signing(let seed) = kind, let key = Self.publicKey(of: seed) else { return nil }
        return "whpk_" + Data(key).base64EncodedString()
    }
}

extension WebhookSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "redacted" }
    public var debugDescription: String { "redacted" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// What a receiver's answers are verified with where it signs with a key of its own. No secret: it is told to everybody.
public struct WebhookPublicKey: Sendable, Hashable {
    let bytes: [UInt8]

    /// The content of a key file: `whpk_` and the Base64 of the 32 bytes of an Ed25519 public key.
    public init(contents: [UInt8]) throws(WebhookError) {
        guard let encoded = contents.withoutLineEnds.dropping("whpk_") else {
            throw .publicKeyRefused(reason: "it does not begin with whpk_")
        }
        guard let key = Data(base64Encoded: Data(encoded)), key.count == 32 else {
            throw .publicKeyRefused(reason: "what follows whpk_ is not the Base64 of 32 bytes")
        }
        bytes = Array(key)
    }
}

extension [UInt8] {
    fileprivate var withoutLineEnds: ArraySlice<UInt8> {
        prefix(count - reversed().prefix { $0 == 0x0A || $0 == 0x0D }.count)
    }
}

extension ArraySlice<UInt8> {
    /// What follows a prefix; `nil` where it does not begin so.
    fileprivate func dropping(_ prefix: String) -> ArraySlice<UInt8>? {
        starts(with: prefix.utf8) ? dropFirst(prefix.utf8.count) : nil
    }
}
