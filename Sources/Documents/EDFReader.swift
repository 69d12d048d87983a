import Vitals

/// Reads the oximetry of EDF and EDF+ files, as ResMed's machines write it (`DATALOG/*_SA2.edf`, `*_SAD.edf`, and the
/// respiratory rate of `*_PLD.edf`).
///
/// Holds the header and then one data record at a time. A session without a probe is all missing: every row is refused for
/// having no vital sign and the document stands. Other signals, `Crc16` among them, are passed over.
struct EDFReader: RowReader {
    private var held: [UInt8] = []
    /// Bytes that complete what is held.
    private var wanted = EDFHeader.fixedByteCount
    private var header: EDFHeader?
    private var headerByteCount = 0
    private var recordsRead = 0
    /// Bytes behind the last record that the header announces.
    private var surplusByteCount: UInt64 = 0
    /// Of each signal, within the record that is read.
    private var nextSample: [Int] = []
    private var rows = SampleRows()

    init() {}

    static func claims(_ head: Span<UInt8>) -> Bool { EDFHeader.looksRight(head) }

    mutating func feed(_ bytes: Span<UInt8>, row: (DocumentRow) -> Void) throws(DocumentDefect) {
        var index = 0
        while index < bytes.count {
            if let header, recordsRead == header.recordCount {
                // All of them are counted, so that the defect is the same however the bytes come.
                surplusByteCount += UInt64(bytes.count - index)
                return
            }
            let end = min(bytes.count, index + wanted - held.count)
            while index < end {
                held.append(bytes[index])
                index += 1
            }
            guard held.count == wanted else { return }
            try takeHeld(row: row)
        }
    }

    mutating func finish(row: (DocumentRow) -> Void) throws(DocumentDefect) {
        guard let header else {
            if held.isEmpty, headerByteCount == 0 { throw .empty }
            guard headerByteCount > 0 else { throw .recording(.notTheFormat(name: "an EDF file")) }
            throw .recording(.sizesDiffer(announced: UInt64(headerByteCount), found: UInt64(held.count)))
        }
        guard recordsRead == header.recordCount, surplusByteCount == 0 else {
            let size = UInt64(header.recordByteCount)
            throw .recording(
                .sizesDiffer(
                    announced: UInt64(header.recordCount) * size,
                    found: UInt64(recordsRead) * size + UInt64(held.count) + surplusByteCount))
        }
    }

    private mutating func takeHeld(row: (DocumentRow) -> Void) throws(DocumentDefect) {
        if let header {
            // Taken out while it is read, since reading changes the rest of `self`; no bytes are copied.
            var record: [UInt8] = []
            swap(&record, &held)
            try read(record.span, header, row: row)
            record.removeAll(keepingCapacity: true)
            swap(&record, &held)
            recordsRead += 1
        } else if headerByteCount == 0 {
            headerByteCount = try EDFHeader.byteCount(held.span)
            wanted = headerByteCount
        } else {
            let header = try EDFHeader(held.span)
            held.removeAll()
            wanted = header.recordByteCount
            self.header = header
            nextSample = [Int](repeating: 0, count: header.signals.count)
        }
    }

    /// One row for each instant at which any of the signals has a sample.
    private mutating func read(
        _ record: Span<UInt8>, _ header: EDFHeader, row: (DocumentRow) -> Void
    ) throws(DocumentDefect) {
        let start = try start(of: record, header)
        let offset = UInt64(headerByteCount) + UInt64(recordsRead) * UInt64(header.recordByteCount)
        for index in nextSample.indices { nextSample[index] = 0 }
        while true {
            var earliest: Int64?
            for (index, signal) in header.signals.enumerated() where nextSample[index] < signal.sampleCount {
                let instant = Self.microseconds(nextSample[index], signal, header)
                earliest = min(earliest ?? instant, instant)
            }
            guard let earliest else { return }
            var readings = ReadingSet(measuredAt: WallInstant(microseconds: start.microseconds &+ earliest))
            var firstByte = Int.max
            for (index, signal) in header.signals.enumerated() where nextSample[index] < signal.sampleCount {
                guard Self.microseconds(nextSample[index], signal, header) == earliest else { continue }
                if let value = signal.value(record, sample: nextSample[index]) { readings[signal.sign] = value }
                firstByte = min(firstByte, signal.firstByte + 2 * nextSample[index])
                nextSample[index] += 1
            }
            rows.give(readings, offset: offset + UInt64(firstByte), row: row)
        }
    }

    private static func microseconds(_ sample: Int, _ signal: EDFSignal, _ header: EDFHeader) -> Int64 {
        Int64(sample) * header.recordMicroseconds / Int64(signal.sampleCount)
    }

    private func start(of record: Span<UInt8>, _ header: EDFHeader) throws(DocumentDefect) -> WallInstant {
        var microseconds = Int64(recordsRead) * header.recordMicroseconds
        if header.isDiscontinuous, let annotations = header.annotations {
            guard let onset = EDFAnnotation.onset(record.extracting(annotations)) else {
                throw .recording(.recordTimeMissing(record: UInt64(recordsRead) + 1))
            }
            microseconds = onset
        }
        return WallInstant(microseconds: header.start.microseconds &+ microseconds)
    }
}

/// The first annotation of a data record, which says when the record begins.
///
///     +567.5 14 14 00        seconds after the file's start; a sign always stands
///
/// Source: Kemp and Olivan 2003, "time-stamped annotations lists".
enum EDFAnnotation {
    /// Microseconds after the start; `nil` when there is no such annotation or it lies outside a recording.
    static func onset(_ text: Span<UInt8>) -> Int64? {
        guard !text.isEmpty, text[0] == 0x2B else { return nil }
        var end = 1
        while end < text.count, text[end] != 0x14, text[end] != 0x15, text[end] != 0 { end += 1 }
        // The onset of a record has no duration and no text.
        guard end + 1 < text.count, text[end] == 0x14, text[end + 1] == 0x14,
            let seconds = DecimalNumber.value(of: text.extracting(1..<end), exponent: .refused),
            seconds <= Double(Limits.recordingSeconds)
        else { return nil }
        return Int64((seconds * 1_000_000).rounded())
    }
}
