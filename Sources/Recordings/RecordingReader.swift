import Vitals

/// What a recording holds, in order: its header once, then entries.
public enum RecordingItem: Sendable, Hashable {
    case header(RecordingHeader)
    case entry(RecordingEntry)
}

/// How a recording ended.
public enum RecordingEnd: Sendable, Hashable {
    /// With its `end` entry: closed in order.
    case closed
    /// After a whole line, without `end`: the writer stopped, or still writes.
    case open
    /// Within a line, as after a crash or a power cut. Everything before that line holds.
    case torn(line: UInt64, byteCount: Int)
    /// Before the header was whole: there is nothing to replay.
    case headerIncomplete
}

/// Reads a recording in pieces of any size. Pull it dry for every piece, then ask how it ended:
///
///     var position = 0
///     while let item = try reader.next(in: bytes, at: &position) { … }
///     …
///     reader.finish()
///
/// Nothing in the bytes can trap; what cannot be read is a `RecordingDefect` that names the line. After a defect,
/// `next` goes on with the line after, for a caller that wants to list them all.
public struct RecordingReader: Sendable {
    private enum State { case versionLine, header, entries, ended }

    private var state = State.versionLine
    private var header = RecordingHeader()
    /// A bit for each source of the header, by its index.
    private var knownSources: [UInt64] = []
    /// The beginning of a line that the next piece goes on with.
    private var cutLine: [UInt8] = []
    private var isSkippingLongLine = false
    private var lineNumber: UInt64 = 0

    public init() {}

    /// The next item in `bytes` from `position` on; `nil` when more bytes are needed.
    public mutating func next(
        in bytes: Span<UInt8>, at position: inout Int
    ) throws(RecordingDefect) -> RecordingItem? {
        while position < bytes.count {
            let start = position
            while position < bytes.count, bytes[position] != .newline { position += 1 }
            let piece = bytes.extracting(start..<position)
            guard position < bytes.count else {
                try keep(piece)
                return nil
            }
            position += 1
            if let item = try line(endingWith: piece) { return item }
        }
        return nil
    }

    /// How the recording ended, once all its bytes were given.
    public func finish() -> RecordingEnd {
        if !cutLine.isEmpty || isSkippingLongLine { return .torn(line: lineNumber + 1, byteCount: cutLine.count) }
        switch state {
        case .versionLine, .header: return .headerIncomplete
        case .entries: return .open
        case .ended: return .closed
        }
    }

    private mutating func keep(_ piece: Span<UInt8>) throws(RecordingDefect) {
        guard !isSkippingLongLine else { return }
        guard cutLine.count + piece.count <= Limits.lineByteCount else {
            isSkippingLongLine = true
            cutLine.removeAll(keepingCapacity: true)
            throw RecordingDefect(.lineTooLong, line: lineNumber + 1)
        }
        for index in 0..<piece.count { cutLine.append(piece[index]) }
    }

    private mutating func line(endingWith piece: Span<UInt8>) throws(RecordingDefect) -> RecordingItem? {
        lineNumber += 1
        if isSkippingLongLine {
            isSkippingLongLine = false
            return nil
        }
        guard cutLine.count + piece.count <= Limits.lineByteCount else {
            cutLine.removeAll(keepingCapacity: true)
            throw RecordingDefect(.lineTooLong, line: lineNumber)
        }
        guard !cutLine.isEmpty else { return try item(piece) }
        for index in 0..<piece.count { cutLine.append(piece[index]) }
        let whole = cutLine
        cutLine.removeAll(keepingCapacity: true)
        return try item(whole.span)
    }

    private mutating func item(_ line: Span<UInt8>) throws(RecordingDefect) -> RecordingItem? {
        var reader = LineReader(line: lineNumber)
        switch state {
        case .versionLine:
            try checkVersion(line, &reader)
            state = .header
            return nil
        case .header:
            guard try header.take(line, &reader) else { return nil }
            state = .entries
            noteSources()
            return .header(header)
        case .entries:
            let entry = try RecordingEntry(line, &reader, header)
            if entry.event == .end { state = .ended }
            return .entry(entry)
        case .ended:
            throw RecordingDefect(.entryAfterEnd, line: lineNumber)
        }
    }

    // For the lines that are read without making an entry of them.

    /// Whether the next byte is the first of an entry's line.
    var isBetweenLines: Bool {
        guard case .entries = state else { return false }
        return cutLine.isEmpty && !isSkippingLongLine
    }

    @inline(__always)
    func knows(_ source: SourceIndex) -> Bool {
        let word = Int(source.rawValue >> 6)
        return word < knownSources.count && knownSources[word] >> UInt64(source.rawValue & 63) & 1 == 1
    }

    func instant(sinceStart microseconds: Int64) -> MonotonicInstant {
        MonotonicInstant(microseconds: header.startedAt.microseconds &+ microseconds)
    }

    mutating func endPlainLine() { lineNumber += 1 }

    private mutating func noteSources() {
        let indices = header.sources.isEmpty ? [SourceIndex(0)] : header.sources.map(\.index)
        for index in indices where header.hasSource(index) {
            let word = Int(index.rawValue >> 6)
            while knownSources.count <= word { knownSources.append(0) }
            knownSources[word] |= 1 << UInt64(index.rawValue & 63)
        }
    }

    private func checkVersion(_ line: Span<UInt8>, _ reader: inout LineReader) throws(RecordingDefect) {
        guard let word = try? reader.word(line, part: ""), word == "spotward-recording",
            let version = try? reader.token(line, part: "")
        else { throw reader.defect(.notARecording) }
        guard version == "\(RecordingHeader.version)" else { throw reader.defect(.unsupportedVersion(version)) }
        try reader.end(line)
    }
}
