import Yams

/// Bytes to a tree of plain values, by Yams, with everything refused that makes a configuration mean other than it says:
/// anchors, aliases, tags, merge keys, repeated keys, several documents, deep nesting.
///
/// Why the tree is copied out of Yams: its nodes resolve types by regular expression when looked at, and a repeated key
/// makes its parser stop, while we want the rest of the defects too.
struct YAMLReader {
    private var text: YAMLText
    private let defects: DefectList
    /// Keys that are given again further down, by where they stand; see `hideRepeatedKey`.
    private var hidden: [Place: String] = [:]

    private struct Place: Hashable {
        var line: Int
        var column: Int
    }

    /// The root of the only document; `nil`, with the defects reported, when there is none to be had.
    static func read(
        _ bytes: [UInt8], byteLimit: Int = Limits.fileByteCount, _ defects: DefectList
    ) -> YAMLNode? {
        guard let text = YAMLText(bytes, byteLimit: byteLimit, defects) else { return nil }
        var reader = YAMLReader(text: text, defects: defects)
        guard let root = reader.compose() else { return nil }
        return reader.copy(root, path: "", depth: 1)
    }

    private init(text: YAMLText, defects: DefectList) {
        self.text = text
        self.defects = defects
    }

    // MARK: Parsing

    private mutating func compose() -> Node? {
        while true {
            do {
                // No resolver rules: a text stays a text until a reader asks for a number.
                let parser = try Parser(yaml: text.string, resolver: .basic, encoding: .utf8)
                guard let root = try parser.nextRoot() else {
                    defects.add(line: 0, key: "", "is empty", "See \(defects.manual)")
                    return nil
                }
                if let second = try parser.nextRoot() {
                    defects.add(
                        line: second.mark?.line ?? 0, key: "", "begins a second document",
                        "Keep one document: delete the '---' line and what does not belong")
                }
                return root
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                guard hideRepeatedKey(keys.first ?? "", at: context.mark) else { return nil }
            } catch {
                report(error)
                return nil
            }
        }
    }

    /// Makes the first of two equal keys unlike the second by putting a private-use character in its place, and notes
    /// where it stood. Its width stays the same, so every other line and column does too. `false` when it cannot.
    private mutating func hideRepeatedKey(_ key: String, at mark: Mark) -> Bool {
        let place = Place(line: mark.line, column: mark.column)
        let first = text.scalar(line: mark.line, column: mark.column)
        let isQuoted = first == "\"" || first == "'"
        let column = isQuoted ? mark.column + 1 : mark.column
        let replaced = text.scalar(line: mark.line, column: column)
        guard hidden.count < Limits.duplicateKeyCount, hidden[place] == nil, let replaced,
            replaced.properties.isAlphabetic || ("0"..."9").contains(replaced) || replaced == "_",
            let stand = Unicode.Scalar(0xE000 + UInt32(hidden.count))
        else {
            defects.add(
                line: mark.line, column: mark.column, key: key.readable, "is given more than once", "Keep one of them")
            return false
        }
        text.lines[mark.line - 1][column - 1] = stand
        hidden[place] = key
        return true
    }

    /// At the end of a file the parser's mark may lie one line past it.
    private func line(of mark: Mark?) -> Int { mark.map { min($0.line, text.lines.count) } ?? 0 }

    private func report(_ error: any Error) {
        let (mark, problem): (Mark?, String) =
            switch error as? YamlError {
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
                .composer(_, let problem, let mark, _):
                (mark, problem)
            case .reader(let problem, _, _, _): (nil, problem)
            case .memory: (nil, "nested too deeply")
            default: (nil, "the parser gave up")
            }
        // The parser's own bound, far above ours; its words name a call of its own.
        if problem.contains("nesting level") {
            defects.add(
                line: line(of: mark), column: mark?.column ?? 0, key: "", "is nested more than \(Limits.depth) deep",
                "No key lies this deep: check the indentation and brackets")
            return
        }
        let isTab = mark.map { text.hasTab(inIndentOf: $0.line) } ?? false
        let suggestion =
            if problem.contains("alias") { "Aliases are not read: write the value out" } else if isTab {
                "Indent with spaces, not tabs"
            } else {
                "Check the indentation, colons and quotes here and on the line above"
            }
        defects.add(
            line: line(of: mark), column: mark?.column ?? 0, key: "", "is not sound YAML: \(problem)", suggestion)
    }

