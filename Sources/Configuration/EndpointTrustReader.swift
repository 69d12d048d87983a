/// The keys of an endpoint that say who it is, who the hub is, and where its address may lie.
struct EndpointTrustReader {
    let defects: DefectList
    let folder: String

    struct Trust {
        var pins: [String] = []
        var allowedAddresses: [String] = []
        var clientCertificate: String?
        var clientKey: (file: Field?, credential: Field?)?
        var clientPlace: FilePlace?
    }

    func read(_ endpoint: inout StrictMapping) -> Trust {
        var trust = Trust()
        trust.pins = endpoint.optional("pins")?.list(Limits.pinCount, of: "pins")?.compactMap { $0.pin() } ?? []
        trust.allowedAddresses =
            endpoint.optional("allow_addresses")?.list(Limits.addressRangeCount, of: "ranges")?
            .compactMap { $0.text(1...Limits.addressRangeTextCount) } ?? []
        let certificate = endpoint.optional("client_certificate")
        let file = endpoint.optional("client_key_file")
        let credential = endpoint.optional("client_key_credential")
        guard certificate != nil || file != nil || credential != nil else { return trust }
        guard let certificate, (file != nil) != (credential != nil) else {
            defects.add(
                at: endpoint.node, key: endpoint.path, "has half of a client certificate",
                "Give client_certificate, and its key as client_key_file or client_key_credential")
            return trust
        }
        trust.clientCertificate = certificate.path(in: folder)
        trust.clientKey = (file, credential)
        trust.clientPlace = FilePlace(
            file: defects.file, line: certificate.node.line, column: certificate.node.column, key: certificate.path)
        return trust
    }
}

extension Field {
    /// A pin as curl and OpenSSL write it: `sha256//` and the Base64 of the 32 bytes of a public key's hash.
    fileprivate func pin() -> String? {
        guard let text = text() else { return nil }
        let code = text.utf8.dropFirst("sha256//".utf8.count)
        let isBase64 = code.dropLast().allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
                true
            default: false
            }
        }
        guard text.hasPrefix("sha256//"), code.count == 44, isBase64, code.last == UInt8(ascii: "=") else {
            refuse("is not a pin", "Write sha256// and the Base64 of the key's hash, 44 characters")
            return nil
        }
        return text
    }
}
