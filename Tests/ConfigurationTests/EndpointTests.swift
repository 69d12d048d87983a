import Testing

@testable import Configuration

struct EndpointTests {
    @Test func anEndpointKeepsWhereItsSecretIsAndNotTheSecret() throws {
        let endpoint = try #require(try Ward.read(Ward.sound).get().endpoints.first)
        #expect(endpoint.name == "team")
        #expect(endpoint.url == "https://127.0.0.1:8443/alerts")
        #expect(endpoint.secret == .file(path: "secret.txt"))
        #expect(endpoint.caFile == "ca.pem")
        #expect(endpoint.place.line == 24)
    }

    @Test func anEndpointIsToldThatTheHubLivesUnlessTheFileSaysNo() throws {
        #expect(try Ward.read(Ward.sound).get().endpoints.first?.takesHeartbeats == true)
        func reading(_ word: String) -> ConfigurationReading {
            Ward.read(replacing: "secret_file: secret.txt", with: "secret_file: secret.txt\n    heartbeat: \(word)")
        }
        #expect(try reading("false").get().endpoints.first?.takesHeartbeats == false)
        #expect(try reading("true").get().endpoints.first?.takesHeartbeats == true)
        #expect(reading("sometimes").configuration == nil)
    }

    @Test func aReceiverIsAskedForAcknowledgementsWhereTheFileSaysWhereAndHowOften() throws {
        func reading(_ keys: String) -> ConfigurationReading {
            Ward.read(
                replacing: "secret_file: secret.txt", with: "secret_file: secret.txt\n    acknowledgements: {\(keys)}")
        }
        #expect(try Ward.read(Ward.sound).get().endpoints.first?.acknowledgements == nil)
        let asked = try reading("url: https://team.example/v1/acks").get().endpoints.first?.acknowledgements
        #expect(asked == AcknowledgementQuestions(url: "https://team.example/v1/acks", every: .seconds(60)))
        for (every, span) in [("1s", Duration.seconds(1)), ("10m", .seconds(600))] {
            let asked = reading("url: https://team.example/, every: \(every)")
            #expect(try asked.get().endpoints.first?.acknowledgements?.every == span)
        }
        for keys in [
            "url: https://team.example/, every: 0s", "url: https://team.example/, every: 11m", "every: 60s",
            "url: http://team.example/", "url: https://team.example/, often: 1s",
        ] {
            #expect(reading(keys).configuration == nil, "\(keys)")
        }
    }

    @Test func aCredentialWithoutItsDirectoryIsWarnedOf() throws {
        let reading = Ward.read(replacing: "secret_file: secret.txt", with: "credential: webhook-secret")
        #expect(try reading.get().endpoints.first?.secret == .credential(name: "webhook-secret"))
        #expect(reading.warnings.contains { $0.kind == .credentialsDirectoryUnset && $0.line == 24 })
    }

    @Test(arguments: [
        (
            "secret_file: secret.txt", "credential: a\n    secret_file: b",
            "22: endpoints[1]: has both secret_file and credential"
        ),
        ("    secret_file: secret.txt\n", "", "22: endpoints[1]: has neither secret_file nor credential"),
        (
            "secret_file: secret.txt", "credential: ../../etc/shadow",
            "24: endpoints[1].credential: holds a character a name may not have"
        ),
        (
            "ca_file: ca.pem", "ca_file: ca.pem\n  - {name: team, url: https://b.example, secret_file: s}",
            "26: endpoints[2].name: 'team' is already the name on line 22"
        ),
    ])
    func aDefectiveEndpointIsToldOnItsLine(old: String, new: String, defect: String) {
        #expect(Ward.defects(replacing: old, with: new) == [defect])
    }

    private func chain(_ fallbacks: [(String, String?)]) -> ConfigurationReading {
        let endpoints = fallbacks.map { name, fallback in
            "  - {name: \(name), url: https://\(name).example, secret_file: s"
                + (fallback.map { ", fallback: \($0)}" } ?? "}")
        }
        return Ward.read(
            replacing: "    ca_file: ca.pem", with: "    ca_file: ca.pem\n" + endpoints.joined(separator: "\n"))
    }

    @Test func anEndpointMayHaveAnotherAsItsFallbackAndThatOneItsOwn() throws {
        let reading = chain([("a", "b"), ("b", "team")])
        #expect(try reading.get().endpoints.map(\.fallback) == [nil, "b", "team"])
    }

