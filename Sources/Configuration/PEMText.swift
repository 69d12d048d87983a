import FoundationEssentials

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
                found.append(open.flatMap { Data(base64Encoded: Data($0.code)) }.map { Array($0) })
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