    // MARK: Copying

    private func copy(_ node: Node, path: String, depth: Int) -> YAMLNode? {
        let line = line(of: node.mark)
        let column = node.mark?.column ?? 0
        func refuse(_ reason: String, _ suggestion: String) -> YAMLNode? {
            defects.add(line: line, column: column, key: path, reason, suggestion)
            return nil
        }
        // A value begins with one of these two only when it is marked so; an alias is found by its anchor, which it
        // stands for, and is not followed.
        switch text.scalar(line: line, column: column) {
        case "&":
            return refuse("has an anchor", "Write each value out where it is used; quote a text that begins with &")
        case "!": return refuse("has a tag", "Leave the tag out; quote a text that begins with !")
        default: break
        }
        guard depth <= Limits.depth else {
            return refuse("is nested more than \(Limits.depth) deep", "No key lies this deep: check the indentation")
        }
        switch node {
        case .scalar(let scalar):
            let isQuoted = scalar.style != .plain
            return YAMLNode(content: .scalar(scalar.string, isQuoted: isQuoted), line: line, column: column)
        case .sequence(let sequence):
            // All are looked at even when one is refused.
            let values = sequence.enumerated().map { copy($1, path: "\(path)[\($0 + 1)]", depth: depth + 1) }
            let stand = YAMLNode(content: .refused, line: line, column: column)
            return YAMLNode(content: .sequence(values.map { $0 ?? stand }), line: line, column: column)
        case .mapping(let mapping):
            let entries = copyEntries(mapping, path: path, depth: depth)
            return YAMLNode(content: .mapping(entries), line: line, column: column)
        case .alias:
            return refuse("is an alias", "Write the value out")
        }
    }

    private func copyEntries(_ mapping: Node.Mapping, path: String, depth: Int) -> [YAMLNode.Entry] {
        var entries: [YAMLNode.Entry] = []
        var repeated: [(key: String, line: Int)] = []
        for (keyNode, valueNode) in mapping {
            let line = keyNode.mark?.line ?? 0
            let column = keyNode.mark?.column ?? 0
            if let key = hidden[Place(line: line, column: column)] {
                repeated.append((key, line))
                // Not used, but what is wrong inside it is told too.
                _ = copy(valueNode, path: path.isEmpty ? key.readable : "\(path).\(key.readable)", depth: depth + 1)
                continue
            }
            guard let keyCopy = copy(keyNode, path: path, depth: depth) else { continue }
            guard case .scalar(let key, let isQuoted) = keyCopy.content, !keyCopy.isEmpty else {
                defects.add(at: keyCopy, key: path, "a key must be a word", "Write 'name: value'")
                continue
            }
            let keyPath = path.isEmpty ? key.readable : "\(path).\(key.readable)"
            if key == "<<", !isQuoted {
                defects.add(at: keyCopy, key: keyPath, "is a merge key", "Write the keys out")
                continue
            }
            guard let value = copy(valueNode, path: keyPath, depth: depth + 1) else {
                // Already reported; the key stays, so that it is not called missing.
                let stand = YAMLNode(content: .refused, line: line, column: column)
                entries.append(YAMLNode.Entry(key: key, line: line, column: column, value: stand))
                continue
            }
            entries.append(YAMLNode.Entry(key: key, line: line, column: column, value: value))
        }
        for (key, firstLine) in repeated {
            let last = entries.last { $0.key == key }
            let keyPath = path.isEmpty ? key.readable : "\(path).\(key.readable)"
            defects.add(
                line: last?.line ?? firstLine, column: last?.column ?? 0, key: keyPath,
                "is given more than once; first on line \(firstLine)", "Keep one of them")
        }
        return entries
    }
}
