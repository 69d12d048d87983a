import Foundation
import Testing
import Vitals

@testable import Webhooks

/// What the hub asks a receiver, and what it takes for an answer.
@Suite struct AcknowledgementAnswerTests {
    private let question = AcknowledgementQuestion(hubID: "hub-1", after: "17", chance: (1, 0xABC))

    private func entry(_ id: String = "ack_0123456789abcdef01", _ cursor: String = "18", _ payload: String = "{}")
        -> String
    {
        let text = JSON.string(payload).line
        return #"{"id":"\#(id)","cursor":"\#(cursor)","payload":\#(text)}"#
    }

    private func payload(
        _ entries: [String], command: String = "acknowledgements", hub: String = "hub-1", request: String? = nil,
        after: String = "17"
    ) -> String {
        #"{"command":"\#(command)","hub":"\#(hub)","request":"\#(request ?? question.id)","after":"\#(after)","#
            + #""entries":[\#(entries.joined(separator: ","))]}"#
    }

    private func refusal(_ payload: String) -> AcknowledgementRefusal? {
        do throws(AcknowledgementRefusal) {
            _ = try AcknowledgementAnswer(payload: payload, to: question)
            return nil
        } catch {
            return error
        }
    }

    @Test func aQuestionHasAnIDOfItsOwnAndSaysHowFarTheHubIs() {
        #expect(question.id == "ask_00000000000000010000000000000abc")
        #expect(WebhookMessage.isIdentifier(question.id) && question.query == "hub=hub-1&after=17")
    }

