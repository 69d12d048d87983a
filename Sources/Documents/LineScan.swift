/// Finds where a line ends, and what else its bytes tell on the way.
struct LineScan {
    struct Marks: OptionSet, Sendable {
        let rawValue: UInt8
        /// A byte of 0x80 or more: whether it is UTF-8 has to be looked at.
        static let beyondASCII = Marks(rawValue: 0x80)
    }

    /// The line feed, or the end of the bytes when there is none.
    let end: Int
    let isWhole: Bool
    /// A zero byte before the end.
    let zeroIndex: Int?
    let marks: Marks

    init(_ bytes: Span<UInt8>, from start: Int) {
        var index = start
        var seen: UInt8 = 0
        var seenWords: UInt64 = 0
        while let word = ByteWord(bytes, at: index), word.isInLine {
            seenWords |= word.bits
            index &+= 8
        }
        if seenWords & 0x8080_8080_8080_8080 != 0 { seen = 0x80 }
        while index < bytes.count {
            let byte = bytes[index]
            // One branch for the common byte: line feed and zero are both below a space.
            if byte <= 0x0A, byte == 0x0A || byte == 0 { break }
            seen |= byte
            index &+= 1
        }
        let isStopped = index < bytes.count
        end = index
        isWhole = isStopped && bytes[index] == 0x0A
        zeroIndex = isStopped && bytes[index] == 0 ? index : nil
        marks = Marks(rawValue: seen & 0x80)
    }
}