    @Test func aFallbackThatIsUnknownItselfOrLeadsBackIsRefused() {
        func reasons(_ fallbacks: [(String, String?)]) -> [String] {
            chain(fallbacks).defects.map { "\($0.key): \($0.reason)" }
        }
        #expect(reasons([("a", "nobody")]) == ["endpoints[2].fallback: no endpoint is named 'nobody'"])
        #expect(reasons([("a", "a")]) == ["endpoints[2].fallback: is the endpoint itself"])
        #expect(
            reasons([("a", "b"), ("b", "a")]) == [
                "endpoints[2].fallback: leads back to 'a'", "endpoints[3].fallback: leads back to 'b'",
            ])
        #expect(
            reasons([("a", "b"), ("b", "c"), ("c", "d"), ("d", "c")]) == [
                "endpoints[4].fallback: leads back to 'c'", "endpoints[5].fallback: leads back to 'd'",
            ])
        let longest = (2...16).map { ("e\($0)", Optional("e\($0 == 16 ? 2 : $0 + 1)")) }
        #expect(reasons(longest).count == 15)
    }

    @Test(arguments: [
        "https://example.org", "https://example.org:1/a?b=c", "https://10.0.0.1:65535/", "https://[::1]:8443/x",
        "https://a-b.example.org/%20",
    ])
    func aSoundAddressIsTaken(url: String) {
        #expect(WebAddress.problem(with: url) == nil)
    }

    @Test(arguments: [
        "", "https://", "https:///path", "http://example.org", "HTTPS://example.org", "ftp://example.org",
        "https://user@example.org", "https://user:pass@example.org", "https://example.org:0",
        "https://example.org:65536",
        "https://example.org:", "https://example.org:8a", "https://exa mple.org", "https://example.org#top",
        "https://exämple.org", "https://[::1", "https://[]", "https://[::1]x", "https://a..b", "https://-a.example",
        "https://.", "https://example.org\\@evil.example", "https://a_b.example", "https://%65xample.org",
        "https://[fe80::1%25eth0]/", "https://example.org:123456",
    ])
    func anAddressThatHidesSomethingIsRefused(url: String) {
        #expect(WebAddress.problem(with: url) != nil)
    }

    private func trust(_ keys: String) -> ConfigurationReading {
        Ward.read(replacing: "ca_file: ca.pem", with: "ca_file: ca.pem\n" + keys)
    }

    private let pin = "sha256//" + String(repeating: "A", count: 43) + "="

    @Test func whoTheReceiverAndTheHubAreIsRead() throws {
        let endpoint = try trust(
            "    pins: [\"\(pin)\", \"\(pin.replacing("AA", with: "BB"))\"]\n    client_certificate: hub.pem\n"
                + "    client_key_file: hub.key\n    allow_addresses: [10.20.0.0/16]"
        ).get().endpoints[0]
        #expect(endpoint.pins.count == 2 && endpoint.allowedAddresses == ["10.20.0.0/16"])
        #expect(endpoint.clientCertificate == "hub.pem" && endpoint.clientKey == .file(path: "hub.key"))
        #expect(endpoint.clientPlace?.line == 27)
    }

    @Test func halfOfWhoTheyAreIsADefect() {
        func reasons(_ keys: String) -> [String] { trust(keys).defects.map { "\($0.key): \($0.reason)" } }
        let half = ["endpoints[1]: has half of a client certificate"]
        #expect(reasons("    client_certificate: hub.pem") == half)
        #expect(reasons("    client_key_file: hub.key") == half)
        #expect(
            reasons("    client_certificate: a\n    client_key_file: b\n    client_key_credential: c") == half)
        #expect(reasons("    pins: [\"\(pin)\"]") == ["endpoints[1].pins: holds 1 pins"])
        #expect(
            reasons("    pins: [\"\(pin)\", \"sha1//AAAA\"]") == ["endpoints[1].pins[2]: is not a pin"])
        let ranges = (0..<17).map { "10.\($0).0.0/16" }.joined(separator: ", ")
        #expect(reasons("    allow_addresses: [\(ranges)]") == ["endpoints[1].allow_addresses: holds 17 ranges"])
    }

    @Test func anAddressIsBounded() {
        let url = "https://example.org/"
        let longest = url + String(repeating: "a", count: Limits.urlByteCount - url.utf8.count)
        #expect(WebAddress.problem(with: longest) == nil)
        #expect(WebAddress.problem(with: longest + "a") != nil)
    }
}
