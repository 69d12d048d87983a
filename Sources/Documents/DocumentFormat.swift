/// The formats of dropped files of readings. The raw values are also the names that `--protocol` takes.
///
/// `csv` and `ndjson` hold the project's own schema (`docs/dropped-files.md`). Makers' exports have formats of their own,
/// since an alias for a column is a guess about its unit.
public enum DocumentFormat: String, CaseIterable, Sendable {
    /// Comma-separated values after RFC 4180, with a header of the project's own schema.
    case csv
    /// One JSON object of the project's own schema a line.
    case ndjson

    /// The format of a file, by what its first bytes say and then by its name's extension; `nil` when neither tells.
    ///
    /// - Parameter head: the first `Limits.recognitionBytes` bytes, or the whole file when it is shorter.
    public static func recognise(fileName: String, head: Span<UInt8>) -> DocumentFormat? {
        guard let point = fileName.lastIndex(of: "."), point != fileName.startIndex else { return nil }
        return switch fileName[fileName.index(after: point)...].lowercased() {
        case "csv": .csv
        case "ndjson": .ndjson
        default: nil
        }
    }

    func makeReader(_ context: DocumentContext) -> any RowReader {
        switch self {
        case .csv, .ndjson: SchemaReader(format: self)
        }
    }
}
