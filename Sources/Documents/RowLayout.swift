/// How the rows of one NDJSON file are laid out: the bytes before each value and behind the last.
///
///     {"t_ms":1767225600000,"patient_id":"PT100001","spo2":97,"hr":null}\n
///     ^^^^^^^^             ^^^^^^^^^^^^^^^^        ^^^^^^^^^  ^^^^^^    ^^
///
/// It is a guess that is checked at every byte: a row is read by it only if each of these bytes stands where it stood in
/// the row it was learnt from, and each value in between is a plain one. All else is judged elsewhere.
struct RowLayout {
    /// The longest run of bytes between two values that is learnt.
    static let literalByteCount = 24

    /// Where one value stood in the row the layout is learnt from.
    struct Cell {
        let place: Int
        /// `nil`: a name.
        let decimals: Int?
        let start: Int
        let end: Int
    }

    enum Kind: UInt64, BitwiseCopyable { case number, name, end }

    /// The bytes before a value, eight to a word, and what the value is. Four words: it is read for every value, and a
    /// wider one took longer to fetch than a number to read.
    struct Slot: BitwiseCopyable {
        var first: UInt64 = 0
        var second: UInt64 = 0
        var third: UInt64 = 0
        private var shape: UInt64 = 0

        init(_ kind: Kind, place: Int, decimals: Int, byteCount: Int) {
            shape =
                UInt64(truncatingIfNeeded: byteCount & 0xFF) | UInt64(truncatingIfNeeded: place & 0xFF) << 8
                | UInt64(truncatingIfNeeded: decimals & 0xFF) << 16 | kind.rawValue << 24
        }

        @inline(__always) var byteCount: Int { Int(truncatingIfNeeded: shape & 0xFF) }
        @inline(__always) var place: Int { Int(truncatingIfNeeded: shape &>> 8 & 0xFF) }
        @inline(__always) var decimals: Int { Int(truncatingIfNeeded: shape &>> 16 & 0xFF) }
        @inline(__always) var isNumber: Bool { shape &>> 24 == 0 }
        @inline(__always) var isEnd: Bool { shape &>> 24 == Kind.end.rawValue }

        /// Whether these bytes stand at `index`.
        @inline(__always)
        func stands(in bytes: Span<UInt8>, at index: Int) -> Bool {
            guard let word = ByteWord(bytes, at: index) else { return false }
            let count = byteCount
            if count <= 8 { return Self.differ(word.bits, first, count) == 0 }
            guard word.bits == first, let next = ByteWord(bytes, at: index &+ 8) else { return false }
            if count <= 16 { return Self.differ(next.bits, second, count &- 8) == 0 }
            guard next.bits == second, let last = ByteWord(bytes, at: index &+ 16) else { return false }
            return Self.differ(last.bits, third, count &- 16) == 0
        }

        /// Zero when the first `count` bytes of both are the same, 1…8.
        @inline(__always)
        private static func differ(_ a: UInt64, _ b: UInt64, _ count: Int) -> UInt64 {
            (a ^ b) &<< UInt64(truncatingIfNeeded: 64 &- count &* 8)
        }
    }

    /// Empty: nothing is guessed.
    private(set) var slots: [Slot] = []

    /// Learns from one whole row with its line feed. A row with too long a run in it is not learnt.
    mutating func learn(_ row: Span<UInt8>, _ cells: [Cell]) {
        slots.removeAll(keepingCapacity: true)
        var start = 0
        for cell in cells {
            let kind = cell.decimals == nil ? Kind.name : .number
            guard append(kind, place: cell.place, decimals: cell.decimals ?? 0, row.extracting(start..<cell.start))
            else { return slots.removeAll(keepingCapacity: true) }
            start = cell.end
        }
        if !append(.end, place: 0, decimals: 0, row.extracting(start..<row.count)) {
            slots.removeAll(keepingCapacity: true)
        }
    }

    private mutating func append(_ kind: Kind, place: Int, decimals: Int, _ literal: Span<UInt8>) -> Bool {
        guard (1...Self.literalByteCount).contains(literal.count) else { return false }
        var words = InlineArray<3, UInt64>(repeating: 0)
        for index in literal.indices { words[index >> 3] |= UInt64(literal[index]) << UInt64((index & 7) * 8) }
        var slot = Slot(kind, place: place, decimals: decimals, byteCount: literal.count)
        (slot.first, slot.second, slot.third) = (words[0], words[1], words[2])
        slots.append(slot)
        return true
    }

    /// Reads rows until one is not laid out so or not whole, or `rows` is full.
    ///
    /// - Returns: where the next row begins, and the place behind the last row read.
    static func read(
        _ bytes: Span<UInt8>, from start: Int, _ slots: Span<Slot>, into rows: inout MutableSpan<NumberRow>,
        at place: Int
    ) -> (end: Int, place: Int) {
        var end = start
        var place = place
        while place < rows.count, let next = read(bytes, from: end, slots, into: &rows[place]) {
            end = next
            place &+= 1
        }
        return (end, place)
    }

    /// Reads one row, and gives where the next begins.
    @inline(__always)
    private static func read(
        _ bytes: Span<UInt8>, from start: Int, _ slots: Span<Slot>, into row: inout NumberRow
    ) -> Int? {
        // A layout may lack a column that the row read here before had.
        row.numbers = InlineArray(repeating: NumberRow.missing)
        var index = start
        for place in slots.indices {
            let slot = slots[place]
            guard slot.stands(in: bytes, at: index) else { return nil }
            index &+= slot.byteCount
            if slot.isNumber {
                guard let word = ByteWord(bytes, at: index) else { return nil }
                let marks = word.notDigitMarks
                if marks & 0x80 == 0 {
                    // A 0 in front of digits is not a number of JSON.
                    guard word.bits & 0xFF != 0x30 || marks & 0x8000 != 0,
                        let value = PlainValue.number(word, marks, bytes, &index, decimals: slot.decimals)
                    else { return nil }
                    row.numbers[slot.place] = value
                } else {
                    guard word.bits & 0xFFFF_FFFF == 0x6C6C_756E else { return nil }
                    index &+= 4
                }
            } else if slot.isEnd {
                return index
            } else {
                guard let end = PlainValue.nameEnd(bytes, from: index, stop: 0x22) else { return nil }
                (row.nameStart, row.nameEnd) = (index, end)
                index = end
            }
        }
        return nil
    }
}
