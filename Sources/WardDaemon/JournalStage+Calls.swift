import Alarms
import Journal
import Vitals

extension JournalStage {
    /// Urgent alarms that the run before left without a receiver wait since they were decided: on the boot clock where it is
    /// still the same boot, else by the wall clock, and never from the future.
    func restoreCalls(at start: Tick) {
        do throws(JournalError) {
            for item in try store.unheardAlerts() {
                let isSameBoot = item.bootID == opening.record.bootID && item.at.monotonic <= start.monotonic
                let waited = isSameBoot ? start.monotonic.since(item.at.monotonic) : start.wall.since(item.at.wall)
                calls.restore(
                    item.alertID, of: item.episodeID, item.transition, admission: item.admissionID,
                    since: start.monotonic.advanced(by: .zero - max(.zero, waited)))
            }
        } catch {
            fail(error)
        }
    }
}
