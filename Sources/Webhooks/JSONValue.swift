import Vitals

/// A value of JSON, written one way: keys sorted, no spaces, one line, numbers as the shortest decimal.
///
/// Written here and not with `JSONEncoder`, because the alert log is compared byte for byte with its replay: how a number
/// or a slash is printed must not hang on the version of a library.
enum JSONValue: Sendable, Equatable {
    case string(String)
    case integer(Int64)
    case decimal(Double)
    case bool(Bool)
    case array([JSONValue])
    case object([String: JSONValue])

    /// An object of the fields that have a value.
    static func fields(_ fields: KeyValuePairs<String, JSONValue?>) -> JSONValue {
        var object: [String: JSONValue] = [:]
        for (key, value) in fields { object[key] = value }
        return .object(object)
    }

    static func text(_ text: StaticString) -> JSONValue { .string(text.description) }

    /// The value as one line of JSON.
    var line: String {
        var line = ""
        write(to: &line)
        return line
    }

    private func write(to line: inout String) {
        switch self {
        case .string(let text): Self.write(text, to: &line)
        case .integer(let number): line += String(number)
        case .decimal(let number): line += number.isFinite ? number.shortestDecimal : "null"
        case .bool(let isTrue): line += isTrue ? "true" : "false"
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

extension Duration {
    /// This span in seconds, to a millisecond, as a number of JSON.
    var secondsValue: JSONValue { .decimal((inSeconds * 1000).rounded() / 1000) }
}
