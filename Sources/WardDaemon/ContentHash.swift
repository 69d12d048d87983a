import Crypto

extension Digest {
    /// Lower-case hexadecimal.
    var hexadecimal: String {
        map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }
}

/// SHA-256 of some bytes, lower-case hexadecimal: the identity of a file of rules, a chart, a dropped document.
public func sha256(_ bytes: [UInt8]) -> String { SHA256.hash(data: bytes).hexadecimal }
