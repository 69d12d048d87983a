import Vitals

/// A value of JSON, written one way: keys sorted, no spaces, one line, numbers as the shortest decimal.
///
/// Numbers are kept as their text, so that a whole number is not read through a `Double`. Written here because the
/// register's checksum, the journal and a replay compare these lines byte for byte, and because a library's reader takes
/// the last of two equal keys in silence.
enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    static func number(_ value: Double) -> JSON { value.isFinite ? .number(value.shortestDecimal) : .null }
    static func number(_ value: some BinaryInteger) -> JSON { .number("\(value)") }

    /// An object of the fields that have a value.
    static func fields(_ fields: KeyValuePairs<String, JSON?>) -> JSON {
        var object: [String: JSON] = [:]
        for (key, value) in fields { object[key] = value }
        return .object(object)
    }

    /// The value as one line.
    var line: String {
        var line = ""
        write(to: &line)
        return line
    }

    private func write(to line: inout String) {
        switch self {
        case .null: line += "null"
        case .bool(let isTrue): line += isTrue ? "true" : "false"
        case .number(let digits): line += digits
        case .string(let text): Self.write(text, to: &line)
        case .array(let values):
            line += "["
            for (place, value) in values.enumerated() {
                if place > 0 { line += "," }
                value.write(to: &line)
            }
            line += "]"
        case .object(let fields):
            line += "{"
            for (place, field) in fields.sorted(by: { $0.key < $1.key }).enumerated() {
                if place > 0 { line += "," }
                Self.write(field.key, to: &line)
                line += ":"
                field.value.write(to: &line)
            }
            line += "}"
        }
    }

    private static func write(_ text: String, to line: inout String) {
        line += "\""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22: line += "\\\""
            case 0x5C: line += "\\\\"
            // Controls, and what some readers take for the end of a line.
            case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029:
                let digits = String(scalar.value, radix: 16)
                line += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            default: line.unicodeScalars.append(scalar)
            }
        }
        line += "\""
    }
}
