/// The form of an endpoint's address, checked over its bytes. Stricter than RFC 3986: nothing is decoded or repaired.
///
/// ```
/// https:// host [:port] [/path] [?query]
/// ```
enum WebAddress {
    struct Problem: Equatable {
        var reason: String
        var suggestion: String
    }

    /// `nil` when the address may be used.
    static func problem(with text: String) -> Problem? {
        let example = "Write it as https://example.org/alerts"
        let bytes = Array(text.utf8)
        guard bytes.count <= Limits.urlByteCount else {
            return Problem(reason: "is longer than \(Limits.urlByteCount) bytes", suggestion: "Use a shorter address")
        }
        guard bytes.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "#") })
        else {
            return Problem(reason: "holds a character an address may not have here", suggestion: example)
        }
        guard text.hasPrefix("https://") else {
            return Problem(reason: "does not begin with https://", suggestion: "Alerts travel over verified TLS only")
        }
        let rest = bytes.dropFirst("https://".utf8.count)
        let authority = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        guard !authority.contains(UInt8(ascii: "@")) else {
            return Problem(
                reason: "holds a user name", suggestion: "Who sends is proved by the signature: leave it out")
        }
        guard let port = portText(of: authority), let host = hostText(of: authority, portCount: port.count),
            isHost(host)
        else { return Problem(reason: "names no sound host", suggestion: example) }
        guard port.isEmpty || isPort(port.dropFirst()) else {
            return Problem(reason: "names no sound port", suggestion: "Write a port from 1 to 65535, or none")
        }
        return nil
    }

    /// The port with its colon; empty where there is none; `nil` when a bracketed host does not end.
    private static func portText(of authority: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        if authority.first == UInt8(ascii: "[") {
            guard let end = authority.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            let port = authority[(end + 1)...]
            return port.isEmpty || port.first == UInt8(ascii: ":") ? port : nil
        }
        guard let colon = authority.firstIndex(of: UInt8(ascii: ":")) else { return authority.suffix(0) }
        return authority[colon...]
    }

    private static func hostText(of authority: ArraySlice<UInt8>, portCount: Int) -> ArraySlice<UInt8>? {
        let host = authority.dropLast(portCount)
        return host.isEmpty ? nil : host
    }

    private static func isHost(_ host: ArraySlice<UInt8>) -> Bool {
        if host.first == UInt8(ascii: "[") {
            let inner = host.dropFirst().dropLast()
            return !inner.isEmpty
                && inner.allSatisfy { isHexadecimal($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }
        }
        let labels = host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return host.count <= 253
            && labels.allSatisfy { label in
                !label.isEmpty && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                    && label.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
            }
    }

    private static func isPort(_ digits: ArraySlice<UInt8>) -> Bool {
        guard (1...5).contains(digits.count), digits.allSatisfy(isDigit) else { return false }
        return (1...65_535).contains(digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) })
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }
}
