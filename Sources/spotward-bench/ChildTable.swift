/// Which child a name in a row means: a hash table over the names' first eight bytes, made once.
struct ChildTable {
    private struct Entry: BitwiseCopyable {
        /// The first eight bytes of the name, the first lowest.
        var word: UInt64 = 0
        var child: UInt32 = 0
        /// 0: nobody.
        var byteCount: UInt32 = 0
    }

    private var entries: [Entry]
    /// What stands behind the first eight bytes of each name, one after the other.
    private var tails: [UInt8] = []
    private var tailStarts: [Int] = [0]
    /// How far a mixed word is shifted to be a place: only the top bits of a product depend on all bits of its factor.
    private let shift: UInt64
    private let mask: Int

    init(_ children: [Workload.Child]) {
        var bitCount = 4
        while 1 << bitCount < children.count * 4 { bitCount += 1 }
        shift = UInt64(64 - bitCount)
        mask = 1 << bitCount - 1
        entries = [Entry](repeating: Entry(), count: 1 << bitCount)
        for (child, one) in children.enumerated() {
            let name = Array(one.id.utf8)
            let word = Self.word(name.span)
            tails += name.dropFirst(8)
            tailStarts.append(tails.count)
            var place = place(of: word, name.span)
            while entries[place].byteCount > 0 { place = (place + 1) & mask }
            entries[place] = Entry(word: word, child: UInt32(child), byteCount: UInt32(name.count))
        }
    }

    /// `nil` for a name that no child has.
    @inline(__always)
    func child(_ name: Span<UInt8>) -> Int? {
        let word = Self.word(name)
        var place = place(of: word, name)
        while true {
            let entry = entries[place]
            if entry.word == word, Int(entry.byteCount) == name.count, name.count <= 8 || tail(of: entry, is: name) {
                return Int(entry.child)
            }
            guard entry.byteCount > 0 else { return nil }
            place = (place &+ 1) & mask
        }
    }

    private func tail(of entry: Entry, is name: Span<UInt8>) -> Bool {
        let start = tailStarts[Int(entry.child)] - 8
        for index in 8..<name.count where tails[start + index] != name[index] { return false }
        return true
    }

    @inline(__always)
    private func place(of word: UInt64, _ name: Span<UInt8>) -> Int {
        var mixed = word
        if name.count > 8 { for index in 8..<name.count { mixed = mixed &* 31 &+ UInt64(name[index]) } }
        return Int(truncatingIfNeeded: (mixed &* 0x9E37_79B9_7F4A_7C15) &>> shift) & mask
    }

    /// The first eight bytes, the first lowest.
    @inline(__always)
    private static func word(_ name: Span<UInt8>) -> UInt64 {
        if name.count >= 8 {
            let eight = name.extracting(0..<8)
            let low = UInt64(eight[0]) | UInt64(eight[1]) << 8 | UInt64(eight[2]) << 16 | UInt64(eight[3]) << 24
            let high = UInt64(eight[4]) | UInt64(eight[5]) << 8 | UInt64(eight[6]) << 16 | UInt64(eight[7]) << 24
            return low | high << 32
        }
        var bits: UInt64 = 0
        for index in name.indices { bits |= UInt64(name[index]) &<< UInt64(truncatingIfNeeded: index &* 8) }
        return bits
    }
}
