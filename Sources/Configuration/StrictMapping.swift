/// A group of keys that hands out the ones a reader asks for and reports the ones nobody asked for.
///
/// Get one from `Field.mapping`, which calls `finish` when the reader is done: a key is known because it is asked for, so
/// there is no second list of keys to forget.
struct StrictMapping {
    let node: YAMLNode
    /// The path from the top; empty for the file itself.
    let path: String
    let defects: DefectList
    private let entries: [YAMLNode.Entry]
    private var asked: [String] = []
    private var retiredKeys: [String] = []

    init(node: YAMLNode, entries: [YAMLNode.Entry], path: String, defects: DefectList) {
        self.node = node
        self.entries = entries
        self.path = path
        self.defects = defects
    }

    /// The value of a key that may be left out. A key that is there without a value is a defect.
    mutating func optional(_ key: String) -> Field? {
        let keyPath = path(of: key)
        asked.append(key)
        defects.noteAsked(keyPath)
        guard let entry = entries.first(where: { $0.key == key }) else { return nil }
        guard !entry.value.isEmpty else {
            defects.add(
                line: entry.line, column: entry.column, key: keyPath, "has no value",
                "Write a value, or leave the key out")
            return nil
        }
        return Field(node: entry.value, path: keyPath, defects: defects)
    }

    /// The value of a key that must be given.
    mutating func required(_ key: String) -> Field? {
        let field = optional(key)
        if !entries.contains(where: { $0.key == key }) {
            defects.add(at: node, key: path(of: key), "is missing", "Add '\(key):'")
        }
        return field
    }

    /// Refuses a key of an earlier form with what is written in its place.
    mutating func retired(_ key: String, _ suggestion: String) {
        retiredKeys.append(key)
        guard let entry = entries.first(where: { $0.key == key }) else { return }
        defects.add(line: entry.line, column: entry.column, key: path(of: key), "is no longer a key", suggestion)
    }

    /// Whether the key stands in the file, with or without a sound value.
    func has(_ key: String) -> Bool { entries.contains { $0.key == key } }

    /// Reports every key that was not asked for.
    func finish() {
        // A slip is more likely a key that is not there yet.
        let free = asked.filter { !has($0) }
        for entry in entries where !asked.contains(entry.key) && !retiredKeys.contains(entry.key) {
            let given = entry.key.readable
            let isSlip = Spelling.nearest(to: entry.key, in: free) != nil
            let suggestion = ConfigurationDefect.suggestion(for: entry.key, among: isSlip ? free : asked)
            defects.add(
                line: entry.line, column: entry.column, key: path(of: given), "is not a known key", suggestion)
        }
    }

    private func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}
