/// Whom a record is about, as far as it takes to see that another is about somebody else. The text is not kept.
struct RecordSubject: Sendable {
    private var reference: Int?
    private var identifier: Int?

    mutating func take(reference text: Span<UInt8>) { reference = Self.mark(text) }
    mutating func take(identifier text: Span<UInt8>) { identifier = Self.mark(text) }

    /// Notes whom `other` is about; `false` when that is somebody else.
    mutating func agrees(with other: RecordSubject) -> Bool {
        if let known = reference, let new = other.reference, known != new { return false }
        if let known = identifier, let new = other.identifier, known != new { return false }
        reference = reference ?? other.reference
        identifier = identifier ?? other.identifier
        return true
    }

    private static func mark(_ text: Span<UInt8>) -> Int {
        var hasher = Hasher()
        for index in text.indices { hasher.combine(text[index]) }
        return hasher.finalize()
    }
}