    @Test func entriesKeepTheReceiversOrder() throws {
        let second = entry("ack_0123456789abcdef02", "19", #"{"command":"acknowledge","note":"\"ja\""}"#)
        let answer = try AcknowledgementAnswer(payload: payload([entry(), second]), to: question)
        #expect(answer.entries.map(\.cursor) == ["18", "19"])
        #expect(answer.entries.last?.payload == #"{"command":"acknowledge","note":"\"ja\""}"#)
        #expect(try AcknowledgementAnswer(payload: payload([]), to: question).entries.isEmpty)
    }

    @Test func anAnswerToAnotherHubAnotherQuestionOrOneOfYesterdayIsNone() {
        #expect(refusal(payload([], hub: "hub-2")) == .toAnotherQuestion)
        #expect(refusal(payload([], request: "ask_00000000000000010000000000000abd")) == .toAnotherQuestion)
        #expect(refusal(payload([], after: "16")) == .toAnotherQuestion)
        #expect(refusal(payload([], command: "acknowledge")) == .notAnAnswer)
        #expect(refusal("{}") == .notAnAnswer && refusal("") == .notAnAnswer && refusal("[]") == .notAnAnswer)
    }

    @Test func asManyEntriesAsTheLimitAreTakenAndNotOneMore() {
        #expect(refusal(payload(Array(repeating: entry(), count: Limits.answeredEntryCount))) == nil)
        #expect(refusal(payload(Array(repeating: entry(), count: Limits.answeredEntryCount + 1))) == .tooMany)
    }

    @Test func anEntryWhoseIDCursorOrPayloadCannotBeIsRefused() {
        let longest = String(repeating: "c", count: Limits.cursorByteCount)
        #expect(refusal(payload([entry("ack_0123456789abcdef01", longest)])) == nil)
        let wrong = [
            entry("short"), entry("ack_0123456789abcdef01", ""), entry("ack_0123456789abcdef01", longest + "c"),
            entry("ack_0123456789abcdef01", "1&after=2"), entry("ack_0123456789abcdef01", "18", ""),
            entry("ack_0123456789abcdef01", "18", "two\nlines"),
        ]
        for entry in wrong { #expect(refusal(payload([entry])) == .entryRefused, "\(entry)") }
    }
}

/// When a receiver is asked.
@Suite struct AskScheduleTests {
    private let start = MonotonicInstant(microseconds: 5_000_000_000)

    /// How long after a question the next one is due, to the second.
    private func wait(_ schedule: AskSchedule, isUrgent: Bool) -> Int? {
        (0...4000).first { schedule.isDue(at: start.advanced(by: .seconds($0)), isUrgent: isUrgent) }
    }

    private func asked(every: Duration = .seconds(60), failures: Int = 0, retryAfter: Duration? = nil, seed: UInt64 = 7)
        -> AskSchedule
    {
        var schedule = AskSchedule(every: every, start: start, seed: seed)
        schedule.asked(at: start)
        if failures == 0 { schedule.answered(brought: false) }
        for _ in 0..<failures { schedule.failed(retryAfter: retryAfter) }
        return schedule
    }

    @Test func theFirstQuestionComesWithinTwoSecondsOfAStart() {
        for seed in UInt64(0)..<50 {
            let schedule = AskSchedule(every: .seconds(60), start: start, seed: seed)
            #expect(schedule.isDue(at: start.advanced(by: Limits.firstAskWithin), isUrgent: false))
        }
    }

    @Test func itIsAskedSoonerWhileAnUrgentAlarmWaitsForSomebody() throws {
        for seed in UInt64(0)..<50 {
            let schedule = asked(seed: seed)
            #expect((8...12).contains(try #require(wait(schedule, isUrgent: true))))
            #expect((48...72).contains(try #require(wait(schedule, isUrgent: false))))
        }
        // Never more seldom than the file says.
        #expect(try #require(wait(asked(every: .seconds(2)), isUrgent: true)) <= 3)
    }

    @Test func aReceiverThatFailsIsAskedLessOftenUpToALimit() throws {
        #expect((16...24).contains(try #require(wait(asked(failures: 1), isUrgent: true))))
        #expect((32...48).contains(try #require(wait(asked(failures: 2), isUrgent: true))))
        for failures in [3, 20, 1000] {
            #expect((48...72).contains(try #require(wait(asked(failures: failures), isUrgent: true))))
        }
        #expect((96...144).contains(try #require(wait(asked(failures: 1), isUrgent: false))))
        #expect((480...720).contains(try #require(wait(asked(failures: 1000), isUrgent: false))))
    }

    @Test func whatAReceiverAsksToWaitIsHonouredWithinBounds() throws {
        #expect(try #require(wait(asked(failures: 1, retryAfter: .seconds(600)), isUrgent: true)) == 30)
        #expect(try #require(wait(asked(failures: 1, retryAfter: .seconds(900)), isUrgent: false)) == 900)
        #expect(try #require(wait(asked(failures: 1, retryAfter: .seconds(86_400)), isUrgent: false)) == 3600)
    }

    @Test func anAnswerThatBroughtSomethingIsFollowedAtOnceAndOneQuestionWaitsForItsAnswer() {
        var schedule = asked()
        schedule.answered(brought: true)
        #expect(wait(schedule, isUrgent: false) == 0)
        schedule.asked(at: start)
        #expect(wait(schedule, isUrgent: true) == nil)
    }
}

/// The question over real TLS, to the receiver that is shipped.
@Suite(.serialized, .timeLimit(.minutes(2))) struct AcknowledgementQuestionTests {
    private func endpoint(_ server: TestServer, path: String = "v1/acks?ward=3") throws -> Endpoint {
        try Endpoint(
            name: "team", url: server.url, acknowledgementURL: server.url + path,
            secrets: [WebhookSecret(bytes: TestServer.sharedSecretBytes)],
            caFile: try TestCertificates.shared.get().authority)
    }

    private func list(_ lines: String) throws -> String {
        let file = try TestCertificates.shared.get().folder.appending(path: UUID().uuidString)
        try Data(lines.utf8).write(to: file)
        return file.path
    }

    private let line =
        #"{"hub":"hub-1","episode":"e1","by":{"name":"N. Öwl","role":"nurse"},"note":"on my \"way\""}"# + "\n"

    @Test func theReceiverAnswersWithASignedListOfWhoHasTakenWhat() async throws {
        let server = try await TestServer.reference(plain: false, "--acks", try list(line + line))
        let bench = try Bench(endpoint(server))
        let question = AcknowledgementQuestion(hubID: "hub-1", after: "", chance: (1, 2))
        let outcome = try await bench.deliver(DeliveryRequest(question, of: "team"))
        #expect(outcome.isAccepted && outcome.isOfQuestion && outcome.date != nil)
        let document = try #require(outcome.signedAnswer)
        let payload = try document.verify(
            secrets: [try WebhookSecret(bytes: TestServer.sharedSecretBytes)], now: outcome.startedAt)
        let answer = try AcknowledgementAnswer(payload: payload, to: question)
        #expect(answer.entries.map(\.cursor) == ["1", "2"] && Set(answer.entries.map(\.id)).count == 2)
        let command =
            #"{"by":{"name":"N. Öwl","role":"nurse"},"command":"acknowledge","episode":"e1","note":"on my \"way\""}"#
        #expect(answer.entries.first?.payload == command)
        // What is on record is not sent again, and the receiver knows that it is.
        let next = AcknowledgementQuestion(hubID: "hub-1", after: "2", chance: (3, 4))
        let rest = try #require(try await bench.deliver(DeliveryRequest(next, of: "team")).signedAnswer)
        let restPayload = try rest.verify(
            secrets: [try WebhookSecret(bytes: TestServer.sharedSecretBytes)], now: outcome.startedAt)
        #expect(try AcknowledgementAnswer(payload: restPayload, to: next).entries.isEmpty)
        #expect(throws: AcknowledgementRefusal.toAnotherQuestion) {
            try AcknowledgementAnswer(payload: payload, to: next)
        }
        try await server.line(beginning: "         hub-1 has acknowledgements up to line 2 on record")
    }

    @Test func aQuestionThatIsSignedWithAnotherSecretIsNotAnswered() async throws {
        let server = try await TestServer.reference(
            secrets: ["whsec_" + Data([UInt8](repeating: 9, count: 32)).base64EncodedString()], plain: false, "--acks",
            try list(line))
        let question = AcknowledgementQuestion(hubID: "hub-1", after: "", chance: (1, 2))
        let outcome = try await Bench(endpoint(server)).deliver(DeliveryRequest(question, of: "team"))
        #expect(outcome.httpStatus == 401 && outcome.signedAnswer == nil)
    }

    /// Nothing is sent to one that is not who the configuration says.
    @Test func aQuestionGoesOnlyWhereTheCertificateIsRight() async throws {
        let server = try await TestServer.reference(plain: false, "--acks", try list(line))
        let pins = [[UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 32)].map {
            "sha256//" + Data($0).base64EncodedString()
        }
        let stranger = try Endpoint(
            name: "team", url: server.url, acknowledgementURL: server.url + "v1/acks",
            secrets: [WebhookSecret(bytes: TestServer.sharedSecretBytes)],
            caFile: try TestCertificates.shared.get().authority, pins: pins)
        let question = AcknowledgementQuestion(hubID: "hub-1", after: "", chance: (1, 2))
        #expect(try await Bench(stranger).deliver(DeliveryRequest(question, of: "team")).stage == .tls)
    }

    @Test func theLongestAnswerIsReadAndNotAByteMore() throws {
        func document(_ count: Int) -> [UInt8] {
            let empty =
                #"{"payload":"","webhook-id":"ack_0123456789abcdef01","webhook-signature":"v1,","webhook-timestamp":"1"}"#
            let payload = String(repeating: "x", count: count - empty.utf8.count)
            return Array(empty.replacingOccurrences(of: #""payload":"""#, with: #""payload":"\#(payload)""#).utf8)
        }
        let most = Limits.acknowledgementAnswerByteCount
        #expect((try? SignedDocument(parsing: document(most), byteCount: most)) != nil)
        #expect(throws: SignedDocumentRefusal.tooLong) {
            try SignedDocument(parsing: document(most + 1), byteCount: most)
        }
        #expect(most < Limits.answerByteCount)
    }

    @Test func anEndpointWithoutAPlaceForItIsNotAsked() async throws {
        let server = try await TestServer.reference(plain: false, "--acks", try list(line))
        let endpoint = try Bench.endpoint(server)
        #expect(!endpoint.isAsked)
        let question = AcknowledgementQuestion(hubID: "hub-1", after: "", chance: (1, 2))
        let outcome = try await Bench(endpoint).deliver(DeliveryRequest(question, of: "team"))
        #expect(!outcome.isAccepted && outcome.stage == .prepare)
    }

    @Test func theAddressForQuestionsIsCheckedAsTheEndpointsOwn() throws {
        func endpoint(_ url: String) throws -> Endpoint {
            try Endpoint(
                name: "team", url: "https://receiver.example/", acknowledgementURL: url,
                secrets: [WebhookSecret(bytes: TestServer.sharedSecretBytes)])
        }
        #expect(try endpoint("https://receiver.example/v1/acks").isAsked)
        for url in [
            "http://receiver.example/", "https://10.0.0.7/", "https://169.254.169.254/", "https://u@a.example/",
        ] {
            #expect(throws: WebhookError.self) { try endpoint(url) }
        }
    }
}
