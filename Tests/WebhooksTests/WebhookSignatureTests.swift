import FoundationEssentials
import Testing
import Vitals

@testable import Webhooks

/// The vectors are those of the Standard Webhooks reference libraries.
@Suite struct WebhookSignatureTests {
    let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
    let seconds: Int64 = 1_614_265_330
    let body = Array(#"{"test": 2432232314}"#.utf8)
    let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    let stranger = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc="

    @Test func theStandardsVectorIsSignedAsTheStandardSignsIt() throws {
        #expect(
            WebhookSignature.header(id: id, timestampSeconds: seconds, body: body, secrets: [try secret()]) == signature
        )
    }

    @Test func eachLiveSecretAddsASignatureInItsOrder() throws {
        let other = try WebhookSecret(bytes: [UInt8](repeating: 7, count: 24))
        let header = WebhookSignature.header(
            id: id, timestampSeconds: seconds, body: body, secrets: [other, try secret()])
        #expect(header.split(separator: " ").count == 2 && header.hasSuffix(" " + signature))
        #expect(try isValid(header))
        #expect(try isValid(header, secrets: [other]))
    }

    @Test func anyOfSeveralSignaturesWillDoAndOtherVersionsArePassedOver() throws {
        #expect(try isValid(signature))
        #expect(try isValid("\(stranger) v2,\(signature.dropFirst(3)) \(signature) \(stranger)"))
        #expect(try !isValid("v2,\(signature.dropFirst(3)) v1a,\(signature.dropFirst(3))"))
    }

    @Test(arguments: ["", "v1", "v1,", "v1,,", "v1,not Base64!", "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="])
    func aHeaderWithoutAWholeSignatureIsRefused(header: String) throws {
        #expect(try !isValid(header))
    }

    @Test func anotherIdBodySecretOrSecondIsRefused() throws {
        let secrets = [try secret()]
        let now = WallInstant(microseconds: seconds * 1_000_000)
        func check(id: String? = nil, seconds other: Int64? = nil, body other2: [UInt8]? = nil) -> Bool {
            WebhookSignature.isValid(
                signature, id: id ?? self.id, timestampSeconds: other ?? seconds, body: other2 ?? body,
                secrets: secrets, at: now)
        }
        #expect(check())
        #expect(!check(id: "msg_p5jXN8AQM9LWM0D4loKWxJel"))
        #expect(!check(seconds: seconds + 1))
        #expect(!check(body: body + [0x20]))
        #expect(try !isValid(signature, secrets: [WebhookSecret(bytes: [UInt8](repeating: 0, count: 24))]))
    }

    /// Of the Go library of the standard: the one vector of `v1a` there is.
    @Test func theStandardsVectorOfAnEd25519KeyIsSignedAsTheStandardSignsIt() throws {
        let key = try WebhookSecret(contents: Array("whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=\n".utf8))
        let header = WebhookSignature.header(id: id, timestampSeconds: seconds, body: body, secrets: [key])
        let vector = "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag=="
        #expect(header == vector)
        let printed = try #require(key.publicKey)
        let publicKey = try WebhookPublicKey(contents: Array(printed.utf8))
        for signature in [vector, "v2,x \(stranger) \(vector)"] {
            #expect(try isValid(signature, secrets: [], publicKeys: [publicKey]))
            #expect(try !isValid(signature, secrets: [key]), "the hub's own key verifies no answer")
            #expect(try !isValid(signature, secrets: [], publicKeys: [Self.otherKey]))
        }
        #expect(try !isValid("v1," + vector.dropFirst(4), secrets: [secret()], publicKeys: [publicKey]))
        #expect(try !isValid(vector, secrets: [], publicKeys: [publicKey], body: body + [0x20]))
    }

    @Test func aSharedSecretAndAKeyMayLiveSideBySideWhileReceiversChangeOver() throws {
        let key = try WebhookSecret(contents: Self.signingKey)
        let header = WebhookSignature.header(
            id: id, timestampSeconds: seconds, body: body, secrets: [key, try secret()])
        #expect(header.hasPrefix("v1a,") && header.hasSuffix(" " + signature))
        #expect(try isValid(header))
    }

    /// RFC 8032, section 7.1, test 1.
    @Test func thePublicKeyIsThatOfTheStandardOfEd25519() throws {
        let seed = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="
        let key = try WebhookSecret(contents: Array("whsk_\(seed)".utf8))
        #expect(key.publicKey == "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
        #expect(try secret().publicKey == nil, "a shared secret is never shown")
    }

