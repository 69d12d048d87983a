import Glibc

/// The name of an entry of a folder as the file system has it: any bytes but NUL and `/`, 1 to 255 of them, in no
/// encoding.
struct EntryName: Sendable, Hashable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }
    init(_ text: String) { bytes = Array(text.utf8) }

    init(cString: UnsafePointer<CChar>) {
        // A name ends with NUL: the C library's promise.
        bytes = unsafe Array(UnsafeRawBufferPointer(start: cString, count: strlen(cString)))
    }

    var isSelfOrParent: Bool { bytes == [UInt8(ascii: ".")] || bytes == Array("..".utf8) }

    /// Whether the intake leaves it alone: hidden, or marked as unfinished by its writer.
    var isUnfinished: Bool {
        bytes.first == UInt8(ascii: ".") || hasSuffix(".tmp") || hasSuffix(".part")
    }

    func hasSuffix(_ suffix: String) -> Bool {
        bytes.count >= suffix.utf8.count && bytes.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }

    func withCString<Value>(_ body: (UnsafePointer<CChar>) -> Value) -> Value {
        var terminated = [CChar](repeating: 0, count: bytes.count + 1)
        for place in bytes.indices { terminated[place] = CChar(bitPattern: bytes[place]) }
        // The array ends with the NUL that makes it a C string, and lives for the length of the call.
        return unsafe terminated.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { preconditionFailure("an array with a NUL in it has memory") }
            return unsafe body(start)
        }
    }

    /// The name as we keep it: ASCII letters, digits, `.`, `_` and `-`, everything else replaced by `_`. It does not
    /// start with `.` or `-`, is never empty, keeps a short extension, and needs no escape in JSON, a shell or a log.
    var sanitised: String {
        var kept = bytes.map { Self.isHarmless($0) ? $0 : UInt8(ascii: "_") }
        if kept.count > PortLimits.keptNameByteCount {
            let dot = kept.lastIndex(of: UInt8(ascii: ".")) ?? kept.endIndex
            let ending = kept.endIndex - dot <= 16 ? Array(kept[dot...]) : []
            kept = kept.prefix(PortLimits.keptNameByteCount - ending.count) + ending
        }
        if let first = kept.first, first == UInt8(ascii: ".") || first == UInt8(ascii: "-") {
            kept[0] = UInt8(ascii: "_")
        }
        if kept.isEmpty { kept = [UInt8(ascii: "_")] }
        // A dropped file may not pass for a receipt of ours.
        let name = EntryName(kept)
        return String(decoding: name.hasSuffix(Receipt.ending) ? kept + [UInt8(ascii: "_")] : kept, as: UTF8.self)
    }

    private static func isHarmless(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
