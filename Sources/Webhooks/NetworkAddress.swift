import Glibc

/// An IPv4 or IPv6 address: 4 or 16 bytes in the order of the network.
public struct NetworkAddress: Sendable, Hashable {
    let bytes: [UInt8]

    init(bytes: [UInt8]) {
        precondition(bytes.count == 4 || bytes.count == 16, "an address has 4 or 16 bytes")
        self.bytes = bytes
    }

    /// Four decimal numbers, or an IPv6 address without a zone; `nil` for anything else, names among it.
    public init?(_ text: String) {
        let forms = [(AF_INET, 4), (AF_INET6, 16)]
        guard let bytes = forms.lazy.compactMap({ Self.bytes(of: text, family: $0.0, count: $0.1) }).first else {
            return nil
        }
        self.bytes = bytes
    }

    private static func bytes(of text: String, family: Int32, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return inet_pton(family, text, &bytes) == 1 ? bytes : nil
    }

    /// The IPv4 address that an IPv6 one stands for, where it does: whoever answers to the one answers to the other.
    var unwrapped: NetworkAddress {
        guard bytes.count == 16 else { return self }
        let head = bytes[..<12]
        // ::ffff:0:0/96 mapped, ::/96 compatible (but :: and ::1), 64:ff9b::/96 translated, 2002::/16 tunnelled.
        if head.dropLast(2).allSatisfy({ $0 == 0 }), head[10] == 0xFF, head[11] == 0xFF { return last }
        if head.allSatisfy({ $0 == 0 }), bytes[12] != 0 || bytes[13] != 0 { return last }
        if Array(head) == [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0] { return last }
        if bytes[0] == 0x20, bytes[1] == 0x02 { return NetworkAddress(bytes: Array(bytes[2..<6])) }
        return self
    }

    private var last: NetworkAddress { NetworkAddress(bytes: Array(bytes[12...])) }

    /// What the address is for (RFC 6890 and its successors).
    var kind: AddressKind {
        let plain = unwrapped
        if Self.metadata.contains(plain) { return .metadata }
        return plain.bytes.count == 4 ? plain.kindOf4 : plain.kindOf6
    }

    private var kindOf4: AddressKind {
        switch (bytes[0], bytes[1]) {
        case (0, _): .unspecified
        case (127, _): .loopback
        case (10, _), (172, 16...31), (192, 168), (100, 64...127), (198, 18...19): .privateNetwork
        case (169, 254): .linkLocal
        case (224...239, _): .multicast
        case (240...255, _): .reserved
        default: .open
        }
    }

    private var kindOf6: AddressKind {
        if bytes.allSatisfy({ $0 == 0 }) { return .unspecified }
        if bytes.dropLast().allSatisfy({ $0 == 0 }), bytes[15] == 1 { return .loopback }
        switch (bytes[0], bytes[1]) {
        case (0xFC...0xFD, _): return .privateNetwork
        case (0xFE, 0x80...0xBF): return .linkLocal
        // Site-local, which nobody should use any more.
        case (0xFE, 0xC0...0xFF): return .privateNetwork
        case (0xFF, _): return .multicast
        // Teredo: it hides an IPv4 address.
        case (0x20, 0x01) where bytes[2] == 0 && bytes[3] == 0: return .reserved
        // What is given out begins with 001.
        case (0x20...0x3F, _): return .open
        default: return .reserved
        }
    }

    /// Where clouds tell a machine its own secrets.
    private static let metadata: Set<NetworkAddress> = Set(
        [
            "169.254.169.254", "169.254.170.2", "169.254.170.23", "100.100.100.200", "168.63.129.16", "fd00:ec2::254",
            "fd00:ec2::23", "fd20:ce::254",
        ].compactMap { NetworkAddress($0) })
}

/// What an address is for, as far as it decides whether an alert may go there.
public enum AddressKind: String, Sendable, Hashable, CaseIterable {
    case open
    case loopback
    case privateNetwork
    case linkLocal
    case multicast
    case unspecified
    case reserved
    case metadata

    var words: String {
        switch self {
        case .open: "a public address"
        case .loopback: "this machine itself"
        case .privateNetwork: "in a private network"
        case .linkLocal: "link-local"
        case .multicast: "for multicast"
        case .unspecified: "no address of a machine"
        case .reserved: "reserved"
        case .metadata: "where clouds keep a machine's secrets"
        }
    }
}

/// A network by its first address and the bits they share: `10.20.0.0/16`.
public struct AddressRange: Sendable, Hashable {
    let base: NetworkAddress
    let bitCount: Int

    /// `nil` unless it is an address with zeros behind the prefix, of at least eight bits: a range that holds half of
    /// the world allows nothing in particular.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let base = NetworkAddress(String(parts[0])), (1...3).contains(parts[1].utf8.count),
            parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let bitCount = Int(parts[1]),
            (Limits.rangeBitCount...base.bytes.count * 8).contains(bitCount)
        else { return nil }
        self.base = base
        self.bitCount = bitCount
        guard base.bytes.indices.allSatisfy({ base.bytes[$0] & ~mask(of: $0) == 0 }) else { return nil }
    }

    func contains(_ address: NetworkAddress) -> Bool {
        address.bytes.count == base.bytes.count
            && base.bytes.indices.allSatisfy { address.bytes[$0] & mask(of: $0) == base.bytes[$0] }
    }

    private func mask(of place: Int) -> UInt8 {
        let bits = min(8, max(0, bitCount - place * 8))
        return bits == 0 ? 0 : UInt8(truncatingIfNeeded: 0xFF << (8 - bits))
    }
}

/// Where alerts of one endpoint may go. Asked when the configuration is read, and again with the address that is called: a
/// name may lead elsewhere tomorrow.
public struct AddressGuard: Sendable, Hashable {
    /// Private networks that the configuration names.
    let ranges: [AddressRange]
    /// The configuration names this machine itself, by address or as localhost. A name that only leads here is refused.
    let allowsLoopback: Bool

    /// `nil` where it may be called; else what it is.
    func refusal(of address: NetworkAddress) -> AddressKind? {
        let plain = address.unwrapped
        let kind = plain.kind
        switch kind {
        case .open: return nil
        case .loopback where allowsLoopback: return nil
        case .loopback, .privateNetwork: return ranges.contains { $0.contains(plain) } ? nil : kind
        case .linkLocal, .multicast, .unspecified, .reserved, .metadata: return kind
        }
    }
}
