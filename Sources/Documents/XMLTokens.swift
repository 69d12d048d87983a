/// What takes the elements of an XML document.
protocol XMLSink: Sendable {
    /// An element begins; `text` is its start tag.
    mutating func begin(
        _ tag: XMLTag, _ text: Span<UInt8>, at offset: UInt64, row: (DocumentRow) -> Void
    ) throws(DocumentDefect)
    mutating func end(row: (DocumentRow) -> Void) throws(DocumentDefect)
    /// The document has ended after its root.
    mutating func finish() throws(DocumentDefect)
}

/// Cuts XML that comes in chunks into the beginnings and ends of its elements (XML 1.0, fifth edition).
///
/// Made for documents that hold their values in attributes, as FHIR and Apple's export do: text between tags, comments,
/// CDATA and processing instructions are passed over. A DOCTYPE is passed over with its internal subset, and nothing it
/// declares is ever expanded or fetched. A tag is read where it lies when it lies whole in a chunk; else at most
/// `Limits.tagBytes` of it are held. Names of open elements are held to see each closed (`Limits.treeDepth`,
/// `Limits.elementNameBytes`).
struct XMLTokens<Sink: XMLSink>: TextGrammar {
    private var sink: Sink

    private enum State {
        case text
        /// In a tag, from `<` on.
        case tag
        /// In `<!…`: how far it agrees with the three that may stand there.
        case bang, commentStart, cdataStart(Int), doctypeStart(Int)
        case comment, cdata, instruction
        case doctype
    }
    private var state = State.text
    /// Dashes, brackets or question marks met in a row, where they may end something.
    private var runCount = 0
    private var doctype = XMLDoctype()

    private var tagOffset: UInt64 = 0
    private var held: [UInt8] = []
    /// Bytes of the tag so far; more than `held` has when it is too long.
    private var tagByteCount = 0
    /// The quotation mark that is open in the tag; 0 for none.
    private var mark: UInt8 = 0
    private var lastByte: UInt8 = 0

    /// The names of the open elements one after the other, and where each begins.
    private var names: [UInt8] = []
    private var nameStarts: [Int] = []
    private var hasRoot = false

    init(_ sink: Sink) {
        self.sink = sink
        held.reserveCapacity(Limits.tagBytes)
    }

    mutating func feed(
        _ bytes: Span<UInt8>, at offset: UInt64, row: (DocumentRow) -> Void
    ) throws(DocumentDefect) {
        var index = 0
        while index < bytes.count {
            if case .text = state {
                index = try textEnd(bytes, from: index, at: offset)
                guard index < bytes.count else { return }
                (state, tagOffset, tagByteCount, mark, lastByte) = (.tag, offset + UInt64(index), 0, 0, 0)
            }
            if case .tag = state {
                index = try takeTag(bytes, from: index, at: offset, row: row)
            } else {
                try takeOther(bytes[index], at: offset + UInt64(index))
                index += 1
            }
        }
    }

    mutating func finish(at offset: UInt64, row: (DocumentRow) -> Void) throws(DocumentDefect) {
        guard case .text = state, nameStarts.isEmpty else { throw .tree(.malformedXML(offset: offset)) }
        guard hasRoot else { throw isBlank ? .empty : .tree(.malformedXML(offset: offset)) }
        try sink.finish()
    }

    /// Nothing but blanks has been met.
    private var isBlank = true

    /// The next `<`, or the end of the bytes. Outside the root nothing but blanks may stand.
    private mutating func textEnd(
        _ bytes: Span<UInt8>, from start: Int, at offset: UInt64
    ) throws(DocumentDefect) -> Int {
        var index = start
        if nameStarts.isEmpty {
            while index < bytes.count, isXMLBlank(bytes[index]) { index += 1 }
            guard index == bytes.count || bytes[index] == 0x3C else {
                throw .tree(.malformedXML(offset: offset + UInt64(index)))
            }
            if index < bytes.count { isBlank = false }
        } else {
            while index < bytes.count, bytes[index] != 0x3C { index &+= 1 }
        }
        return index
    }

    // MARK: - Tags

