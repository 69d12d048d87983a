/// A closed list of names, looked up from bytes without making a string of them.
///
/// The names stand in one array, one after the other: an array of arrays would count a reference at each comparison. The
/// first eight bytes of each stand beside it as one integer, and mostly decide. Multiplied, they say in which slot to look;
/// a name whose slot is taken has the next free one.
struct NameTable: Sendable {
    private struct Entry: BitwiseCopyable {
        let word: UInt64
        let start: Int
        let byteCount: Int
    }

    private var text: [UInt8] = []
    private var entries: [Entry] = []
    /// The place of an entry and one more; 0 in a free slot. A power of two, and more than half of them are free.
    private var slots: [UInt16]
    private let shift: UInt64

    init(_ names: [StaticString]) { self.init(names.map(\.description)) }

    init(_ names: [String]) {
        var slotCount = 2
        while slotCount <= names.count * 2 { slotCount *= 2 }
        slots = Array(repeating: 0, count: slotCount)
        shift = UInt64(64 - slotCount.trailingZeroBitCount)
        for name in names {
            let bytes = Array(name.utf8)
            let entry = Entry(word: Self.word(bytes.span), start: text.count, byteCount: bytes.count)
            text += bytes
            entries.append(entry)
            var slot = firstSlot(entry.word, entry.byteCount)
            while slots[slot] != 0 { slot = (slot + 1) & (slotCount - 1) }
            slots[slot] = UInt16(entries.count)
        }
    }

    var count: Int { entries.count }

    /// The place of `name` in the list.
    func index(of name: Span<UInt8>) -> Int? {
        let word = Self.word(name)
        var slot = firstSlot(word, name.count)
        while slots[slot] != 0 {
            let place = Int(slots[slot]) &- 1
            let entry = entries[place]
            if entry.word == word, entry.byteCount == name.count, name.count <= 8 || isRest(of: name, entry) {
                return place
            }
            slot = (slot &+ 1) & (slots.count &- 1)
        }
        return nil
    }

    /// The place of a text whose escapes were resolved.
    func index(of text: borrowing UnescapedText) -> Int? {
        index(of: text.bytes.span.extracting(0..<text.byteCount))
    }

    func name(at place: Int) -> String {
        let entry = entries[place]
        return String(decoding: text[entry.start..<(entry.start + entry.byteCount)], as: UTF8.self)
    }

    /// The name a typing error away from `name`, upper and lower case being equal; `nil` when none is near.
    func nearest(to name: String) -> String? {
        let wanted = Array(name.lowercased().unicodeScalars.prefix(Limits.shownCharacters))
        let ranked = (0..<count).map {
            (distance: editDistance(wanted, Array(self.name(at: $0).unicodeScalars)), place: $0)
        }
        guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
        let length = self.name(at: best.place).utf8.count
        return best.distance <= max(1, length / 3) ? self.name(at: best.place) : nil
    }

    /// Whether what stands behind the first eight bytes is the same; the lengths are.
    private func isRest(of name: Span<UInt8>, _ entry: Entry) -> Bool {
        for index in 8..<name.count where text[entry.start &+ index] != name[index] { return false }
        return true
    }

    @inline(__always)
    private func firstSlot(_ word: UInt64, _ byteCount: Int) -> Int {
        // 2^64 by the golden ratio spreads what differs in any bit over the highest ones.
        let spread = (word ^ UInt64(truncatingIfNeeded: byteCount)) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: spread &>> shift)
    }

    @inline(__always)
    private static func word(_ name: Span<UInt8>) -> UInt64 {
        if let word = ByteWord(name, at: 0) { return word.bits }
        var bits: UInt64 = 0
        for index in name.indices { bits |= UInt64(name[index]) &<< UInt64(truncatingIfNeeded: index &* 8) }
        return bits
    }
}

/// Levenshtein's distance: the fewest letters inserted, removed or replaced that make one text the other.
private func editDistance(_ source: [Unicode.Scalar], _ target: [Unicode.Scalar]) -> Int {
    var row = Array(0...target.count)
    for (sourceIndex, letter) in source.enumerated() {
        var diagonal = row[0]
        row[0] = sourceIndex + 1
        for (targetIndex, other) in target.enumerated() {
            let replaced = diagonal + (letter == other ? 0 : 1)
            diagonal = row[targetIndex + 1]
            row[targetIndex + 1] = min(replaced, row[targetIndex] + 1, diagonal + 1)
        }
    }
    return row[target.count]
}
