import Vitals

// An entry as a line: the time since the header's `started`, the kind, its parts.

extension RecordingEntry {
    init(_ line: Span<UInt8>, _ reader: inout LineReader, _ header: RecordingHeader) throws(RecordingDefect) {
        let sinceStart = try reader.leadingSeconds(line, part: "the time since the start")
        at = MonotonicInstant(microseconds: header.startedAt.microseconds &+ sinceStart)
        event = try RecordingEvent(line, &reader, header)
        try reader.end(line)
    }
}

extension RecordingEvent {
    fileprivate init(
        _ line: Span<UInt8>, _ reader: inout LineReader, _ header: RecordingHeader
    ) throws(RecordingDefect) {
        let kind = try reader.token(line, part: "the kind of entry")
        switch kind {
        case "bytes":
            let source = try reader.source(line, header)
            self = .bytes(source, try reader.hexBytes(line, part: "the bytes"))
        case "attached":
            self = .attached(try reader.source(line, header))
        case "detached":
            self = .detached(try reader.source(line, header))
        case "tick":
            let wall = WallInstant(microseconds: try reader.seconds(line, part: "the wall clock"))
            let documentRows: UInt64 = try reader.number(line, part: "the count of document rows")
            let commands: UInt64? = try reader.optionalNumber(line, part: "the count of commands")
            self = .tick(wall: wall, documentRows: documentRows, commands: commands ?? 0)
        case "document":
            self = .document(try DocumentOpening(line, &reader, header))
        case "document-bytes":
            let number: UInt64 = try reader.number(line, part: "the document")
            self = .documentBytes(number: number, try reader.escapedBytes(line, part: "the bytes"))
        case "document-ended":
            self = .documentEnded(number: try reader.number(line, part: "the document"))
        case "command":
            self = .command(try reader.text(line, part: "the command"))
        case "lost":
            let count: UInt64 = try reader.number(line, part: "the count")
            self = .lost(what: try reader.text(line, part: "what was lost"), count: count)
        case "hub":
            let stage: UInt8 = try reader.number(line, part: "how bad it is")
            guard stage <= 2 else { throw reader.defect(.malformed(part: "how bad it is")) }
            let value: UInt64 = try reader.number(line, part: "the figure")
            self = .hub(what: try reader.text(line, part: "what the hub noticed"), stage: stage, value: value)
        case "end":
            self = .end
        default:
            throw reader.defect(.unknownEntryKind(kind))
        }
    }
}

extension DocumentOpening {
    fileprivate init(
        _ line: Span<UInt8>, _ reader: inout LineReader, _ header: RecordingHeader
    ) throws(RecordingDefect) {
        number = try reader.number(line, part: "the document")
        source = try reader.source(line, header)
        sha256 = try reader.token(line, part: "the hash")
        guard sha256.utf8.count == 64, sha256.utf8.allSatisfy(Self.isHexDigit) else {
            throw reader.defect(.malformed(part: "the hash"))
        }
        format = try reader.token(line, part: "the format")
        resumeFromRow = try reader.number(line, part: "the row to resume from")
        nameStamp = try reader.optionalLocalTime(line, part: "the stamp of the file's name")
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }
}

extension LineReader {
    fileprivate mutating func source(
        _ line: Span<UInt8>, _ header: RecordingHeader
    ) throws(RecordingDefect) -> SourceIndex {
        let source = SourceIndex(try number(line, part: "the source"))
        guard header.hasSource(source) else { throw defect(.unknownSource("\(source.rawValue)")) }
        return source
    }
}
