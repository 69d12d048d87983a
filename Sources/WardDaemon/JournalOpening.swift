import Configuration
import Crypto
import Glibc
import Journal
import Vitals

/// How this run's journal is opened: at the start, and again after the disk has failed.
package struct JournalOpening: Sendable {
    let directory: String
    var names: WardNames
    var record: RunRecord
    /// How long what is on record is kept; `nil`: for ever.
    var retention: RetentionPeriods?
    /// Whether the whole file is looked through before it is used: once damage has shown.
    var isThorough = false
    /// Whether the file is set aside unopened: the program ended while it opened it, also in safe mode.
    var isSuspect = false

    package init(directory: String, names: WardNames, record: RunRecord) {
        self.directory = directory
        self.names = names
        self.record = record
    }

    /// Opens the journal and begins a run in it.
    ///
    /// - Parameter held: called when the state folder is this process's alone, and nothing in it was opened yet.
    package func open(
        at now: WallInstant, held: @Sendable () -> Void = {}
    ) throws(JournalError) -> (store: JournalStore, runNumber: Int64) {
        for _ in 0..<DaemonLimits.openingAttempts {
            do throws(JournalError) {
                return try attempt(at: now, held)
            } catch {
                // Nothing can be opened on a full disk, and without it nobody is watched.
                guard isOutOfRoom, error.kind != .locked, givesRoom() else { throw error }
            }
        }
        return try attempt(at: now, held)
    }

    private var isOutOfRoom: Bool {
        DiskSpace(of: directory).map { $0.freeByteCount < UInt64(Journal.Limits.reserveMarginByteCount) } ?? false
    }

    /// The reserve first, then the recordings of runs before, the oldest first.
    private func givesRoom() -> Bool {
        if DiskReserve(stateDirectory: directory).release() { return true }
        let recordings = directory + "/recordings"
        return RecordingFolder.segments(in: recordings).first.map { unlink(recordings + "/" + $0.name) == 0 } ?? false
    }

    /// The library's: several times as fast as the journal's own.
    package static let hash: AuditHash = { Array(Crypto.SHA256.hash(data: $0)) }

    private func attempt(
        at now: WallInstant, _ held: @Sendable () -> Void
    ) throws(JournalError) -> (store: JournalStore, runNumber: Int64) {
        let store = try JournalStore(
            directory: directory, now: now, isThorough: isThorough, isSuspect: isSuspect, hash: Self.hash, held: held)
        do throws(JournalError) {
            return (store, try store.beginRun(record, names: names))
        } catch {
            try? store.close()
            throw error
        }
    }
}
