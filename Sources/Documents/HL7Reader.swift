import Vitals

/// Reads results in HL7 v2: any number of ORU^R01 messages, those of IHE PCD-01 included.
///
///     0b  MSH|^~\&|…  0d  PID|…  0d  OBR|…  0d  OBX|…  0d  1c 0d        between VT and FS, as over a network
///         MSH|^~\&|…  0d  …                                             or bare, with CR, LF or both
///
/// An observation's time is OBX-14, else its OBR-7, else MSH-7. Who the patient is (PID) is never looked at: the folder
/// says whose file it is. A message for training or debugging (MSH-11, table 0103: `T`, `D`) refuses the file. A segment
/// that lies whole in a chunk is read where it lies; else at most one (`Limits.rowBytes`) is held, of a longer one only its
/// name.
struct HL7Reader: RowReader {
    private var pending: [UInt8] = []
    private var pendingByteCount: UInt64 = 0
    private var segmentOffset: UInt64 = 0
    private var offset: UInt64 = 0

    /// Those of the message that is open.
    private var separators: HL7Separators?
    /// Between VT and FS.
    private var isFramed = false
    private var hasMessage = false
    private var messageTime: HL7Time?
    private var requestTime: HL7Time?
    private var rows = HL7Rows()

    private static let result = NameTable(["ORU"])
    private static let event = NameTable(["R01"])
    private static let rehearsal = NameTable(["T", "D"])

    /// The segments that are known. The last four stand around batches of messages.
    private enum Name: Int { case message, request, observation, fileHead, batchHead, batchEnd, fileEnd }
    private static let names = NameTable(["MSH", "OBR", "OBX", "FHS", "BHS", "BTS", "FTS"])

    private enum Control {
        static let lineFeed: UInt8 = 0x0A
        static let carriageReturn: UInt8 = 0x0D
        static let verticalTab: UInt8 = 0x0B
        static let fileSeparator: UInt8 = 0x1C
    }

    init() { pending.reserveCapacity(Limits.rowBytes) }

    /// A message, or the head of a batch of them.
    static func claims(_ head: Span<UInt8>) -> Bool {
        var start = 0
        let blanks: [UInt8] = [0xEF, 0xBB, 0xBF, Control.verticalTab, 0x0A, 0x0D, 0x20]
        while start < head.count, blanks.contains(head[start]) { start += 1 }
        guard start + 8 < head.count else { return false }
        let text = head.extracting(start..<head.count)
        switch name(text) {
        case .message: return HL7Separators(text) != nil
        case .fileHead, .batchHead: return text[3] == 0x7C
        default: return false
        }
    }

    private static func name(_ text: Span<UInt8>) -> Name? {
        guard text.count >= 3, let place = names.index(of: text.extracting(0..<3)) else { return nil }
        return Name(rawValue: place)
    }

    mutating func feed(_ bytes: Span<UInt8>, row: (DocumentRow) -> Void) throws(DocumentDefect) {
        var start = 0
        while start < bytes.count {
            let end = Self.endOfText(bytes, from: start)
            let text = bytes.extracting(start..<end)
            if pendingByteCount == 0 { segmentOffset = offset }
            offset += UInt64(text.count)
            guard end < bytes.count else { return hold(text) }
            if pendingByteCount == 0, Self.endsSegment(bytes[end]) {
                let isWhole = text.count <= Limits.rowBytes
                try read(isWhole ? text : text.extracting(0..<Limits.rowBytes), isWhole: isWhole, row: row)
            } else {
                hold(text)
                try take(bytes[end], row: row)
            }
            offset += 1
            start = end + 1
        }
    }

    /// The next byte that ends a segment or a message, or zero; else the end of the bytes.
    private static func endOfText(_ bytes: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < bytes.count {
            if let word = ByteWord(bytes, at: index), word.isFreeOfControls {
                index &+= 8
                continue
            }
            switch bytes[index] {
            case 0, Control.lineFeed, Control.carriageReturn, Control.verticalTab, Control.fileSeparator: return index
            default: index &+= 1
            }
        }
        return index
    }

    private static func endsSegment(_ byte: UInt8) -> Bool {
        byte == Control.carriageReturn || byte == Control.lineFeed
    }

    private mutating func hold(_ text: Span<UInt8>) {
        pendingByteCount += UInt64(text.count)
        for index in text.indices.prefix(Limits.rowBytes - pending.count) { pending.append(text[index]) }
    }

    /// A byte that is no text.
    private mutating func take(_ byte: UInt8, row: (DocumentRow) -> Void) throws(DocumentDefect) {
        switch byte {
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
            try endSegment(row: row)
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
        if Self.name(pending.span) == .observation { rows.refuse(.rowCutOff, offset: segmentOffset, row: row) }
        pending.removeAll(keepingCapacity: true)
        pendingByteCount = 0
        endMessage(row: row)
    }

    private mutating func endMessage(row: (DocumentRow) -> Void) {
        rows.flush(row: row)
        (messageTime, requestTime, separators) = (nil, nil, nil)
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
        switch (Self.name(text), separators) {
        case (.message, _): try readHead(text, row: row)
        case (.request, let separators?): readRequest(HL7Segment(text, separators), text, row: row)
        case (.observation, let separators?):
            guard isWhole else { return rows.refuse(.rowTooLong, offset: segmentOffset, row: row) }
            readObservation(HL7Segment(text, separators), text, row: row)
        case (.fileHead, _), (.batchHead, _), (.batchEnd, _), (.fileEnd, _), (_, _?): break
        case (_, nil): throw .message(.notAMessage)
        }
    }

    private mutating func readHead(_ text: Span<UInt8>, row: (DocumentRow) -> Void) throws(DocumentDefect) {
        guard let separators = HL7Separators(text) else { throw .message(.separators) }
        endMessage(row: row)
        let segment = HL7Segment(text, separators)
        // The separator counts as MSH-1, so what is cut as field 6 is MSH-7.
        messageTime = Self.time(segment.field(6, text), text, segment)
        let type = segment.field(8, text)
        guard segment.index(of: segment.component(1, of: type, text), text, in: Self.result) != nil,
            segment.index(of: segment.component(2, of: type, text), text, in: Self.event) != nil
        else {
            throw .message(.notAResult(type: shownName(text.extracting(type))))
        }
        let processing = segment.component(1, of: segment.field(10, text), text)
        guard segment.index(of: processing, text, in: Self.rehearsal) == nil else {
            throw .message(.notForPatients(processing: shownName(text.extracting(processing))))
        }
        self.separators = separators
        hasMessage = true
    }

    private mutating func readRequest(_ segment: HL7Segment, _ text: Span<UInt8>, row: (DocumentRow) -> Void) {
        rows.flush(row: row)
        requestTime = Self.time(segment.field(7, text), text, segment)
    }

    private mutating func readObservation(_ segment: HL7Segment, _ text: Span<UInt8>, row: (DocumentRow) -> Void) {
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
