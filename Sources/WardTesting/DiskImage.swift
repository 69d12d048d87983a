import Foundation

/// What became of what was written and not synced, when the power went.
enum Damage: String, CaseIterable {
    /// Nothing of it is there.
    case dropped
    /// All of it is.
    case landed
    /// Each sector of each write by itself, as a disk may put them in any order; so with sizes and names.
    case reordered
    /// All up to one write, of which some sectors are there.
    case tornBetweenSectors
    /// As reordered, and one sector is half written, or noise.
    case tornWithinASector

    static let sectorByteCount = 512
}

/// A disk as it is asked of: what is surely on it, and what is not yet.
///
/// The model is as unkind as POSIX allows: sizes come apart from contents, what was never written within a file reads as
/// zeros, names of files come and go until their folder is synced, and a failed sync is told of once.
struct DiskImage {
    private struct File {
        var durable: Data
        var pending: [Change] = []
    }

    fileprivate enum Change {
        case write(offset: Int, bytes: Data)
        case truncate(Int)
    }

    private let before: [String: Data]
    private var files: [Int: File] = [:]
    /// Files by name, as the disk surely has them, and what the folder was asked since.
    private var names: [String: Int] = [:]
    private var pendingNames: [(name: String, file: Int?)] = []
    /// A disk that answers each sync and does none of them.
    let isLying: Bool

    init(before: [String: Data], isLying: Bool = false) {
        self.before = before
        self.isLying = isLying
        // Files nobody opens later are there all the same.
        for (place, entry) in before.enumerated() {
            files[-1 - place] = File(durable: entry.value)
            names[entry.key] = -1 - place
        }
    }

    mutating func take(_ call: DiskCall, _ chances: inout Chances) {
        switch call {
        case .found(let file, let name):
            files[file] = File(durable: before[name] ?? Data())
            names[name] = file
        case .created(let file, let name):
            files[file] = File(durable: Data())
            pendingNames.append((name, file))
        case .written(let file, let offset, let bytes):
            files[file]?.pending.append(.write(offset: offset, bytes: bytes))
        case .truncated(let file, let byteCount):
            files[file]?.pending.append(.truncate(byteCount))
        case .synced(let file) where !isLying: settle(file, .landed, &chances)
        // The kernel holds the pages for clean from now on: what was not written yet never will be.
        case .syncFailed(let file): settle(file, chances.oneIn(2) ? .dropped : .reordered, &chances)
        case .deleted(_, let name): pendingNames.append((name, nil))
        case .folderSynced where !isLying:
            for change in pendingNames { names[change.name] = change.file }
            pendingNames = []
        case .synced, .folderSynced: break
        }
    }

    private mutating func settle(_ number: Int, _ damage: Damage, _ chances: inout Chances) {
        guard let file = files[number] else { return }
        files[number] = File(durable: Self.content(of: file, damage, &chances))
    }

    /// The files after a power cut at this moment.
    func cut(_ damage: Damage, _ chances: inout Chances) -> [String: Data] {
        var found = names
        for change in pendingNames {
            let isThere =
                switch damage {
                case .dropped: false
                case .landed: true
                case .reordered, .tornBetweenSectors, .tornWithinASector: chances.oneIn(2)
                }
            if isThere { found[change.name] = change.file }
        }
        return found.compactMapValues { number in
            files[number].map { Self.content(of: $0, damage, &chances) }
        }
    }

    private static func content(of file: File, _ damage: Damage, _ chances: inout Chances) -> Data {
        var bytes = file.durable
        guard !file.pending.isEmpty, damage != .dropped else { return bytes }
        let torn = Int.random(in: 0..<file.pending.count, using: &chances)
        for (place, change) in file.pending.enumerated() {
            switch damage {
            case .dropped: break
            case .landed: bytes.take(change)
            case .tornBetweenSectors:
                if place < torn { bytes.take(change) }
                if place == torn { bytes.take(change) { _ in chances.oneIn(2) ? .whole : .none } }
            case .reordered: bytes.take(change) { _ in chances.oneIn(2) ? .whole : .none }
            case .tornWithinASector:
                bytes.take(change) { _ in
                    if place == torn, chances.oneIn(4) {
                        return chances.oneIn(2) ? .noise(chances.next()) : .until(chances.next())
                    }
                    return chances.oneIn(2) ? .whole : .none
                }
            }
        }
        return bytes
    }
}

/// How much of one sector of one write is there.
private enum SectorFate {
    case whole
    case none
    /// As far as a byte chosen by this number.
    case until(UInt64)
    case noise(UInt64)
}

extension Data {
    /// All of it.
    fileprivate mutating func take(_ change: DiskImage.Change) {
        switch change {
        case .truncate: take(change) { _ in .whole }
        case .write(let offset, let written): put(written, at: offset)
        }
    }

    /// - Parameter fate: of the sector at this offset.
    fileprivate mutating func take(_ change: DiskImage.Change, _ fate: (Int) -> SectorFate) {
        switch change {
        case .truncate(let byteCount):
            guard case .whole = fate(0) else { return }
            count = byteCount
        case .write(let offset, let written):
            var start = offset
            let end = offset + written.count
            while start < end {
                let sectorEnd = Swift.min(end, (start / Damage.sectorByteCount + 1) * Damage.sectorByteCount)
                switch fate(start) {
                case .none: break
                case .whole: put(written[(start - offset)..<(sectorEnd - offset)], at: start)
                case .until(let number):
                    let half = start + Int(number % UInt64(sectorEnd - start))
                    put(written[(start - offset)..<(half - offset)], at: start)
                case .noise(let number):
                    var noise = Chances(seed: number)
                    let bytes = (start..<sectorEnd).map { _ in UInt8.random(in: .min ... .max, using: &noise) }
                    put(Data(bytes), at: start)
                }
                start = sectorEnd
            }
        }
    }

    private mutating func put(_ bytes: Data, at offset: Int) {
        guard !bytes.isEmpty else { return }
        // What lies between is zeros.
        if count < offset + bytes.count { count = offset + bytes.count }
        replaceSubrange(offset..<(offset + bytes.count), with: bytes)
    }
}

extension DiskImage {
    /// What SQLite keeps on the disk; the memory beside the log is not there after a start.
    private static let suffixes = ["", "-wal", "-journal"]

    static func read(_ folder: String) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for suffix in suffixes {
            let name = "journal.sqlite" + suffix
            guard let data = FileManager.default.contents(atPath: folder + "/" + name) else { continue }
            files[name] = data
        }
        return files
    }

    static func write(_ files: [String: Data], to folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        for (name, bytes) in files where name.hasPrefix("journal.sqlite") {
            try bytes.write(to: URL(fileURLWithPath: folder + "/" + name))
        }
    }
}
