import Foundation
import Testing
import Vitals
import Webhooks

/// The courier, the real libcurl and real servers, over TLS with certificates of the test's own.
///
/// One after the other: on a busy machine twenty servers starting at once can miss the two seconds for connecting.
@Suite(.serialized, .timeLimit(.minutes(2))) struct DeliveryTests {

    @Test func anAlertIsAcceptedWithAValidSignatureAndLoggedOnce() async throws {
        let log = FileManager.default.temporaryDirectory.appending(path: "accepted-\(UUID().uuidString).ndjson")
        let server = try await TestServer.reference(log: log.path)
        let bench = try Bench(Bench.endpoint(server))
        let first = try await bench.deliver(Bench.request())
        #expect(first.isAccepted && first.stage == .done && first.httpStatus == 200 && first.curlCode == 0)
        #expect(first.answerPrefix.contains("\"repeated\": false") && first.reference == 7 && first.attempt == 1)
        #expect(first.duration > .zero && first.duration < .seconds(10))
        let again = try await bench.deliver(Bench.request(attempt: 2))
        #expect(again.isAccepted && again.answerPrefix.contains("\"repeated\": true"))
        // The receiver calls it by the same name both times.
        #expect(first.receipt?.hasPrefix("r-") == true && again.receipt == first.receipt)
        let lines = try String(contentsOf: log, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 1)
        let entry = try #require(try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any])
        #expect(entry["id"] as? String == Bench.alert.id && entry["subject"] as? String == "admission/adm-7f3a")
        #expect(entry["hub_seq"] as? Int == 41 && entry["type"] as? String == "org.spotward.alert.fired.v1")
        #expect(server.lines.filter { $0.contains("#41 fired: P2 adm-7f3a: SpO2 89 %") }.count == 1)
    }

    @Test func aRestartedReceiverStillKnowsWhatItTook() async throws {
        let log = FileManager.default.temporaryDirectory.appending(path: "accepted-\(UUID().uuidString).ndjson")
        do {
            let server = try await TestServer.reference(log: log.path)
            #expect(try await Bench(Bench.endpoint(server)).deliver(Bench.request()).isAccepted)
        }
        // A power cut in the middle of the next line.
        let handle = try FileHandle(forWritingTo: log)
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("{\"id\":\"half".utf8))
        try handle.close()
        let server = try await TestServer.reference(log: log.path)
        let outcome = try await Bench(Bench.endpoint(server)).deliver(Bench.request(attempt: 2))
        #expect(outcome.answerPrefix.contains("\"repeated\": true"))
        #expect(try String(contentsOf: log, encoding: .utf8).hasSuffix("}\n"))
    }

    @Test func aWrongSecretIsRefusedWith401AndTheOldSecretWorksDuringAChange() async throws {
        let server = try await TestServer.reference()
        let other = [UInt8](repeating: 9, count: 32)
        let refused = try await Bench(Bench.endpoint(server, secrets: [other])).deliver(Bench.request())
        #expect(!refused.isAccepted && refused.httpStatus == 401 && refused.stage == .status && refused.curlCode == 0)
        let both = try await Bench(Bench.endpoint(server, secrets: [other, TestServer.sharedSecretBytes])).deliver(
            Bench.request())
        #expect(both.isAccepted)
    }

    @Test(arguments: [(-290, true), (-310, false), (290, true), (310, false)])
    func theReceiverAllowsFiveMinutesOfClockDifference(seconds: Int, isAccepted: Bool) async throws {
        let server = try await TestServer.reference()
        let bench = try Bench(Bench.endpoint(server), clockOffset: .seconds(seconds))
        let outcome = try await bench.deliver(Bench.request())
        #expect(outcome.isAccepted == isAccepted && outcome.httpStatus == (isAccepted ? 200 : 401))
    }

    @Test func anUnknownAuthorityGetsNoByteOfTheRequest() async throws {
        let certificates = try TestCertificates.shared.get()
        let server = try await TestServer.unruly("take")
        for caFile in [certificates.otherAuthority, nil] {
            let outcome = try await Bench(Bench.endpoint(server, caFile: .some(caFile))).deliver(Bench.request())
            #expect(!outcome.isAccepted && outcome.stage == .tls && outcome.curlCode == 60 && outcome.httpStatus == nil)
        }
        try await server.line(beginning: "handshake failed")
        #expect(!server.lines.contains { $0.hasPrefix("request") || $0.hasPrefix("header") })
    }

    @Test func aMissingAuthorityFileIsAFailureOfTLS() async throws {
        let server = try await TestServer.unruly("take")
        let outcome = try await Bench(Bench.endpoint(server, caFile: "/nowhere/ca.pem")).deliver(Bench.request())
        #expect(!outcome.isAccepted && outcome.stage == .tls && outcome.curlCode == 77)
    }

    @Test func aCertificateForAnotherHostIsRefused() async throws {
        let server = try await TestServer.unruly("take", certificate: TestCertificates.shared.get().elsewhere)
        let outcome = try await Bench(Bench.endpoint(server)).deliver(Bench.request())
        #expect(!outcome.isAccepted && outcome.stage == .tls && outcome.curlCode == 60)
        #expect(!server.lines.contains { $0.hasPrefix("request") })
    }

    @Test func aRedirectIsAFailureAndIsNotFollowed() async throws {
        let server = try await TestServer.unruly("redirect")
        let outcome = try await Bench(Bench.endpoint(server)).deliver(Bench.request())
        #expect(!outcome.isAccepted && outcome.stage == .status && outcome.httpStatus == 302)
        #expect(server.lines.filter { $0.hasPrefix("request") }.count == 1)
        #expect(!server.lines.contains { $0.contains("/elsewhere") })
    }

    @Test func aReceiverThatRecoversTakesTheSameId() async throws {
        let server = try await TestServer.reference(plain: false, "--fail-first", "1", "--retry-after", "17")
        let bench = try Bench(Bench.endpoint(server))
        let first = try await bench.deliver(Bench.request())
        #expect(!first.isAccepted && first.httpStatus == 503 && first.retryAfter == .seconds(17))
        let second = try await bench.deliver(Bench.request(attempt: 2, firstAttemptAt: first.startedAt))
        #expect(second.isAccepted && second.retryAfter == nil && second.answerPrefix.contains("\"repeated\": false"))
    }

    @Test func anEndlessAnswerIsCutOffAndItsBeginningKept() async throws {
        let server = try await TestServer.unruly("huge")
        let outcome = try await Bench(Bench.endpoint(server)).deliver(Bench.request())
        #expect(!outcome.isAccepted && outcome.stage == .body && outcome.httpStatus == 200)
        #expect(outcome.answerPrefix == String(repeating: "x", count: Limits.answerPrefixByteCount))
        try await server.line(beginning: "cut off early")
    }

    @Test func aClosedConnectionIsNotAccepted() async throws {
        let server = try await TestServer.unruly("drop")
        let outcome = try await Bench(Bench.endpoint(server)).deliver(Bench.request())
        #expect(!outcome.isAccepted && outcome.stage == .sent && outcome.httpStatus == nil)
    }

    @Test func nobodyListeningIsAFailureToConnectAndAnUnknownNameOneOfDNS() async throws {
        let closed = try await Bench(
            try Endpoint(name: "team", url: "https://127.0.0.1:1/", secrets: [TestServer.sharedSecretBytes])
        )
        .deliver(Bench.request())
        #expect(closed.stage == .connect && closed.curlCode == 7)
        let unknown = try await Bench(
            try Endpoint(name: "team", url: "https://receiver.invalid/", secrets: [TestServer.sharedSecretBytes])
        ).deliver(Bench.request())
        #expect(!unknown.isAccepted && (unknown.stage == .dns || unknown.stage == .timeout))
    }

    @Test func proxiesOfTheEnvironmentAreIgnored() async throws {
        let trap = try await TestServer.unruly("take", certificate: ("-", "-"))
        for name in ["no_proxy", "NO_PROXY"] { unsetenv(name) }
        for name in ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "http_proxy"] {
            setenv(name, "http://127.0.0.1:\(trap.port)", 1)
        }
        let server = try await TestServer.unruly("take")
        let outcome = try await Bench(Bench.endpoint(server)).deliver(Bench.request())
        #expect(outcome.isAccepted)
        #expect(trap.lines.count == 1)
    }

    @Test func nothingIsSentThatWasNotMeantToBe() async throws {
        let server = try await TestServer.unruly("take")
        let outcome = try await Bench(Bench.endpoint(server)).deliver(Bench.request())
        #expect(outcome.isAccepted && outcome.answerPrefix == "\\x1b[m")
        let headers = server.lines.filter { $0.hasPrefix("header ") }.map { $0.dropFirst(7) }.sorted()
        #expect(
            headers == [
                "accept", "content-length", "content-type", "host", "user-agent", "webhook-id", "webhook-signature",
                "webhook-timestamp",
            ])
    }

    @Test func plainHTTPWorksOnLoopbackWhereItIsAllowed() async throws {
        let server = try await TestServer.reference(plain: true)
        let endpoint = try Endpoint(
            name: "team", url: server.url, secrets: [TestServer.sharedSecretBytes], allowPlainLoopback: true)
        #expect(try await Bench(endpoint).deliver(Bench.request()).isAccepted)
    }

    @Test func aFewGoAtOnceInTheirOrderAndUrgentOnesNeverWaitForTheRest() async throws {
        let slow = try await TestServer.unruly("mute")
        let bench = try Bench(Bench.endpoint(slow))
        let count = Limits.laneRequestCount
        for reference in 0...count {
            try bench.courier.submit(Bench.request(reference: Int64(reference), track: .ordinary))
        }
        for reference in 0...count {
            try bench.courier.submit(Bench.request(reference: Int64(100 + reference), track: .urgent))
        }
        try await slow.requests(2 * count)
        try await Task.sleep(for: .milliseconds(200))
        #expect(slow.lines.filter { $0.hasPrefix("request") }.count == 2 * count)
        bench.courier.stop(within: .zero)
        let told = Set(bench.outcomes.all.map(\.reference))
        let asked = Set(0..<Int64(count)).union((0..<Int64(count)).map { 100 + $0 })
        #expect(told == asked)
    }

    @Test func stoppingLetsAnAttemptEndAndBreaksOffOneThatDoesNot() async throws {
        let fast = try await TestServer.reference()
        let bench = try Bench(Bench.endpoint(fast))
        try bench.courier.submit(Bench.request())
        bench.courier.stop(within: .seconds(5))
        let ended = bench.outcomes.all
        #expect(ended.isEmpty || ended.map(\.isAccepted) == [true])

        let mute = try await TestServer.unruly("mute")
        let broken = try Bench(Bench.endpoint(mute))
        try broken.courier.submit(Bench.request())
        try await mute.line(beginning: "request")
        let clock = ContinuousClock()
        let took = clock.measure { broken.courier.stop(within: .milliseconds(100)) }
        #expect(took < .seconds(2))
        #expect(broken.outcomes.all.map(\.isAccepted) == [false])
        #expect(broken.outcomes.all.first?.curlCode == 42 && broken.outcomes.all.first?.stage == .sent)
        #expect(throws: WebhookError.stopped) { try broken.courier.submit(Bench.request()) }
        broken.courier.stop(within: .seconds(1))
    }

    @Test func requestsThatCannotBeSentAreRefusedAtOnce() async throws {
        let bench = try Bench(
            try Endpoint(name: "team", url: "https://127.0.0.1:1/", secrets: [TestServer.sharedSecretBytes]))
        var other = Bench.request()
        other.endpoint = "nobody"
        #expect(throws: WebhookError.endpointUnknown("nobody")) { try bench.courier.submit(other) }
        var damaged = Bench.request()
        damaged.alertID = "a\r\nb: c-------------------"
        #expect(throws: WebhookError.identifierRefused) { try bench.courier.submit(damaged) }
        damaged = Bench.request()
        damaged.line = "{}"
        #expect(throws: WebhookError.lineNotAnAlert) { try bench.courier.submit(damaged) }
    }

    @Test func noMoreThanTheLimitWaits() async throws {
        let mute = try await TestServer.unruly("mute")
        let bench = try Bench(Bench.endpoint(mute))
        for _ in 0..<Limits.laneRequestCount { try bench.courier.submit(Bench.request()) }
        try await mute.requests(Limits.laneRequestCount)
        for _ in 0..<Limits.waitingRequestCount { try bench.courier.submit(Bench.request()) }
        #expect(throws: WebhookError.tooManyWaiting(endpoint: "team")) { try bench.courier.submit(Bench.request()) }
        bench.courier.stop(within: .zero)
        #expect(bench.outcomes.all.count == Limits.laneRequestCount)
    }

    @Test func aHundredAlertsArriveOnceEach() async throws {
        let server = try await TestServer.reference()
        let bench = try Bench(Bench.endpoint(server))
        for sequence in UInt32(1)...100 {
            var transition = TestWard.desaturation()
            transition.episodeSequence = sequence
            let alert = TestWard.composer().compose(transition)
            var request = Bench.request(reference: Int64(sequence))
            (request.alertID, request.line) = (alert.id, alert.line)
            try bench.courier.submit(request)
        }
        let outcomes = try await bench.outcomes.wait(count: 100)
        #expect(outcomes.map(\.reference).sorted() == Array(1...100))
        #expect(outcomes.allSatisfy { $0.isAccepted && $0.answerPrefix.contains("\"repeated\": false") })
    }
}

extension TestServer {
    /// Waits until so many requests have come.
    fileprivate func requests(_ count: Int) async throws {
        for _ in 0..<500 where lines.filter({ $0.hasPrefix("request") }).count < count {
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}

/// Receivers that keep the courier waiting; apart, because each takes ten seconds.
@Suite(.timeLimit(.minutes(2))) struct SlowReceiverTests {
    @Test func aStatusOf200ThatNeverEndsIsNotAccepted() async throws {
        let server = try await TestServer.unruly("stall")
        let outcome = try await Bench(Bench.endpoint(server)).deliver(Bench.request())
        #expect(!outcome.isAccepted && outcome.stage == .timeout && outcome.httpStatus == 200 && outcome.curlCode == 28)
        #expect(outcome.answerPrefix == "half" && outcome.duration < .seconds(11))
    }

    @Test func anAnswerThatNeverComesIsGivenUpWithinTenSeconds() async throws {
        let server = try await TestServer.unruly("mute")
        let outcome = try await Bench(Bench.endpoint(server)).deliver(Bench.request())
        #expect(!outcome.isAccepted && outcome.stage == .timeout && outcome.httpStatus == nil)
        #expect(outcome.duration < .seconds(11))
    }
}
