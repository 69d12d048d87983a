/// Cuts a text that comes in chunks into lines, whatever its encoding (`TextDecoder`). It holds one line at most, and none
/// that lies whole in a chunk as it is.
struct TextLines: Sendable {
    /// A whole line without its line feed.
    enum Line {
        /// Where it stands in the chunk.
        case inPlace(Range<Int>)
        /// It is `text`.
        case held
    }

    /// A held line, in UTF-8, without its line feed; empty when it is too long.
    private(set) var text: [UInt8] = []
    private(set) var isTooLong = false
    /// Where the line begins, in bytes from the start of the document.
    private(set) var offset: UInt64 = 0

    private var decoder = TextDecoder()
    private var position: UInt64 = 0
    private var isGiven = false

    init() { text.reserveCapacity(Limits.rowBytes) }

    /// Reads on from `index` until a line is whole; `nil` when the bytes end before it is.
    mutating func readLine(_ bytes: Span<UInt8>, from index: inout Int) throws(DocumentDefect) -> Line? {
        if isGiven { begin() }
        while index < bytes.count {
            if decoder.isPlain {
                return try readPlain(bytes, from: &index)
            }
            let count = text.count
            decoder.feed(bytes[index], into: &text)
            index += 1
            position += 1
            guard text.count > count else { continue }
            if text[text.count - 1] == 0 { throw .binary(offset: position - 1) }
            if text[text.count - 1] == 0x0A {
                text.removeLast()
                isGiven = true
                return .held
            }
            shorten()
        }
        return nil
    }

    /// The document has ended: whether a line is left, which then is not known to be whole unless it ends in a carriage
    /// return.
    mutating func readLast() -> Bool {
        if isGiven { begin() }
        decoder.finish(into: &text)
        shorten()
        isGiven = true
        return !text.isEmpty || isTooLong
    }

    /// Bytes that are text as they stand: up to the line feed at once.
    private mutating func readPlain(_ bytes: Span<UInt8>, from index: inout Int) throws(DocumentDefect) -> Line? {
        let line = LineScan(bytes, from: index)
        if let zero = line.zeroIndex { throw .binary(offset: position + UInt64(zero - index)) }
        let part = index..<line.end
        let next = line.end + (line.isWhole ? 1 : 0)
        position += UInt64(next - index)
        index = next
        isGiven = line.isWhole
        if isGiven, text.isEmpty, !isTooLong, part.count <= Limits.rowBytes { return .inPlace(part) }
        if text.count + part.count <= Limits.rowBytes, !isTooLong {
            for place in part { text.append(bytes[place]) }
        } else {
            isTooLong = true
            text.removeAll(keepingCapacity: true)
        }
        return isGiven ? .held : nil
    }

    private mutating func shorten() {
        if text.count > Limits.rowBytes { isTooLong = true }
        if isTooLong { text.removeAll(keepingCapacity: true) }
    }

    private mutating func begin() {
        isGiven = false
        isTooLong = false
        text.removeAll(keepingCapacity: true)
        offset = position
    }
}
