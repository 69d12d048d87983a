import Vitals

/// The values `FoldWriter` was given, until they are written out with sorted keys. They lie in one list and name one another by
/// their places, where each was an object of its own before.
final class FoldTree {
    private enum Content {
        /// As it is written.
        case text(String)
        case object
        case array
    }

    private struct Node {
        /// Of a member of an object.
        var key = ""
        var content = Content.object
        var first: Int?
        var last: Int?
        var next: Int?
    }

    /// The place of the whole.
    static let root = 0

    private var nodes: [Node]

    init() {
        nodes = []
        nodes.reserveCapacity(Self.usualCount)
        nodes.append(Node())
    }

    /// What a transition has.
    private static let usualCount = 128

    /// A value that was something else is that no more.
    func becomeObject(_ place: Int) {
        guard case .object = nodes[place].content else { return replace(place, .object) }
    }

    func becomeArray(_ place: Int) {
        guard case .array = nodes[place].content else { return replace(place, .array) }
    }

    func become(_ text: String, _ place: Int) { replace(place, .text(text)) }

    private func replace(_ place: Int, _ content: Content) {
        nodes[place] = Node(key: nodes[place].key, content: content, next: nodes[place].next)
    }

    /// The place of a new member of an object, or of a new element of an array.
    func add(_ key: String = "", to parent: Int) -> Int {
        Self.add(Node(key: key), to: parent, of: &nodes)
    }

    /// By one access to the list: each is checked for exclusiveness, where the list is a class's.
    private static func add(_ node: Node, to parent: Int, of nodes: inout [Node]) -> Int {
        let place = nodes.count
        nodes.append(node)
        if let last = nodes[parent].last { nodes[last].next = place } else { nodes[parent].first = place }
        nodes[parent].last = place
        return place
    }

    func elementCount(_ place: Int) -> Int { Self.children(of: place, in: nodes).count }

    /// The whole, as text.
    func write(to bytes: inout [UInt8]) { Self.write(Self.root, of: nodes, to: &bytes) }

    private static func children(of place: Int, in nodes: [Node]) -> [Int] {
        var found: [Int] = []
        var next = nodes[place].first
        while let child = next {
            found.append(child)
            next = nodes[child].next
        }
        return found
    }

    private static func write(_ place: Int, of nodes: [Node], to bytes: inout [UInt8]) {
        switch nodes[place].content {
        case .text(let text): bytes.append(contentsOf: text.utf8)
        case .object:
            bytes.append(UInt8(ascii: "{"))
            var members = children(of: place, in: nodes)
            members.sort { nodes[$0].key < nodes[$1].key }
            for (number, member) in members.enumerated() {
                if number > 0 { bytes.append(UInt8(ascii: ",")) }
                write(nodes[member].key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                write(member, of: nodes, to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        case .array:
            bytes.append(UInt8(ascii: "["))
            for (number, element) in children(of: place, in: nodes).enumerated() {
                if number > 0 { bytes.append(UInt8(ascii: ",")) }
                write(element, of: nodes, to: &bytes)
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
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        // Nearly all texts stand as they are.
        if !bytes[start...].allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }) {
            bytes.removeSubrange(start...)
            writeEscaped(text, to: &bytes)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func writeEscaped(_ text: String, to bytes: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case 0x22: bytes += [0x5C, 0x22]
            case 0x5C: bytes += [0x5C, 0x5C]
            case 0x08: bytes += [0x5C, UInt8(ascii: "b")]
            case 0x09: bytes += [0x5C, UInt8(ascii: "t")]
            case 0x0A: bytes += [0x5C, UInt8(ascii: "n")]
            case 0x0C: bytes += [0x5C, UInt8(ascii: "f")]
            case 0x0D: bytes += [0x5C, UInt8(ascii: "r")]
            case 0..<0x20: bytes += Array("\\u00".utf8) + Array(CollectionOfOne(byte).hexadecimal.utf8)
            default: bytes.append(byte)
            }
        }
    }
}
