import Documents
import Glibc

/// Reads W.csv or W.ndjson piece by piece, and gives its readings in batches. What it holds does not grow with the file.
struct WorkloadText {
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

    let form: NumberRows.Form
    let children: ChildTable

    init(_ form: NumberRows.Form, children: [Workload.Child]) {
        self.form = form
        self.children = ChildTable(children)
    }

    func read(_ path: String, batch take: (Span<Workload.Reading>) -> Void) throws {
        guard let file = unsafe fopen(path, "rb") else { throw Workload.Defect.unreadable(path) }
        defer { unsafe fclose(file) }
        unsafe setvbuf(file, nil, _IONBF, 0)
        var rows = NumberRows(
            form,
            columns: [
                .init("t_ms", decimals: 0), .init("patient_id", decimals: nil), .init("spo2", decimals: 0),
                .init("hr", decimals: 0), .init("temp", decimals: 1),
            ])
        var piece = [UInt8](repeating: 0, count: Self.pieceByteCount)
        var batch = [Workload.Reading](repeating: Self.nothing, count: Self.batchCount)
        var batchCount = 0
        var held = 0
        var defect: Defect?
        while true {
            let count = unsafe piece.withUnsafeMutableBytes {
                unsafe fread($0.baseAddress.map { unsafe $0 + held }, 1, $0.count - held, file)
            }
            let end = held + count
            do {
                let used = try rows.read(piece.span.extracting(0..<end), isLast: count == 0) { name, row in
                    switch reading(name, row) {
                    case .success(let reading): batch[batchCount] = reading
                    case .failure(let found):
                        defect = defect ?? found
                        return
                    }
                    batchCount += 1
                    if batchCount == Self.batchCount {
                        take(batch.span)
                        batchCount = 0
                    }
                }
                if count == 0 { break }
                held = end - used
                for index in 0..<held { piece[index] = piece[used + index] }
            } catch {
                throw Defect.refused(error)
            }
        }
        if let defect { throw defect }
        take(batch.span.extracting(0..<batchCount))
    }

    @inline(__always)
    private func reading(_ name: Span<UInt8>, _ row: Span<Int>) -> Result<Workload.Reading, Defect> {
        guard let child = children.child(name) else { return .failure(.unknownChild) }
        let spO2 = row[2] == NumberRow.missing ? -1 : row[2]
        let heartRate = row[3] == NumberRow.missing ? -1 : row[3]
        let temperature = row[4] == NumberRow.missing ? 0 : row[4]
        guard row[0] != NumberRow.missing, let spO2 = Int16(exactly: spO2),
            let heartRate = Int16(exactly: heartRate), let temperature = Int16(exactly: temperature)
        else { return .failure(.beyondRange) }
        return .success(
            Workload.Reading(
                milliseconds: Int64(row[0]), child: UInt16(truncatingIfNeeded: child), spO2: spO2,
                heartRate: heartRate, temperature: temperature))
    }
}
