import Vitals

/// Reads results in HL7 v2: any number of ORU^R01 messages, those of IHE PCD-01 included.
///
///     0b  MSH|^~\&|…  0d  PID|…  0d  OBR|…  0d  OBX|…  0d  1c 0d        between VT and FS, as over a network
///         MSH|^~\&|…  0d  …                                             or bare, with CR, LF or both
///
/// An observation's time is OBX-14, else its OBR-7, else MSH-7. Who the patient is (PID) is never looked at: the folder
/// says whose file it is. A message for training or debugging (MSH-11, table 0103: `T`, `D`) refuses the file. At most one
/// segment (`Limits.rowBytes`) is held; of a longer one only its name.
struct HL7Reader: RowReader {
    private var pending: [UInt8] = []
    private var pendingByteCount: UInt64 = 0
    private var segmentOffset: UInt64 = 0
    private var offset: UInt64 = 0

    private var segment: HL7Segment?
    /// Between VT and FS.
    private var isFramed = false
    private var hasMessage = false
    private var messageTime: HL7Time?
    private var requestTime: HL7Time?
    private var rows = HL7Rows()

    private static let result = NameTable(["ORU"])
    private static let event = NameTable(["R01"])
    private static let rehearsal = NameTable(["T", "D"])

    private enum Control {
        static let verticalTab: UInt8 = 0x0B
        static let fileSeparator: UInt8 = 0x1C
    }

    init() {}

    /// A message, or the head of a batch of them.
    static func claims(_ head: Span<UInt8>) -> Bool {
        var start = 0
        let blanks: [UInt8] = [0xEF, 0xBB, 0xBF, Control.verticalTab, 0x0A, 0x0D, 0x20]
        while start < head.count, blanks.contains(head[start]) { start += 1 }
        guard start + 8 < head.count else { return false }
        let text = head.extracting(start..<head.count)
        return isNamed(text, "MSH") && HL7Separators(text) != nil || isNamed(text, "FHS|") || isNamed(text, "BHS|")
    }

    private static func isNamed(_ text: Span<UInt8>, _ name: StaticString) -> Bool {
        guard text.count >= name.utf8CodeUnitCount else { return false }
        var index = 0
        for byte in name.description.utf8 {
            if text[index] != byte { return false }
            index += 1
        }
        return true
    }

    mutating func feed(_ bytes: Span<UInt8>, row: (DocumentRow) -> Void) throws(DocumentDefect) {
        for index in bytes.indices {
            try take(bytes[index], row: row)
            offset += 1
        }
    }

    private mutating func take(_ byte: UInt8, row: (DocumentRow) -> Void) throws(DocumentDefect) {
        switch byte {
        case 0x0A, 0x0D:
            try endSegment(row: row)
        case Control.verticalTab:
            guard !isFramed else { throw .message(.unfinished) }
            if !hasMessage { try endSegment(row: row) }
            breakOff(row: row)
            isFramed = true
        case Control.fileSeparator:
            try endSegment(row: row)
            endMessage(row: row)
            isFramed = false
        case 0:
            throw .binary(offset: offset)
        default:
            if pendingByteCount == 0 { segmentOffset = offset }
            pendingByteCount += 1
            if pending.count < Limits.rowBytes { pending.append(byte) }
        }
    }

    /// A bare message ends with the file. Its last segment has an end of its own or may be cut, in its value or its time.
    mutating func finish(row: (DocumentRow) -> Void) throws(DocumentDefect) {
        guard !isFramed else { throw .message(.unfinished) }
        guard hasMessage else { throw pending.isEmpty ? .empty : .message(.notAMessage) }
        breakOff(row: row)
    }

    /// Ends a bare message whose last segment may have no end of its own.
    private mutating func breakOff(row: (DocumentRow) -> Void) {
        if Self.isNamed(pending.span, "OBX") { rows.refuse(.rowCutOff, offset: segmentOffset, row: row) }
        pending.removeAll(keepingCapacity: true)
        pendingByteCount = 0
        endMessage(row: row)
    }

    private mutating func endMessage(row: (DocumentRow) -> Void) {
        rows.flush(row: row)
        (messageTime, requestTime, segment) = (nil, nil, nil)
    }

    private mutating func endSegment(row: (DocumentRow) -> Void) throws(DocumentDefect) {
        var held: [UInt8] = []
        swap(&held, &pending)
        let isWhole = pendingByteCount <= UInt64(Limits.rowBytes)
        pendingByteCount = 0
        try read(held.span, isWhole: isWhole, row: row)
        held.removeAll(keepingCapacity: true)
        swap(&held, &pending)
    }

    private mutating func read(
        _ held: Span<UInt8>, isWhole: Bool, row: (DocumentRow) -> Void
    ) throws(DocumentDefect) {
        let start = HeaderText.trimmed(held, 0..<held.count).lowerBound
        var text = held.extracting(start..<held.count)
        if !hasMessage, text.count >= 3, text[0] == 0xEF, text[1] == 0xBB, text[2] == 0xBF {
            text = text.extracting(3..<text.count)
        }
        guard !text.isEmpty else { return }
        if Self.isNamed(text, "MSH") {
            try readHead(text, row: row)
        } else if let segment {
            try read(text, segment, isWhole: isWhole, row: row)
        } else if !["FHS", "BHS", "BTS", "FTS"].contains(where: { Self.isNamed(text, $0) }) {
            throw .message(.notAMessage)
        }
    }

    private mutating func readHead(_ text: Span<UInt8>, row: (DocumentRow) -> Void) throws(DocumentDefect) {
        guard let separators = HL7Separators(text) else { throw .message(.separators) }
        endMessage(row: row)
        let segment = HL7Segment(separators: separators)
        // The separator counts as MSH-1, so what is cut as field 6 is MSH-7.
        messageTime = Self.time(segment.field(6, text), text, segment)
        let type = segment.field(8, text)
        let (kind, event) = (
            segment.value(segment.component(1, of: type, text), text),
            segment.value(segment.component(2, of: type, text), text)
        )
        guard Self.result.index(of: kind) != nil, Self.event.index(of: event) != nil else {
            throw .message(.notAResult(type: shownName(text.extracting(type))))
        }
        let processing = segment.component(1, of: segment.field(10, text), text)
        guard Self.rehearsal.index(of: segment.value(processing, text)) == nil else {
            throw .message(.notForPatients(processing: shownName(text.extracting(processing))))
        }
        self.segment = segment
        hasMessage = true
    }

    private mutating func read(
        _ text: Span<UInt8>, _ segment: HL7Segment, isWhole: Bool, row: (DocumentRow) -> Void
    ) throws(DocumentDefect) {
        if Self.isNamed(text, "OBR") {
            rows.flush(row: row)
            requestTime = Self.time(segment.field(7, text), text, segment)
            return
        }
        guard Self.isNamed(text, "OBX") else { return }
        guard isWhole else { return rows.refuse(.rowTooLong, offset: segmentOffset, row: row) }
        let observation = HL7Observation(
            text, segment, time: requestTime ?? messageTime, zone: messageTime?.offset)
        switch observation {
        case .structure: break
        case .refused(let reason): rows.refuse(reason, offset: segmentOffset, row: row)
        case .value(let code, let value, let instant):
            rows.take(code, value, at: instant, offset: segmentOffset, row: row)
        }
    }

    private static func time(_ field: Range<Int>, _ text: Span<UInt8>, _ segment: HL7Segment) -> HL7Time? {
        HL7Time(text.extracting(HeaderText.trimmed(text, segment.component(1, of: field, text))))
    }
}
