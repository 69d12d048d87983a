import Journal
import Ports
import Synchronization
import Vitals

/// How full the disk is and what is too old, from the journal's queue to the recorder's. Made before either, connected after.
package final class DiskRelay: Sendable {
    private let recorder = Mutex<RecorderStage?>(nil)

    package init() {}

    func connect(_ stage: RecorderStage) { recorder.withLock { $0 = stage } }

    func tell(_ level: DiskLevel) {
        guard let recorder = recorder.withLock({ $0 }) else { return }
        recorder.executor.queue.async { @Sendable in recorder.assumeIsolated { $0.take(level) } }
    }

    /// What is older than it is kept goes, by the true time: it is that of the files.
    func removeRecordings(olderThan age: Duration) {
        guard let recorder = recorder.withLock({ $0 }) else { return }
        let oldest = PortClock.life.now().wall.advanced(by: .zero - age)
        recorder.executor.queue.async { @Sendable in recorder.assumeIsolated { $0.remove(writtenBefore: oldest) } }
    }
}
