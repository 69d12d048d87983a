import Alarms
import Foundation
import Testing
import Vitals

@testable import Webhooks

/// What a receiver answers, over real HTTPS: a signed acknowledgement, or anything else.
@Suite(.serialized, .timeLimit(.minutes(2))) struct SignedAnswerTests {
    @Test func aReceiverTakesAnAlarmWithASignedAnswer() async throws {
        let server = try await TestServer.reference(plain: false, "--acknowledge-as", "N. Öwl:nurse")
        let bench = try Bench(Bench.endpoint(server))
        let first = try await bench.deliver(Bench.request())
        #expect(first.isAccepted && first.answerRefusal == nil)
        let document = try #require(first.signedAnswer)
        let secrets = [try WebhookSecret(bytes: TestServer.sharedSecretBytes)]
        let payload = try document.verify(secrets: secrets, now: first.startedAt)
        let command = #"{"by":{"name":"N. Öwl","role":"nurse"},"command":"acknowledge","#
        #expect(payload == command + #""episode":"\#(Bench.alert.episodeID)"}"#)
        let stranger = [try WebhookSecret(bytes: [UInt8](repeating: 9, count: 32))]
        #expect(throws: SignedDocumentRefusal.signatureRefused) {
            try document.verify(secrets: stranger, now: first.startedAt)
        }
        // The answer may be lost; the repeat is answered with the same id, so that the hub takes it once.
        let again = try await bench.deliver(Bench.request(attempt: 2))
        #expect(again.signedAnswer?.id == document.id)
        try await server.line(beginning: "         answered: taken by N. Öwl as nurse")
    }

    /// Neither side holds what it could sign with in the other's name.
    @Test(.enabled(if: TestServer.hasEd25519, "python3 has no package cryptography"))
    func eachSideMaySignWithAKeyOfItsOwn() async throws {
        let hub = try WebhookSecret(contents: Array(Self.key(5).utf8))
        let receiver = try WebhookSecret(contents: Array(Self.key(6).utf8))
        let hubKey = try #require(hub.publicKey)
        let server = try await TestServer.reference(
            secrets: [], plain: false, "--public-key-file", try TestServer.file(hubKey),
            "--answer-key-file", try TestServer.file(Self.key(6)), "--acknowledge-as", "N. Owl:nurse")
        let authority = try TestCertificates.shared.get().authority
        let stranger = try Endpoint(name: "team", url: server.url, secrets: [receiver], caFile: authority)
        #expect(try await Bench(stranger).deliver(Bench.request()).httpStatus == 401)

        let endpoint = try Endpoint(name: "team", url: server.url, secrets: [hub], caFile: authority)
        let outcome = try await Bench(endpoint).deliver(Bench.request())
        let document = try #require(outcome.signedAnswer)
        let printed = try #require(receiver.publicKey)
        let receiverKey = try WebhookPublicKey(contents: Array(printed.utf8))
        try document.verify(secrets: [hub], publicKeys: [receiverKey], now: outcome.startedAt)
        #expect(throws: SignedDocumentRefusal.signatureRefused) {
            try document.verify(secrets: [hub, receiver], now: outcome.startedAt)
        }
    }

    private static func key(_ byte: UInt8) -> String {
        "whsk_" + Data([UInt8](repeating: byte, count: 32)).base64EncodedString()
    }

    @Test func whatCallsNobodyIsNotTaken() async throws {
        let server = try await TestServer.reference(plain: false, "--acknowledge-as", "N. Owl:nurse")
        let bench = try Bench(Bench.endpoint(server))
        for event in [AlarmEvent.lowered, .acknowledged, .resolved, .voided] {
            var transition = TestWard.life(of: .chartSpO2Low, .severe, event)
            transition.episodeSequence = UInt32(event.rawValue)
            let outcome = try await bench.deliver(Bench.request(TestWard.compose(transition)))
            #expect(outcome.isAccepted && outcome.signedAnswer == nil && outcome.answerRefusal == nil)
            #expect(outcome.answerPrefix.contains("\"repeated\": false"))
        }
    }

    @Test func otherJSONLeavesTheAlertAcceptedAndSaysWhyItIsNoDocument() async throws {
        let server = try await TestServer.unruly("json")
        let outcome = try await Bench(Bench.endpoint(server)).deliver(Bench.request())
        #expect(outcome.isAccepted && outcome.signedAnswer == nil && outcome.answerRefusal == .notADocument)
        #expect(outcome.answerPrefix == #"{"ok": true}"#)
    }

    @Test func anAnswerLongerThanADocumentIsNotRead() async throws {
        let server = try await TestServer.unruly("longjson")
        let outcome = try await Bench(Bench.endpoint(server)).deliver(Bench.request())
        #expect(outcome.isAccepted && outcome.signedAnswer == nil && outcome.answerRefusal == .tooLong)
        #expect(outcome.answerPrefix.count == Limits.answerPrefixByteCount)
    }

    @Test func aRefusalCarriesNoCommand() async throws {
        let server = try await TestServer.unruly("refuse")
        let outcome = try await Bench(Bench.endpoint(server)).deliver(Bench.request())
        #expect(!outcome.isAccepted && outcome.signedAnswer == nil && outcome.answerRefusal == nil)
    }

    @Test func alertsThatTravelAlongAreTakenOnceEachAndOnDisk() async throws {
        let log = FileManager.default.temporaryDirectory.appending(path: "accepted-\(UUID().uuidString).ndjson")
        let server = try await TestServer.reference(log: log.path)
        let bench = try Bench(Bench.endpoint(server))
        let others = [TestWard.desaturationUnknown(), TestWard.probeOff()].map(TestWard.compose)
        // One of them has come before, by itself.
        #expect(try await bench.deliver(Bench.request(others[0], hubSequence: 40)).isAccepted)
        var carrying = Bench.request()
        carrying.roles = .primaryNurse
        carrying.members = try others.map { try MessageMember(line: $0.line, hubSequence: 42) }
        let first = try await bench.deliver(carrying)
        #expect(first.isAccepted && first.answerPrefix.contains("\"repeated\": false"))
        carrying.attempt = 2
        #expect(try await bench.deliver(carrying).answerPrefix.contains("\"repeated\": true"))
        let entries = try String(contentsOf: log, encoding: .utf8).split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        #expect(entries.map { $0["id"] as? String } == [others[0].id, Bench.alert.id, others[1].id])
        #expect(entries.map { $0["carried_by"] as? String } == [nil, nil, Bench.alert.id])
        #expect(entries[2]["hub_seq"] as? Int == 42 && entries[2]["subject"] as? String == "admission/adm-7f3a")
        #expect(server.lines.filter { $0.contains("#42 fired: P4 adm-7f3a (bedside-left): sensor off") }.count == 1)
        // Known after a restart, too: the one that came along is not taken again by itself.
        let restarted = try await TestServer.reference(log: log.path)
        let alone = try await Bench(Bench.endpoint(restarted)).deliver(Bench.request(others[1]))
        #expect(alone.answerPrefix.contains("\"repeated\": true"))
    }

    @Test func whatPeopleWroteIsShownUnderTheLineOfAConcernAndAnAcknowledgement() async throws {
        let server = try await TestServer.reference()
        let bench = try Bench(Bench.endpoint(server))
        for event in [AlarmEvent.fired, .acknowledged] {
            let alert = TestWard.compose(TestWard.life(of: .concern, .severe, event))
            #expect(try await bench.deliver(Bench.request(alert)).isAccepted)
        }
        try await server.line(beginning: "         note: rang the family, looking in at midnight")
        #expect(server.lines.contains { $0.contains("#41 fired: P2 adm-7f3a: a parent is worried. ") })
        #expect(server.lines.contains("         they say: not himself, will not drink"))
        #expect(
            server.lines.contains {
                $0.contains("acknowledged: P2 adm-7f3a: a parent is worried; taken by N. Owl (nurse)")
            })
    }
}
