import Glibc

/// A dropped file that is ours: moved into `processing` under a name nobody else uses, checked and open for reading.
///
/// Read it with `read(into:)`, not by mapping it: a writer who still holds it could cut it short, and touching a mapped
/// page beyond the end kills the process. Give it back with `DropFolder.finish` or `putBack`; one that is merely let go
/// stays in `processing` and is offered again after a restart.
public struct ClaimedFile: ~Copyable, Sendable {
    public let descriptor: FileDescriptor
    /// The original name in harmless characters, extension kept. It may be a person's: not for logs.
    public let name: String
    /// What tells it from every other file in `processing`; for logs.
    public let number: UInt64
    /// Bytes at the time of the claim: 1 … the plan's limit.
    public let byteCount: Int64
    /// Where it lies now, as a shell finds it by its number: what people call a file may be a child's name.
    public let path: String

    let storedName: EntryName

    /// Reads on into the front of `buffer`.
    ///
    /// - Returns: how many bytes; 0 at the end. Stop at the plan's size limit: the file may have grown.
    public borrowing func read(into buffer: inout [UInt8]) throws(PortError) -> Int {
        switch descriptor.read(into: &buffer) {
        case .bytes(let count): return count
        case .end: return 0
        case .wouldBlock: throw PortError(.read, path, .system(errno: EAGAIN))
        case .failure(let code): throw PortError(.read, path, .system(errno: code))
        }
    }
}

/// The names in `processing`: `000042-night.csv`.
struct StoredName: Hashable, Comparable {
    let number: UInt64
    /// Sanitised.
    let name: String

    init(number: UInt64, name: String) {
        self.number = number
        self.name = name
    }

    /// `nil` when we did not give this name.
    init?(_ entry: EntryName) {
        let digits = entry.bytes.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let rest = entry.bytes.dropFirst(digits.count)
        guard digits.count >= Self.digitCount, rest.first == UInt8(ascii: "-"),
            let number = UInt64(String(decoding: digits, as: UTF8.self)), number < UInt64.max / 2
        else { return nil }
        let name = EntryName(Array(rest.dropFirst()))
        guard Array(name.sanitised.utf8) == name.bytes else { return nil }
        self.init(number: number, name: name.sanitised)
    }

    var entry: EntryName {
        EntryName(Self.digits(of: number) + "-" + name)
    }

    private static func digits(of number: UInt64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, digitCount - digits.count)) + digits
    }

    /// What a shell finds it by, and a log may hold: `000042-*`.
    var pattern: String { Self.digits(of: number) + "-*" }

    static func < (a: Self, b: Self) -> Bool { (a.number, a.name) < (b.number, b.name) }

    private static let digitCount = 6
}
