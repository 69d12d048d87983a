import Crypto
import Foundation
import Register
import Testing
import Webhooks

@testable import WardDaemon

/// An alarm is taken by command, by a signed file and by a receiver's signed answer, and in no other way.
@Suite(.serialized) struct AcknowledgementTests {
    private let everyRole = "primary, second, in-charge, escalation, reviewer, operations"

    private func concern(on ward: RunningWard) throws -> String {
        let answer = try ward.ask(.concern(child: "adm-a", from: .parent, note: nil), as: .parent)
        #expect(answer.isDone, "\(answer.message)")
        return try #require(answer.episodeID)
    }

    private func waitForAcknowledgement(_ ward: RunningWard) throws -> Message {
        var found: Message?
        _ = try ward.wait {
            found = try ward.messages().first { $0.event == "acknowledged" }
            return found != nil
        }
        return try #require(found)
    }

    @Test func aNurseTakesItOnTheControlSocket() throws {
        let ward = try RunningWard(speed: 1, receivers: ["team": everyRole])
        try ward.start()
        let episode = try concern(on: ward)
        let answer = try ward.ask(.acknowledge(episode: String(episode.prefix(8)), minutes: 10, note: "on my way"))
        #expect(answer.isDone && answer.episodeID == episode, "\(answer.message)")
        let isTold = ward.wait { ward.receivers["team"]?.has("acknowledged", "concern") == true }
        #expect(isTold)
        ward.stop()
        let message = try #require(ward.receivers["team"]?.messages.first { $0.event == "acknowledged" })
        let taken = message.block("ack")["acked"] as? [String: Any]
        #expect(taken?["by"] as? String == "N. Owl" && taken?["note"] as? String == "on my way")
        #expect(try ward.replayedLines() == ward.alertLines())
    }

    @Test func aFamilyCannotTakeItAndNobodyCanTakeWhatIsNotThere() throws {
        let ward = try RunningWard(speed: 1)
        try ward.start()
        let episode = try concern(on: ward)
        let refused = try ward.ask(.acknowledge(episode: episode, minutes: nil, note: nil), as: .parent)
        #expect(!refused.isDone && !refused.refusals.isEmpty)
        let unknown = try ward.ask(.acknowledge(episode: "0123abcdef", minutes: nil, note: nil))
        #expect(!unknown.isDone)
        ward.stop()
        #expect(try !ward.messages().contains { $0.event == "acknowledged" })
    }

    @Test func aReceiversSignedAnswerTakesIt() throws {
        let ward = try RunningWard(
            speed: 1, receivers: ["team": everyRole], options: ["team": "N. Lamp:nurse"])
        try ward.start()
        let episode = try concern(on: ward)
        let message = try waitForAcknowledgement(ward)
        #expect(message.episodeID == episode)
        #expect((message.block("ack")["acked"] as? [String: Any])?["by"] as? String == "N. Lamp")
        ward.stop()
        #expect(try ward.replayedLines() == ward.alertLines())
    }

    /// The document a receiver's program would drop.
    private func document(_ payload: String, secret: String, id: String = UUID().uuidString) throws -> String {
        let stamp = String(Int(Date().timeIntervalSince1970))
        let code = HMAC<SHA256>.authenticationCode(
            for: Data("\(id).\(stamp).\(payload)".utf8), using: SymmetricKey(data: Data(secret.utf8)))
        let fields = [
            "webhook-id": id, "webhook-timestamp": stamp, "payload": payload,
            "webhook-signature": "v1," + Data(code).base64EncodedString(),
        ]
        return String(decoding: try JSONSerialization.data(withJSONObject: fields), as: UTF8.self)
    }

    private func receipt(_ ward: RunningWard, _ path: String) throws -> String {
        let isThere = ward.wait { FileManager.default.fileExists(atPath: ward.folder + "/drop/" + path) }
        try #require(isThere, "no receipt \(path)")
        return try String(contentsOfFile: ward.folder + "/drop/" + path, encoding: .utf8)
    }

    @Test func aSignedFileTakesItAndAnUnsignedOrForgedOneDoesNot() throws {
        let ward = try RunningWard(speed: 1)
        try ward.start()
        let episode = try concern(on: ward)
        let line =
            #"{"by":{"name":"N. Owl","role":"nurse"},"command":"acknowledge","episode":"\#(episode)","minutes":5}"#
        try ward.drop(line, as: "bare.command.json")
        #expect(try receipt(ward, "refused/bare.command.json.receipt.json").contains("must be signed"))
        try ward.drop(
            try document(line, secret: "0123456789abcdef0123456789abcdeX"), as: "forged.command.json")
        #expect(try receipt(ward, "refused/forged.command.json.receipt.json").contains("signature"))
        #expect(try !ward.messages().contains { $0.event == "acknowledged" })
        try ward.drop(try document(line, secret: RunningWard.secret), as: "signed.command.json")
        #expect(try receipt(ward, "accepted/signed.command.json.receipt.json").contains(episode))
        #expect(try waitForAcknowledgement(ward).episodeID == episode)
        ward.stop()
        #expect(try ward.replayedLines() == ward.alertLines())
    }

    /// A worry, and a nurse who takes it by a signed file; the document in it.
    private func takeBySignedFile(on ward: RunningWard) throws -> String {
        let episode = try concern(on: ward)
        let line = #"{"by":{"name":"N. Owl","role":"nurse"},"command":"acknowledge","episode":"\#(episode)"}"#
        let signed = try document(line, secret: RunningWard.secret)
        try ward.drop(signed, as: "one.command.json")
        #expect(try receipt(ward, "accepted/one.command.json.receipt.json").contains(episode))
        return signed
    }

    @Test func aSignedDocumentIsTakenOnce() throws {
        let ward = try RunningWard(speed: 1)
        try ward.start()
        let signed = try takeBySignedFile(on: ward)
        // Another file around the same document.
        try ward.drop(signed + "\n", as: "two.command.json")
        #expect(try receipt(ward, "accepted/two.command.json.receipt.json").contains("taken before"))
        ward.stop()
        #expect(try ward.messages().filter { $0.event == "acknowledged" }.count == 1)
    }

    /// Also within the five minutes in which its signature is timely.
    @Test func aSignedDocumentIsTakenOnceOverARestart() throws {
        let ward = try RunningWard(speed: 1)
        try ward.start()
        let signed = try takeBySignedFile(on: ward)
        ward.stop()
        try ward.start()
        try ward.drop(signed + "\n", as: "two.command.json")
        #expect(try receipt(ward, "accepted/two.command.json.receipt.json").contains("taken before"))
        ward.stop()
        #expect(try ward.messages().filter { $0.event == "acknowledged" }.count == 1)
    }
}
