/// Writes what is encodable as JSON with sorted keys, for `FoldState`.
///
/// The library's encoder builds a dictionary for each object; this one keeps the members in a list and sorts it once. It
/// writes what the journal keeps and no more: no dates, data or URLs, which the library treats in ways of its own.
struct FoldWriter: Encoder {
    let place: FoldPlace
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        place.becomeObject()
        return KeyedEncodingContainer(Members<Key>(place: place))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        place.becomeArray()
        return Elements(place: place)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { Single(place: place) }
}

/// One value of the tree, filled in by its container.
final class FoldPlace {
    private enum Content {
        case text(String)
        case object([(key: String, value: FoldPlace)])
        case array([FoldPlace])
    }

    private var content = Content.object([])

    func becomeObject() {
        guard case .object = content else { return content = .object([]) }
    }

    func becomeArray() {
        guard case .array = content else { return content = .array([]) }
    }

    func become(_ text: String) { content = .text(text) }

    /// The place of a member, anew.
    func member(_ key: String) -> FoldPlace {
        let place = FoldPlace()
        guard case .object(var members) = content else { preconditionFailure("members are of an object") }
        content = .array([])
        members.append((key, place))
        content = .object(members)
        return place
    }

    /// The place of the next element.
    func element() -> FoldPlace {
        let place = FoldPlace()
        guard case .array(var elements) = content else { preconditionFailure("elements are of an array") }
        content = .object([])
        elements.append(place)
        content = .array(elements)
        return place
    }

    var elementCount: Int { if case .array(let elements) = content { elements.count } else { 0 } }

    func write(to bytes: inout [UInt8]) {
        switch content {
        case .text(let text): bytes.append(contentsOf: text.utf8)
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            let sorted = members.sorted { $0.key < $1.key }
            for (place, member) in sorted.enumerated() {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.write(member.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (place, element) in elements.enumerated() {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                element.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        }
    }

    static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        write(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case 0x22: bytes += [0x5C, 0x22]
            case 0x5C: bytes += [0x5C, 0x5C]
            case 0x08: bytes += [0x5C, UInt8(ascii: "b")]
            case 0x09: bytes += [0x5C, UInt8(ascii: "t")]
            case 0x0A: bytes += [0x5C, UInt8(ascii: "n")]
            case 0x0C: bytes += [0x5C, UInt8(ascii: "f")]
            case 0x0D: bytes += [0x5C, UInt8(ascii: "r")]
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let place: FoldPlace
    var codingPath: [any CodingKey] { [] }

    private func put(_ text: String, _ key: Key) { place.member(key.stringValue).become(text) }

    func encodeNil(forKey key: Key) { put("null", key) }
    func encode(_ value: Bool, forKey key: Key) { put(value ? "true" : "false", key) }
    func encode(_ value: String, forKey key: Key) { put(FoldPlace.quoted(value), key) }
    func encode(_ value: Double, forKey key: Key) { put(FoldState.text(of: value), key) }
    func encode(_ value: Float, forKey key: Key) { put(FoldState.text(of: value), key) }
    func encode(_ value: some BinaryInteger & Encodable, forKey key: Key) { put(String(value), key) }
    func encode(_ value: some Encodable, forKey key: Key) throws {
        try value.encode(to: FoldWriter(place: place.member(key.stringValue)))
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        FoldWriter(place: place.member(key.stringValue)).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        FoldWriter(place: place.member(key.stringValue)).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { FoldWriter(place: place.member("super")) }
    func superEncoder(forKey key: Key) -> any Encoder { FoldWriter(place: place.member(key.stringValue)) }
}

private struct Elements: UnkeyedEncodingContainer {
    let place: FoldPlace
    var codingPath: [any CodingKey] { [] }
    var count: Int { place.elementCount }

    private func put(_ text: String) { place.element().become(text) }

    func encodeNil() { put("null") }
    func encode(_ value: Bool) { put(value ? "true" : "false") }
    func encode(_ value: String) { put(FoldPlace.quoted(value)) }
    func encode(_ value: Double) { put(FoldState.text(of: value)) }
    func encode(_ value: Float) { put(FoldState.text(of: value)) }
    func encode(_ value: some BinaryInteger & Encodable) { put(String(value)) }
    func encode(_ value: some Encodable) throws { try value.encode(to: FoldWriter(place: place.element())) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        FoldWriter(place: place.element()).container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        FoldWriter(place: place.element()).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { FoldWriter(place: place.element()) }
}

private struct Single: SingleValueEncodingContainer {
    let place: FoldPlace
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { place.become("null") }
    func encode(_ value: Bool) { place.become(value ? "true" : "false") }
    func encode(_ value: String) { place.become(FoldPlace.quoted(value)) }
    func encode(_ value: Double) { place.become(FoldState.text(of: value)) }
    func encode(_ value: Float) { place.become(FoldState.text(of: value)) }
    func encode(_ value: some BinaryInteger & Encodable) { place.become(String(value)) }
    func encode(_ value: some Encodable) throws { try value.encode(to: FoldWriter(place: place)) }
}
