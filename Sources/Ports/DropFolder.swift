import CPosix
import Glibc
import Vitals

/// The intake's side of a drop folder: hands out each complete file once, and puts it away with a receipt.
///
/// ```
/// FOLDER/night.csv  → claimed →  processing/000042-night.csv  → finished →  accepted/night.csv
///                                                                           accepted/night.csv.receipt.json
/// ```
///
/// It belongs to one queue of its own, which may wait for the disk, and is woken by `PortEvents.folderChanged`. What lies
/// in `processing` at the start was claimed and not finished before: it is offered first, so a file is offered at least
/// once and the journal, which knows a file by its content, applies it once.
///
/// ```swift
/// while let file = try folder.next() { … ; try folder.finish(file, accepted: true, receipt: json) }
/// ```
public struct DropFolder: ~Copyable, Sendable {
    private let plan: DropFolderPlan
    private let onRefusal: @Sendable (RefusedFile) -> Void
    private var open: OpenDropFolder?
    private var candidates: DropCandidates
    /// Claimed and not finished, the next one last.
    private var leftovers: [StoredName] = []
    private var nextNumber: UInt64 = 1
    private var nextRescan: MonotonicInstant?

    /// Opens the folder and makes its subfolders.
    ///
    /// - Parameter onRefusal: called for each file refused unread, on the intake's own queue.
    /// - Throws: when the folder is missing, not trustworthy (`PortError.Cause.worldWritable`, `.foreignOwner`) or cannot
    ///   be watched.
    public init(
        _ plan: DropFolderPlan, onRefusal: @escaping @Sendable (RefusedFile) -> Void = { _ in }
    ) throws(PortError) {
        guard (1...PortLimits.documentByteCount).contains(plan.sizeLimit) else {
            throw PortError(.open, plan.path, .limit("documentByteCount"))
        }
        let opened = try OpenDropFolder(plan.path)
        leftovers = try Self.claimedBefore(opened, numberedFrom: &nextNumber)
        open = consume opened
        candidates = DropCandidates(urgentSuffix: plan.urgentSuffix)
        self.plan = plan
        self.onRefusal = onRefusal
    }

    /// The next file to read, or `nil` when there is none now.
    ///
    /// Files that may not be read are put into `refused` on the way.
    /// - Throws: when the folder as a whole is in trouble. Call again at the next wake-up.
    public mutating func next() throws(PortError) -> ClaimedFile? {
        try reopenIfReplaced()
        while let stored = leftovers.popLast() {
            if let file = try offer(stored) { return file }
        }
        let now = PortClock.bootNow()
        try hear(at: now)
        if let file = try nextCandidate() { return file }
        try lookAround(at: now)
        return try nextCandidate()
    }

    /// The next file whose name ends in the plan's `urgentSuffix` and that was seen to be complete: to be asked for while
    /// another file takes long.
    public mutating func nextUrgent() throws(PortError) -> ClaimedFile? {
        guard open != nil else { return nil }
        try hear(at: PortClock.bootNow())
        while let name = candidates.nextUrgent() {
            guard let stored = try claim(name) else { continue }
            if let file = try offer(stored) { return file }
        }
        return nil
    }

    /// Puts a file that was read into `accepted` or `refused`, with its receipt beside it, durably.
    ///
    /// - Parameter receipt: JSON that says how many rows were taken and why the others were not.
    /// - Throws: when it cannot be put away; it is then offered again.
    public mutating func finish(_ file: consuming ClaimedFile, accepted: Bool, receipt: [UInt8]) throws(PortError) {
        try settle(StoredName(number: file.number, name: file.name), accepted: accepted, receipt: receipt)
    }

    /// Gives back a file that could not be dealt with now. It is offered again by the next `next`.
    public mutating func putBack(_ file: consuming ClaimedFile) {
        leftovers.append(StoredName(number: file.number, name: file.name))
    }

    /// Puts into `refused` what was claimed before and not finished: the program ended, several times, while it had it in hand. What
    /// ends in the plan's `urgentSuffix` stays and is offered again: it may be somebody's worry.
    ///
    /// - Returns: how many.
    public mutating func refuseClaimed() throws(PortError) -> Int {
        let stays = leftovers.filter { stored in plan.urgentSuffix.map { stored.name.hasSuffix($0) } ?? false }
        let goes = leftovers.filter { !stays.contains($0) }
        for stored in goes {
            let receipt = Receipt.refusal(.inHand, file: stored.name, at: PortClock.realNow())
            try settle(stored, accepted: false, receipt: receipt)
        }
        leftovers = stays
        return goes.count
    }

    // MARK: The folder

    private mutating func reopen() throws(PortError) {
        open = nil
        candidates = DropCandidates(urgentSuffix: plan.urgentSuffix)
        nextRescan = nil
        let opened = try OpenDropFolder(plan.path)
        leftovers = try Self.claimedBefore(opened, numberedFrom: &nextNumber)
        open = consume opened
    }

    /// Opens the folder anew when its path leads elsewhere, or when that failed before.
    private mutating func reopenIfReplaced() throws(PortError) {
        if open?.isInPlace() == true { return }
        try reopen()
    }

    /// What lies in `processing`, latest first. Names we did not give are replaced by such as we do.
    private static func claimedBefore(
        _ folder: borrowing OpenDropFolder, numberedFrom nextNumber: inout UInt64
    ) throws(PortError) -> [StoredName] {
        var ours: [StoredName] = []
        var others: [EntryName] = []
        try folder.processing.forEachEntry { name in
            if let stored = StoredName(name) { ours.append(stored) } else { others.append(name) }
            return ours.count + others.count < PortLimits.candidateCount
        }
        if let highest = ours.map(\.number).max() { nextNumber = max(nextNumber, highest + 1) }
        for name in others {
            let stored = StoredName(number: nextNumber, name: name.sanitised)
            nextNumber += 1
            try folder.processing.move(name, to: folder.processing, as: stored.entry)
            ours.append(stored)
        }
        return ours.sorted(by: >)
    }

