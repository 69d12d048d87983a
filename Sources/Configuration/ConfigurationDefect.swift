/// One thing wrong in a configuration file: where, what, why, and what to do about it.
public struct ConfigurationDefect: Error, Sendable, Hashable, CustomStringConvertible {
    public let file: String
    /// From 1.
    public let line: Int
    /// From 1.
    public let column: Int
    /// The path of keys to the value, as in `by_age.0-11m.hr.bands[2].from`; empty for the file as a whole.
    public let key: String
    public let reason: String
    public let suggestion: String

    public init(file: String, line: Int, column: Int, key: String, reason: String, suggestion: String) {
        self.file = file
        self.line = line
        self.column = column
        self.key = key
        self.reason = reason
        self.suggestion = suggestion
    }

    /// `file:line: key: reason. suggestion`
    public var description: String { "\(file):\(line): \(key.isEmpty ? "" : key + ": ")\(reason). \(suggestion)" }

    /// The words for a name that is not one of `known`: the nearest one, or all of them.
    public static func suggestion(for unknown: String, among known: [String]) -> String {
        let nearest = known.map { (name: $0, distance: editDistance($0, unknown)) }.min { $0.distance < $1.distance }
        if let nearest, nearest.distance <= max(1, unknown.count / 3) { return "Did you mean '\(nearest.name)'?" }
        return "Known here: \(known.joined(separator: ", "))."
    }

    /// Levenshtein's distance, without regard to letter case. Names are cut at 64 letters: no known one is longer.
    private static func editDistance(_ a: String, _ b: String) -> Int {
        let target = Array(b.lowercased().prefix(64))
        var row = Array(0...target.count)
        for (place, letter) in a.lowercased().prefix(64).enumerated() {
            var diagonal = row[0]
            row[0] = place + 1
            for column in target.indices {
                let substituted = diagonal + (target[column] == letter ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(substituted, row[column] + 1, diagonal + 1)
            }
        }
        return row[target.count]
    }
}

/// Everything wrong in a file, in the order of its lines. Never empty.
public struct ConfigurationDefects: Error, Sendable, CustomStringConvertible {
    public let list: [ConfigurationDefect]

    public init(_ list: [ConfigurationDefect]) {
        self.list = list.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    }

    public var description: String { list.map(\.description).joined(separator: "\n") }
}
