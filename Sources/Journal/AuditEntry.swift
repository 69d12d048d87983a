import Vitals

/// One entry of the audit log: that something happened, and a digest of the row that tells what. Nothing in it says who
/// the child is.
///
///     hash = SHA-256(hash of the entry before ‖ canonical line), 32 zero bytes before the first
public struct AuditEntry: Sendable, Hashable, Codable {
    /// Gap-free, from 1.
    public var seq: Int64
    public var run: Int64
    public var boot: String
    /// On the boot clock of `boot`; 0 where only the wall clock was asked.
    public var atMonotonic: Int64
    public var atWall: Int64
    public var kind: Kind
    /// The row it tells of, in the table of its kind.
    public var subject: Int64?
    /// What happened, in words of the program's: never of a person.
    public var what: String
    /// SHA-256 of a salt and the row, hex; empty where there is no row.
    public var digest: String
    public var hash: String

    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// A run began: which build, which files, how the run before ended.
        case start
        case stop
        /// A row of `transitions`, `commands`, `events`.
        case transition
        case command
        case event
        /// What became of a command.
        case outcome
        /// What was removed because of its age, and what because a child was erased.
        case pruned
        case erased
    }

    private enum CodingKeys: String, CodingKey {
        case seq, run, boot, kind, subject, what, digest, hash
        case atMonotonic = "at_mono_us"
        case atWall = "at_wall_us"
    }

    /// The canonical text that is hashed: RFC 8785 (sorted keys, no spaces), numbers as decimal strings.
    public var canonicalLine: String { line(withHash: false) }

    /// The same with the hash, as it is exported.
    public var line: String { line(withHash: true) }

    private func line(withHash: Bool) -> String {
        var text = #"{"at_mono_us":"\#(atMonotonic)","at_wall_us":"\#(atWall)","boot":\#(FoldTree.quoted(boot))"#
        text += #","digest":\#(FoldTree.quoted(digest))"#
        if withHash { text += #","hash":\#(FoldTree.quoted(hash))"# }
        text += #","kind":"\#(kind.rawValue)","run":"\#(run)","seq":"\#(seq)""#
        if let subject { text += #","subject":"\#(subject)""# }
        return text + #","what":\#(FoldTree.quoted(what))}"#
    }

    /// The hash this entry must have after one that has `previous`.
    func hash(after previous: [UInt8], _ hash: AuditHash) -> [UInt8] { hash(previous + Array(canonicalLine.utf8)) }

    /// Before the first entry.
    static let noHash = [UInt8](repeating: 0, count: 32)
}

extension AuditEntry {
    /// An exported line; `nil` for anything that this program would not have written so, to the byte.
    public init?(line: String) {
        guard let entry = try? FoldState.value(Wire.self, from: line).entry, entry.line == line else { return nil }
        self = entry
    }

    /// Numbers as they travel.
    private struct Wire: Decodable {
        var at_mono_us: String
        var at_wall_us: String
        var boot: String
        var digest: String
        var hash: String
        var kind: Kind
        var run: String
        var seq: String
        var subject: String?
        var what: String

        var entry: AuditEntry? {
            guard let seq = Int64(seq), let run = Int64(run), let mono = Int64(at_mono_us), let wall = Int64(at_wall_us)
            else { return nil }
            let row = subject.flatMap { Int64($0) }
            guard (row == nil) == (subject == nil) else { return nil }
            return AuditEntry(
                seq: seq, run: run, boot: boot, atMonotonic: mono, atWall: wall, kind: kind, subject: row, what: what,
                digest: digest, hash: hash)
        }
    }
}

/// The newest entry, to be noted somewhere else: whoever has it sees when the log was cut or set back.
public struct AuditHead: Sendable, Hashable, CustomStringConvertible {
    public var seq: Int64
    /// 64 hexadecimal digits.
    public var hash: String

    public init(seq: Int64, hash: String) {
        self.seq = seq
        self.hash = hash
    }

    /// As `spotward audit verify` writes and reads it: `SEQ:HASH`.
    public var description: String { "\(seq):\(hash)" }

    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let seq = Int64(parts[0]), seq > 0, parts[1].utf8.count == 64,
            parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        self.init(seq: seq, hash: String(parts[1]))
    }
}
