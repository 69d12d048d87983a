/// One piece of a JSON text. The text of a key, string or number travels beside it.
enum JSONToken: Sendable {
    case objectBegin, objectEnd, arrayBegin, arrayEnd
    /// With escapes resolved.
    case key, string
    /// A key or string longer than `Limits.stringBytes`; its text is not given.
    case longKey, longString
    /// After JSON's grammar; whether a `Double` holds it is not judged.
    case number
    case boolean, null
}

/// What takes the tokens of a JSON text.
protocol JSONSink: Sendable {
    mutating func take(
        _ token: JSONToken, _ text: Span<UInt8>, at offset: UInt64, row: (DocumentRow) -> Void
    ) throws(DocumentDefect)
    /// The document has ended, after at least one value.
    mutating func finish() throws(DocumentDefect)
}

/// Cuts JSON that comes in chunks into tokens: one text (RFC 8259), or several one after the other, as
/// files of one object a line hold them.
///
/// Structure is judged here, byte by byte; strings, numbers and words by `JSONScanner`, once each is whole. Held are at
/// most one of these (`Limits.stringBytes`) and one bit for each open bracket (`Limits.treeDepth`), so neither a long
/// string nor deep nesting costs anything.
struct JSONTokens<Sink: JSONSink>: TextGrammar {
    private var sink: Sink

    private enum Expectation { case top, value, valueOrEnd, key, keyOrEnd, colon, commaOrEnd }
    private enum Scalar { case key, string, number, word }

    private var expectation = Expectation.top
    private var hasValue = false
    private var depth = 0
    /// Bit n is set when the bracket at depth n is an array's.
    private var arrays: UInt128 = 0

    /// What stands open at the end of a chunk.
    private var scalar: Scalar?
    private var scalarOffset: UInt64 = 0
    private var held: [UInt8] = []
    /// Bytes of the open scalar, quotation marks included; more than `held` has when it is too long.
    private var byteCount = 0
    private var isEscaped = false
    private var hasEscapes = false

    init(_ sink: Sink) {
        self.sink = sink
        held.reserveCapacity(Self.heldLimit)
    }

    /// The limit and two quotation marks.
    private static var heldLimit: Int { Limits.stringBytes + 2 }

