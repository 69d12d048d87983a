import Alarms
import Dispatch
import Journal
import Vitals

// What is done when the disk refuses, and when the journal proves damaged.

extension JournalStage {
    /// A sync that failed is never tried again and believed: the file is closed, opened, checked, and written again. Alert
    /// ids make that safe.
    func reopenIfNeeded() throws(JournalError) {
        guard mustReopen else { return }
        try? store.close()
        store = try opening.open(at: clock.now().wall).store
        mustReopen = false
        opening.isThorough = false
        if store.openedAfterQuarantine != nil { lastHubSequence = try store.lastHubSequence() }
        note("journal.reopened", "the journal was opened again after the disk failed")
        if let quarantined = store.openedAfterQuarantine { tellQuarantine(quarantined) }
    }

    /// A journal was damaged and set aside: said, and an alarm.
    func tellQuarantine(_ path: String) {
        log.quarantined(path)
        note("journal.quarantined", "the journal was damaged and set aside; a new one was begun")
        signs.tell(HubSign(.recordDamaged, .mild, value: 1))
    }

    /// A page that proves damaged stops every commit, and with it every alert: the file is looked through, set aside, and a
    /// new one takes what waits.
    func fail(_ error: JournalError) {
        if error.kind == .inputOutput { mustReopen = true }
        if error.kind == .corrupt { markDamaged() }
        log.journalFailed(error)
    }

    func markDamaged() {
        opening.isThorough = true
        mustReopen = true
    }

    /// Looks through the whole journal beside the ward, on another thread: at the start only what it needs was.
    nonisolated func checkHistory() {
        let path = onQueue { $0.store.path }
        DispatchQueue.global(qos: .background).async { @Sendable in
            guard let damage = JournalCheck.damage(at: path) else { return }
            self.onQueue { stage in
                stage.log.warn("the journal is damaged: \(damage)")
                stage.markDamaged()
                stage.note("journal.damaged", damage)
                stage.drain()
            }
        }
    }
}
