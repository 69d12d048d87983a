/// One value of a file on its way to a checked value: the node, its path, and where defects go.
///
/// Every reader returns `nil` after it has reported what is wrong, so that the caller goes on to the next key.
struct Field {
    let node: YAMLNode
    let path: String
    let defects: DefectList

    func refuse(_ reason: String, _ suggestion: String = "") {
        defects.add(at: node, key: path, reason, suggestion)
    }

    /// Reads a group of keys; the ones `body` does not ask for are reported as unknown.
    func mapping<Value>(_ body: (inout StrictMapping) -> Value?) -> Value? {
        guard case .mapping(let entries) = node.content else {
            refuseKind(expected: "a group of keys")
            return nil
        }
        var mapping = StrictMapping(node: node, entries: entries, path: path, defects: defects)
        let value = body(&mapping)
        mapping.finish()
        return value
    }

    /// The members of a list. Outside `count` is a defect, and no member is read.
    func list(_ count: ClosedRange<Int>, of noun: String) -> [Field]? {
        guard case .sequence(let nodes) = node.content else {
            refuseKind(expected: "a list")
            return nil
        }
        guard count.contains(nodes.count) else {
            refuse("holds \(nodes.count) \(noun)", "Give \(count.lowerBound) to \(count.upperBound)")
            return nil
        }
        return nodes.enumerated().map { Field(node: $1, path: "\(path)[\($0 + 1)]", defects: defects) }
    }

    /// A text as written. Control characters are refused, so that no value can break a line of a log or a message.
    func text(_ count: ClosedRange<Int> = 1...Limits.textCount) -> String? {
        guard case .scalar(let text, _) = node.content, !node.isEmpty else {
            refuseKind(expected: "a text")
            return nil
        }
        let scalars = text.unicodeScalars
        guard count.contains(scalars.count) else {
            refuse(
                "is \(scalars.count) characters long", "Write \(count.lowerBound) to \(count.upperBound) characters")
            return nil
        }
        guard !scalars.contains(where: { $0.properties.generalCategory == .control }) else {
            refuse("holds a control character or a line break", "Write it on one line")
            return nil
        }
        return text
    }

    /// A word that is not quoted, for numbers, dates and spans. `expected` says what it should be.
    func bareWord(expected: String) -> String? {
        guard case .scalar(let text, let isQuoted) = node.content, !node.isEmpty else {
            refuseKind(expected: expected)
            return nil
        }
        guard !isQuoted else {
            refuse("is a quoted text where \(expected) belongs", "Leave the quotes out")
            return nil
        }
        return text
    }

    /// One of a closed list of words.
    func choice<Value>(_ values: [(name: String, value: Value)]) -> Value? {
        guard let word = text() else { return nil }
        if let found = values.first(where: { $0.name == word }) { return found.value }
        let names = values.map(\.name)
        let suggestion = ConfigurationDefect.suggestion(for: word, among: names)
        refuse("'\(word.readable)' is not known here", suggestion)
        return nil
    }

    private func refuseKind(expected: String) {
        if case .refused = node.content { return }
        refuse("is \(node.kindName) where \(expected) belongs", "See \(defects.manual)")
    }
}
