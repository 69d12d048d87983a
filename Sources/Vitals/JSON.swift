/// A value of JSON, written one way: keys sorted, no spaces, one line, numbers as the shortest decimal.
///
/// Written here and not with `JSONEncoder`, because the alert log, the register's checksum and the journal's commands are
/// compared byte for byte: how a number or a slash is printed must not hang on the version of a library. Numbers are kept as
/// their text, so that a whole number is not read through a `Double`.
package enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSON])
    /// Sorted by key.
    case object([Field])

    package struct Field: Sendable, Hashable {
        package var key: String
        package var value: JSON
    }

    package static func number(_ value: Double) -> JSON { value.isFinite ? .number(value.shortestDecimal) : .null }
    package static func number(_ value: some BinaryInteger) -> JSON { .number("\(value)") }
    package static func text(_ text: StaticString) -> JSON { .string(text.description) }

    /// An object of the fields that have a value.
    package static func fields(_ fields: KeyValuePairs<String, JSON?>) -> JSON {
        var object: [Field] = []
        object.reserveCapacity(fields.count)
        for case (let key, let value?) in fields { object.append(Field(key: key, value: value)) }
        object.sort { $0.key < $1.key }
        return .object(object)
    }

    package static func object(_ fields: [String: JSON]) -> JSON {
        .object(fields.map { Field(key: $0.key, value: $0.value) }.sorted { $0.key < $1.key })
    }

    /// The value as one line.
    package var line: String { String(decoding: bytes, as: UTF8.self) }

    /// The same, in UTF-8.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.usualByteCount)
        write(to: &bytes)
        return bytes
    }

    /// What most messages fit in.
    private static let usualByteCount = 4096

    private func write(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let isTrue): bytes.append(contentsOf: (isTrue ? "true" : "false").utf8)
        case .number(let digits): bytes.append(contentsOf: digits.utf8)
        case .string(let text): Self.write(text, to: &bytes)
        case .array(let values):
            bytes.append(UInt8(ascii: "["))
            for (place, value) in values.enumerated() {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let fields):
            bytes.append(UInt8(ascii: "{"))
            for (place, field) in fields.enumerated() {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.write(field.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                field.value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        // Nearly all texts stand as they are.
        if !bytes[start...].allSatisfy(isPlain) {
            bytes.removeSubrange(start...)
            writeEscaped(text, to: &bytes)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Whether a byte can be of no scalar that is escaped. The controls from U+0080 on begin with 0xC2, what some readers
    /// take for the end of a line with 0xE2; so does much that needs no escape, which `writeEscaped` then lets be.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x22 && byte != 0x5C && byte != 0x7F && byte != 0xC2 && byte != 0xE2
    }

    private static func writeEscaped(_ text: String, to bytes: inout [UInt8]) {
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22: bytes.append(contentsOf: "\\\"".utf8)
            case 0x5C: bytes.append(contentsOf: "\\\\".utf8)
            // Controls, and what some readers take for the end of a line.
            case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029:
                let digits = String(scalar.value, radix: 16)
                bytes.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits).utf8)
            default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
    }
}
