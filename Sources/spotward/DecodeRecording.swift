import Decoders
import Recordings
import Vitals

/// Decodes a device's bytes, raw or held in a recording, piece by piece.
///
/// The first bytes tell a recording from raw bytes. The protocol named by the caller stands before the one the recording
/// names, so that any decoder can be tried on any capture.
struct DeviceDecoding {
    enum Failure: Error, CustomStringConvertible {
        case protocolMissing
        case protocolUnknown(String)
        case severalSources([RecordingSource])
        case noSource
        case defect(RecordingDefect)

        /// Whether another command line is the remedy, and not another file.
        var isOfTheCommandLine: Bool {
            switch self {
            case .protocolMissing, .protocolUnknown, .severalSources: true
            case .noSource, .defect: false
            }
        }

        var description: String {
            switch self {
            case .protocolMissing:
                "these are raw bytes: say what they are with --protocol (\(DecodeProtocol.names))"
            case .protocolUnknown(let name):
                "there is no protocol \(name): use one of \(DecodeProtocol.names)"
            case .severalSources(let sources):
                "the recording has several devices: choose one with --source ("
                    + sources.map { "\($0.index.rawValue) \($0.name)" }.joined(separator: ", ") + ")"
            case .noSource:
                "the recording holds no device's bytes: nothing can be decoded"
            case .defect(let defect):
                "the recording cannot be read: \(defect)"
            }
        }
    }

    private enum State {
        /// Too few bytes yet to tell a recording from raw bytes.
        case unknown([UInt8])
        case raw
        case recording(RecordingReader)
    }

    private static let mark = Array("spotward-recording ".utf8)

    private let named: DeviceProtocol?
    private let isLocked: Bool
    private var source: SourceIndex?
    private var state = State.unknown([])
    private var rows: DeviceRows?
    /// The bytes of the recording's line just read.
    private var payload: [UInt8] = []

    init(_ named: DeviceProtocol?, isLocked: Bool = false, source: SourceIndex? = nil) {
        self.named = named
        self.isLocked = isLocked
        self.source = source
    }

    mutating func feed(_ bytes: Span<UInt8>, _ row: (DecodeRow) -> Void) throws(Failure) {
        switch state {
        case .raw:
            rows?.feed(bytes, at: MonotonicInstant(microseconds: 0), row)
        case .recording(var reader):
            state = .raw  // the reader has one owner while it is fed
            defer { state = .recording(reader) }
            try feed(bytes, &reader, row)
        case .unknown(var first):
            for index in 0..<bytes.count { first.append(bytes[index]) }
            state = .unknown(first)
            if first.count >= Self.mark.count { try begin(first, row) }
        }
    }

    /// The input has ended.
    mutating func finish(_ row: (DecodeRow) -> Void) throws(Failure) {
        if case .unknown(let first) = state { try begin(first, row) }
        rows?.finish(row)
    }

    private mutating func begin(_ first: [UInt8], _ row: (DecodeRow) -> Void) throws(Failure) {
        if first.starts(with: Self.mark) {
            state = .recording(RecordingReader())
        } else {
            guard let named else { throw .protocolMissing }
            rows = DeviceRows(named, isLocked: isLocked, judgesRate: false)
            state = .raw
        }
        try feed(first.span, row)
    }

    private mutating func feed(
        _ bytes: Span<UInt8>, _ reader: inout RecordingReader, _ row: (DecodeRow) -> Void
    ) throws(Failure) {
        var position = 0
        while true {
            if let line = reader.nextPlain(in: bytes, at: &position, into: &payload) {
                if case .bytes(source) = line.content {
                    let payload = payload
                    rows?.feed(payload.span.extracting(0..<line.byteCount), at: line.at, row)
                }
                continue
            }
            let item: RecordingItem?
            do throws(RecordingDefect) {
                item = try reader.next(in: bytes, at: &position)
            } catch {
                throw .defect(error)
            }
            guard let item else { return }
            switch item {
            case .header(let header): try open(header)
            case .entry(let entry): take(entry, row)
            }
        }
    }

    private mutating func open(_ header: RecordingHeader) throws(Failure) {
        let devices = header.sources.filter { DeviceProtocol(rawValue: $0.format) != nil }
        if header.sources.isEmpty {
            source = SourceIndex(0)
        } else if source == nil {
            guard devices.count < 2 else { throw .severalSources(devices) }
            source = devices.first?.index
        }
        guard let source, header.hasSource(source) else { throw .noSource }
        let format = header.sources.first { $0.index == source }?.format ?? header.deviceProtocol ?? ""
        guard let deviceProtocol = named ?? DeviceProtocol(rawValue: format) else { throw .protocolUnknown(format) }
        rows = DeviceRows(deviceProtocol, isLocked: isLocked, judgesRate: true)
    }

    private mutating func take(_ entry: RecordingEntry, _ row: (DecodeRow) -> Void) {
        switch entry.event {
        case .bytes(source, let bytes): rows?.feed(bytes.span, at: entry.at, row)
        case .detached(source): rows?.finish(row)
        default: break
        }
    }
}
