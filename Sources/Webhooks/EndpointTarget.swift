import CCurl

/// An address of an endpoint that has been checked: what may be called there, and how.
struct EndpointTarget: Sendable, Hashable {
    let url: String
    /// Plain HTTP, allowed to this machine alone and only where the configuration says so.
    let isPlain: Bool
    let addressGuard: AddressGuard

    init(
        _ url: String, endpoint: String, allowing ranges: [AddressRange], allowPlainLoopback: Bool
    ) throws(WebhookError) {
        let (address, addressGuard) = try Self.guarded(url, endpoint: endpoint, allowing: ranges)
        switch address.scheme {
        case "https": isPlain = false
        case "http" where address.isLoopback && allowPlainLoopback: isPlain = true
        case "http":
            throw .urlRefused(
                endpoint: endpoint, reason: "http is for this machine only, and only with allow_plain_loopback")
        default: throw .urlRefused(endpoint: endpoint, reason: "its scheme is not https")
        }
        self.url = url
        self.addressGuard = addressGuard
    }

    /// The parts of the address, where its text does not say that it may not be called.
    @discardableResult
    static func guarded(
        _ url: String, endpoint: String, allowing ranges: [AddressRange]
    ) throws(WebhookError) -> (EndpointAddress, AddressGuard) {
        let address = try EndpointAddress(url, endpoint: endpoint)
        let guarding = AddressGuard(ranges: ranges, allowsLoopback: address.isLoopback)
        if let literal = address.literal, let kind = guarding.refusal(of: literal) {
            throw .addressRefused(endpoint: endpoint, kind)
        }
        return (address, guarding)
    }
}

/// The parts of a URL that decide whether it may be used, as libcurl itself reads them: what is checked is what is called.
struct EndpointAddress {
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