    @Test(arguments: [(31, false), (32, true), (33, false), (63, false), (64, false), (65, false), (0, false)])
    func anEd25519KeyHas32BytesOr64WithItsPublicHalf(count: Int, isAllowed: Bool) throws {
        let encoded = Data([UInt8](repeating: 5, count: count)).base64EncodedString()
        #expect(((try? WebhookSecret(contents: Array("whsk_\(encoded)".utf8))) != nil) == isAllowed)
        #expect(((try? WebhookPublicKey(contents: Array("whpk_\(encoded)".utf8))) != nil) == (count == 32))
        let key = try WebhookSecret(contents: Self.signingKey)
        let printed = try #require(key.publicKey)
        let half = try #require(Data(base64Encoded: String(printed.dropFirst(5))))
        let whole = (Data([UInt8](repeating: 5, count: 32)) + half).base64EncodedString()
        #expect(try WebhookSecret(contents: Array("whsk_\(whole)".utf8)) == key)
    }

    @Test func aKeyInTheWrongPlaceIsRefused() {
        for text in ["whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", "whsk_not Base64", "whsk_"] {
            #expect(throws: WebhookError.self) { try WebhookSecret(contents: Array(text.utf8)) }
        }
        for text in ["whsk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", "whpk_?", ""] {
            #expect(throws: WebhookError.self) { try WebhookPublicKey(contents: Array(text.utf8)) }
        }
    }

    @Test(arguments: [(-301, false), (-300, true), (0, true), (300, true), (301, false)])
    func theTimestampMayBeFiveMinutesOff(difference: Int64, expected: Bool) throws {
        #expect(try isValid(signature, at: seconds + difference) == expected)
    }

    @Test func aTimestampFarOutsideOfTimeDoesNotTrap() throws {
        for seconds in [Int64.min, .max] {
            #expect(
                !WebhookSignature.isValid(
                    signature, id: id, timestampSeconds: seconds, body: body, secrets: [try secret()],
                    at: WallInstant(microseconds: .min)))
        }
    }

    @Test(arguments: [(23, false), (24, true), (64, true), (65, false), (0, false)])
    func aSecretHas24To64Bytes(count: Int, isAllowed: Bool) {
        let bytes = [UInt8](repeating: 0x61, count: count)
        #expect(((try? WebhookSecret(bytes: bytes)) != nil) == isAllowed)
        #expect(((try? WebhookSecret(contents: bytes + [0x0A])) != nil) == isAllowed)
    }

    @Test func aSecretFileHoldsBase64OrTheKeyItself() throws {
        let standard = try WebhookSecret(contents: Array("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\r\n".utf8))
        #expect(try standard == secret())
        if case .shared(let bytes) = standard.kind { #expect(bytes.count == 24) } else { Issue.record("no shared key") }
        let raw = try WebhookSecret(contents: Array("a key of letters, 24 long\n".utf8))
        #expect(raw.kind == .shared(Array("a key of letters, 24 long".utf8)))
        #expect(throws: WebhookError.self) {
            try WebhookSecret(contents: Array("whsec_this is not Base64 at all".utf8))
        }
        #expect(throws: WebhookError.self) { try WebhookSecret(contents: Array("whsec_".utf8)) }
    }

    @Test func aSecretNeverPrints() throws {
        let secret = try WebhookSecret(bytes: Array("0123456789abcdef0123456789abcdef".utf8))
        let endpoint = try Endpoint(name: "team", url: "https://receiver.example/", secrets: [secret])
        var dumped = ""
        dump(endpoint, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), "\(endpoint)", String(reflecting: endpoint), dumped] {
            #expect(!text.contains("0123") && !text.contains("48, 49"))
        }
        let key = try WebhookSecret(contents: Self.signingKey)
        for text in ["\(key)", String(reflecting: key)] { #expect(text == "redacted") }
    }

    private func secret() throws -> WebhookSecret {
        try WebhookSecret(contents: Array("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".utf8))
    }

    private static let signingKey = Array("whsk_BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU=".utf8)
    private static var otherKey: WebhookPublicKey {
        get throws { try WebhookPublicKey(contents: Array("whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=".utf8)) }
    }

    private func isValid(
        _ header: String, secrets: [WebhookSecret]? = nil, publicKeys: [WebhookPublicKey] = [], body: [UInt8]? = nil,
        at now: Int64? = nil
    ) throws -> Bool {
        WebhookSignature.isValid(
            header, id: id, timestampSeconds: seconds, body: body ?? self.body, secrets: try secrets ?? [secret()],
            publicKeys: publicKeys, at: WallInstant(microseconds: (now ?? seconds) * 1_000_000))
    }
}
