import Alarms
import CCurl

/// A receiver of alerts: where it is, what is shared with it, and whom to trust about it. Checked once, here.
public struct Endpoint: Sendable, Hashable {
    public let name: String
    public let url: String
    /// Signatures are made with each; the newest first.
    public let secrets: [WebhookSecret]
    /// The receiver's own keys, where it signs its answers with one; answers signed with a shared secret are taken too.
    public let receiverKeys: [WebhookPublicKey]
    /// A PEM file of the only authorities to trust; `nil` for the system's.
    public let caFile: String?
    /// Plain HTTP, allowed to this machine alone and only where the configuration says so.
    public let isPlain: Bool

    /// Public keys of which the receiver must have one, `sha256//` and Base64; empty for any that the authorities vouch for.
    public let pins: [String]
    /// Who the hub is, where the receiver asks.
    public let clientCertificate: ClientCertificate?
    let addressGuard: AddressGuard

    /// Whom it reaches: it is owed what calls one of these.
    public let roles: RoleSet

    /// - Parameters:
    ///   - secrets: one to four keys.
    ///   - allowPlainLoopback: lets `http` through to 127.0.0.0/8, ::1 and localhost, for demonstrations.
    /// - Throws: what is wrong with the name, the URL or the secrets. The URL must be `https`, name a host, and carry no
    ///   user name or password: those would be sent in clear to whoever logs URLs.
    public init(
        name: String, url: String, secrets: [WebhookSecret], receiverKeys: [WebhookPublicKey] = [],
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
        let address = try EndpointAddress(url, endpoint: name)
        addressGuard = try Self.guarded(address, endpoint: name, allowing: allowedAddresses)
        switch address.scheme {
        case "https": isPlain = false
        case "http" where address.isLoopback && allowPlainLoopback: isPlain = true
        case "http":
            throw .urlRefused(
                endpoint: name, reason: "http is for this machine only, and only with allow_plain_loopback")
        default: throw .urlRefused(endpoint: name, reason: "its scheme is not https")
        }
        self.name = name
        self.url = url
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
        _ = try guarded(try EndpointAddress(url, endpoint: endpoint), endpoint: endpoint, allowing: ranges)
    }

    private static func guarded(
        _ address: EndpointAddress, endpoint: String, allowing ranges: [AddressRange]
    ) throws(WebhookError) -> AddressGuard {
        let guarding = AddressGuard(ranges: ranges, allowsLoopback: address.isLoopback)
        if let literal = address.literal, let kind = guarding.refusal(of: literal) {
            throw .addressRefused(endpoint: endpoint, kind)
        }
        return guarding
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

/// The parts of a URL that decide whether it may be used, as libcurl itself reads them: what is checked is what is called.
private struct EndpointAddress {
    let scheme: String
    let host: String

    init(_ url: String, endpoint: String) throws(WebhookError) {
        guard url.utf8.count <= Limits.urlByteCount else {
            throw .urlRefused(endpoint: endpoint, reason: "it has more than \(Limits.urlByteCount) bytes")
        }
        guard url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .urlRefused(endpoint: endpoint, reason: "it holds a space or a character outside ASCII")
        }
        guard let handle = curl_url() else { throw .libraryFailed(call: "curl_url", code: 0) }
        defer { curl_url_cleanup(handle) }
        let code = curl_url_set(handle, CURLUPART_URL, url, UInt32(CURLU_DISALLOW_USER | CURLU_NON_SUPPORT_SCHEME))
        guard code != CURLUE_USER_NOT_ALLOWED else {
            throw .urlRefused(endpoint: endpoint, reason: "it holds a user name or password")
        }
        guard code == CURLUE_OK, let scheme = Self.part(CURLUPART_SCHEME, of: handle),
            let host = Self.part(CURLUPART_HOST, of: handle), !host.isEmpty,
            // libcurl forgives one slash or three and then takes the path for the host.
            Self.hasTwoSlashes(url, after: scheme)
        else { throw .urlRefused(endpoint: endpoint, reason: "it is not a URL with a scheme and a host") }
        self.scheme = scheme
        self.host = host
    }

    /// The address, where the host is one and no name.
    var literal: NetworkAddress? {
        NetworkAddress(host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host)
    }

    var isLoopback: Bool {
        if host == "localhost" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.first == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func hasTwoSlashes(_ url: String, after scheme: String) -> Bool {
        let rest = url.utf8.dropFirst(scheme.utf8.count)
        return rest.starts(with: "://".utf8) && !rest.starts(with: ":///".utf8)
    }

    private static func part(_ part: CURLUPart, of handle: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, 0) == CURLUE_OK, let text else { return nil }
        // libcurl gives a terminated string that is ours to free.
        defer { curl_free(text) }
        return String(cString: text)
    }
}
