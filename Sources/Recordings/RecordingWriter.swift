import Vitals

/// Renders a recording, line by line, into bytes the caller owns and reuses. No I/O.
///
/// The format is `docs/recording-format.md`. What is rendered reads back as the same entries, exactly.
public struct RecordingWriter: Sendable {
    /// An entry that cannot be written.
    public enum Refusal: Error, Sendable, Hashable, CustomStringConvertible {
        case textTooLong(byteCount: Int)

        public var description: String {
            switch self {
            case .textTooLong(let byteCount):
                "a recorded text of \(byteCount) bytes is over the limit of \(Limits.textByteCount): it was not recorded"
            }
        }
    }

    private let startedAt: MonotonicInstant

    /// - Parameter startedAt: the header's; entries are written as the time since.
    public init(startedAt: MonotonicInstant) { self.startedAt = startedAt }

    /// Begins a recording: its header is appended to `output`.
    public init(_ header: RecordingHeader, to output: inout [UInt8]) {
        startedAt = header.startedAt
        header.render(to: &output)
    }

    /// Appends one entry. Long batches become several entries of the same instant.
    public func append(_ entry: RecordingEntry, to output: inout [UInt8]) throws(Refusal) {
        switch entry.event {
        case .bytes(let source, let bytes):
            appendBytes(bytes.span, source: source, at: entry.at, to: &output)
        case .attached(let source):
            begin("attached", at: entry.at, to: &output)
            output.append(number: source.rawValue)
        case .detached(let source):
            begin("detached", at: entry.at, to: &output)
            output.append(number: source.rawValue)
        case .tick(let wall, let documentRows, let commands):
            appendTick(wall: wall, documentRows: documentRows, commands: commands, at: entry.at, to: &output)
        case .document(let document):
            begin("document", at: entry.at, to: &output)
            output.append(number: document.number)
            output.append(number: document.source.rawValue)
            output.append(token: document.sha256)
            output.append(token: document.format)
            output.append(number: document.resumeFromRow)
            if let stamp = document.nameStamp { output.append(token: stamp.wholeSecondText) }
        case .documentBytes(let number, let bytes):
            appendDocumentBytes(bytes.span, number: number, at: entry.at, to: &output)
        case .documentEnded(let number):
            begin("document-ended", at: entry.at, to: &output)
            output.append(number: number)
        case .command(let text):
            try refuseLong(text)
            begin("command", at: entry.at, to: &output)
            output.append(text: text)
        case .lost(let what, let count):
            try refuseLong(what)
            begin("lost", at: entry.at, to: &output)
            output.append(number: count)
            output.append(text: what)
        case .hub(let what, let stage, let value):
            try refuseLong(what)
            begin("hub", at: entry.at, to: &output)
            output.append(number: stage)
            output.append(number: value)
            output.append(text: what)
        case .end:
            begin("end", at: entry.at, to: &output)
        }
        switch entry.event {
        case .bytes, .tick, .documentBytes: break
        default: output.append(.newline)
        }
    }

    /// Appends one batch without making an entry of it: the daemon does this for every batch it reads.
    public func appendBytes(
        _ bytes: Span<UInt8>, source: SourceIndex, at now: MonotonicInstant, to output: inout [UInt8]
    ) {
        forEachPart(of: bytes) { part in
            begin("bytes", at: now, to: &output)
            output.append(number: source.rawValue)
            output.append(.space)
            output.append(hex: part)
            output.append(.newline)
        }
    }

    public func appendTick(
        wall: WallInstant, documentRows: UInt64, commands: UInt64, at now: MonotonicInstant, to output: inout [UInt8]
    ) {
        begin("tick", at: now, to: &output)
        output.append(.space)
        output.append(seconds: wall.microseconds)
        output.append(number: documentRows)
        if commands > 0 { output.append(number: commands) }
        output.append(.newline)
    }

    /// Appends a piece of a document, readable as far as it is text.
    public func appendDocumentBytes(
        _ bytes: Span<UInt8>, number: UInt64, at now: MonotonicInstant, to output: inout [UInt8]
    ) {
        forEachPart(of: bytes) { part in
            begin("document-bytes", at: now, to: &output)
            output.append(number: number)
            output.append(.space)
            output.append(escaped: part, keepsUTF8: false, escapesSpaces: false)
            output.append(.newline)
        }
    }

    private func begin(_ kind: String, at now: MonotonicInstant, to output: inout [UInt8]) {
        output.append(seconds: now.microseconds &- startedAt.microseconds)
        output.append(.space)
        output.append(word: kind)
    }

    /// An empty batch is one empty part: what was recorded reads back.
    private func forEachPart(of bytes: Span<UInt8>, _ body: (Span<UInt8>) -> Void) {
        var start = 0
        repeat {
            let end = min(start + Limits.payloadByteCount, bytes.count)
            body(bytes.extracting(start..<end))
            start = end
        } while start < bytes.count
    }

    private func refuseLong(_ text: String) throws(Refusal) {
        let byteCount = text.utf8.count
        if byteCount > Limits.textByteCount { throw .textTooLong(byteCount: byteCount) }
    }
}
