/// The pseudonym under which a row names its child, as the admission gives it.
///
/// Held inline, so that a row can be copied without a reference. 1…32 bytes of UTF-8, none of them a control character, a
/// quotation mark or a backslash: a pseudonym needs none, and without them neither format has escapes to resolve.
public struct ChildName: Sendable, BitwiseCopyable {
    /// Filled with zeros after `byteCount`, so that equal names are equal bytes.
    private var bytes = InlineArray<32, UInt8>(repeating: 0)
    public private(set) var byteCount: UInt8 = 0

    /// `nil` when `text` is no pseudonym. Whether it is UTF-8 has been checked with its row.
    public init?(_ text: Span<UInt8>) {
        guard !text.isEmpty, text.count <= Limits.childNameBytes else { return nil }
        for index in text.indices {
            let byte = text[index]
            guard byte >= 0x20, byte != 0x7F, byte != 0x22, byte != 0x5C else { return nil }
            bytes[index] = byte
        }
        byteCount = UInt8(text.count)
    }

    public init?(_ text: String) {
        let copy = Array(text.utf8)
        self.init(copy.span)
    }
}

extension ChildName: Hashable, CustomStringConvertible {
    public static func == (a: Self, b: Self) -> Bool {
        guard a.byteCount == b.byteCount else { return false }
        for index in 0..<Int(a.byteCount) where a.bytes[index] != b.bytes[index] { return false }
        return true
    }

    public func hash(into hasher: inout Hasher) {
        for index in 0..<Int(byteCount) { hasher.combine(bytes[index]) }
    }

    public var description: String { String(decoding: (0..<Int(byteCount)).map { bytes[$0] }, as: UTF8.self) }
}
