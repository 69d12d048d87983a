import Alarms
import Testing
import Webhooks

@Suite struct EndpointTests {
    @Test(arguments: [
        "https://receiver.example/alerts", "https://receiver.example:8443/a?b=c", "https://[2001:db8::1]/",
        "HTTPS://receiver.example",
    ])
    func httpsWithAHostIsTaken(url: String) throws {
        let endpoint = try Endpoint(name: "team", url: url, secrets: [Self.secret])
        #expect(endpoint.url == url && !endpoint.isPlain)
    }

    @Test(arguments: [
        "", "receiver.example", "//receiver.example/", "https://", "https:///alerts", "https:/receiver.example/",
        "https://user@receiver.example/",
        "https://user:word@receiver.example/", "ftp://receiver.example/", "file:///etc/passwd",
        "gopher://receiver.example/",
        "https://receiver.example/a b", "https://receiver.example/\r\nx: y", "https://empfänger.example/",
        "https://receiver.example:99999/", "http://receiver.example/", "http://10.0.0.7/",
        "https://receiver\0.example/",
    ])
    func anythingElseIsRefusedAlsoWhereLoopbackMayBePlain(url: String) {
        #expect(throws: WebhookError.self) { try Endpoint(name: "team", url: url, secrets: [Self.secret]) }
        #expect(throws: WebhookError.self) {
            try Endpoint(name: "team", url: url, secrets: [Self.secret], allowPlainLoopback: true)
        }
    }

    @Test(arguments: ["http://127.0.0.1:8080/", "http://127.9.9.9/", "http://localhost/", "http://[::1]:80/"])
    func plainHTTPNeedsLoopbackAndPermission(url: String) throws {
        #expect(try Endpoint(name: "team", url: url, secrets: [Self.secret], allowPlainLoopback: true).isPlain)
        #expect(throws: WebhookError.self) { try Endpoint(name: "team", url: url, secrets: [Self.secret]) }
    }

    @Test(arguments: [
        "http://127.0.0.1.example/", "http://127.0.0.1@receiver.example/", "http://localhost.example/",
        "http://127.1.2.3.4/",
        "http://[::ffff:10.0.0.7]/", "http://0.0.0.0/",
    ])
    func whatOnlyLooksLikeLoopbackIsRefused(url: String) {
        #expect(throws: WebhookError.self) {
            try Endpoint(name: "team", url: url, secrets: [Self.secret], allowPlainLoopback: true)
        }
    }

    @Test func aURLHasAtMostTwoThousandBytes() throws {
        let start = "https://receiver.example/"
        func url(_ count: Int) -> String { start + String(repeating: "a", count: count - start.utf8.count) }
        _ = try Endpoint(name: "team", url: url(2000), secrets: [Self.secret])
        #expect(throws: WebhookError.self) { try Endpoint(name: "team", url: url(2001), secrets: [Self.secret]) }
    }

    @Test func oneToFourSecretsAreLive() throws {
        func secrets(_ count: Int) -> [[UInt8]] { Array(repeating: Self.secret, count: count) }
        let url = "https://receiver.example/"
        _ = try Endpoint(name: "team", url: url, secrets: secrets(4))
        for count in [0, 5] {
            #expect(throws: WebhookError.secretCountRefused(endpoint: "team", count: count)) {
                try Endpoint(name: "team", url: url, secrets: secrets(count))
            }
        }
        #expect(throws: WebhookError.self) { try Endpoint(name: "team", url: url, secrets: [Self.secret, [1, 2]]) }
    }

    @Test func aNameHas1To64PlainCharacters() throws {
        for (name, isAllowed) in [
            ("", false), ("a", true), (String(repeating: "a", count: 64), true),
            (String(repeating: "a", count: 65), false),
            ("a b", false), ("team_2.on-call", true), ("é", false),
        ] {
            let endpoint = try? Endpoint(name: name, url: "https://receiver.example/", secrets: [Self.secret])
            #expect((endpoint != nil) == isAllowed)
        }
    }

    @Test func twoEndpointsOfOneNameAreRefused() throws {
        let endpoint = try Endpoint(name: "team", url: "https://receiver.example/", secrets: [Self.secret])
        #expect(throws: WebhookError.endpointNameTwice("team")) {
            try Courier(
                endpoints: [endpoint, endpoint], version: "test", wallClock: { TestWard.wall("2026-01-01T00:00:00Z") },
                onOutcome: { _ in })
        }
    }

    @Test func anEndpointReachesEveryRoleUnlessItSaysWhich() throws {
        let url = "https://receiver.example/"
        #expect(try Endpoint(name: "team", url: url, secrets: [Self.secret]).roles == .all)
        #expect(try Endpoint(name: "team", url: url, secrets: [Self.secret], roles: .reviewer).roles == .reviewer)
    }

    static let secret = [UInt8](repeating: 5, count: 32)
}
