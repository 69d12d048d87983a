/// Writes what is encodable as JSON with sorted keys, for `FoldState`.
///
/// The library's encoder builds a dictionary for each object; this one keeps all values in one list (`FoldTree`). It writes
/// what the journal keeps and no more: no dates, data or URLs, which the library treats in ways of its own.
struct FoldWriter: Encoder {
    let tree: FoldTree
    var place = FoldTree.root
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        tree.becomeObject(place)
        return KeyedEncodingContainer(Members<Key>(tree: tree, place: place))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        tree.becomeArray(place)
        return Elements(tree: tree, place: place)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { Single(tree: tree, place: place) }
}

private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let tree: FoldTree
    let place: Int
    var codingPath: [any CodingKey] { [] }

    private func writer(_ key: String) -> FoldWriter { FoldWriter(tree: tree, place: tree.add(key, to: place)) }
    private func put(_ text: String, _ key: Key) { tree.become(text, tree.add(key.stringValue, to: place)) }

    func encodeNil(forKey key: Key) { put("null", key) }
    func encode(_ value: Bool, forKey key: Key) { put(value ? "true" : "false", key) }
    func encode(_ value: String, forKey key: Key) { put(FoldTree.quoted(value), key) }
    func encode(_ value: Double, forKey key: Key) { put(FoldState.text(of: value), key) }
    func encode(_ value: Float, forKey key: Key) { put(FoldState.text(of: value), key) }
    func encode(_ value: some BinaryInteger & Encodable, forKey key: Key) { put(String(value), key) }
    func encode(_ value: some Encodable, forKey key: Key) throws {
        try value.encode(to: writer(key.stringValue))
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        writer(key.stringValue).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        writer(key.stringValue).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { writer("super") }
    func superEncoder(forKey key: Key) -> any Encoder { writer(key.stringValue) }
}

private struct Elements: UnkeyedEncodingContainer {
    let tree: FoldTree
    let place: Int
    var codingPath: [any CodingKey] { [] }
    var count: Int { tree.elementCount(place) }

    private func writer() -> FoldWriter { FoldWriter(tree: tree, place: tree.add(to: place)) }
    private func put(_ text: String) { tree.become(text, tree.add(to: place)) }

    func encodeNil() { put("null") }
    func encode(_ value: Bool) { put(value ? "true" : "false") }
    func encode(_ value: String) { put(FoldTree.quoted(value)) }
    func encode(_ value: Double) { put(FoldState.text(of: value)) }
    func encode(_ value: Float) { put(FoldState.text(of: value)) }
    func encode(_ value: some BinaryInteger & Encodable) { put(String(value)) }
    func encode(_ value: some Encodable) throws { try value.encode(to: writer()) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        writer().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        writer().unkeyedContainer()
    }

    func superEncoder() -> any Encoder { writer() }
}

private struct Single: SingleValueEncodingContainer {
    let tree: FoldTree
    let place: Int
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { tree.become("null", place) }
    func encode(_ value: Bool) { tree.become(value ? "true" : "false", place) }
    func encode(_ value: String) { tree.become(FoldTree.quoted(value), place) }
    func encode(_ value: Double) { tree.become(FoldState.text(of: value), place) }
    func encode(_ value: Float) { tree.become(FoldState.text(of: value), place) }
    func encode(_ value: some BinaryInteger & Encodable) { tree.become(String(value), place) }
    func encode(_ value: some Encodable) throws { try value.encode(to: FoldWriter(tree: tree, place: place)) }
}
