import Testing

@testable import Webhooks

/// Where an alert may go and where not, form by form.
@Suite struct AddressGuardTests {
    private static let refused: [(String, AddressKind)] = [
        ("0.0.0.0", .unspecified), ("0.1.2.3", .unspecified), ("::", .unspecified), ("::ffff:0.0.0.0", .unspecified),
        ("127.0.0.1", .loopback), ("127.255.255.255", .loopback), ("::1", .loopback), ("::ffff:127.0.0.1", .loopback),
        ("::ffff:7f00:1", .loopback), ("::127.0.0.1", .loopback), ("64:ff9b::127.0.0.1", .loopback),
        ("2002:7f00:1::", .loopback), ("10.0.0.0", .privateNetwork), ("10.255.255.255", .privateNetwork),
        ("172.16.0.0", .privateNetwork), ("172.31.255.255", .privateNetwork), ("192.168.0.1", .privateNetwork),
        ("100.64.0.1", .privateNetwork), ("100.127.255.255", .privateNetwork), ("198.18.0.1", .privateNetwork),
        ("::ffff:10.0.0.1", .privateNetwork), ("::ffff:c0a8:1", .privateNetwork), ("::10.0.0.1", .privateNetwork),
        ("64:ff9b::192.168.1.1", .privateNetwork), ("2002:a00:1::1", .privateNetwork), ("fc00::", .privateNetwork),
        ("fdff:ffff::1", .privateNetwork), ("fec0::1", .privateNetwork), ("169.254.0.1", .linkLocal),
        ("169.254.255.255", .linkLocal), ("fe80::1", .linkLocal), ("febf::1", .linkLocal),
        ("::ffff:169.254.1.1", .linkLocal), ("224.0.0.1", .multicast), ("239.255.255.255", .multicast),
        ("ff02::1", .multicast), ("ff0e::1", .multicast), ("::ffff:224.0.0.1", .multicast), ("240.0.0.1", .reserved),
        ("255.255.255.255", .reserved), ("2001::1", .reserved), ("2001:0:7f00:1::", .reserved), ("4000::1", .reserved),
        ("100::1", .reserved), ("64:ff9b:1::1", .reserved), ("169.254.169.254", .metadata),
        ("::ffff:169.254.169.254", .metadata), ("::ffff:a9fe:a9fe", .metadata), ("64:ff9b::169.254.169.254", .metadata),
        ("2002:a9fe:a9fe::", .metadata), ("169.254.170.2", .metadata), ("100.100.100.200", .metadata),
        ("168.63.129.16", .metadata), ("fd00:ec2::254", .metadata),
    ]

    @Test(arguments: refused)
    func isRefused(text: String, kind: AddressKind) throws {
        let address = try #require(NetworkAddress(text))
        #expect(AddressGuard(ranges: [], allowsLoopback: false).refusal(of: address) == kind)
    }

    @Test(arguments: [
        "1.1.1.1", "9.255.255.255", "11.0.0.0", "126.255.255.255", "128.0.0.0", "172.15.255.255", "172.32.0.0",
        "192.167.255.255", "192.169.0.0", "100.63.255.255", "100.128.0.0", "169.253.255.255", "169.255.0.0",
        "223.255.255.255", "2001:db8::1", "2606:4700::1111", "3fff::1", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1",
    ])
    func mayBeCalled(text: String) throws {
        let address = try #require(NetworkAddress(text))
        #expect(AddressGuard(ranges: [], allowsLoopback: false).refusal(of: address) == nil)
    }

    @Test func aRangeAllowsPrivateAddressesAndNothingThatIsNeverAllowed() throws {
        let ranges = try ["10.20.0.0/16", "fd12:3456::/32", "169.254.0.0/16", "100.100.0.0/16", "224.0.0.0/8"].map {
            try #require(AddressRange($0))
        }
        let guarding = AddressGuard(ranges: ranges, allowsLoopback: false)
        for (text, isAllowed) in [
            ("10.20.0.0", true), ("10.20.255.255", true), ("::ffff:10.20.1.1", true), ("10.19.255.255", false),
            ("10.21.0.0", false), ("fd12:3456:1::1", true), ("fd12:3457::1", false), ("169.254.1.1", false),
            ("169.254.169.254", false), ("100.100.1.1", true), ("100.100.100.200", false), ("224.0.0.1", false),
            ("127.0.0.1", false),
        ] {
            let address = try #require(NetworkAddress(text))
            #expect((guarding.refusal(of: address) == nil) == isAllowed, "\(text)")
        }
    }

    @Test(arguments: [
        ("10.0.0.0/8", true), ("10.0.0.0/7", false), ("0.0.0.0/0", false), ("10.0.0.1/8", false), ("10.0.0.1/32", true),
        ("10.0.0.0/33", false), ("10.0.0.0", false), ("10.0.0.0/", false), ("10.0.0/8", false), ("10.0.0.0/8/8", false),
        ("fd00::/8", true), ("fd00::/129", false), ("fd00::1/128", true), ("10.0.0.0/+8", false),
        ("10.0.0.0/0016", false),
        ("localhost/8", false), ("192.168.1.128/25", true), ("192.168.1.128/24", false),
    ])
    func aRangeIsAnAddressAndTheBitsThatAreShared(text: String, isRange: Bool) {
        #expect((AddressRange(text) != nil) == isRange)
    }

    @Test(arguments: [
        "https://10.0.0.7/", "https://[fd00::1]/", "https://192.168.1.1:8443/", "https://169.254.169.254/latest",
        "https://[::ffff:10.0.0.7]/", "https://0.0.0.0/", "https://0/", "https://[::]/", "https://167772167/",
        "https://0x0a000007/", "https://012.0.0.7/", "https://10.7/", "https://224.0.0.1/", "https://[fe80::1]/",
    ])
    func anEndpointThatNamesSuchAnAddressIsRefused(url: String) {
        #expect(throws: WebhookError.self) { try Endpoint(name: "team", url: url, secrets: [EndpointTests.secret]) }
    }

    @Test func anEndpointInAPrivateNetworkIsTakenWhereItsRangeIsNamed() throws {
        let range = try #require(AddressRange("10.0.0.0/24"))
        let secret = try WebhookSecret(bytes: EndpointTests.secret)
        _ = try Endpoint(name: "team", url: "https://10.0.0.7/", secrets: [secret], allowedAddresses: [range])
        #expect(throws: WebhookError.addressRefused(endpoint: "team", .privateNetwork)) {
            try Endpoint(name: "team", url: "https://10.0.1.7/", secrets: [secret], allowedAddresses: [range])
        }
        #expect(throws: WebhookError.addressRefused(endpoint: "team", .metadata)) {
            try Endpoint.checkAddress(of: "https://169.254.169.254/", endpoint: "team", allowing: [range])
        }
    }
}
