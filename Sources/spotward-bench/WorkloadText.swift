import Documents
import Glibc

/// Reads W.csv or W.ndjson, and gives its readings in batches. Read from a file, what it holds does not grow with it.
struct WorkloadText: ~Copyable {
    /// Readings handed on at once.
    static let batchCount = 1024
    /// Bytes read at once. A row that the end of a piece cuts is moved to the front of the next.
    static let pieceByteCount = 262_144
    static let nothing = Workload.Reading(milliseconds: 0, child: 0, spO2: -1, heartRate: -1, temperature: 0)

    enum Defect: Error, CustomStringConvertible {
        case unknownChild
        case beyondRange
        case refused(NumberRowsDefect)

        var description: String {
            switch self {
            case .unknownChild: "a row names a child who is not in the file of patients"
            case .beyondRange: "a row holds a number that no reading of workload W has"
            case .refused(let defect): defect.description
            }
        }
    }

    private let children: ChildTable
    private var rows: NumberRows
    private var parsed = [NumberRow](repeating: NumberRow(), count: Self.batchCount)
    private var batch = [Workload.Reading](repeating: Self.nothing, count: Self.batchCount)

    init(_ form: NumberRows.Form, _ children: ChildTable) {
        self.children = children
        rows = NumberRows(
            form,
            columns: [
                .init("t_ms", decimals: 0), .init("patient_id", decimals: nil), .init("spo2", decimals: 0),
                .init("hr", decimals: 0), .init("temp", decimals: 1),
            ])
    }

    /// Reads a file piece by piece.
    mutating func read(path: String, batch take: (Span<Workload.Reading>) -> Void) throws {
        guard let file = unsafe fopen(path, "rb") else { throw Workload.Defect.unreadable(path) }
        defer { unsafe fclose(file) }
        unsafe setvbuf(file, nil, _IONBF, 0)
        var piece = [UInt8](repeating: 0, count: Self.pieceByteCount)
        var held = 0
        while true {
            let count = unsafe piece.withUnsafeMutableBytes {
                unsafe fread($0.baseAddress.map { unsafe $0 + held }, 1, $0.count - held, file)
            }
            let end = held + count
            let used = try read(piece.span.extracting(0..<end), isLast: count == 0, batch: take)
            if count == 0 { return }
            held = end - used
            for index in 0..<held { piece[index] = piece[used + index] }
        }
    }

    /// Reads what is given, and gives how many bytes of it were whole rows.
    mutating func read(
        _ bytes: Span<UInt8>, isLast: Bool, batch take: (Span<Workload.Reading>) -> Void
    ) throws -> Int {
        // Moved out meanwhile: the compiler does not see that two of them are apart.
        var (parsed, batch): ([NumberRow], [Workload.Reading]) = ([], [])
        swap(&parsed, &self.parsed)
        swap(&batch, &self.batch)
        let children = children
        var used = 0
        while true {
            let rest = bytes.extracting(used..<bytes.count)
            var room = parsed.mutableSpan
            let found: (rowCount: Int, byteCount: Int)
            do {
                found = try rows.read(rest, isLast: isLast, into: &room)
            } catch {
                throw Defect.refused(error)
            }
            var readings = batch.mutableSpan
            let numbers = parsed.span
            for place in 0..<found.rowCount {
                let row = numbers[place]
                let name = rest.extracting(row.nameStart..<row.nameEnd)
                guard let child = children.child(name) else { throw Defect.unknownChild }
                guard let reading = Self.reading(row, child) else { throw Defect.beyondRange }
                readings[place] = reading
            }
            take(batch.span.extracting(0..<found.rowCount))
            used += found.byteCount
            if found.rowCount < Self.batchCount { break }
        }
        swap(&parsed, &self.parsed)
        swap(&batch, &self.batch)
        return used
    }

    /// `nil` when a row is none of this workload.
    @inline(__always)
    private static func reading(_ row: NumberRow, _ child: Int) -> Workload.Reading? {
        let spO2 = row.numbers[2] == NumberRow.missing ? -1 : row.numbers[2]
        let heartRate = row.numbers[3] == NumberRow.missing ? -1 : row.numbers[3]
        let temperature = row.numbers[4] == NumberRow.missing ? 0 : row.numbers[4]
        guard row.numbers[0] != NumberRow.missing, let spO2 = Int16(exactly: spO2),
            let heartRate = Int16(exactly: heartRate), let temperature = Int16(exactly: temperature)
        else { return nil }
        return Workload.Reading(
            milliseconds: Int64(row.numbers[0]), child: UInt16(truncatingIfNeeded: child), spO2: spO2,
            heartRate: heartRate, temperature: temperature)
    }
}
