import Vitals

/// A format whose file is small and is judged as a whole: its sizes, its step or its start are only known at its end.
protocol HeldFile: Sendable {
    /// Whether a file that begins so is one of this format.
    static func claims(_ head: Span<UInt8>) -> Bool

    /// Gives a row for each record of the whole file.
    static func read(
        _ file: Span<UInt8>, context: DocumentContext, rows: inout SampleRows, row: (DocumentRow) -> Void
    ) throws(DocumentDefect)
}

/// Holds a file of at most `Limits.heldFileBytes` and reads it when it has ended, so that of a file cut short no row is
/// given at all.
struct HeldFileReader<Format: HeldFile>: RowReader {
    private var bytes: [UInt8] = []
    private let context: DocumentContext

    init(_ context: DocumentContext) {
        self.context = context
        // Reserved once: pages that no file fills are never touched.
        bytes.reserveCapacity(Limits.heldFileBytes)
    }

    mutating func feed(_ chunk: Span<UInt8>, row: (DocumentRow) -> Void) throws(DocumentDefect) {
        guard chunk.count <= Limits.heldFileBytes - bytes.count else {
            throw .recording(.tooLong(byteCount: Limits.heldFileBytes))
        }
        for index in chunk.indices { bytes.append(chunk[index]) }
    }

    mutating func finish(row: (DocumentRow) -> Void) throws(DocumentDefect) {
        guard !bytes.isEmpty else { throw .empty }
        var rows = SampleRows()
        let file = bytes
        bytes = []
        try Format.read(file.span, context: context, rows: &rows, row: row)
    }
}

/// Numbers the samples of a recording and turns each into a row; one without any vital sign is refused as such.
struct SampleRows: Sendable {
    private var number: UInt64 = 0

    mutating func give(_ readings: ReadingSet, offset: UInt64, row: (DocumentRow) -> Void) {
        number += 1
        var stored = readings
        stored.quality.insert(.stored)
        let content: DocumentRow.Content =
            readings.given.isEmpty ? .refused(.noVitalSign) : .readings(stored)
        row(DocumentRow(number: number, offset: offset, child: nil, content: content))
    }
}

/// The start of a recording by a device's clock, which has no zone and runs on London time.
enum DeviceClock {
    /// - Parameter isSet: `false` when the device says that it has no clock; then the file's name is asked.
    static func start(
        isSet: Bool, year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, context: DocumentContext
    ) throws(DocumentDefect) -> WallInstant {
        guard isSet else {
            guard let stamp = context.nameStamp else { throw .recording(.noClock) }
            return LondonTime.instant(stamp)
        }
        guard let date = CivilDate(year: year, month: month, day: day),
            let local = CivilDateTime(date: date, hour: hour, minute: minute, second: second)
        else { throw .recording(.impossibleStart) }
        return LondonTime.instant(local)
    }
}

/// Whole numbers, low byte first. The caller has seen that the bytes are there.
extension Span<UInt8> {
    func littleEndian16(at index: Int) -> Int { Int(self[index]) | Int(self[index + 1]) << 8 }

    func littleEndian32(at index: Int) -> Int { littleEndian16(at: index) | littleEndian16(at: index + 2) << 16 }
}
