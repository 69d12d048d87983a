/// Names, free text, paths and addresses.
extension Field {
    /// A pseudonym or a name: 1 to 32 of `A–Z a–z 0–9 . _ -`, not beginning with a dot or a dash.
    func name() -> String? {
        guard let text = text(Limits.nameCount) else { return nil }
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isPlain, text.first != ".", text.first != "-" else {
            refuse("holds a character a name may not have", "Use A–Z a–z 0–9 . _ - and begin with a letter or digit")
            return nil
        }
        return withoutPersonalNumber(text)
    }

    /// A text that people read and that may leave the hub.
    func freeText(_ count: ClosedRange<Int>) -> String? {
        guard let text = text(count) else { return nil }
        guard text.contains(where: { !$0.isWhitespace }) else {
            refuse("holds nothing but spaces", "Write it out")
            return nil
        }
        return withoutPersonalNumber(text)
    }

    /// A text the hub shows. It may hold a telephone number, so ten digits are no defect, and nothing that cannot be seen.
    func shownText(_ count: ClosedRange<Int>) -> String? {
        guard let text = text(count) else { return nil }
        let isSeen = text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
        guard isSeen, text.contains(where: { !$0.isWhitespace }) else {
            refuse("holds what a screen cannot show", "Use letters, digits, spaces and punctuation")
            return nil
        }
        return text
    }

    /// A path, resolved against the folder of the configuration file.
    func path(in folder: String) -> String? {
        guard let text = text() else { return nil }
        guard text.utf8.count <= Limits.pathByteCount else {
            refuse("is longer than \(Limits.pathByteCount) bytes", "Use a shorter path")
            return nil
        }
        return FilePath.resolve(text, in: folder)
    }

    /// An Ed25519 public key as Standard Webhooks writes it: `whpk_` and the Base64 of its 32 bytes.
    func publicKey() -> String? {
        guard let text = text() else { return nil }
        let prefix = "whpk_"
        let key = text.utf8.dropFirst(prefix.utf8.count)
        let isBase64 = key.dropLast().allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
                true
            default: false
            }
        }
        guard text.hasPrefix(prefix), key.count == 44, isBase64, key.last == UInt8(ascii: "=") else {
            refuse(
                "is not a public key", "Write the receiver's key as whpk_ and the Base64 of its 32 bytes, 44 characters"
            )
            return nil
        }
        return text
    }

    /// An `https` address with a host and nothing that hides one: no user, no fragment, no odd character.
    ///
    /// Where the address may lead (loopback, private networks) is decided where the connection is made.
    func httpsURL() -> String? {
        guard let text = text() else { return nil }
        guard let problem = WebAddress.problem(with: text) else { return text }
        refuse(problem.reason, problem.suggestion)
        return nil
    }

    private func withoutPersonalNumber(_ text: String) -> String? {
        guard !PersonalNumber.isLikely(in: text) else {
            refuse("looks like an NHS number", "Use a pseudonym: the receiver holds the map")
            return nil
        }
        return text
    }
}
