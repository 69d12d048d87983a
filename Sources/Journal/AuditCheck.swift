import Vitals

/// Goes through an audit log entry by entry and says what is wrong with it, and where. A value: entries go in, in order.
public struct AuditCheck: Sendable {
    /// What is wrong, and where.
    public struct Defect: Sendable, Hashable, CustomStringConvertible {
        public enum Kind: String, Sendable, Hashable {
            /// Entries are gone, or stand in another place.
            case missing
            /// An entry, or one before it, is another than was written.
            case changed
            /// The row it tells of is another than was written, or is gone.
            case row
            /// More was made uncheckable than was ever erased or pruned.
            case uncounted
            /// The log ends before the head that was noted, or has another entry there.
            case head
            /// A line of a file that is no entry.
            case unreadable
        }

        public var kind: Kind
        /// The entry, or the line of a file.
        public var seq: Int64
        public var text: String

        public var description: String { "entry \(seq): \(text)" }
    }

    private let wanted: AuditHead?
    private let isWhole: Bool
    private let checksRows: Bool
    let hash: AuditHash
    private var last: [UInt8]?
    private var expected: Int64?
    private var hasMetWanted = false
    private var openRows: Int64 = 0
    private var declared: Int64 = 0
    private(set) public var count = 0
    private(set) public var head: AuditHead?
    /// At most `Limits.auditDefectCount`; `defectCount` counts them all.
    private(set) public var defects: [Defect] = []
    private(set) public var defectCount = 0

    /// - Parameters:
    ///   - head: one that was noted somewhere else.
    ///   - isWhole: the first entry given is the first of all; else the first one is believed.
    ///   - checksRows: each entry comes with what became of its row.
    public init(
        head: AuditHead? = nil, isWhole: Bool = true, checksRows: Bool = false, hash: @escaping AuditHash = SHA256.hash
    ) {
        self.hash = hash
        self.checksRows = checksRows
        wanted = head
        self.isWhole = isWhole
        if isWhole { (last, expected) = (AuditEntry.noHash, 1) }
    }

    public var isSound: Bool { defectCount == 0 }

    /// What became of the row an entry tells of.
    enum RowState: Sendable {
        /// It has none, or it was not looked at.
        case none
        case asWritten
        case differs
        /// It and its salt are gone, as after an erasure.
        case gone
    }

    public mutating func take(_ entry: AuditEntry) { take(entry, row: .none) }

    mutating func take(_ entry: AuditEntry, row: RowState) {
        count += 1
        if let expected, entry.seq != expected {
            note(
                .missing, entry.seq,
                entry.seq > expected
                    ? "\(entry.seq - expected) entries before it are gone, from \(expected) on"
                    : "it stands in another place than it was written in: \(expected) belongs here")
        }
        let isLinked = last.map { entry.hash(after: $0, hash).hexadecimal == entry.hash } ?? true
        // Behind a gap the hash cannot fit: that is told once.
        if !isLinked, expected == entry.seq {
            note(.changed, entry.seq, "it does not have its hash: it or the one before it is another than was written")
        }
        switch row {
        case .none, .asWritten: break
        case .differs:
            note(.row, entry.seq, "the \(entry.kind.rawValue) it tells of is another than was written, or is gone")
        case .gone: openRows += 1
        }
        if entry.kind == .erased || entry.kind == .pruned { declared += entry.declaredCount }
        if let wanted, entry.seq == wanted.seq {
            hasMetWanted = true
            if entry.hash != wanted.hash {
                note(.head, entry.seq, "it has another hash than was noted: the log is not the one that was there then")
            }
        }
        // What follows is judged by what stands here, so that one change is one finding.
        last = entry.hash.hexBytes ?? AuditEntry.noHash
        expected = entry.seq &+ 1
        head = AuditHead(seq: entry.seq, hash: entry.hash)
    }

    /// A line of a file that could not be read, counted from 1.
    public mutating func takeUnreadable(line: Int) {
        note(.unreadable, Int64(line), "this line of the file is no entry of an audit log, to the byte")
        last = nil
        expected = nil
    }

    /// The end of the log.
    public mutating func finish() {
        if let wanted, !hasMetWanted {
            note(
                .head, head?.seq ?? 0,
                "the log ends here, and entry \(wanted.seq) was noted: its tail was cut, or an older copy put in its place"
            )
        }
        if isWhole, checksRows, openRows != declared {
            note(
                .uncounted, head?.seq ?? 0,
                "\(openRows) rows are no longer there to compare, and \(declared) were erased or pruned by the log")
        }
    }

    private mutating func note(_ kind: Defect.Kind, _ seq: Int64, _ text: String) {
        defectCount += 1
        if defects.count < Limits.auditDefectCount { defects.append(Defect(kind: kind, seq: seq, text: text)) }
    }
}

extension AuditEntry {
    /// How many entries lost their rows by this one: the first word of what it says.
    var declaredCount: Int64 { what.split(separator: " ").first.flatMap { Int64($0) } ?? 0 }
}

extension String {
    /// The bytes of hexadecimal digits; `nil` where they are none.
    var hexBytes: [UInt8]? {
        let digits = Array(utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index].hexValue, let low = digits[index + 1].hexValue else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}

extension UInt8 {
    fileprivate var hexValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x61...0x66: self - 0x57
        default: nil
        }
    }
}
