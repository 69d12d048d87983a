/// The last 192 seconds as one bit each, newest first: whether a second was valid, or whether it was in breach.
///
/// Three machine words make counting "M of the last N seconds" a mask and a population count, with no storage a reading
/// and no history to keep. It bounds every onset delay: see `Limits.windowSeconds`.
struct SecondWindow: BitwiseCopyable, Hashable {
    /// Bit 0 of `newest` is the newest second; `oldest` holds seconds 128 to 191 ago.
    private var newest: UInt64 = 0
    private var middle: UInt64 = 0
    private var oldest: UInt64 = 0

    /// Whether no second is marked.
    @inline(__always) var isEmpty: Bool { newest | middle | oldest == 0 }

    /// Moves on by `seconds`. The seconds in between repeat the newest bit if `filling`, else they are clear; the new
    /// newest second is clear until `set`.
    mutating func advance(by seconds: Int64, filling: Bool) {
        // An empty window stays empty however far it moves, and most are.
        guard seconds > 0, !isEmpty else { return }
        if seconds == 1 {
            oldest = oldest << 1 | middle >> 63
            middle = middle << 1 | newest >> 63
            newest <<= 1
            return
        }
        let repeats = filling && newest & 1 == 1
        guard seconds < Int64(Limits.windowSeconds) else {
            self = SecondWindow()
            return
        }
        var left = Int(seconds)
        while left >= 64 {
            oldest = middle
            middle = newest
            newest = 0
            left -= 64
        }
        if left > 0 {
            oldest = oldest << left | middle >> (64 - left)
            middle = middle << left | newest >> (64 - left)
            newest <<= left
        }
        if repeats { for age in 1..<Int(seconds) + 1 where age < seconds { set(true, age: age) } }
    }

    /// Moves on by one second, whose bit is set: what a reading a second does to the seconds with one.
    @inline(__always)
    mutating func advanceByOneMarked() {
        oldest = oldest << 1 | middle >> 63
        middle = middle << 1 | newest >> 63
        newest = newest << 1 | 1
    }

    /// Whether the newest second is marked.
    @inline(__always) var isNewestSet: Bool { newest & 1 == 1 }

    /// Moves on by a few seconds that are all as the newest is: what as many single steps come to.
    ///
    /// - Parameter seconds: 0 to 63.
    @inline(__always)
    mutating func repeatNewest(_ seconds: UInt8) {
        guard seconds > 0, seconds < 64, !isEmpty else { return }
        let count = UInt64(seconds)
        let fill: UInt64 = isNewestSet ? (1 &<< count) &- 1 : 0
        oldest = oldest &<< count | middle &>> (64 &- count)
        middle = middle &<< count | newest &>> (64 &- count)
        newest = newest &<< count | fill
    }

    /// Marks the newest second.
    mutating func setNewest(_ isOn: Bool) { newest = newest & ~1 | (isOn ? 1 : 0) }

    /// Marks the second `age` seconds before the newest. Ages outside the window are ignored.
    mutating func set(_ isOn: Bool, age: Int) {
        let bit: UInt64 = 1 << UInt64(age & 63)
        switch age {
        case 0..<64: newest = isOn ? newest | bit : newest & ~bit
        case 64..<128: middle = isOn ? middle | bit : middle & ~bit
        case 128..<Limits.windowSeconds: oldest = isOn ? oldest | bit : oldest & ~bit
        default: break
        }
    }

    /// Whether none of the newest `seconds` seconds is marked.
    func isEmpty(last seconds: Int) -> Bool {
        bits(newest, seconds) | bits(middle, seconds - 64) | bits(oldest, seconds - 128) == 0
    }

    /// How many more of the newest `seconds` seconds are marked here than there: counted of the words that differ, of which
    /// there is mostly none.
    func surplus(over other: SecondWindow, last seconds: Int) -> Int {
        var surplus = surplus(newest, other.newest, seconds)
        if seconds > 64 { surplus += self.surplus(middle, other.middle, seconds - 64) }
        if seconds > 128 { surplus += self.surplus(oldest, other.oldest, seconds - 128) }
        return surplus
    }

    @inline(__always)
    private func surplus(_ word: UInt64, _ other: UInt64, _ seconds: Int) -> Int {
        let differing = bits(word ^ other, seconds)
        if differing == 0 { return 0 }
        return (differing & word).nonzeroBitCount - (differing & other).nonzeroBitCount
    }

    @inline(__always)
    private func bits(_ word: UInt64, _ count: Int) -> UInt64 {
        if count >= 64 { return word }
        return count <= 0 ? 0 : word & (1 << UInt64(count) - 1)
    }

    /// How many of the newest `seconds` seconds are marked.
    func count(last seconds: Int) -> Int {
        masked(newest, seconds) + masked(middle, seconds - 64) + masked(oldest, seconds - 128)
    }

    private func masked(_ word: UInt64, _ count: Int) -> Int { bits(word, count).nonzeroBitCount }
}
