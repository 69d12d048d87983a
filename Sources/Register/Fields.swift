import Vitals

/// The fields of one object, each asked for by its key. A key nobody asked for is refused: what is misspelled may be what
/// matters.
struct Fields {
    private let values: [String: JSON]
    private let path: String
    private var asked: Set<String> = []

    init(_ value: JSON, at path: String = "") throws(CommandRefusal) {
        guard case .object(let fields) = value else {
            throw CommandRefusal(path, "is not an object", "Write {\"key\": value, …}")
        }
        values = Dictionary(uniqueKeysWithValues: fields.map { ($0.key, $0.value) })
        self.path = path.isEmpty ? "" : path + "."
    }

    /// The value of a key; `nil` where it is absent or `null`.
    mutating func value(_ key: String) -> JSON? {
        asked.insert(key)
        guard let value = values[key], value != .null else { return nil }
        return value
    }

    func need<Value>(_ value: Value?, _ key: String) throws(CommandRefusal) -> Value {
        guard let value else { throw refusal(key, "is missing", "This command cannot do without it") }
        return value
    }

    mutating func text(_ key: String) throws(CommandRefusal) -> String? {
        switch value(key) {
        case nil: return nil
        case .string(let text): return text
        default: throw refusal(key, "is not a text", "Put it in quotation marks")
        }
    }

    mutating func needText(_ key: String) throws(CommandRefusal) -> String { try need(text(key), key) }

    mutating func number(_ key: String) throws(CommandRefusal) -> Double? {
        guard let value = value(key) else { return nil }
        guard case .number(let digits) = value, let number = Double(digits), number.isFinite else {
            throw refusal(key, "is not a number", "Write a number without quotation marks or a unit")
        }
        return number
    }

    mutating func whole(_ key: String) throws(CommandRefusal) -> Int64? {
        guard let value = value(key) else { return nil }
        guard case .number(let digits) = value, let number = Int64(digits) else {
            throw refusal(key, "is not a whole number", "Write digits alone")
        }
        return number
    }

    mutating func flag(_ key: String) throws(CommandRefusal) -> Bool {
        switch value(key) {
        case nil: return false
        case .bool(let isTrue): return isTrue
        default: throw refusal(key, "is neither true nor false", "Write true or leave it out")
        }
    }

    mutating func word<Value>(_ key: String, _ words: Vocabulary<Value>) throws(CommandRefusal) -> Value? {
        guard let value = value(key) else { return nil }
        guard case .string(let word) = value, let meaning = words.value(of: word) else {
            throw refusal(key, "is not a word it may be", "Write one of: \(words.words.joined(separator: " "))")
        }
        return meaning
    }

    /// RFC 3339 with a zone. A time without one could be London's or UTC, an hour apart.
    mutating func instant(_ key: String) throws(CommandRefusal) -> WallInstant? {
        guard let text = try text(key) else { return nil }
        guard let stamp = Timestamp(text), stamp.offset != nil,
            Limits.years.contains(Int(stamp.instant.civil().date.year))
        else { throw refusal(key, "is not a time with its zone", "Write it as 2026-11-22T03:15:00Z or with +01:00") }
        return stamp.instant
    }

    mutating func date(_ key: String) throws(CommandRefusal) -> CivilDate? {
        guard let text = try text(key) else { return nil }
        guard let date = CivilDate(text) else { throw refusal(key, "is not a date", "Write it as 2024-06-01") }
        return date
    }

    /// The members of a list, each with its place.
    mutating func list(_ key: String, atMost limit: Int) throws(CommandRefusal) -> [(value: JSON, path: String)]? {
        guard let value = value(key) else { return nil }
        guard case .array(let members) = value else { throw refusal(key, "is not a list", "Write [ … ]") }
        guard members.count <= limit else {
            throw refusal(key, "has more than \(limit) members", "Leave out what is there twice")
        }
        return members.enumerated().map { ($1, "\(path)\(key)[\($0 + 1)]") }
    }

    func fieldPath(_ key: String) -> String { path + key }

    /// Call it last: refuses what nobody asked for.
    func finish() throws(CommandRefusal) {
        guard let unknown = values.keys.filter({ !asked.contains($0) }).min() else { return }
        throw refusal(
            PrintableText.cleaned(unknown, Limits.nameCount), "is not known here",
            "Known are: \(asked.sorted().joined(separator: " "))")
    }

    func refusal(_ key: String, _ reason: String, _ advice: String) -> CommandRefusal {
        CommandRefusal(path + key, reason, advice)
    }
}