    mutating func feed(
        _ bytes: Span<UInt8>, at offset: UInt64, row: (DocumentRow) -> Void
    ) throws(DocumentDefect) {
        var index = 0
        while index < bytes.count {
            if let open = scalar {
                let part = try end(of: open, bytes, from: index, at: offset)
                hold(bytes.extracting(index..<part.end))
                index = part.end
                if part.isWhole { try deliverHeld(open, row: row) }
                continue
            }
            let byte = bytes[index]
            let place = offset + UInt64(index)
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D:
                index += 1
            case 0x7B, 0x5B, 0x7D, 0x5D, 0x3A, 0x2C:
                try takeMark(byte, at: place, row: row)
                index += 1
            default:
                let kind = try begin(byte, at: place)
                let part = try end(of: kind, bytes, from: index + 1, at: offset)
                let text = bytes.extracting(index..<part.end)
                if part.isWhole {
                    byteCount = text.count
                    try deliver(kind, text, row: row)
                } else {
                    scalar = kind
                    hold(text)
                }
                index = part.end
            }
        }
    }

    mutating func finish(at offset: UInt64, row: (DocumentRow) -> Void) throws(DocumentDefect) {
        guard depth == 0 else { throw .tree(.malformedJSON(offset: offset)) }
        guard hasValue else { throw .empty }
        try sink.finish()
    }

    // MARK: - Structure

    /// A bracket, a colon or a comma.
    private mutating func takeMark(
        _ byte: UInt8, at place: UInt64, row: (DocumentRow) -> Void
    ) throws(DocumentDefect) {
        let nothing = InlineArray<1, UInt8>(repeating: 0)
        let none = nothing.span.extracting(0..<0)
        switch (byte, expectation) {
        case (0x7B, .top), (0x7B, .value), (0x7B, .valueOrEnd):
            try open(isArray: false, at: place)
            expectation = .keyOrEnd
            try sink.take(.objectBegin, none, at: place, row: row)
        case (0x5B, .top), (0x5B, .value), (0x5B, .valueOrEnd):
            try open(isArray: true, at: place)
            expectation = .valueOrEnd
            try sink.take(.arrayBegin, none, at: place, row: row)
        case (0x7D, .keyOrEnd),
            (0x7D, .commaOrEnd) where !isInArray:
            close()
            try sink.take(.objectEnd, none, at: place, row: row)
        case (0x5D, .valueOrEnd),
            (0x5D, .commaOrEnd) where isInArray:
            close()
            try sink.take(.arrayEnd, none, at: place, row: row)
        case (0x3A, .colon):
            expectation = .value
        case (0x2C, .commaOrEnd):
            expectation = isInArray ? .value : .key
        default:
            throw .tree(.malformedJSON(offset: place))
        }
    }

    private var isInArray: Bool { depth > 0 && arrays >> UInt128(depth - 1) & 1 == 1 }

    private mutating func open(isArray: Bool, at place: UInt64) throws(DocumentDefect) {
        guard depth < Limits.treeDepth else { throw .tree(.nestedTooDeep(offset: place)) }
        let bit = UInt128(1) << UInt128(depth)
        if isArray { arrays |= bit } else { arrays &= ~bit }
        depth += 1
        hasValue = true
    }

    private mutating func close() {
        depth -= 1
        expectation = depth == 0 ? .top : .commaOrEnd
    }

    // MARK: - Strings, numbers and words

    /// What begins with `byte`, if such a thing may stand here.
    private mutating func begin(_ byte: UInt8, at place: UInt64) throws(DocumentDefect) -> Scalar {
        let isValue = expectation == .value || expectation == .valueOrEnd
        let isKey = expectation == .key || expectation == .keyOrEnd
        (scalarOffset, byteCount, isEscaped, hasEscapes) = (place, 0, false, false)
        switch byte {
        case 0x22 where isKey: return .key
        case 0x22 where isValue: return .string
        case 0x2D where isValue, 0x30...0x39 where isValue: return .number
        case 0x61...0x7A where isValue: return .word
        default: throw .tree(.malformedJSON(offset: place))
        }
    }

    /// Where the scalar ends, and whether it does so within `bytes`.
    private mutating func end(
        of kind: Scalar, _ bytes: Span<UInt8>, from start: Int, at offset: UInt64
    ) throws(DocumentDefect) -> (end: Int, isWhole: Bool) {
        var index = start
        switch kind {
        case .number:
            while index < bytes.count, Self.isOfNumber(bytes[index]) { index &+= 1 }
            return (index, index < bytes.count)
        case .word:
            while index < bytes.count, (0x61...0x7A).contains(bytes[index]) { index &+= 1 }
            return (index, index < bytes.count)
        case .key, .string:
            while index < bytes.count {
                if !isEscaped, let word = ByteWord(bytes, at: index) {
                    let count = word.stringByteCount
                    index &+= count
                    if count == 8 { continue }
                }
                let byte = bytes[index]
                if isEscaped {
                    isEscaped = false
                } else if byte == 0x22 {
                    return (index + 1, true)
                } else if byte == 0x5C {
                    (isEscaped, hasEscapes) = (true, true)
                } else if byte < 0x20 {
                    throw .tree(.malformedJSON(offset: offset + UInt64(index)))
                }
                index &+= 1
            }
            return (index, false)
        }
    }

    private static func isOfNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x45, 0x65: true
        default: false
        }
    }

    private mutating func hold(_ part: Span<UInt8>) {
        byteCount += part.count
        for index in part.indices.prefix(Self.heldLimit - held.count) { held.append(part[index]) }
    }

    private mutating func deliverHeld(_ kind: Scalar, row: (DocumentRow) -> Void) throws(DocumentDefect) {
        scalar = nil
        // Taken out while it is read, since reading changes the rest of `self`; no bytes are copied.
        var text: [UInt8] = []
        swap(&text, &held)
        try deliver(kind, text.span, row: row)
        text.removeAll(keepingCapacity: true)
        swap(&text, &held)
    }

    /// Gives a scalar to the sink; `text` may break off when it is too long.
    private mutating func deliver(
        _ kind: Scalar, _ text: Span<UInt8>, row: (DocumentRow) -> Void
    ) throws(DocumentDefect) {
        let isTooLong = byteCount > Self.heldLimit
        expectation = kind == .key ? .colon : .commaOrEnd
        var scanner = JSONScanner()
        switch kind {
        case .number:
            // Longer than any number of use: called malformed rather than held.
            guard !isTooLong, scanner.number(text) != nil, scanner.isAtEnd(text) else {
                throw .tree(.malformedJSON(offset: scalarOffset))
            }
            try sink.take(.number, text, at: scalarOffset, row: row)
        case .word:
            guard !isTooLong, scanner.word(text), scanner.isAtEnd(text) else {
                throw .tree(.malformedJSON(offset: scalarOffset))
            }
            try sink.take(text[0] == 0x6E ? .null : .boolean, text, at: scalarOffset, row: row)
        case .key, .string:
            let (whole, long): (JSONToken, JSONToken) = kind == .key ? (.key, .longKey) : (.string, .longString)
            guard !isTooLong else {
                return try sink.take(long, text.extracting(0..<0), at: scalarOffset, row: row)
            }
            guard hasEscapes else {
                return try sink.take(whole, text.extracting(1..<(text.count - 1)), at: scalarOffset, row: row)
            }
            guard let source = scanner.string(text), scanner.isAtEnd(text) else {
                throw .tree(.malformedJSON(offset: scalarOffset))
            }
            guard let unescaped = UnescapedText(source, text) else {
                return try sink.take(long, text.extracting(0..<0), at: scalarOffset, row: row)
            }
            try sink.take(
                whole, unescaped.bytes.span.extracting(0..<unescaped.byteCount), at: scalarOffset, row: row)
        }
    }
}
