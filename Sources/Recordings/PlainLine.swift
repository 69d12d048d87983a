import Vitals

/// One of the three lines a night is made of, read without making an entry of it.
///
/// Of a million lines all but a few are these, and an entry costs an allocation or two.
public struct PlainLine: Sendable, BitwiseCopyable, Hashable {
    public enum Content: Sendable, BitwiseCopyable, Hashable {
        case bytes(SourceIndex)
        case tick(wall: WallInstant, documentRows: UInt64, commands: UInt64)
        case documentBytes(number: UInt64)
    }

    public var at: MonotonicInstant
    public var content: Content
    /// How many bytes it gives; 0 for a tick.
    public var byteCount = 0
}

extension RecordingReader {
    /// The next line of `bytes` from `position` on, if it is a plain one and all of it is there; its bytes are then the
    /// first of `payload`, and `position` is behind it.
    ///
    /// `nil` says nothing about the line, not even that it is whole, and nothing was used up: `next` reads every line. What
    /// this reads is what `next` would have read.
    public mutating func nextPlain(
        in bytes: Span<UInt8>, at position: inout Int, into payload: inout [UInt8]
    ) -> PlainLine? {
        guard isBetweenLines else { return nil }
        if payload.count < Limits.payloadByteCount {
            payload = [UInt8](repeating: 0, count: Limits.payloadByteCount)
        }
        var line = LineCursor(index: position)
        guard let sinceStart = line.seconds(bytes), line.take(.space, bytes),
            let word = bytes.eightBytes(at: line.index)
        else { return nil }
        var room = payload.mutableSpan
        let content: PlainLine.Content
        let byteCount: Int
        if word & 0xFFFF_FFFF_FFFF == Kind.bytes {
            line.index += 6
            guard let index: UInt16 = line.number(bytes), knows(SourceIndex(index)), line.take(.space, bytes),
                let count = line.hexadecimal(bytes, into: &room)
            else { return nil }
            content = .bytes(SourceIndex(index))
            byteCount = count
        } else if word & 0xFF_FFFF_FFFF == Kind.tick {
            line.index += 5
            guard let wall = line.seconds(bytes), line.take(.space, bytes), let rows: UInt64 = line.number(bytes) else {
                return nil
            }
            var commands: UInt64 = 0
            if line.take(.space, bytes) {
                guard let count: UInt64 = line.number(bytes) else { return nil }
                commands = count
            }
            content = .tick(wall: WallInstant(microseconds: wall), documentRows: rows, commands: commands)
            byteCount = 0
        } else if word == Kind.document, let rest = bytes.eightBytes(at: line.index + 8),
            rest & 0xFF_FFFF_FFFF_FFFF == Kind.documentBytes
        {
            line.index += 15
            guard let number: UInt64 = line.number(bytes), line.take(.space, bytes),
                let count = line.escaped(bytes, into: &room)
            else { return nil }
            content = .documentBytes(number: number)
            byteCount = count
        } else {
            return nil
        }
        guard line.take(.newline, bytes) else { return nil }
        position = line.index
        endPlainLine()
        return PlainLine(at: instant(sinceStart: sinceStart), content: content, byteCount: byteCount)
    }

    /// Each kind and the space behind it, the first letter lowest.
    private enum Kind {
        static let bytes: UInt64 = 0x2073_6574_7962
        static let tick: UInt64 = 0x20_6B63_6974
        static let document: UInt64 = 0x746E_656D_7563_6F64
        static let documentBytes: UInt64 = 0x20_7365_7479_622D
    }
}
