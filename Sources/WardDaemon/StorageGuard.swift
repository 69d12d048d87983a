import Journal
import Vitals

/// Watches the room on the disk of the state folder, and holds the reserve that only what must not be lost may have.
///
/// A value: the journal's stage asks it once a second and before it writes readings, and does what it says.
struct StorageGuard {
    private let folder: String
    private let reserve: DiskReserve
    private let measure: @Sendable (String) -> DiskSpace?
    private var lookedAt: MonotonicInstant?
    private(set) var level = DiskLevel.roomy
    private(set) var usedPercent: UInt32 = 0
    private(set) var freeByteCount: UInt64?
    /// The reserve is whole. While it is not, the room there is belongs to alerts and commands.
    private(set) var hasReserve: Bool
    /// Readings and scores that were judged and not kept, in this run.
    private(set) var unrecordedCount: UInt64 = 0

    /// - Parameter measure: how full the disk of a folder is.
    init(folder: String, measure: @escaping @Sendable (String) -> DiskSpace? = { DiskSpace(of: $0) }) {
        self.folder = folder
        self.measure = measure
        reserve = DiskReserve(stateDirectory: folder)
        hasReserve = reserve.make()
    }

    /// Whether readings may be written.
    var keepsReadings: Bool { hasReserve && level < .full }

    mutating func countUnrecorded(_ count: Int) { unrecordedCount &+= UInt64(count) }

    /// Measures, once a second at most; `true` when the level or the reserve is another than before.
    mutating func look(at now: MonotonicInstant) -> Bool {
        if let lookedAt, now.since(lookedAt) < DaemonLimits.diskLookEvery { return false }
        lookedAt = now
        guard let space = measure(folder) else { return false }
        let before = (level, hasReserve)
        usedPercent = space.usedPercent
        freeByteCount = space.freeByteCount
        if !hasReserve, space.freeByteCount >= UInt64(reserve.byteCount + Journal.Limits.reserveMarginByteCount) {
            hasReserve = reserve.make()
        }
        level = hasReserve ? space.level : .full
        return before != (level, hasReserve)
    }

    /// Something found no room before that was measured.
    mutating func noteFull() { level = .full }

    /// Whether a folder's disk has room for more than what must not be lost.
    static func hasRoom(in folder: String) -> Bool {
        guard let space = DiskSpace(of: folder) else { return true }
        let reserve = DiskReserve(stateDirectory: folder)
        let isFree = space.freeByteCount >= UInt64(reserve.byteCount + Journal.Limits.reserveMarginByteCount)
        return space.level < .full && (reserve.isThere || isFree)
    }

    /// Something that must not be lost could not be written: gives it the reserve. `true` when there is room for it now.
    mutating func makesWay(for error: JournalError) -> Bool {
        guard hasReserve, error.kind == .full || error.kind == .inputOutput && isOutOfRoom else { return false }
        hasReserve = false
        level = .full
        lookedAt = nil
        return reserve.release()
    }

    /// SQLite calls a log index that cannot grow an error of input and output.
    private var isOutOfRoom: Bool {
        DiskSpace(of: folder).map { $0.freeByteCount < UInt64(Journal.Limits.reserveMarginByteCount) } ?? false
    }
}
