/// The certificates of a file in PEM form: Base64 between two lines. Keys, and what stands outside, are passed over.
struct PEMText {
    /// In their order; `nil` for one whose Base64 is none, or that does not end.
    let certificates: [[UInt8]?]

    /// The words OpenSSL takes for one. The third has more behind the certificate.
    private static let labels = ["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"]

    init(_ bytes: [UInt8]) {
        var found: [[UInt8]?] = []
        var open: (label: String, code: [UInt8])?
        for line in bytes.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
            if let label = Self.labels.first(where: { Self.is(line, "BEGIN", $0) }) {
                if open != nil { found.append(nil) }
                open = (label, [])
            } else if let label = open?.label, Self.is(line, "END", label) {
                found.append(open.flatMap { Base64.bytes(of: $0.code) })
                open = nil
            } else {
                open?.code.append(contentsOf: line.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") })
            }
        }
        if open != nil { found.append(nil) }
        certificates = found
    }

    private static func `is`(_ line: ArraySlice<UInt8>, _ word: String, _ label: String) -> Bool {
        var line = line
        while line.last == UInt8(ascii: " ") || line.last == UInt8(ascii: "\t") { line.removeLast() }
        return line.elementsEqual("-----\(word) \(label)-----".utf8)
    }
}

private enum Base64 {
    /// `nil` for what is none: another character, or a length that does not come out even.
    static func bytes(of code: [UInt8]) -> [UInt8]? {
        guard code.count.isMultiple(of: 4) else { return nil }
        let padding = code.suffix(2).count { $0 == UInt8(ascii: "=") }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(code.count / 4 * 3)
        var (bits, bitCount): (UInt32, UInt32) = (0, 0)
        for character in code.dropLast(padding) {
            guard let six = value(of: character) else { return nil }
            bits = bits << 6 | six
            bitCount += 6
            guard bitCount >= 8 else { continue }
            bitCount -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> bitCount))
        }
        return bytes
    }

    private static func value(of character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
