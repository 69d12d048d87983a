/// A small JSON text read whole: the bands of task T. Readings never come this way.
enum JSONValue {
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])
    case other

    var number: Double? { if case .number(let number) = self { number } else { nil } }
    var list: [JSONValue]? { if case .list(let list) = self { list } else { nil } }

    subscript(_ key: String) -> JSONValue? { if case .object(let object) = self { object[key] } else { nil } }

    subscript(_ place: Int) -> JSONValue? {
        guard let list, list.indices.contains(place) else { return nil }
        return list[place]
    }

    /// `nil` when the text is not JSON. Escapes in texts stay as they are.
    init?(_ bytes: [UInt8]) {
        var rest = bytes[...]
        guard let value = Self.value(&rest, depth: 0), Self.next(&rest) == nil else { return nil }
        self = value
    }

    private static let greatestDepth = 16

    /// The next byte that is not whitespace, left where it is.
    private static func next(_ rest: inout ArraySlice<UInt8>) -> UInt8? {
        rest = rest.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return rest.first
    }

    private static func take(_ byte: UInt8, _ rest: inout ArraySlice<UInt8>) -> Bool {
        guard next(&rest) == byte else { return false }
        rest.removeFirst()
        return true
    }

    private static func value(_ rest: inout ArraySlice<UInt8>, depth: Int) -> JSONValue? {
        guard depth < greatestDepth, let first = next(&rest) else { return nil }
        switch first {
        case 0x7B: return object(&rest, depth: depth)
        case 0x5B: return list(&rest, depth: depth)
        case 0x22: return text(&rest).map(JSONValue.text)
        default:
            let word = String(
                decoding: rest.prefix { ![0x2C, 0x5D, 0x7D, 0x20, 0x0A, 0x0D, 0x09].contains($0) }, as: UTF8.self)
            rest = rest.dropFirst(word.utf8.count)
            if ["null", "true", "false"].contains(word) { return .other }
            return Double(word).map(JSONValue.number)
        }
    }

    private static func text(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard take(0x22, &rest) else { return nil }
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == 0x22 { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(byte)
            if byte == 0x5C, let escaped = rest.popFirst() { bytes.append(escaped) }
        }
        return nil
    }

    private static func list(_ rest: inout ArraySlice<UInt8>, depth: Int) -> JSONValue? {
        guard take(0x5B, &rest) else { return nil }
        var values: [JSONValue] = []
        if take(0x5D, &rest) { return .list(values) }
        while let value = value(&rest, depth: depth + 1) {
            values.append(value)
            if take(0x5D, &rest) { return .list(values) }
            guard take(0x2C, &rest) else { return nil }
        }
        return nil
    }

    private static func object(_ rest: inout ArraySlice<UInt8>, depth: Int) -> JSONValue? {
        guard take(0x7B, &rest) else { return nil }
        var values: [String: JSONValue] = [:]
        if take(0x7D, &rest) { return .object(values) }
        while next(&rest) == 0x22, let key = text(&rest), take(0x3A, &rest), let value = value(&rest, depth: depth + 1)
        {
            values[key] = value
            if take(0x7D, &rest) { return .object(values) }
            guard take(0x2C, &rest) else { return nil }
        }
        return nil
    }
}
