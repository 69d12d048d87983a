/// What reads the bytes of one kind of text. `TextReader` has judged them before.
protocol TextGrammar: Sendable {
    /// Takes the next bytes; `offset` is where the first of them stands in the document.
    mutating func feed(
        _ bytes: Span<UInt8>, at offset: UInt64, row: (DocumentRow) -> Void
    ) throws(DocumentDefect)
    /// The document has ended at `offset`.
    mutating func finish(at offset: UInt64, row: (DocumentRow) -> Void) throws(DocumentDefect)
}

/// Reads a document that is one text in UTF-8 and not lines: JSON or XML of any size.
///
/// Marks and archive signatures in front are judged as for every other text. A zero byte or bytes that are not UTF-8
/// refuse the document at their place, after the rows before them were given: cut in any way, it ends alike.
struct TextReader<Grammar: TextGrammar>: RowReader {
    private var grammar: Grammar
    private var head = InlineArray<8, UInt8>(repeating: 0)
    private var headCount = 0
    private var isHeadRead = false
    private var sequence = UTF8Sequence()
    private var offset: UInt64 = 0

    init(_ grammar: Grammar) { self.grammar = grammar }

    mutating func feed(_ bytes: Span<UInt8>, row: (DocumentRow) -> Void) throws(DocumentDefect) {
        var start = 0
        if !isHeadRead {
            while start < bytes.count, headCount < Limits.headBytes {
                head[headCount] = bytes[start]
                headCount += 1
                start += 1
            }
            guard headCount == Limits.headBytes else { return }
            try readHead(row: row)
        }
        try read(bytes.extracting(start..<bytes.count), row: row)
    }

    mutating func finish(row: (DocumentRow) -> Void) throws(DocumentDefect) {
        if !isHeadRead { try readHead(row: row) }
        try grammar.finish(at: offset, row: row)
    }

    private mutating func readHead(row: (DocumentRow) -> Void) throws(DocumentDefect) {
        isHeadRead = true
        let copy = head
        let whole = copy.span.extracting(0..<headCount)
        let markLength = try ByteOrderMark.length(whole)
        offset = UInt64(markLength)
        try read(whole.extracting(markLength..<headCount), row: row)
    }

    private mutating func read(_ bytes: Span<UInt8>, row: (DocumentRow) -> Void) throws(DocumentDefect) {
        let soundCount = sequence.take(bytes)
        try grammar.feed(bytes.extracting(0..<soundCount), at: offset, row: row)
        offset += UInt64(soundCount)
        guard soundCount < bytes.count else { return }
        throw bytes[soundCount] == 0 ? .binary(offset: offset) : .tree(.notUTF8(offset: offset))
    }
}

/// Where a stream stops being UTF-8 as Unicode's table 3-7 has it, whatever pieces it comes in. A zero byte stops it too.
struct UTF8Sequence: Sendable {
    /// Bytes that the current character still needs, and what the next of them may be.
    private var followerCount = 0
    private var follower: ClosedRange<UInt8> = 0x80...0xBF

    /// How many of `bytes` are sound; all of them, or as many as stand before the first that is not.
    mutating func take(_ bytes: Span<UInt8>) -> Int {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if followerCount > 0 {
                guard follower.contains(byte) else { return index }
                followerCount -= 1
                follower = 0x80...0xBF
            } else if byte &- 1 >= 0x7F {
                guard takeLead(byte) else { return index }
            }
            index &+= 1
            // Most of any document is ASCII.
            if followerCount == 0 {
                while let word = ByteWord(bytes, at: index), word.isText { index &+= 8 }
                while index < bytes.count, bytes[index] &- 1 < 0x7F { index &+= 1 }
            }
        }
        return index
    }

    private mutating func takeLead(_ byte: UInt8) -> Bool {
        switch byte {
        case 0xC2...0xDF: followerCount = 1
        case 0xE0: (followerCount, follower) = (2, 0xA0...0xBF)
        case 0xED: (followerCount, follower) = (2, 0x80...0x9F)
        case 0xE1...0xEF: followerCount = 2
        case 0xF0: (followerCount, follower) = (3, 0x90...0xBF)
        case 0xF4: (followerCount, follower) = (3, 0x80...0x8F)
        case 0xF1...0xF3: followerCount = 3
        default: return false
        }
        return true
    }
}
