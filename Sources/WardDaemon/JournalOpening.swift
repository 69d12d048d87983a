import Journal
import Vitals

/// How this run's journal is opened: at the start, and again after the disk has failed.
package struct JournalOpening: Sendable {
    let directory: String
    var names: WardNames
    var record: RunRecord
    /// Whether the whole file is looked through before it is used: once damage has shown.
    var isThorough = false

    package init(directory: String, names: WardNames, record: RunRecord) {
        self.directory = directory
        self.names = names
        self.record = record
    }

    /// Opens the journal and begins a run in it.
    package func open(at now: WallInstant) throws(JournalError) -> (store: JournalStore, runNumber: Int64) {
        let store = try JournalStore(directory: directory, now: now, isThorough: isThorough)
        return (store, try store.beginRun(record, names: names))
    }
}
