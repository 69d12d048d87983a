/// What the first bytes of a document say about the rest.
enum DocumentHead {
    /// The length of the UTF-8 byte order mark in front, 0 or 3; throws when the bytes are the signature of something that
    /// is not text in UTF-8. `head` is the whole document when that is shorter than `Limits.headBytes`.
    static func byteOrderMarkLength(_ head: Span<UInt8>) throws(DocumentDefect) -> Int {
        if begins(head, [0xEF, 0xBB, 0xBF]) { return 3 }
        // UTF-32's little-endian mark begins with UTF-16's.
        if begins(head, [0xFF, 0xFE]) || begins(head, [0xFE, 0xFF]) || begins(head, [0x00, 0x00, 0xFE, 0xFF]) {
            throw .wideCharacters
        }
        if let kind = archive(head) { throw .archive(kind: kind) }
        return 0
    }

    private static func archive(_ head: Span<UInt8>) -> DocumentDefect.Archive? {
        if begins(head, [0x1F, 0x8B]) { return .gzip }
        // The first member of an archive, or the end of an empty one.
        if begins(head, [0x50, 0x4B, 0x03, 0x04]) || begins(head, [0x50, 0x4B, 0x05, 0x06]) { return .zip }
        if begins(head, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) { return .xz }
        if begins(head, [0x28, 0xB5, 0x2F, 0xFD]) { return .zstd }
        // "BZh" and the block size as a digit.
        if begins(head, [0x42, 0x5A, 0x68]), head.count > 3, (0x31...0x39).contains(head[3]) { return .bzip2 }
        if begins(head, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]) { return .sevenZip }
        return nil
    }

    private static func begins(_ head: Span<UInt8>, _ signature: [UInt8]) -> Bool {
        guard head.count >= signature.count else { return false }
        for index in signature.indices where head[index] != signature[index] { return false }
        return true
    }
}
