import Alarms
import ArgumentParser
import Documents
import Glibc
import Vitals

/// The rows of a dropped file to alarm decisions: `DocumentReader` and `StreamEvaluator`.
struct DocumentDecideCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "document-decide",
        abstract: "Rows of a dropped file to alarm decisions.",
        discussion: """
            Examples:
              spotward-bench document-decide --format csv --rows 200000
              spotward-bench document-decide --format ndjson --rows 200000 --children 100 --json
              spotward-bench document-decide --format fhir-r4 --file export.json
            """)

    @Option(help: "The form of the file.")
    var format: DocumentFormat

    @Option(help: "A file to read, in place of one that is made. Its rows are the first child's, one a second.")
    var file: String?

    @Option(help: "Rows that are read of a document that is made.")
    var rows = 0

    @Option(help: "Rows that are made, if more: then two counts of rows differ in the reading alone.")
    var made = 0

    @OptionGroup var options: ScenarioOptions

    func run() throws {
        var fold = DocumentDecideFold(
            try BenchWard.evaluator(childCount: options.children, namesChildren: true), childCount: options.children,
            isAboutOne: file != nil, sink: CountingSink(allocatesPerReading: options.allocatePerReading))
        if let file {
            try fold.read(path: file, format)
        } else {
            let document = BenchDocument(format, rowCount: max(rows, made), childCount: options.children)
            try fold.read(document, format, rowCount: rows)
        }
        var report = BenchReport()
        report.add("bytes", fold.byteCount)
        report.add("rows", fold.rowCount)
        report.add(fold.sink)
        report.write(asJSON: options.json)
    }
}

/// The evaluator behind one document, its clock moved by the rows' own stamps.
private struct DocumentDecideFold: ~Copyable {
    private var evaluator: StreamEvaluator
    private(set) var sink: CountingSink
    private(set) var byteCount = 0
    private(set) var rowCount = 0
    private let childCount: Int
    /// All rows are the first child's, whether or not they name somebody.
    private let isAboutOne: Bool
    private var children: [ChildName: ChildIndex] = [:]
    private var second = 0

    init(_ evaluator: consuming StreamEvaluator, childCount: Int, isAboutOne: Bool, sink: CountingSink) {
        self.isAboutOne = isAboutOne
        self.evaluator = evaluator
        self.childCount = childCount
        self.sink = sink
        for index in 0..<childCount {
            if let name = ChildName(BenchWard.childName(index)) { children[name] = ChildIndex(UInt32(index)) }
        }
    }

    /// Reads whole pieces of the document until `rowCount` rows have been decided.
    mutating func read(_ document: BenchDocument, _ format: DocumentFormat, rowCount limit: Int) throws {
        var reader = DocumentReader(format: format, context: DocumentContext())
        let bytes = document.bytes
        while rowCount < limit, byteCount < bytes.count {
            let end = min(byteCount + BenchDocument.pieceByteCount, bytes.count)
            try reader.feed(bytes.span.extracting(byteCount..<end)) { take($0) }
            byteCount = end
        }
        if byteCount == bytes.count { try reader.finish { take($0) } }
    }

    /// Reads a file to its end, piece by piece.
    mutating func read(path: String, _ format: DocumentFormat) throws {
        guard let file = unsafe fopen(path, "rb") else { throw Workload.Defect.unreadable(path) }
        defer { unsafe fclose(file) }
        unsafe setvbuf(file, nil, _IONBF, 0)
        var reader = DocumentReader(format: format, context: DocumentContext(fileName: path))
        var piece = [UInt8](repeating: 0, count: BenchDocument.pieceByteCount)
        while true {
            let count = unsafe piece.withUnsafeMutableBytes { unsafe fread($0.baseAddress, 1, $0.count, file) }
            if count == 0 { break }
            try reader.feed(piece.span.extracting(0..<count)) { take($0) }
            byteCount += count
        }
        try reader.finish { take($0) }
    }

    private mutating func take(_ row: DocumentRow) {
        rowCount += 1
        let now = (Int(row.number) - 1) / childCount + 1
        if now != second {
            second = now
            evaluator.step(.tick(BenchWard.tick(second: second)), into: &sink)
        }
        let child = isAboutOne ? ChildIndex(0) : row.child.flatMap { children[$0] }
        let arrival = Arrival(
            source: SourceIndex(0), at: BenchWard.tick(second: second).monotonic, child: child,
            row: DocumentRowNumber(document: 1, row: row.number))
        switch row.content {
        case .refused: evaluator.step(.rowRefused(arrival), into: &sink)
        case .readings(let readings) where child == nil: evaluator.step(.unassigned(readings, arrival), into: &sink)
        case .readings(let readings): evaluator.step(readings, arrival, into: &sink)
        }
    }
}
