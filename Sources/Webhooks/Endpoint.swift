import Alarms

/// A receiver of alerts: where it is, what is shared with it, and whom to trust about it. Checked once, here.
public struct Endpoint: Sendable, Hashable {
    public let name: String
    /// Where alerts and heartbeats go.
    let alerts: EndpointTarget
    /// Where the hub asks who has taken what; `nil` where it does not ask.
    let acknowledgements: EndpointTarget?
    /// Signatures are made with each; the newest first.
    public let secrets: [WebhookSecret]
    /// The receiver's own keys, where it signs its answers with one; answers signed with a shared secret are taken too.
    public let receiverKeys: [WebhookPublicKey]
    /// A PEM file of the only authorities to trust; `nil` for the system's.
    public let caFile: String?
    /// Public keys of which the receiver must have one, `sha256//` and Base64; empty for any that the authorities vouch for.
    public let pins: [String]
    /// Who the hub is, where the receiver asks.
    public let clientCertificate: ClientCertificate?

    /// Whom it reaches: it is owed what calls one of these.
    public let roles: RoleSet

    public var url: String { alerts.url }
    public var isPlain: Bool { alerts.isPlain }
    /// Whether the hub asks it for acknowledgements.
    public var isAsked: Bool { acknowledgements != nil }

    /// - Parameters:
    ///   - secrets: one to four keys.
    ///   - acknowledgementURL: where the hub asks for acknowledgements, with the same keys, authorities and pins.
    ///   - allowPlainLoopback: lets `http` through to 127.0.0.0/8, ::1 and localhost, for demonstrations.
    /// - Throws: what is wrong with the name, the URL or the secrets. The URL must be `https`, name a host, and carry no
    ///   user name or password: those would be sent in clear to whoever logs URLs.
    public init(
        name: String, url: String, acknowledgementURL: String? = nil, secrets: [WebhookSecret],
        receiverKeys: [WebhookPublicKey] = [],
        caFile: String? = nil, pins: [String] = [], clientCertificate: ClientCertificate? = nil,
        allowedAddresses: [AddressRange] = [], allowPlainLoopback: Bool = false, roles: RoleSet = .all
    ) throws(WebhookError) {
        guard Self.isName(name) else { throw .nameRefused(endpoint: name) }
        guard Limits.secretCount.contains(secrets.count) else {
            throw .secretCountRefused(endpoint: name, count: secrets.count)
        }
        guard pins.isEmpty || Limits.pinCount.contains(pins.count) && Set(pins).count == pins.count else {
            throw .pinsRefused(endpoint: name, count: Set(pins).count)
        }
        alerts = try EndpointTarget(
            url, endpoint: name, allowing: allowedAddresses, allowPlainLoopback: allowPlainLoopback)
        if let acknowledgementURL {
            acknowledgements = try EndpointTarget(
                acknowledgementURL, endpoint: name, allowing: allowedAddresses, allowPlainLoopback: allowPlainLoopback)
        } else {
            acknowledgements = nil
        }
        self.name = name
        self.secrets = secrets
        self.receiverKeys = receiverKeys
        self.caFile = caFile
        self.pins = pins
        self.clientCertificate = clientCertificate
        self.roles = roles
    }

    /// Whether an endpoint's URL may be called, as far as its text tells: for a check without secrets.
    public static func checkAddress(
        of url: String, endpoint: String, allowing ranges: [AddressRange]
    ) throws(WebhookError) {
        _ = try EndpointTarget.guarded(url, endpoint: endpoint, allowing: ranges)
    }

    /// The same with the keys as bytes, 24 to 64 each. For the content of a secret file use `WebhookSecret(contents:)`.
    public init(
        name: String, url: String, secrets: [[UInt8]], caFile: String? = nil, allowPlainLoopback: Bool = false,
        roles: RoleSet = .all
    ) throws(WebhookError) {
        var keys: [WebhookSecret] = []
        for bytes in secrets { keys.append(try WebhookSecret(bytes: bytes)) }
        try self.init(
            name: name, url: url, secrets: keys, caFile: caFile, allowPlainLoopback: allowPlainLoopback, roles: roles)
    }

    private static func isName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
                default: false
                }
            }
    }
}
