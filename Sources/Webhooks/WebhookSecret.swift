import FoundationEssentials

/// A secret shared with one receiver. It prints as `redacted`, whatever prints it.
public struct WebhookSecret: Sendable, Hashable {
    let bytes: [UInt8]

    /// The key itself, 24 to 64 bytes.
    public init(bytes: [UInt8]) throws(WebhookError) {
        guard Limits.secretByteCount.contains(bytes.count) else {
            throw .secretRefused(
                reason: "it has \(bytes.count) bytes, not \(Limits.secretByteCount.lowerBound) to "
                    + "\(Limits.secretByteCount.upperBound)")
        }
        self.bytes = bytes
    }

    /// The content of a secret file: `whsec_` and Base64, the form of Standard Webhooks, or the key as it stands.
    ///
    /// Line ends after the last character are not part of either form: editors and `echo` add them.
    public init(contents: [UInt8]) throws(WebhookError) {
        let trimmed = contents.prefix(contents.count - contents.reversed().prefix { $0 == 0x0A || $0 == 0x0D }.count)
        let prefix = "whsec_".utf8
        guard trimmed.starts(with: prefix) else {
            try self.init(bytes: Array(trimmed))
            return
        }
        guard let key = Data(base64Encoded: Data(trimmed.dropFirst(prefix.count))) else {
            throw .secretRefused(reason: "what follows whsec_ is not Base64")
        }
        try self.init(bytes: Array(key))
    }
}

extension WebhookSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "redacted" }
    public var debugDescription: String { "redacted" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
