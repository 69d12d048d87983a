import Vitals

/// Reads a WFDB record of numerics whose header and samples stand in one file.
///
///     the header's lines
///     a line with one zero byte
///     samples of 16 bits, low byte first, one of each signal in turn
///
/// WFDB itself keeps them in `n1.hea` and `n1.dat`. A dropped file is one file, so the two are joined:
/// `printf '\n\0\n' | cat n1.hea - n1.dat > n1.wfdb`.
struct WFDBReader: RowReader {
    private static let seam = [0x0A, 0x00, 0x0A] as [UInt8]

    private let context: DocumentContext
    private var header: WFDBHeader?
    /// The header, then the part of a frame that earlier chunks brought.
    private var held: [UInt8] = []
    private var headerByteCount: UInt64 = 0
    private var framesRead = 0
    private var rows = SampleRows()

    init(_ context: DocumentContext) { self.context = context }

    /// A text whose first line names a record and counts its signals, and the seam behind it.
    static func claims(_ head: Span<UInt8>) -> Bool {
        guard let seam = seamIndex(head), seam > 0 else { return false }
        let text = head.extracting(0..<seam)
        for index in text.indices where text[index] == 0 { return false }
        var lines = WFDBLines(text)
        guard let record = lines.next(text), record.count >= 2, let count = HeaderText.whole(text, record[1]) else {
            return false
        }
        return count > 0
    }

    private static func seamIndex(_ text: Span<UInt8>) -> Int? {
        var index = 1
        while index + 1 < text.count {
            if text[index] == 0, text[index - 1] == 0x0A, text[index + 1] == 0x0A { return index - 1 }
            index += 1
        }
        return nil
    }

    mutating func feed(_ bytes: Span<UInt8>, row: (DocumentRow) -> Void) throws(DocumentDefect) {
        for index in bytes.indices {
            if let header {
                held.append(bytes[index])
                if held.count == 2 * header.signalCount { try takeFrame(header, row: row) }
            } else {
                try takeHeaderByte(bytes[index])
            }
        }
    }

    mutating func finish(row: (DocumentRow) -> Void) throws(DocumentDefect) {
        guard let header else {
            if held.isEmpty { throw .empty }
            throw .recording(.samplesMissing)
        }
        let frameByteCount = UInt64(2 * header.signalCount)
        let found = UInt64(framesRead) * frameByteCount + UInt64(held.count)
        let announced = UInt64(header.frameCount > 0 ? header.frameCount : framesRead) * frameByteCount
        guard found == announced else { throw .recording(.sizesDiffer(announced: announced, found: found)) }
        guard framesRead > 0 else { throw .recording(.noRecords) }
    }

    private mutating func takeHeaderByte(_ byte: UInt8) throws(DocumentDefect) {
        guard held.count < Limits.wfdbHeaderBytes else {
            throw .recording(.tooLong(byteCount: Limits.wfdbHeaderBytes))
        }
        held.append(byte)
        guard byte == 0x0A, held.suffix(Self.seam.count).elementsEqual(Self.seam) else { return }
        headerByteCount = UInt64(held.count)
        let text = Array(held.dropLast(2))
        held.removeAll()
        header = try WFDBHeader(text.span, context: context)
    }

    private mutating func takeFrame(_ header: WFDBHeader, row: (DocumentRow) -> Void) throws(DocumentDefect) {
        let frameByteCount = UInt64(held.count)
        let place = UInt64(framesRead) * frameByteCount
        guard header.frameCount == 0 || framesRead < header.frameCount else {
            let announced = UInt64(header.frameCount) * frameByteCount
            throw .recording(.sizesDiffer(announced: announced, found: place + frameByteCount))
        }
        let seconds = Double(framesRead) / header.samplesPerSecond
        guard seconds <= Double(Limits.recordingSeconds) else {
            throw .recording(.malformedHeader(field: "samples a second"))
        }
        let instant = header.start.advanced(by: .microseconds(Int64((seconds * 1_000_000).rounded())))
        let readings = Self.readings(held.span, header, at: instant)
        held.removeAll(keepingCapacity: true)
        framesRead += 1
        rows.give(readings, offset: headerByteCount + place, row: row)
    }

    private static func readings(_ frame: Span<UInt8>, _ header: WFDBHeader, at instant: WallInstant) -> ReadingSet {
        var readings = ReadingSet(measuredAt: instant)
        for signal in header.signals {
            if let value = signal.value(frame) { readings[signal.kind.sign] = value }
        }
        return readings
    }
}
