import Crypto
import Vitals

/// SHA-256 of some bytes, lower-case hexadecimal: the identity of a file of rules, a chart, a dropped document.
public func sha256(_ bytes: [UInt8]) -> String { SHA256.hash(data: bytes).hexadecimal }
