import Configuration
import Glibc
import Journal
import Register
import Vitals

/// Removes everything a hub has of one child who has left, and looks afterwards whether anything is left.
///
/// Files first, then the register, then the journal with its tombstone: cut off anywhere, it is asked again and goes on.
/// No daemon may run meanwhile. What other children lose with it is counted: a recording holds all that came in.
public struct Erasure {
    /// Why nothing was erased, and what to do first.
    public struct Refusal: Error, CustomStringConvertible {
        public var description: String
    }

    /// What was done.
    public struct Account: Sendable, Encodable {
        public var child: String
        /// The SHA-256 of the pseudonym: all that is left of it.
        public var tombstone: String
        public var recordings = 0
        public var droppedFiles = 0
        public var damagedJournals = 0
        /// Files of the state folder and the drop folders that name the child still; none when all is well.
        public var left: [String] = []
    }

    private let ward: Ward
    private let order: ErasureOrder
    private var state: String { ward.configuration.stateFolder }

    public init(_ ward: Ward, _ order: ErasureOrder) {
        self.ward = ward
        self.order = order
    }

    public func run() throws -> Account {
        let child = order.admissionID
        let file = RegisterFile(path: ward.registerPath)
        let plan = WardStart(plan: ward.configuration.plan, kept: try file.load(), at: order.at).register
        try requireGone(child, plan)
        let store = try JournalStore(directory: state, now: order.at, hash: JournalOpening.hash)
        defer { try? store.close() }
        let trace = try store.trace(of: child)
        try requireSettled(trace)
        try requireRoom()
        let others = plan.plan.admissions.map(\.id)

        var account = Account(child: child, tombstone: order.admissionHash)
        account.recordings = removeRecordings(child, trace.span, others)
        account.droppedFiles = removeDropped(child, trace.documentHashes, others)
        account.damagedJournals = removeDamagedJournals()
        try file.erase(child)
        try store.erase(order)
        try store.close()
        account.left = filesNaming(child, others)
        return account
    }

    // MARK: What is refused

    private func requireGone(_ child: String, _ register: WardRegister) throws {
        if ward.configuration.plan.admissions.contains(where: { $0.id == child }) {
            throw Refusal(
                description:
                    "\(child) is in the configuration: discharge the child, take it out of \(ward.configuration.file.path), "
                    + "then ask again.")
        }
        guard register.index(of: child).flatMap({ register[$0] })?.isOnWard != true else {
            throw Refusal(
                description: "\(child) is on the ward: `spotward discharge \(child) --reason …` first, then ask again.")
        }
    }

    private func requireSettled(_ trace: ChildTrace) throws {
        let child = order.admissionID
        guard trace.span != nil || trace.erasedAt != nil else {
            throw Refusal(description: "Nothing is on record of \(child): check the pseudonym.")
        }
        guard trace.openEpisodeCount == 0 else {
            throw Refusal(
                description:
                    "\(trace.openEpisodeCount) alarms of \(child) are open or were looked at by nobody: take or close "
                    + "them (`spotward ward`), then ask again.")
        }
        guard trace.owedCount == 0 else {
            throw Refusal(
                description:
                    "\(trace.owedCount) messages about \(child) were accepted by no receiver yet: wait until they are, or "
                    + "see `spotward journal deliveries`, then ask again.")
        }
    }

    /// The journal is written anew beside itself.
    private func requireRoom() throws {
        var status = stat()
        guard stat(state + "/" + Journal.Limits.fileName, &status) == 0, let space = DiskSpace(of: state) else {
            return
        }
        let needed = 2 * UInt64(clamping: status.st_size) + 4 << 20
        guard space.freeByteCount >= needed else {
            throw Refusal(
                description:
                    "The disk of \(state) has \(space.freeByteCount >> 20) MiB free and \(needed >> 20) are needed to write "
                    + "the journal anew: make room, then ask again.")
        }
    }

    // MARK: Files

    /// Those written during the stay, and those that name the child.
    private func removeRecordings(_ child: String, _ stay: ClosedRange<WallInstant>?, _ others: [String]) -> Int {
        let folder = ward.recordingsPath
        var before = WallInstant(microseconds: .min)
        var removed = 0
        for segment in RecordingFolder.segments(in: folder) {
            let path = folder + "/" + segment.name
            // A segment begins where the one before it ended, or later.
            let isOfStay = stay.map { segment.writtenAt >= $0.lowerBound && before <= $0.upperBound } ?? false
            before = segment.writtenAt
            guard isOfStay || FileBytes.of(path).holds(child, besides: others) else { continue }
            if unlink(path) == 0 { removed += 1 }
        }
        return removed
    }

    /// What names the child, and what readings of it came from by the journal.
    private func removeDropped(_ child: String, _ documents: Set<String>, _ others: [String]) -> Int {
        var removed = 0
        for path in archivedFiles() {
            let bytes = FileBytes.of(path)
            guard bytes.holds(child, besides: others) || documents.contains(sha256(bytes)) else { continue }
            // The receipt of a file stands beside it, under its name with a word more.
            for file in [path] + archivedFiles().filter({ $0 != path && $0.hasPrefix(path) }) where unlink(file) == 0 {
                removed += 1
            }
        }
        return removed
    }

    private func archivedFiles() -> [String] {
        ward.configuration.folders.flatMap { folder in
            ["/accepted", "/refused", "/processing"].flatMap { FileBytes.names(in: folder.path + $0) }
        }
    }

    /// A journal that was set aside may hold anything of anybody, and nobody can say what.
    private func removeDamagedJournals() -> Int {
        FileBytes.names(in: state).filter { $0.hasPrefix(state + "/" + Journal.Limits.quarantinePrefix) }.count {
            unlink($0) == 0
        }
    }

    /// Every byte of the state folder and of what was dropped.
    private func filesNaming(_ child: String, _ others: [String]) -> [String] {
        let files = FileBytes.names(in: state) + FileBytes.names(in: ward.recordingsPath) + archivedFiles()
        return files.filter { FileBytes.of($0).holds(child, besides: others) }.sorted()
    }
}