    /// Takes what `bytes` have of a tag, and the tag when it ends there; gives where to go on.
    private mutating func takeTag(
        _ bytes: Span<UInt8>, from start: Int, at offset: UInt64, row: (DocumentRow) -> Void
    ) throws(DocumentDefect) -> Int {
        var index = start
        if tagByteCount == 0 {
            // The `<` itself.
            index += 1
            tagByteCount = 1
        }
        if tagByteCount == 1, index < bytes.count {
            switch bytes[index] {
            case 0x21:
                held.removeAll(keepingCapacity: true)
                state = .bang
                return index + 1
            case 0x3F:
                held.removeAll(keepingCapacity: true)
                (state, runCount) = (.instruction, 0)
                return index + 1
            default: break
            }
        }
        let isEnd = try scanTag(bytes, &index, at: offset)
        let part = bytes.extracting(start..<index)
        if isEnd, UInt64(start) + offset == tagOffset {
            // It lies whole in this chunk.
            state = .text
            try deliver(
                part.count <= Limits.tagBytes ? part : part.extracting(0..<Limits.tagBytes), byteCount: part.count,
                row: row)
            return index
        }
        hold(part, isFirst: UInt64(start) + offset == tagOffset)
        if isEnd {
            state = .text
            // Taken out while it is read, since reading changes the rest of `self`; no bytes are copied.
            var text: [UInt8] = []
            swap(&text, &held)
            try deliver(text.span, byteCount: tagByteCount, row: row)
            text.removeAll(keepingCapacity: true)
            swap(&text, &held)
        }
        return index
    }

    /// Moves `index` behind the tag's `>`; `false` when the bytes end before.
    private mutating func scanTag(
        _ bytes: Span<UInt8>, _ index: inout Int, at offset: UInt64
    ) throws(DocumentDefect) -> Bool {
        // Locals, since stored properties are written back at every byte.
        var next = index
        var mark = mark
        var last = lastByte
        while next < bytes.count {
            let byte = bytes[next]
            guard byte != 0x3C else { throw .tree(.malformedXML(offset: offset + UInt64(next))) }
            next &+= 1
            if mark != 0 {
                if byte == mark { mark = 0 }
            } else if byte == 0x3E {
                (index, self.mark, lastByte) = (next, 0, last)
                return true
            } else if byte == 0x22 || byte == 0x27 {
                mark = byte
            }
            last = byte
        }
        (index, self.mark, lastByte) = (next, mark, last)
        return false
    }

    private mutating func hold(_ part: Span<UInt8>, isFirst: Bool) {
        // The first byte is counted already.
        tagByteCount += part.count - (isFirst ? 1 : 0)
        for index in part.indices.prefix(Limits.tagBytes - held.count) { held.append(part[index]) }
    }

    /// Judges a tag and gives it to the sink. `text` is at most `Limits.tagBytes` of it, from `<` on.
    private mutating func deliver(
        _ text: Span<UInt8>, byteCount: Int, row: (DocumentRow) -> Void
    ) throws(DocumentDefect) {
        let isCut = byteCount > text.count
        let isEndTag = text.count > 1 && text[1] == 0x2F
        var nameEnd = isEndTag ? 2 : 1
        let nameStart = nameEnd
        while nameEnd < text.count, isXMLNameByte(text[nameEnd]) { nameEnd += 1 }
        guard nameEnd > nameStart, nameEnd - nameStart <= Limits.elementNameBytes, Self.beginsName(text[nameStart])
        else { throw .tree(.malformedXML(offset: tagOffset)) }
        let name = text.extracting(nameStart..<nameEnd)
        if isEndTag {
            var rest = nameEnd
            while rest < text.count, isXMLBlank(text[rest]) { rest += 1 }
            guard !isCut, rest == text.count - 1, closes(name) else { throw .tree(.malformedXML(offset: tagOffset)) }
            return try sink.end(row: row)
        }
        guard !nameStarts.isEmpty || !hasRoot else { throw .tree(.malformedXML(offset: tagOffset)) }
        guard nameStarts.count < Limits.treeDepth else { throw .tree(.nestedTooDeep(offset: tagOffset)) }
        hasRoot = true
        let isEmpty = lastByte == 0x2F
        let end = isCut ? text.count : text.count - (isEmpty ? 2 : 1)
        guard nameEnd == end || (nameEnd < end && isXMLBlank(text[nameEnd])) else {
            throw .tree(.malformedXML(offset: tagOffset))
        }
        let tag = XMLTag(nameEnd: nameEnd, end: end, isEmpty: isEmpty, isCut: isCut)
        if !isEmpty {
            nameStarts.append(names.count)
            for index in name.indices { names.append(name[index]) }
        }
        try sink.begin(tag, text, at: tagOffset, row: row)
        if isEmpty { try sink.end(row: row) }
    }

