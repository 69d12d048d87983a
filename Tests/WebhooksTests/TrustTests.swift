import Foundation
import Testing
import Vitals

@testable import Webhooks

/// Who is talked to and who is not: real TLS, and no byte of an alert to anybody else.
@Suite(.serialized, .timeLimit(.minutes(2))) struct TrustTests {
    private func endpoint(
        _ url: String, pins: [String] = [], client: ClientCertificate? = nil, ranges: [AddressRange] = []
    ) throws -> Endpoint {
        try Endpoint(
            name: "team", url: url, secrets: [try WebhookSecret(bytes: TestServer.sharedSecretBytes)],
            caFile: try TestCertificates.shared.get().authority, pins: pins, clientCertificate: client,
            allowedAddresses: ranges)
    }

    private func expectNothingSent(_ server: TestServer) async throws {
        try await server.line(beginning: "handshake failed")
        #expect(!server.lines.contains { $0.hasPrefix("request") || $0.hasPrefix("header") })
    }

    private let otherPin = "sha256//" + Data(repeating: 7, count: 32).base64EncodedString()

    @Test func aReceiverWithAPinnedKeyIsTalkedTo() async throws {
        let server = try await TestServer.unruly("take")
        let pin = try TestCertificates.shared.get().pin(of: "server")
        let outcome = try await Bench(endpoint(server.url, pins: [otherPin, pin])).deliver(Bench.request())
        #expect(outcome.isAccepted, "\(outcome)")
    }

    @Test func aReceiverWithAnotherKeyGetsNothingThoughTheAuthorityVouchesForIt() async throws {
        let server = try await TestServer.unruly("take")
        let third = "sha256//" + Data(repeating: 8, count: 32).base64EncodedString()
        let outcome = try await Bench(endpoint(server.url, pins: [otherPin, third])).deliver(Bench.request())
        #expect(!outcome.isAccepted && outcome.stage == .tls && outcome.curlCode == 90)
        #expect(!server.lines.contains { $0.hasPrefix("request") || $0.hasPrefix("header") })
    }

    @Test func onePinIsRefusedAndTheSameTwiceIsOne() throws {
        for pins in [[otherPin], [otherPin, otherPin]] {
            #expect(throws: WebhookError.pinsRefused(endpoint: "team", count: 1)) {
                try endpoint("https://receiver.example/", pins: pins)
            }
        }
        let many = (0..<9).map { "sha256//" + Data(repeating: $0, count: 32).base64EncodedString() }
        #expect(throws: WebhookError.self) { try endpoint("https://receiver.example/", pins: many) }
        _ = try endpoint("https://receiver.example/", pins: Array(many.dropLast()))
    }

    @Test func anExpiredCertificateIsRefused() async throws {
        let expired = try TestCertificates.shared.get().expired
        try await Task.sleep(for: .milliseconds(1_500))
        let server = try await TestServer.unruly("take", certificate: expired)
        let outcome = try await Bench(endpoint(server.url)).deliver(Bench.request())
        #expect(!outcome.isAccepted && outcome.stage == .tls && outcome.curlCode == 60, "\(outcome)")
        try await expectNothingSent(server)
    }

    @Test func aReceiverThatSpeaksOnlyTLSOnePointOneIsRefused() async throws {
        let server = try await TestServer.unruly("take", options: ["max-tls-1.1"])
        let outcome = try await Bench(endpoint(server.url)).deliver(Bench.request())
        #expect(!outcome.isAccepted && outcome.stage == .tls, "\(outcome)")
        try await expectNothingSent(server)
    }

    @Test func aReceiverThatAsksWhoTheHubIsIsShownTheCertificate() async throws {
        let certificates = try TestCertificates.shared.get()
        let server = try await TestServer.unruly("take", options: ["client-ca=\(certificates.authority)"])
        let client = ClientCertificate(certificatePath: certificates.client.cert, keyPath: certificates.client.key)
        #expect(try await Bench(endpoint(server.url, client: client)).deliver(Bench.request()).isAccepted)
        let nobody = try await Bench(endpoint(server.url)).deliver(Bench.request())
        #expect(!nobody.isAccepted)
        let missing = ClientCertificate(certificatePath: certificates.client.cert, keyPath: "/nowhere/key.pem")
        let failed = try await Bench(endpoint(server.url, client: missing)).deliver(Bench.request())
        #expect(!failed.isAccepted && failed.stage == .tls && failed.curlCode == 58)
        #expect(server.lines.filter { $0.hasPrefix("request") }.count == 1)
    }

    @Test(.enabled(if: TrustTests.localName != nil)) func aNameThatLeadsHereIsNotCalled() async throws {
        let server = try await TestServer.unruly("take")
        let url = "https://\(Self.localName ?? ""):\(server.port)/"
        let outcome = try await Bench(endpoint(url)).deliver(Bench.request())
        #expect(!outcome.isAccepted && outcome.stage == .address && outcome.failure == .dns, "\(outcome)")
        #expect(server.lines.count == 1)
        // Named, it is called; its certificate is another's.
        let ranges = ["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].compactMap { AddressRange($0) }
        let named = try await Bench(endpoint(url, ranges: ranges)).deliver(Bench.request())
        #expect(named.stage != .address)
    }

    /// A name of this machine, in /etc/hosts, that is not localhost.
    private static let localName: String? = {
        let name = ProcessInfo.processInfo.hostName
        guard name != "localhost", let hosts = try? String(contentsOfFile: "/etc/hosts", encoding: .utf8) else {
            return nil
        }
        return hosts.split(separator: "\n").contains { line in
            line.split(whereSeparator: \.isWhitespace).dropFirst().contains { $0 == name }
        } ? name : nil
    }()
}
