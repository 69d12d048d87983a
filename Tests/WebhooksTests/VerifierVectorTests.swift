import FoundationEssentials
import Testing
import Vitals

@testable import Webhooks

/// The vectors the verifiers for receivers are held against, held against the hub's own verification too.
@Suite struct VerifierVectorTests {
    struct Vector: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let headers: [String: String]
        let body: String
        let keys: [String]
        /// Seconds between the moment of the standard's own vectors and the verification.
        let late: Int64
        /// Empty: to be believed.
        let refusal: String

        var testDescription: String { name }
    }

    static var vectors: [Vector] {
        get throws {
            let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(
                separator: "/")
            let file = root + "/deploy/receivers/verifiers/vectors.json"
            return try JSONDecoder().decode([Vector].self, from: Data(contentsOf: URL(filePath: file)))
        }
    }

    @Test func thereAreEnoughOfThemAndOfBothKinds() throws {
        let vectors = try Self.vectors
        #expect(vectors.count >= 30)
        #expect(vectors.filter(\.refusal.isEmpty).count >= 10)
        #expect(Set(vectors.map(\.refusal)).count == 5)
    }

    @Test(arguments: try VerifierVectorTests.vectors) func theHubJudgesAsTheVerifiersDo(vector: Vector) throws {
        guard let id = vector.headers["webhook-id"], let signature = vector.headers["webhook-signature"],
            let seconds = vector.headers["webhook-timestamp"].flatMap(Int64.init), seconds >= 0
        else { return #expect(!vector.refusal.isEmpty) }
        let isBelieved = WebhookSignature.isValid(
            signature, id: id, timestampSeconds: seconds, body: Array(vector.body.utf8),
            secrets: try vector.keys.filter { $0.hasPrefix("whsec_") }.map {
                try WebhookSecret(contents: Array($0.utf8))
            },
            publicKeys: try vector.keys.filter { $0.hasPrefix("whpk_") }.map {
                try WebhookPublicKey(contents: Array($0.utf8))
            }, at: WallInstant(microseconds: (1_614_265_330 + vector.late) * 1_000_000))
        #expect(isBelieved == vector.refusal.isEmpty)
    }
}
