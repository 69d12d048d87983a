/// Tells packed files by their first bytes, for every format and whatever the name says.
enum ArchiveSignature {
    /// - Parameter head: at least the first `Limits.signatureBytes`, or the whole file.
    static func archive(_ head: Span<UInt8>) -> DocumentDefect.Archive? {
        if begins(head, [0x1F, 0x8B]) { return .gzip }
        // The first member of an archive, or the end of an empty one.
        if begins(head, [0x50, 0x4B, 0x03, 0x04]) || begins(head, [0x50, 0x4B, 0x05, 0x06]) { return .zip }
        if begins(head, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) { return .xz }
        if begins(head, [0x28, 0xB5, 0x2F, 0xFD]) { return .zstd }
        // "BZh" and the block size as a digit.
        if begins(head, [0x42, 0x5A, 0x68]), head.count > 3, (0x31...0x39).contains(head[3]) { return .bzip2 }
        if begins(head, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]) { return .sevenZip }
        if begins(head, [0x52, 0x61, 0x72, 0x21, 0x1A, 0x07]) { return .rar }
        // "ustar" behind the first member's name, mode, owner, size and time (POSIX.1-1988).
        if begins(head, [0x75, 0x73, 0x74, 0x61, 0x72], at: 257) { return .tar }
        return nil
    }
}
