/// Where the readers of one file put what they find. One is made for each file and dropped when the file has been read.
final class DefectList {
    let file: String
    /// The page that explains the file's keys.
    let manual: String
    private(set) var defects: [ConfigurationDefect] = []
    private(set) var warnings: [ConfigurationWarning] = []
    /// Every key a reader has asked for, list positions left out: `admissions[].id`. The manual is checked against it.
    private(set) var askedKeys: Set<String> = []

    init(file: String, manual: String = "docs/configuration.md") {
        self.file = file
        self.manual = manual
    }

    func add(line: Int, column: Int = 0, key: String, _ reason: String, _ suggestion: String = "") {
        defects.append(
            ConfigurationDefect(
                file: file, line: line, column: column, key: key, reason: reason, suggestion: suggestion))
    }

    func add(at node: YAMLNode, key: String, _ reason: String, _ suggestion: String = "") {
        add(line: node.line, column: node.column, key: key, reason, suggestion)
    }

    func warn(_ kind: ConfigurationWarning.Kind, line: Int = 0, key: String = "", _ reason: String) {
        warnings.append(ConfigurationWarning(kind: kind, file: file, line: line, key: key, reason: reason))
    }

    func noteAsked(_ path: String) {
        var key: [UInt8] = []
        var isInPosition = false
        for byte in path.utf8 {
            if byte == UInt8(ascii: "]") { isInPosition = false }
            if !isInPosition { key.append(byte) }
            if byte == UInt8(ascii: "[") { isInPosition = true }
        }
        askedKeys.insert(String(decoding: key, as: UTF8.self))
    }
}