    // MARK: Finding

    /// Looks for what cannot be heard of: now and then at the whole folder, else at what waits for its second look.
    private mutating func lookAround(at now: MonotonicInstant) throws(PortError) {
        if let nextRescan, now < nextRescan, !candidates.hasLeftSome {
            for name in candidates.dueForSecondLook(at: now) { try look(at: name, now) }
        } else {
            try rescan(at: now)
            nextRescan = now.advanced(by: PortLimits.folderRescan)
        }
    }

    /// Hears what inotify kept for us since the last call.
    private mutating func hear(at now: MonotonicInstant) throws(PortError) {
        var buffer = [UInt8](repeating: 0, count: PortLimits.batchByteCount)
        while true {
            guard let outcome = open?.inotify.read(into: &buffer) else { return }
            switch outcome {
            case .bytes(let count):
                var heard: [(event: Inotify.Event, name: EntryName)] = []
                let bytes = buffer.span.extracting(first: count)
                Inotify.forEachEvent(bytes) { event in
                    heard.append((event, EntryName(event.name.map { bytes[$0] })))
                }
                for (event, name) in heard { try hear(event, name, at: now) }
            case .wouldBlock: return
            case .end: throw PortError(.watch, plan.path, .replaced)
            case .failure(let code): throw PortError(.watch, plan.path, .system(errno: code))
            }
        }
    }

    private mutating func hear(_ event: Inotify.Event, _ name: EntryName, at now: MonotonicInstant) throws(PortError) {
        if event.isOverflow {
            candidates.forgetWriters()
            nextRescan = nil
        }
        guard Self.isCandidate(name) else { return }
        if event.isCompletion {
            candidates.sawCompletion(name)
        } else if event.isCreation, let status = try open?.folder.status(of: name) {
            // A new name for an old file is never closed: it waits for its second look, and a link that was only the
            // writer's way to move the file in is by then the only name.
            let isWritersOwn = status.st_mode & S_IFMT == S_IFREG && status.st_nlink == 1
            if isWritersOwn { candidates.sawCreation(name) } else { consider(name, status, at: now) }
        }
    }

    private mutating func rescan(at now: MonotonicInstant) throws(PortError) {
        var present: Set<EntryName> = []
        try open?.folder.forEachEntry { name in
            if Self.isCandidate(name) { present.insert(name) }
            return present.count < PortLimits.candidateCount
        }
        if present.count < PortLimits.candidateCount { candidates.keepOnly(present) }
        candidates.startRescan()
        for name in present { try look(at: name, now) }
    }

    private mutating func look(at name: EntryName, _ now: MonotonicInstant) throws(PortError) {
        guard let status = try open?.folder.status(of: name) else { return candidates.sawRemoval(name) }
        consider(name, status, at: now)
    }

    private mutating func consider(_ name: EntryName, _ status: stat, at now: MonotonicInstant) {
        guard status.st_mode & S_IFMT == S_IFREG else { return candidates.sawCompletion(name) }
        let changed = Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
        candidates.look(name, .init(byteCount: Int64(status.st_size), changed: changed), at: now)
    }

    private static func isCandidate(_ name: EntryName) -> Bool {
        !name.bytes.isEmpty && !name.isUnfinished && !OpenDropFolder.subfolders.contains(name)
    }

    // MARK: Claiming

    private mutating func nextCandidate() throws(PortError) -> ClaimedFile? {
        while let name = candidates.next() {
            guard let stored = try claim(name) else { continue }
            if let file = try offer(stored) { return file }
        }
        return nil
    }

    /// Moves an entry into `processing` under a name of ours; `nil` when it is gone or cannot be moved.
    private mutating func claim(_ name: EntryName) throws(PortError) -> StoredName? {
        let stored = StoredName(number: nextNumber, name: name.sanitised)
        nextNumber += 1
        do {
            try open?.move(name, as: stored)
            return stored
        } catch {
            switch error.cause {
            case .system(ENOENT): return nil
            case .system(let code) where [EACCES, EPERM, EBUSY, EXDEV].contains(code):
                onRefusal(RefusedFile(source: plan.source, name: stored.name, refusal: .unmovable(errno: code)))
                return nil
            default:
                // The disk, not this file: found again by the next rescan.
                nextRescan = nil
                throw error
            }
        }
    }

    /// The claimed entry, open; `nil` when it was refused or has vanished.
    private mutating func offer(_ stored: StoredName) throws(PortError) -> ClaimedFile? {
        do {
            guard let inspection = try open?.inspect(stored, sizeLimit: plan.sizeLimit) else { return nil }
            switch consume inspection {
            case .readable(let file): return file
            case .vanished: return nil
            case .refused(let refusal):
                let receipt = Receipt.refusal(refusal, file: stored.name, at: PortClock.realNow())
                try settle(stored, accepted: false, receipt: receipt)
                onRefusal(RefusedFile(source: plan.source, name: stored.name, refusal: refusal))
                return nil
            }
        } catch {
            if !leftovers.contains(stored) { leftovers.append(stored) }
            throw error
        }
    }

    private mutating func settle(_ stored: StoredName, accepted: Bool, receipt: [UInt8]) throws(PortError) {
        do {
            try open?.settle(stored.entry, as: stored.name, accepted: accepted, receipt: receipt)
        } catch {
            leftovers.append(stored)
            throw error
        }
    }
}
