import Vitals

/// A recording of the Viatom O2Ring S.
///
///     0    01 03 · … · 04 at 8 · 00
///     10   records of 3: SpO2 · pulse · bits 0–5 motion, 6 pulse alarm, 7 SpO2 alarm
///     -48  sum of all bytes before it, 32 bits · 48 12 5a da · start, 32 bits · number of records, 32 bits · step in
///          seconds · type · …
///
/// All little endian; the start counts seconds since 1970 of the local clock. Missing is 00 or ff. Without the mark at the end
/// the ring has not closed the recording: the start could come from the name, the step from nowhere, so it is refused. A
/// sum that differs refuses the document, after the rows. Sources: nglessner, khromov and home-health-hub, who found the
/// layout (`docs/device-files.md`).
enum ViatomOxyIIFile: HeldFile {
    private static let headByteCount = 10
    private static let recordByteCount = 3
    private static let tailByteCount = 48
    private static let mark = [0x48, 0x12, 0x5A, 0xDA] as [UInt8]

    static func claims(_ head: Span<UInt8>) -> Bool { head.count > headByteCount && isHead(head) }

    private static func isHead(_ head: Span<UInt8>) -> Bool {
        head[0] == 1 && head[1] == 3 && head[8] == 4 && head[9] == 0
    }

    static func read(
        _ file: Span<UInt8>, context: DocumentContext, rows: inout SampleRows, row: (DocumentRow) -> Void
    ) throws(DocumentDefect) {
        guard file.count >= headByteCount, isHead(file) else {
            throw .recording(.notTheFormat(name: "a recording of the O2Ring S"))
        }
        let tail = file.count - tailByteCount
        guard tail >= headByteCount else { throw .recording(.unfinished) }
        for index in mark.indices where file[tail + 4 + index] != mark[index] { throw .recording(.unfinished) }
        let count = file.littleEndian32(at: tail + 12)
        guard tail - headByteCount == count * recordByteCount else {
            throw .recording(
                .sizesDiffer(
                    announced: UInt64(count) * UInt64(recordByteCount), found: UInt64(tail - headByteCount)))
        }
        guard count > 0 else { throw .recording(.noRecords) }
        let step = Int(file[tail + 16])
        guard step == 1 || step == 2 || step == 4 else { throw .recording(.stepUnknown) }
        let start = try start(localSeconds: file.littleEndian32(at: tail + 8), context: context)
        for index in 0..<count {
            let place = headByteCount + index * recordByteCount
            let instant = start.advanced(by: .seconds(index * step))
            rows.give(readings(file, at: place, instant), offset: UInt64(place), row: row)
        }
        var sum: UInt32 = 0
        for index in 0..<tail { sum &+= UInt32(file[index]) }
        guard Int(sum) == file.littleEndian32(at: tail) else { throw .recording(.checksumDiffers) }
    }

    private static func start(localSeconds: Int, context: DocumentContext) throws(DocumentDefect) -> WallInstant {
        let local = WallInstant(microseconds: Int64(localSeconds) * 1_000_000).civil()
        return try DeviceClock.start(
            isSet: localSeconds != 0, year: Int(local.date.year), month: Int(local.date.month),
            day: Int(local.date.day), hour: local.hour, minute: local.minute, second: local.second, context: context)
    }

    private static func readings(_ file: Span<UInt8>, at place: Int, _ instant: WallInstant) -> ReadingSet {
        var readings = ReadingSet(measuredAt: instant)
        let (spO2, pulse) = (file[place], file[place + 1])
        if spO2 > 0, spO2 <= 100 { readings[.spO2] = Double(spO2) }
        if pulse > 0, pulse != 0xFF { readings[.heartRate] = Double(pulse) }
        if file[place + 2] & 0x3F != 0 { readings.quality.insert(.motion) }
        return readings
    }
}
