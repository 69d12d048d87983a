import Vitals

/// A recording of a Viatom ring: O2Ring, Checkme O2, SleepU, KidsO2 (version 3), O2 Max (version 5).
///
///     0   version · 0                 2   year, 16 bits · month · day · hour · minute · second, local time
///     9   bytes of the file, 32 bits  13  duration in seconds, 32 bits   17  sums of the night, not read
///     40  records of 5: SpO2 (ff none) · pulse, 16 bits (ffff none) · motion · flags
///         flags: 80 SpO2 alarm · 40 pulse alarm · 20 motion · 10 the sample is invalid
///
/// All little endian. The step is the duration over the number of records: 4 s, or 2 s. Files of version 3 at 2 s hold
/// each sample twice and count the bytes of one half; when every pair repeats, one of two is kept, 4 s apart. A duration that
/// is short of a whole number of steps by less than one step is met. SpO2 ff beside a pulse is a value below 61 %, which
/// stays missing. Sources: a real file equal to the maker's own table in all rows; OSCAR's reader of the same files.
enum ViatomFileV3: HeldFile {
    private static let headByteCount = 40
    private static let recordByteCount = 5

    static func claims(_ head: Span<UInt8>) -> Bool {
        guard head.count >= headByteCount, isVersion(head) else { return false }
        return (2010...2099).contains(head.littleEndian16(at: 2)) && (1...12).contains(head[4])
            && (1...31).contains(head[5]) && head[6] < 24 && head[7] < 60 && head[8] < 60
            && head.littleEndian32(at: 9) <= Limits.heldFileBytes
    }

    private static func isVersion(_ head: Span<UInt8>) -> Bool { (head[0] == 3 || head[0] == 5) && head[1] == 0 }

    static func read(
        _ file: Span<UInt8>, context: DocumentContext, rows: inout SampleRows, row: (DocumentRow) -> Void
    ) throws(DocumentDefect) {
        guard file.count >= 2, isVersion(file) else {
            throw .recording(.notTheFormat(name: "a Viatom recording of version 3 or 5"))
        }
        guard file.count >= headByteCount else {
            throw .recording(.sizesDiffer(announced: UInt64(headByteCount), found: UInt64(file.count)))
        }
        let found = file.count - headByteCount
        let announced = file.littleEndian32(at: 9)
        // The size counts the head, and in a file that repeats each sample one half of the records.
        guard found % recordByteCount == 0,
            announced == file.count || (announced - headByteCount) * 2 == found
        else { throw .recording(.sizesDiffer(announced: UInt64(announced), found: UInt64(file.count))) }
        var count = found / recordByteCount
        guard count > 0 else { throw .recording(.noRecords) }
        guard var step = step(duration: file.littleEndian32(at: 13), count: count) else {
            throw .recording(.stepUnknown)
        }
        let year = file.littleEndian16(at: 2)
        let start = try DeviceClock.start(
            isSet: year != 0, year: year, month: Int(file[4]), day: Int(file[5]), hour: Int(file[6]),
            minute: Int(file[7]), second: Int(file[8]), context: context)
        var stride = recordByteCount
        if file[0] == 3, step == 2, everyPairRepeats(file, count: count) {
            (count, step, stride) = (count / 2, 4, 2 * recordByteCount)
        }
        for index in 0..<count {
            let place = headByteCount + index * stride
            let instant = start.advanced(by: .seconds(index * step))
            rows.give(readings(file, at: place, instant), offset: UInt64(place), row: row)
        }
    }

    /// The one of 4, 2 and 1 seconds that comes nearest to the duration, and no further from it than itself.
    private static func step(duration: Int, count: Int) -> Int? {
        func miss(_ step: Int) -> Int { abs(duration - step * count) }
        let steps = [4, 2, 1].filter { miss($0) <= $0 }
        guard let nearest = steps.min(by: { miss($0) < miss($1) }) else { return nil }
        // One record has no next one, so its step does not matter.
        return count == 1 || steps.count(where: { miss($0) == miss(nearest) }) == 1 ? nearest : nil
    }

    private static func everyPairRepeats(_ file: Span<UInt8>, count: Int) -> Bool {
        guard count % 2 == 0 else { return false }
        for pair in 0..<count / 2 {
            let place = headByteCount + 2 * pair * recordByteCount
            for index in place..<place + recordByteCount where file[index] != file[index + recordByteCount] {
                return false
            }
        }
        return true
    }

    private static func readings(_ file: Span<UInt8>, at place: Int, _ instant: WallInstant) -> ReadingSet {
        var readings = ReadingSet(measuredAt: instant)
        let flags = file[place + 4]
        guard flags & 0x10 == 0 else { return readings }
        let spO2 = file[place]
        if spO2 > 0, spO2 <= 100 { readings[.spO2] = Double(spO2) }
        // A pulse above 255 does not occur: another high byte is a mark.
        let pulse = file[place + 1]
        if pulse > 0, file[place + 2] == 0 { readings[.heartRate] = Double(pulse) }
        if file[place + 3] != 0 || flags & 0x20 != 0 { readings.quality.insert(.motion) }
        return readings
    }
}
