import Vitals

/// Reads one value of JSON (RFC 8259) strictly: no second value behind it, no key twice, no lone surrogate, and never
/// deeper or wider than the limits. Any text gives a value or a refusal.
struct JSONReader {
    private let bytes: [UInt8]
    private var index = 0

    static func value(of text: String) throws(CommandRefusal) -> JSON {
        var reader = JSONReader(bytes: Array(text.utf8))
        let value = try reader.value(depth: 1)
        reader.skipSpace()
        guard reader.index == reader.bytes.count else { throw reader.refusal("goes on behind its end") }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func value(depth: Int) throws(CommandRefusal) -> JSON {
        guard depth <= Limits.depth else { throw refusal("is nested deeper than \(Limits.depth)") }
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case .some(0x30...0x39), UInt8(ascii: "-"): return try number()
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case nil: throw refusal("ends too early")
        default: throw refusal("is not JSON")
        }
    }

    private mutating func object(depth: Int) throws(CommandRefusal) -> JSON {
        var fields: [String: JSON] = [:]
        index += 1
        skipSpace()
        if take("}") { return .object(fields) }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw refusal("has no key where one must be") }
            let key = try string()
            skipSpace()
            guard take(":") else { throw refusal("has no colon behind a key") }
            let value = try value(depth: depth + 1)
            guard fields.updateValue(value, forKey: key) == nil else {
                throw CommandRefusal(PrintableText.cleaned(key, Limits.nameCount), "is there twice", "Say it once")
            }
            guard fields.count <= Limits.memberCount else { throw refusal("has more than \(Limits.memberCount) keys") }
            skipSpace()
            if take("}") { return .object(fields) }
            guard take(",") else { throw refusal("has neither a comma nor an end behind a value") }
        }
    }

    private mutating func array(depth: Int) throws(CommandRefusal) -> JSON {
        var values: [JSON] = []
        index += 1
        skipSpace()
        if take("]") { return .array(values) }
        while true {
            values.append(try value(depth: depth + 1))
            guard values.count <= Limits.memberCount else {
                throw refusal("has a list of more than \(Limits.memberCount)")
            }
            skipSpace()
            if take("]") { return .array(values) }
            guard take(",") else { throw refusal("has neither a comma nor an end behind a value") }
        }
    }

    private mutating func string() throws(CommandRefusal) -> String {
        index += 1
        var text: [UInt8] = []
        while let byte = next {
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text += try escape()
            case 0..<0x20: throw refusal("has a control character in a text")
            default: text.append(byte)
            }
        }
        throw refusal("ends within a text")
    }

    private mutating func escape() throws(CommandRefusal) -> [UInt8] {
        guard let byte = next else { throw refusal("ends within a text") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"):
            let unit = try codeUnit()
            var units = [unit]
            if UTF16.isLeadSurrogate(unit), take("\\"), take("u") { units.append(try codeUnit()) }
            guard let text = String(validating: units, as: UTF16.self) else { throw refusal("has half a character") }
            return Array(text.utf8)
        default: throw refusal("has an escape that JSON does not know")
        }
    }

    private mutating func codeUnit() throws(CommandRefusal) -> UInt16 {
        guard index + 4 <= bytes.count else { throw refusal("ends within a text") }
        let digits = bytes[index..<index + 4]
        let isHexadecimal = digits.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
        }
        guard isHexadecimal, let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16) else {
            throw refusal("has an escape that JSON does not know")
        }
        index += 4
        return unit
    }

    /// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`
    private mutating func number() throws(CommandRefusal) -> JSON {
        let start = index
        _ = take("-")
        if !take("0"), digitCount() == 0 { throw refusal("has a number without digits") }
        if take("."), digitCount() == 0 { throw refusal("has a number without digits behind its point") }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            if digitCount() == 0 { throw refusal("has a number without digits in its exponent") }
        }
        return .number(String(decoding: bytes[start..<index], as: UTF8.self))
    }

    private mutating func digitCount() -> Int {
        let start = index
        while let byte = next, (0x30...0x39).contains(byte) { index += 1 }
        return index - start
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(CommandRefusal) -> JSON {
        let expected = Array(word.description.utf8)
        guard bytes[index...].starts(with: expected) else { throw refusal("is not JSON") }
        index += expected.count
        return value
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { index += 1 }
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: scalar) else { return false }
        index += 1
        return true
    }

    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    private func refusal(_ reason: String) -> CommandRefusal {
        CommandRefusal(
            "", "\(reason) (byte \(index))", "Send one object of JSON on one line, as docs/commands.md shows")
    }
}
