import Vitals

/// A recording that Contec's program "SpO2 Assistant" saves as `.SpO2`.
///
///     0     856, 16 bits: where the users begin
///     856   1, the number of users
///     864   a name, UTF-16, which is not looked at
///     1056  year · month · day · hour · minute · second · count, 32 bits each, local time
///     1084  count records: SpO2 · pulse, one a second
///
/// All little endian. Missing is 7f ff. A file of the CMS50I has records of four bytes, the last two of which are SpO2 and
/// pulse; which of the two it is shows in the file's length. Year 0 is a device without a clock. The pulse is a plain byte
/// here, unlike on the line. Sources: three real files; for four bytes OpenPSG's reader of the same files.
enum ContecSpO2File: HeldFile {
    private static let signature = 856
    private static let stampIndex = 1056
    private static let headByteCount = 1084
    private static let missingSpO2: UInt8 = 0x7F
    private static let missingPulse: UInt8 = 0xFF

    static func claims(_ head: Span<UInt8>) -> Bool {
        head.count >= headByteCount && head.littleEndian16(at: 0) == signature && head[signature] == 1
            && head.littleEndian32(at: stampIndex) <= CivilDate.years.upperBound
            && head.littleEndian32(at: stampIndex + 4) <= 12 && head.littleEndian32(at: stampIndex + 8) <= 31
    }

    static func read(
        _ file: Span<UInt8>, context: DocumentContext, rows: inout SampleRows, row: (DocumentRow) -> Void
    ) throws(DocumentDefect) {
        guard file.count >= 2, file.littleEndian16(at: 0) == signature else {
            throw .recording(.notTheFormat(name: "a Contec .SpO2 file"))
        }
        guard file.count >= headByteCount else {
            throw .recording(.sizesDiffer(announced: UInt64(headByteCount), found: UInt64(file.count)))
        }
        let stamp = (0..<7).map { file.littleEndian32(at: stampIndex + 4 * $0) }
        let count = stamp[6]
        let found = file.count - headByteCount
        let recordByteCount = found == 4 * count ? 4 : 2
        guard found == recordByteCount * count else {
            throw .recording(.sizesDiffer(announced: 2 * UInt64(count), found: UInt64(found)))
        }
        guard count > 0 else { throw .recording(.noRecords) }
        let start = try DeviceClock.start(
            isSet: stamp[0] != 0, year: stamp[0], month: stamp[1], day: stamp[2], hour: stamp[3], minute: stamp[4],
            second: stamp[5], context: context)
        for index in 0..<count {
            let place = headByteCount + (index + 1) * recordByteCount - 2
            var readings = ReadingSet(measuredAt: start.advanced(by: .seconds(index)))
            let (spO2, pulse) = (file[place], file[place + 1])
            if spO2 > 0, spO2 <= 100, spO2 != missingSpO2 { readings[.spO2] = Double(spO2) }
            if pulse > 0, pulse != missingPulse { readings[.heartRate] = Double(pulse) }
            rows.give(readings, offset: UInt64(place), row: row)
        }
    }
}
