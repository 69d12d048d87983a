import Foundation
import Testing

@testable import WardDaemon

/// What an endpoint does not accept reaches its fallback, marked, under the same id.
@Suite(.serialized, .timeLimit(.minutes(2))) struct FallbackTests {
    private let everyRole = "primary, second, in-charge, escalation, reviewer, operations"
    private let nobody = "url: \"https://127.0.0.1:1/\", secret_file: secret.txt"

    @Test func aReceiverNobodyAnswersForIsStoodInForWithinThirtySeconds() throws {
        let ward = try RunningWard(
            speed: 30, receivers: ["night": "operations"],
            absent: ["name: team, \(nobody), fallback: night"])
        try ward.start()
        let answer = try ward.ask(.concern(child: "adm-a", from: .parent, note: nil), as: .parent)
        let isTold = ward.wait { ward.receivers["night"]?.has("fired", "concern") == true }
        #expect(isTold)
        ward.stop()
        let message = try #require(ward.receivers["night"]?.messages.first { $0.family.hasPrefix("concern") })
        let delivery = message.block("delivery")
        #expect(delivery["fallback"] as? Bool == true && message.episodeID == answer.episodeID)
        // Whom the team would have called, though the night serves operations alone.
        #expect((delivery["role"] as? [String])?.contains("primary") == true)
        let own = try ward.messages().first { $0.family.hasPrefix("concern") }
        #expect(own.map { message.text.contains($0.text.prefix(40)) } != nil)
        #expect(try ward.replayedLines() == ward.alertLines())
    }

    @Test func whatWaitedForItsFallbackGoesThereAfterARestart() throws {
        let ward = try RunningWard(
            speed: 1, receivers: ["night": "operations"], absent: ["name: team, \(nobody), fallback: night"])
        try ward.start()
        _ = try ward.ask(.concern(child: "adm-a", from: .parent, note: nil), as: .parent)
        ward.stop()
        #expect(ward.receivers["night"]?.messages.isEmpty == true)
        try ward.run(atSpeed: 30)
        let isTold = ward.wait { ward.receivers["night"]?.has("fired", "concern") == true }
        #expect(isTold)
    }

    @Test func aNameWithoutAnAddressIsNotWaitedFor() throws {
        let ward = try RunningWard(
            speed: 1, receivers: ["night": "operations"],
            absent: ["name: team, url: \"https://receiver.invalid/\", secret_file: secret.txt, fallback: night"])
        try ward.start()
        _ = try ward.ask(.concern(child: "adm-a", from: .parent, note: nil), as: .parent)
        let isTold = ward.wait(seconds: 15) { ward.receivers["night"]?.has("fired", "concern") == true }
        #expect(isTold)
    }
}
