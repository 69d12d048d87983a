import Foundation
import Testing
import Vitals

@testable import Webhooks

@Suite struct SignedDocumentTests {
    static let payload =
        #"{"by":{"name":"É. Owl","role":"nurse"},"command":"acknowledge","episode":"12531594b8cebf9f2db4291cd9230d59"}"#
    let now = TestWard.wall("2026-11-21T23:07:30Z")

    @Test func whatASharedSecretSignedInTimeGivesItsPayload() throws {
        let document = try SignedDocument(parsing: document())
        #expect(document.id == Self.id)
        #expect(try document.verify(secrets: [other, secret], now: now) == Self.payload)
    }

    @Test func aFilesLineEndIsNoPartOfTheDocument() throws {
        #expect(try SignedDocument(parsing: document() + [0x0D, 0x0A]) == SignedDocument(parsing: document()))
        #expect(throws: SignedDocumentRefusal.notADocument) { try SignedDocument(parsing: document() + document()) }
    }

    @Test(arguments: [(-301, false), (-300, true), (0, true), (300, true), (301, false)])
    func theSecondMayBeFiveMinutesOff(difference: Int, isTaken: Bool) throws {
        let document = try SignedDocument(parsing: document())
        let later = now.advanced(by: .seconds(difference))
        guard !isTaken else { return #expect(try document.verify(secrets: [secret], now: later) == Self.payload) }
        #expect(throws: SignedDocumentRefusal.timestampOff) { try document.verify(secrets: [secret], now: later) }
    }

    @Test func nothingElseThanWhatWasSignedIsTaken() throws {
        func refused(_ change: (inout [String: Any]) -> Void, secrets: [WebhookSecret]? = nil) throws {
            let document = try SignedDocument(parsing: document(change))
            #expect(throws: SignedDocumentRefusal.signatureRefused) {
                try document.verify(secrets: secrets ?? [secret], now: now)
            }
        }
        try refused { $0["payload"] = Self.payload + " " }
        try refused { $0["webhook-id"] = Self.id + "0" }
        try refused { $0["webhook-timestamp"] = String(Self.seconds + 1) }
        try refused { $0["webhook-signature"] = "" }
        try refused { $0["webhook-signature"] = "v1,AAAA" }
        try refused({ _ in }, secrets: [other])
        try refused({ _ in }, secrets: [])
    }

