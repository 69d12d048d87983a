import Documents

/// Which child a name in a row means: a hash table over the names' bytes, eight at a time, made once.
struct ChildTable {
    private struct Key: Equatable, BitwiseCopyable {
        var words = InlineArray<4, UInt64>(repeating: 0)

        static func == (a: Self, b: Self) -> Bool {
            a.words[0] == b.words[0] && a.words[1] == b.words[1] && a.words[2] == b.words[2] && a.words[3] == b.words[3]
        }

        /// Names are at most 32 bytes and hold no zero byte, so equal names and only they have equal words.
        @inline(__always)
        init?(_ name: Span<UInt8>) {
            guard name.count <= Documents.Limits.childNameBytes else { return nil }
            if name.count == 8 {
                words[0] = Self.word(name.extracting(0..<8))
                return
            }
            for index in name.indices { words[index >> 3] |= UInt64(name[index]) << UInt64((index & 7) * 8) }
        }

        @inline(__always)
        private static func word(_ eight: Span<UInt8>) -> UInt64 {
            let low = UInt64(eight[0]) | UInt64(eight[1]) << 8 | UInt64(eight[2]) << 16 | UInt64(eight[3]) << 24
            let high = UInt64(eight[4]) | UInt64(eight[5]) << 8 | UInt64(eight[6]) << 16 | UInt64(eight[7]) << 24
            return low | high << 32
        }

        @inline(__always) var hash: UInt64 {
            let mixed = words[0] ^ words[1] &* 3 ^ words[2] &* 5 ^ words[3] &* 7
            return (mixed &* 0x9E37_79B9_7F4A_7C15) >> 32
        }
    }

    private struct Entry: BitwiseCopyable {
        var key: Key
        var child: Int
    }

    private var entries: [Entry?]
    private let mask: Int

    init(_ children: [Workload.Child]) {
        var capacity = 16
        while capacity < children.count * 4 { capacity *= 2 }
        mask = capacity - 1
        entries = [Entry?](repeating: nil, count: capacity)
        for (child, one) in children.enumerated() {
            let name = Array(one.id.utf8)
            guard let key = Key(name.span) else { continue }
            var place = Int(truncatingIfNeeded: key.hash) & mask
            while entries[place] != nil { place = (place + 1) & mask }
            entries[place] = Entry(key: key, child: child)
        }
    }

    /// `nil` for a name that no child has.
    @inline(__always)
    func child(_ name: Span<UInt8>) -> Int? {
        guard let key = Key(name) else { return nil }
        var place = Int(truncatingIfNeeded: key.hash) & mask
        while let entry = entries[place] {
            if entry.key == key { return entry.child }
            place = (place + 1) & mask
        }
        return nil
    }
}
