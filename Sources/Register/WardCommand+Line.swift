import Vitals

extension WardCommand {
    /// The command as one line of JSON, without its line feed: what is journaled, recorded and kept. The same command is
    /// always the same line. It never holds an NHS number.
    public var line: String { json(isRequest: false).line }

    /// As `line`, with the NHS number that is to be checked: what goes to the daemon and nowhere else.
    public var requestLine: String { json(isRequest: true).line }

    /// Reads a line. What is absent or `null` is absent; a key that is not known is refused.
    public init(line: String) throws(CommandRefusal) {
        guard line.utf8.count <= Limits.lineByteCount else {
            throw CommandRefusal("", "is longer than \(Limits.lineByteCount) bytes", "Leave out what is not needed")
        }
        var fields = try Fields(try JSONReader.value(of: line))
        let kind = try fields.need(try fields.word("command", Words.commands), "command")
        let person = try Person(&fields, mayBeUnknown: kind.isHeardInAnyCase)
        let at = try fields.instant("at")
        let deed = try Deed(kind, &fields, by: person.role)
        try fields.finish()
        self.init(deed, by: person, at: at)
        if kind.isHeardInAnyCase { self = cleaned } else if let refusal = textRefusals.first { throw refusal }
    }

    private func json(isRequest: Bool) -> JSON {
        var fields = deed.fields(isRequest: isRequest)
        fields["command"] = .string(deed.kind.rawValue)
        fields["by"] = .fields(["name": .string(by.name), "role": .string(by.role.rawValue)])
        fields["at"] = at.map(JSON.instant)
        return .object(fields)
    }
}

extension Person {
    /// - Parameter mayBeUnknown: whoever is worried need not say who they are; then it is the family that speaks.
    fileprivate init(_ fields: inout Fields, mayBeUnknown: Bool) throws(CommandRefusal) {
        let given = fields.value("by")
        if mayBeUnknown, given == nil {
            self.init(name: Self.unknownName, role: .parent)
            return
        }
        var byFields = try Fields(try fields.need(given, "by"), at: "by")
        var name = try byFields.text("name")
        var role = try byFields.word("role", Words.roles)
        try byFields.finish()
        if mayBeUnknown {
            name = name ?? Self.unknownName
            role = role ?? .parent
        }
        self.init(name: try byFields.need(name, "name"), role: try byFields.need(role, "role"))
    }

    static var unknownName: String { "name not given" }
}

extension JSON {
    /// RFC 3339 in UTC; to the millisecond as everywhere, and to the microsecond where that is needed to be exact.
    static func instant(_ instant: WallInstant) -> JSON {
        let text = instant.description
        let rest = instant.civil().microsecond % 1000
        guard rest != 0 else { return .string(text) }
        let digits = String(rest)
        return .string(text.dropLast() + String(repeating: "0", count: 3 - digits.utf8.count) + digits + "Z")
    }

    static func text(_ text: String?) -> JSON? { text.map(JSON.string) }
    static func word<Value>(_ value: Value?, _ words: Vocabulary<Value>) -> JSON? {
        value.map { .string(words.word(for: $0)) }
    }
    static func decimal(_ value: Double?) -> JSON? { value.map { JSON.number($0) } }
    static func whole(_ value: (some BinaryInteger)?) -> JSON? { value.map { JSON.number($0) } }
    /// `true`, or absent.
    static func flag(_ isTrue: Bool) -> JSON? { isTrue ? .bool(true) : nil }
}
