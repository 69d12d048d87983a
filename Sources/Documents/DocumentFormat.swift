/// The formats of dropped files of readings. The raw values are also the names that `--protocol` takes.
///
/// Both hold the project's own schema (`docs/dropped-files.md`). Makers' exports get formats of their own, since an alias
/// for a column is a guess about its unit.
public enum DocumentFormat: String, CaseIterable, Sendable {
    /// Comma-separated values after RFC 4180, with a header.
    case csv
    /// One JSON object a line.
    case ndjson

    /// The format that a file's extension names, in upper or lower case; `nil` when it names none.
    public init?(fileName: String) {
        guard let point = fileName.lastIndex(of: "."), point != fileName.startIndex else { return nil }
        self.init(rawValue: fileName[fileName.index(after: point)...].lowercased())
    }
}