    @Test(arguments: ["webhook-id", "webhook-timestamp", "webhook-signature", "payload"])
    func eachOfTheFourFieldsIsNeededAsAText(field: String) {
        #expect(throws: SignedDocumentRefusal.fieldMissing(field)) {
            try SignedDocument(parsing: document { $0[field] = nil })
        }
        for value in [1, true, ["x"], NSNull(), ["x": "y"]] as [Any] {
            #expect(throws: SignedDocumentRefusal.notADocument) {
                try SignedDocument(parsing: document { $0[field] = value })
            }
        }
    }

    @Test func aFifthFieldIsRefusedByItsName() {
        #expect(throws: SignedDocumentRefusal.fieldUnknown("paylaod")) {
            try SignedDocument(parsing: document { $0["paylaod"] = "x" })
        }
        #expect(throws: SignedDocumentRefusal.fieldUnknown(String(repeating: "\\x1b", count: 40))) {
            try SignedDocument(parsing: document { $0[String(repeating: "\u{1b}", count: 1000)] = "x" })
        }
    }

    @Test(arguments: ["", "{}", "[]", "null", "\"x\"", "{", "ok", "\u{0}", "{\"payload\":\"\\ud800\"}"])
    func anyOtherTextIsRefusedAndNothingTraps(text: String) {
        #expect(throws: SignedDocumentRefusal.self) { try SignedDocument(parsing: Array(text.utf8)) }
    }

    @Test func everyTruncationAndEveryChangedByteIsRefusedOrFailsToVerify() throws {
        let whole = document()
        for count in 0..<whole.count {
            #expect(throws: SignedDocumentRefusal.self) { try SignedDocument(parsing: whole.prefix(count)) }
        }
        for place in whole.indices {
            var changed = whole
            changed[place] ^= 0x01
            // Some changes fall on what Base64 leaves unused or on a digit of a `\u` escape: then the bytes signed are the same.
            if let document = try? SignedDocument(parsing: changed),
                let payload = try? document.verify(secrets: [secret], now: now)
            {
                #expect(payload == Self.payload && document.id == Self.id)
            }
        }
    }

    @Test(arguments: ["", "-1", "+1", "1.0", " 1", "1e3", "0x10", "1234567890123", "٣"])
    func aSecondIsOneToTwelveDigits(text: String) {
        #expect(throws: SignedDocumentRefusal.timestampRefused) {
            try SignedDocument(parsing: document { $0["webhook-timestamp"] = text })
        }
    }

    @Test func anIdIsOneThatMayStandInAHeader() {
        for id in [
            "", String(repeating: "a", count: 21), String(repeating: "a", count: 65), "a.b.c.d.e.f.g.h.i.j.k.l.m",
        ] {
            #expect(throws: SignedDocumentRefusal.idRefused) {
                try SignedDocument(parsing: document { $0["webhook-id"] = id })
            }
        }
    }

    @Test(arguments: ["", "a\nb", "a\r", "\u{0}", "a\u{7f}"])
    func aPayloadIsOneLine(payload: String) {
        #expect(throws: SignedDocumentRefusal.payloadRefused) {
            try SignedDocument(parsing: document { $0["payload"] = payload })
        }
    }

    @Test func aDocumentHasAtMostEightKilobytes() throws {
        let frame = self.document { $0["payload"] = "x" }.count - 1
        func document(of count: Int) -> [UInt8] {
            self.document { $0["payload"] = String(repeating: "x", count: count - frame) }
        }
        _ = try SignedDocument(parsing: document(of: 8192))
        #expect(throws: SignedDocumentRefusal.tooLong) { try SignedDocument(parsing: document(of: 8193)) }
    }

    @Test func anAlertOfTheHubItselfThatIsSentBackIsNoCommand() throws {
        // The same secret signs both ways; what tells them apart is how the payload begins.
        let alert = TestWard.composer().compose(TestWard.desaturation())
        let body = try WebhookMessage.body(
            line: alert.line, delivery: WebhookMessage.Delivery(hubSequence: 1, attempt: 1, firstAttemptAt: now))
        #expect(body.starts(with: Array(#"{"data":{"delivery":"#.utf8)))
    }

    @Test func everyRefusalSaysWhatToDo() {
        for refusal: SignedDocumentRefusal in [
            .tooLong, .notADocument, .fieldMissing("payload"), .fieldUnknown("x"), .idRefused, .timestampRefused,
            .payloadRefused, .timestampOff, .signatureRefused,
        ] {
            #expect(refusal.description.count > 40)
        }
    }

    // MARK: helpers

    private static let id = "ack_0123456789abcdef01234567"
    private static let seconds: Int64 = 1_795_302_450
    private var secret: WebhookSecret {
        get throws { try WebhookSecret(bytes: TestServer.sharedSecretBytes) }
    }
    private var other: WebhookSecret {
        get throws { try WebhookSecret(bytes: [UInt8](repeating: 9, count: 24)) }
    }

    private func document(_ change: (inout [String: Any]) -> Void = { _ in }) -> [UInt8] {
        var fields: [String: Any] = [
            "webhook-id": Self.id, "webhook-timestamp": String(Self.seconds), "payload": Self.payload,
        ]
        if let secret = try? secret {
            fields["webhook-signature"] = WebhookSignature.header(
                id: Self.id, timestampSeconds: Self.seconds, body: Array(Self.payload.utf8), secrets: [secret])
        }
        change(&fields)
        let data = try? JSONSerialization.data(withJSONObject: fields, options: [.sortedKeys, .withoutEscapingSlashes])
        return Array(data ?? Data())
    }
}