    private static func beginsName(_ byte: UInt8) -> Bool {
        isXMLNameByte(byte) && !(0x30...0x39).contains(byte) && byte != 0x2D && byte != 0x2E
    }

    /// Whether `name` is that of the innermost open element, which is closed then.
    private mutating func closes(_ name: Span<UInt8>) -> Bool {
        guard let start = nameStarts.last, names.count - start == name.count else { return false }
        for index in name.indices where names[start + index] != name[index] { return false }
        nameStarts.removeLast()
        names.removeLast(name.count)
        return true
    }

    // MARK: - What is passed over

    private mutating func takeOther(_ byte: UInt8, at place: UInt64) throws(DocumentDefect) {
        switch state {
        case .text, .tag:
            return
        case .bang:
            switch byte {
            case 0x2D: state = .commentStart
            case 0x5B where !nameStarts.isEmpty: state = .cdataStart(0)
            case 0x44 where !hasRoot && !doctype.isMet: state = .doctypeStart(0)
            default: throw .tree(.malformedXML(offset: place))
            }
        case .commentStart:
            guard byte == 0x2D else { throw .tree(.malformedXML(offset: place)) }
            (state, runCount) = (.comment, 0)
        case .cdataStart(let count):
            guard byte == Self.letter(count, of: "CDATA[") else { throw .tree(.malformedXML(offset: place)) }
            (state, runCount) = (count == 5 ? .cdata : .cdataStart(count + 1), 0)
        case .doctypeStart(let count):
            guard byte == Self.letter(count, of: "OCTYPE") else { throw .tree(.malformedXML(offset: place)) }
            state = count == 5 ? .doctype : .doctypeStart(count + 1)
            doctype.isMet = true
        case .comment: passOver(byte, end: 0x2D, runOf: 2)
        case .cdata: passOver(byte, end: 0x5D, runOf: 2)
        case .instruction: passOver(byte, end: 0x3F, runOf: 1)
        case .doctype:
            if doctype.takeEnds(byte) { state = .text }
        }
    }

    /// `-->`, `]]>` or `?>` ends what is passed over.
    private mutating func passOver(_ byte: UInt8, end: UInt8, runOf count: Int) {
        if byte == end {
            runCount = min(runCount + 1, count)
        } else if byte == 0x3E, runCount >= count {
            state = .text
        } else {
            runCount = 0
        }
    }

    private static func letter(_ place: Int, of word: StaticString) -> UInt8 {
        var letters = word.description.utf8.dropFirst(place).makeIterator()
        return letters.next() ?? 0
    }
}

/// Finds where a DOCTYPE ends, and understands nothing of it.
///
///     <!DOCTYPE HealthData [ <!-- it's a comment ] --> <!ELEMENT …> <!ATTLIST … "default ]"> ]>
struct XMLDoctype: Sendable {
    var isMet = false

    private enum State { case outside, subset, opening, bang, dash, declaration, comment, instruction }
    private var state = State.outside
    private var mark: UInt8 = 0
    private var runCount = 0

    /// Takes the next byte; whether the DOCTYPE ends with it.
    mutating func takeEnds(_ byte: UInt8) -> Bool {
        switch state {
        case .outside:
            guard !isInQuotes(byte) else { return false }
            if byte == 0x5B { state = .subset }
            return byte == 0x3E
        case .subset:
            if byte == 0x5D { state = .outside }
            if byte == 0x3C { state = .opening }
        case .opening:
            state = byte == 0x21 ? .bang : byte == 0x3F ? .instruction : .subset
            runCount = 0
        case .bang:
            state = byte == 0x2D ? .dash : .declaration
        case .dash:
            state = byte == 0x2D ? .comment : .declaration
        case .declaration:
            if !isInQuotes(byte), byte == 0x3E { state = .subset }
        case .comment:
            pass(byte, end: 0x2D, runOf: 2)
        case .instruction:
            pass(byte, end: 0x3F, runOf: 1)
        }
        return false
    }

    /// Whether `byte` stands between quotation marks, which it may open or close.
    private mutating func isInQuotes(_ byte: UInt8) -> Bool {
        if mark != 0 {
            if byte == mark { mark = 0 }
            return true
        }
        guard byte == 0x22 || byte == 0x27 else { return false }
        mark = byte
        return true
    }

    private mutating func pass(_ byte: UInt8, end: UInt8, runOf count: Int) {
        if byte == end {
            runCount = min(runCount + 1, count)
        } else if byte == 0x3E, runCount >= count {
            state = .subset
        } else {
            runCount = 0
        }
    }
}
