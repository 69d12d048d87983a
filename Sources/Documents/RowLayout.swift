/// How the rows of one file are laid out: the bytes before each value and behind the last.
///
///     {"t_ms":1767225600000,"patient_id":"PT100001","spo2":97,"hr":null}\n
///     ^^^^^^^^             ^^^^^^^^^^^^^^^^        ^^^^^^^^^  ^^^^^^    ^^
///
/// It is a guess that is checked at every byte: a row is read by it only if each of these bytes stands where it stood in
/// the row it was learnt from, and each value in between is a plain one. All else is `different`, and judged elsewhere.
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

    enum Kind: UInt8, BitwiseCopyable { case number, name, end }

    /// The bytes before a value, eight to a word, and what the value is.
    struct Slot: BitwiseCopyable {
        var first: UInt64 = 0
        var second: UInt64 = 0
        var third: UInt64 = 0
        /// Which bits of the last word count.
        var lastMask: UInt64 = 0
        var byteCount = 0
        var place = 0
        var decimals = 0
        var kind = Kind.end
        /// The first byte behind the value.
        var stop: UInt8 = 0
    }

    enum Outcome: BitwiseCopyable {
        case row(end: Int)
        /// The bytes end first.
        case incomplete
        case different
    }

    /// Empty: nothing is guessed.
    private(set) var slots: [Slot] = []

    /// Learns from one whole row with its line feed. A row with too long a run in it is not learnt.
    mutating func learn(_ row: Span<UInt8>, _ cells: [Cell]) {
        slots.removeAll(keepingCapacity: true)
        var start = 0
        for cell in cells {
            var slot = Slot()
            slot.kind = cell.decimals == nil ? .name : .number
            slot.place = cell.place
            slot.decimals = cell.decimals ?? 0
            guard cell.end < row.count else { return slots.removeAll(keepingCapacity: true) }
            slot.stop = row[cell.end]
            guard append(slot, row.extracting(start..<cell.start)) else { return }
            start = cell.end
        }
        _ = append(Slot(), row.extracting(start..<row.count))
    }

    private mutating func append(_ slot: Slot, _ literal: Span<UInt8>) -> Bool {
        guard literal.count <= Self.literalByteCount else {
            slots.removeAll(keepingCapacity: true)
            return false
        }
        var words = InlineArray<3, UInt64>(repeating: 0)
        for index in literal.indices { words[index >> 3] |= UInt64(literal[index]) << UInt64((index & 7) * 8) }
        var slot = slot
        (slot.first, slot.second, slot.third) = (words[0], words[1], words[2])
        slot.byteCount = literal.count
        let lastCount = literal.isEmpty ? 0 : (literal.count - 1) & 7 + 1
        slot.lastMask = lastCount == 8 ? .max : 1 << UInt64(lastCount * 8) - 1
        slots.append(slot)
        return true
    }

    /// Reads one row as it is laid out.
    @inline(__always)
    static func read(
        _ bytes: Span<UInt8>, from start: Int, _ slots: Span<Slot>, emptyIsMissing: Bool, into row: inout NumberRow
    ) -> Outcome {
        var index = start
        for place in slots.indices {
            let slot = slots[place]
            switch skip(slot, bytes, &index) {
            case nil: break
            case let outcome?: return outcome
            }
            switch slot.kind {
            case .end: return .row(end: index)
            case .name:
                row.nameStart = index
                while true {
                    guard let word = ByteWord(bytes, at: index) else { return .incomplete }
                    let count = word.nameByteCount(stop: slot.stop)
                    index &+= count
                    if count < 8 { break }
                }
                row.nameEnd = index
                // Blanks at the edge of a cell are not of the name.
                guard index > row.nameStart, bytes[index] == slot.stop, bytes[index &- 1] != 0x20,
                    bytes[row.nameStart] != 0x20
                else { return .different }
            case .number:
                guard let word = ByteWord(bytes, at: index) else { return .incomplete }
                let count = word.digitCount
                var value = NumberRow.missing
                if count > 0 {
                    // A 0 in front of digits is not a number of JSON.
                    guard count == 1 || word.bits & 0xFF != 0x30 else { return .different }
                    value = word.number(digitCount: count)
                    index &+= count
                    if count == 8 {
                        guard let outcome = more(bytes, &index, &value) else { return .different }
                        guard outcome else { return .incomplete }
                    }
                    if slot.decimals > 0 {
                        guard scale(bytes, &index, &value, decimals: slot.decimals) else { return .different }
                    }
                } else if !emptyIsMissing {
                    guard word.bits & 0xFFFF_FFFF == 0x6C6C_756E else { return .different }
                    index &+= 4
                }
                row.numbers[slot.place] = value
            }
        }
        return .different
    }

    /// Steps over the bytes before a value; `nil` when they are as they were.
    @inline(__always)
    private static func skip(_ slot: borrowing Slot, _ bytes: Span<UInt8>, _ index: inout Int) -> Outcome? {
        let count = slot.byteCount
        if count == 0 { return nil }
        guard let first = ByteWord(bytes, at: index) else { return .incomplete }
        if count <= 8 {
            guard (first.bits ^ slot.first) & slot.lastMask == 0 else { return .different }
        } else {
            guard let second = ByteWord(bytes, at: index &+ 8) else { return .incomplete }
            guard first.bits == slot.first else { return .different }
            if count <= 16 {
                guard (second.bits ^ slot.second) & slot.lastMask == 0 else { return .different }
            } else {
                guard let third = ByteWord(bytes, at: index &+ 16) else { return .incomplete }
                guard second.bits == slot.second, (third.bits ^ slot.third) & slot.lastMask == 0 else {
                    return .different
                }
            }
        }
        index &+= count
        return nil
    }

    /// Digits nine to fifteen; `false` when the bytes end, `nil` when there are more digits than that.
    @inline(__always)
    private static func more(_ bytes: Span<UInt8>, _ index: inout Int, _ value: inout Int) -> Bool? {
        guard let word = ByteWord(bytes, at: index) else { return false }
        let count = word.digitCount
        if count == 0 { return true }
        guard count < 8 else { return nil }
        var power = 10
        for _ in 1..<count { power &*= 10 }
        value = value &* power &+ word.number(digitCount: count)
        index &+= count
        return true
    }

    /// Digits behind the point, no more than count; `false` when there is a point and none behind it.
    @inline(__always)
    private static func scale(_ bytes: Span<UInt8>, _ index: inout Int, _ value: inout Int, decimals: Int) -> Bool {
        var left = decimals
        if index < bytes.count, bytes[index] == 0x2E {
            index &+= 1
            while left > 0, index < bytes.count, bytes[index] &- 0x30 < 10 {
                value = value &* 10 &+ Int(bytes[index] &- 0x30)
                index &+= 1
                left &-= 1
            }
            guard left < decimals else { return false }
        }
        while left > 0 {
            value &*= 10
            left &-= 1
        }
        return true
    }
}
