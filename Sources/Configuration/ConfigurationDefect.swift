/// One thing wrong in a configuration file: where, which key, why, and what to write instead.
///
/// Readers never stop at the first: they return every defect of a file at once, sorted by line, so that a person mends
/// them in one sitting. The text never repeats a secret or a date of birth.
public struct ConfigurationDefect: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file as it was named to the reader.
    public var file: String
    /// From 1; 0 where the whole file is meant.
    public var line: Int
    /// From 1; 0 where the whole line or file is meant.
    public var column: Int
    /// The path of the key from the top, as `admissions[1].born_on`; empty for the file as a whole.
    public var key: String
    /// What was found and why it cannot stand; no full stop.
    public var reason: String
    /// What to do, a sentence of its own; its full stop may be left out. Empty where there is nothing to suggest.
    public var suggestion: String

    public init(file: String, line: Int, column: Int = 0, key: String, reason: String, suggestion: String = "") {
        self.file = file
        self.line = line
        self.column = column
        self.key = key
        self.reason = reason
        self.suggestion = suggestion
    }

    /// `FILE:LINE: KEY: REASON. SUGGESTION`; parts that are not known are left out.
    public var description: String {
        let place = line > 0 ? "\(file):\(line): " : "\(file): "
        let subject = key.isEmpty ? "" : "\(key): "
        guard let end = suggestion.last else { return place + subject + reason + "." }
        return place + subject + reason + ". " + suggestion + (".?!".contains(end) ? "" : ".")
    }

    /// The words for a name that is not one of `known`: the nearest one, or all of them.
    public static func suggestion(for unknown: String, among known: [String]) -> String {
        if let near = Spelling.nearest(to: unknown, in: known) { return "Did you mean '\(near)'?" }
        return "Known here: \(known.joined(separator: ", "))."
    }
}

extension ConfigurationDefect: Comparable {
    /// By file, then by line and column, as a person reads.
    public static func < (a: Self, b: Self) -> Bool {
        (a.file, a.line, a.column, a.key, a.reason) < (b.file, b.line, b.column, b.key, b.reason)
    }
}

/// Every defect found in a configuration, in reading order.
public struct ConfigurationDefects: Error, Sendable, Hashable, CustomStringConvertible {
    public var list: [ConfigurationDefect]

    public init(_ defects: [ConfigurationDefect]) { list = defects.sorted() }

    public var description: String { list.map(\.description).joined(separator: "\n") }
}
